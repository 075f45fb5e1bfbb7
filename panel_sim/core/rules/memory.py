"""Clear internal memory data: fonts and macros sent by computers, and documents kept for jobs that failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, ForgetJob
from panel_sim.core.jobs import ABORTED, Job
from panel_sim.core.registry import effect, guard, reading
from panel_sim.core.rules.values import set_values
from panel_sim.core.viewing import value_words

FONTS = "memory.fonts_kb"
CLEARED = "job-data-insufficient"
"""IPP's reason (PWG 5100.7) for a job whose document is no longer there, so that it cannot be sent again."""
SPOKEN = frozenset({"memory.jobs", "memory.jobs.none", f"job-reason.{CLEARED}"})


def _kept(c: Context) -> Sequence[Job]:
    """Failed jobs whose document is still kept, to be sent again; what may have arrived never is."""
    return [
        job
        for job in c.session.jobs.values()
        if job.state == ABORTED and job.size and job.failure != "delivery-unknown" and CLEARED not in job.reasons
    ]


@guard
def keeps_documents(c: Context) -> bool:
    """Documents of failed jobs are kept."""
    return bool(_kept(c))


@guard
def keeps_fonts(c: Context) -> bool:
    """Fonts or macros are kept."""
    return c.device.number(FONTS) > 0


@effect
def clear_fonts(c: Context) -> Iterable[Effect]:
    """Forget fonts, macros and the working area of page languages."""
    return set_values(c, {FONTS: 0})


@effect
def clear_documents(c: Context) -> Iterable[Effect]:
    """Forget the documents of failed jobs; the history keeps what became of them."""
    effects: list[Effect] = []
    for job in _kept(c):
        effects += [ForgetJob(job.id), *c.change_job(job.id, reasons=(*job.reasons, CLEARED))]
    return effects


@reading("memory.jobs")
def memory_jobs(c: Context) -> str:
    """How many documents are kept."""
    count = len(_kept(c))
    return c.text("memory.jobs", n=count) if count else c.text("memory.jobs.none")


@reading("memory.fonts")
def memory_fonts(c: Context) -> str:
    """How much room fonts and macros take."""
    return value_words(c, FONTS)
