"""Paper: what lies in the trays, and the sheets that wait for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, SaveDevice
from panel_sim.core.registry import effect, guard, timer

TRAY = "paper.tray_1_sheets"
"""Where the sheets of the first tray are counted; the status sheet is printed on them."""
_SHEETS = re.compile(r"paper\.tray_[0-9]+_sheets")
PRINT = timer("print")
PRINT_SECONDS = 3.0
"""How long the simulated engine takes for one page."""


def print_timer(number: int) -> str:
    """Each sheet goes through the engine on its own timer, so that two do not get in each other's way."""
    return f"{PRINT}:{number}"


@guard
def cover_closed(c: Context) -> bool:
    """The cover is closed."""
    return "cover-open" not in c.device.conditions


@guard
def has_paper(c: Context) -> bool:
    """There is paper in the first tray and the cover is closed."""
    return c.device.number(TRAY, 1) > 0 and "media-empty" not in c.device.conditions and cover_closed(c)


@effect
def feed_paper(c: Context) -> Iterable[Effect]:
    """The page goes through the engine."""
    return (c.start_timer(print_timer(c.session.job), PRINT_SECONDS),)


@effect
def feed_waiting(c: Context) -> Iterable[Effect]:
    """There is paper again: every sheet that waited for it goes on, wherever the panel is."""
    effects: list[Effect] = []
    if has_paper(c):
        for job in tuple(c.session.jobs.values()):
            if job.active and job.kind == "print-sheet" and job.reasons:
                effects += c.change_job(job.id, reasons=())
                effects.append(c.start_timer(print_timer(job.id), PRINT_SECONDS))
    return effects


@effect
def report_no_paper(c: Context) -> Iterable[Effect]:
    """The tray is empty or the cover open: the printer stops and says so (IPP media-empty, cover-open)."""
    if c.device.number(TRAY, 1) <= 0:
        c.device.conditions.add("media-empty")
    reasons = tuple(name for name in ("media-empty", "cover-open") if name in c.device.conditions)
    return c.change_job(c.session.job, reasons=reasons)


@effect
def fill_paper(c: Context) -> Iterable[Effect]:
    """Load every tray that the model has (practice: nobody carries paper here)."""
    trays = [spec for key, spec in c.device.specs.items() if _SHEETS.fullmatch(key)]
    for tray in trays:
        c.device.set(tray.key, tray.most)
    c.device.conditions.discard("media-empty")
    return (SaveDevice(),) if trays else ()
