"""Which tiles Home shows, and in which order: the value panel.home, read and written. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from panel_sim.core.menus import RowSpec

HOME_VALUE = "panel.home"
ALWAYS = "settings"
"""The tile that Home never loses: without it nobody could bring the others back."""


def arranged(kept: str, tiles: Sequence[str]) -> tuple[list[str], list[str]]:
    """The tiles shown, in order, and those taken away. `kept` lists names parted by commas, those taken away with a
    minus before them; what it does not know of comes last, and what is no tile is passed over."""
    shown: list[str] = []
    away: list[str] = []
    for written in kept.split(","):
        name = written.strip().removeprefix("-")
        if name in tiles and name not in shown and name not in away:
            gone = written.strip().startswith("-") and name != ALWAYS
            (away if gone else shown).append(name)
    return [*shown, *(name for name in tiles if name not in shown and name not in away)], away


def in_order(kept: str, rows: Sequence[RowSpec]) -> Sequence[RowSpec]:
    """The tiles of Home that are shown, in their order."""
    if not kept:
        return rows
    by_name = {row.id.rpartition("/")[2]: row for row in rows}
    return [by_name[name] for name in arranged(kept, tuple(by_name))[0]]


def written(shown: Sequence[str], away: Sequence[str]) -> str:
    """An arrangement as the value keeps it."""
    return ",".join((*shown, *(f"-{name}" for name in away)))
