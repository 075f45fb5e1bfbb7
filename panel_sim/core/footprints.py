"""Where a panel has been: kept only where somebody asks, for coverage and exploring."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Footprints:
    """The screens that were on the glass, the moves that were made, and what guards answered."""

    screens: set[str] = field(default_factory=set)
    moves: set[tuple[str, str, int]] = field(default_factory=set)
    """Screen, trigger, and which of its moves, counted from 0."""
    asked: set[tuple[str, bool]] = field(default_factory=set)
    """Guard and its answer."""
