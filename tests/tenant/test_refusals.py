"""The table of refusals: whatever stands there can really happen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import panel_sim.tenant
from panel_sim.tenant.refusals import REASONS, Refusal

SOURCES = Path(panel_sim.tenant.__path__[0]).glob("*.py")
# In the table itself a number is followed by a colon.
NAMED = {int(number) for path in SOURCES for number in re.findall(r"\b(\d{5,7})\b(?!:)", path.read_text("utf-8"))}


def test_no_reason_that_is_never_given() -> None:
    assert REASONS.keys() - NAMED == set()


@pytest.mark.parametrize("number", sorted(REASONS))
def test_every_reason_has_a_sentence_and_an_oauth_error(number: int) -> None:
    values = dict.fromkeys(re.findall(r"\{(\w+)\}", REASONS[number].text), "x")
    refusal = Refusal(number, **values)
    assert str(refusal).startswith(f"AADSTS{number}: ")
    assert "{" not in refusal.text
    assert re.fullmatch(r"[a-z_]+", refusal.error)
    assert 400 <= refusal.status < 600
