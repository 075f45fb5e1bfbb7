"""Power, Home, time-outs, and the program's own notices."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.device import PENDING_PRINTER
from panel_sim.core.effects import CancelSignIn, Effect, PollSignIn
from panel_sim.core.registry import effect, guard
from panel_sim.core.rules import timers
from panel_sim.core.rules.email import stop_job


@effect
def leave_for_home(c: Context) -> Iterable[Effect]:
    """Home was pressed, or time ran out: a sign-in that is under way is given up; jobs go on."""
    mine = c.session.signing_in
    c.session.signing_in = None
    return (CancelSignIn(mine.account),) if mine is not None else ()


@effect
def time_out_logins(c: Context) -> None:
    """Nobody touched the panel for a while: administrator and user are logged out (Operation Time Out)."""
    c.session.administrator = False
    c.session.user = ""
    c.session.home_page = 0


@effect
def power_off(c: Context) -> Iterable[Effect]:
    """Everything under way stops; nothing is half done."""
    effects: list[Effect] = list(leave_for_home(c) or ())
    for job in [job for job in c.session.jobs.values() if job.active]:
        effects += stop_job(c, job.id)
    time_out_logins(c)
    if c.session.printer_sign_in is not None:
        c.session.printer_sign_in = None
        effects.append(CancelSignIn(PENDING_PRINTER))
    c.session.trail.clear()
    for name in tuple(c.session.timers):
        effects += c.stop_timer(name)
    return effects


@effect
def start_up(c: Context) -> Iterable[Effect]:
    """Power came back."""
    c.session.booted = c.now
    return timers.wind_up(c)


@effect
def forget_way(c: Context) -> None:
    """The next way back leads Home, whatever was open."""
    c.session.trail[:] = [c.menus.home]


@guard
def has_told(c: Context) -> bool:
    """A notice waits to be read."""
    return bool(c.session.told)


@guard
def more_told(c: Context) -> bool:
    """Another notice waits behind this one."""
    return len(c.session.told) > 1


@effect
def next_told(c: Context) -> None:
    """The first notice was read."""
    if c.session.told:
        c.session.told.pop(0)


@effect
def poll_printer_sign_in(c: Context) -> Iterable[Effect]:
    """Ask whether the person at the web page has finished."""
    return (PollSignIn(PENDING_PRINTER),) if c.session.printer_sign_in is not None else ()
