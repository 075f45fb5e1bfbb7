"""Chance, real and seeded."""

from __future__ import annotations

from panel_sim.adapters.dice import SeededDice, SystemDice


def test_system_dice_give_that_many_bytes_and_never_the_same() -> None:
    assert len(SystemDice().hex(16)) == 32
    assert SystemDice().hex(16) != SystemDice().hex(16)
    assert SystemDice().hex(0) == ""


def test_a_seed_gives_the_same_row_in_every_run() -> None:
    one, other = SeededDice("a"), SeededDice("a")
    assert [one.hex(4) for _ in range(5)] == [other.hex(4) for _ in range(5)]
    assert SeededDice("a").hex(40) != SeededDice("b").hex(40)
    assert len(SeededDice().hex(100)) == 200


def test_throws_of_one_seed_differ() -> None:
    dice = SeededDice(1)
    assert len({dice.hex(8) for _ in range(100)}) == 100
