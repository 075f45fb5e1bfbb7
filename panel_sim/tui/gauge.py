"""Bars that fill and the record of legs, as progress, sign-in and job screens share them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from panel_sim.core.jobs import Leg
from panel_sim.tui.canvas import Area, Look
from panel_sim.tui.fitting import cells, fit

SIGNS = {True: ("✓", "good"), False: ("✗", "bad"), None: ("»", "accent")}


def paint_gauge(area: Area, y: int, part: float, look: Look, colour: str = "accent", ground: str = "lcd") -> None:
    """A bar across the area, filled to `part` (0 to 1)."""
    width = area.width
    part = max(0.0, min(1.0, part)) if part == part else 0.0
    if look.pixels:
        halves = round(part * width * 2)
        full, half = divmod(halves, 2)
        area.put(0, y, "▄" * full, f"{colour} on {ground}")
        if half and full < width:
            area.put(full, y, "▄", f"{colour} on {ground}" if part > 0.5 else f"veil on {ground}")
            full += 1
        area.put(full, y, "▄" * (width - full), f"line on {ground}")
    else:
        full = round(part * width)
        area.put(0, y, "█" * full, f"{colour} on {ground}")
        area.put(full, y, "░" * (width - full), f"faint on {ground}")


def percent(done: float, total: float) -> int:
    """How much of `total` is done, 0 to 100; 0 where that cannot be said."""
    if total <= 0 or not isfinite(done) or not isfinite(total):
        return 0
    return int(100 * (max(0.0, min(done, total)) / total))


def time_taken(leg: Leg) -> str:
    """Milliseconds as a person reads them."""
    if leg.ms != leg.ms or leg.ms < 0:
        return ""
    if leg.ms >= 10_000:
        return f"{leg.ms / 1000:.0f} s"
    return f"{leg.ms:.0f} ms" if leg.ms >= 1 or leg.ms == 0 else "<1 ms"


def to_come(legs: Sequence[Leg], names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The legs of `names` after the last one reached; one before it that was not needed is nothing to wait for."""
    reached = {leg.name for leg in legs}
    last = max((index for index, (name, _) in enumerate(names) if name in reached), default=-1)
    return list(names[last + 1:])


def legs_row(
    area: Area, legs: Sequence[Leg], names: Sequence[tuple[str, str]], ground: str = "lcd", *, detail: bool = True
) -> int:
    """The legs side by side, the ones never reached pale after them; gives the lines it took.

    `names` are all legs of this kind of job with their labels; a leg without a label is called by its name.
    """
    labels = dict(names)
    x = y = 0
    for leg in legs:
        sign, colour = SIGNS[leg.ok]
        label = labels.get(leg.name, leg.name)
        failed = leg.ok is False
        under = fit(leg.detail, 24) if failed and leg.detail else time_taken(leg) if leg.ok is not None else "..."
        width = max(cells(label) + 2, cells(under) if detail else 0)
        if x and x + width > area.width:
            x, y = 0, y + (3 if detail else 1)
        area.put(x, y, sign, f"bold {colour} on {ground}")
        area.put(x + 2, y, label, f"bold {colour} on {ground}")
        if detail:
            area.put(x, y + 1, under, f"{'bad' if failed else 'dim'} on {ground}")
        x += width + 2
    rest = [f"· {label}" for _, label in to_come(legs, names)]
    bottom = y + (2 if detail and legs else 1)
    if not rest:
        return bottom
    if x and x + sum(cells(text) + 1 for text in rest) - 1 > area.width:
        x, y = 0, bottom
    for text in rest:
        if x and x + cells(text) > area.width:
            x, y = 0, y + 1
        x += area.put(x, y, text, f"faint on {ground}") + 1
    return max(bottom, y + 1)
