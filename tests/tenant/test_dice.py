"""Codes, tokens and identifiers."""

from __future__ import annotations

import re
from collections import Counter

from panel_sim.tenant.dice import SeededDice, SystemDice, guid, opaque, user_code


def test_user_codes_are_typeable_and_even() -> None:
    dice = SeededDice("codes")
    codes = [user_code(dice) for _ in range(2000)]
    assert all(re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{9}", code) for code in codes)
    assert len(set(codes)) == 2000
    counts = Counter("".join(codes))
    assert max(counts.values()) / min(counts.values()) < 1.3


def test_guids_are_of_version_four() -> None:
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", guid(SystemDice()))


def test_a_seed_gives_the_same_row_again() -> None:
    assert opaque(SeededDice("a")) == opaque(SeededDice("a")) != opaque(SeededDice("b"))
