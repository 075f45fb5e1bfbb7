"""What the device learns from an event whatever is on the glass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from panel_sim.core import events as ev
from panel_sim.core.context import Context
from panel_sim.core.device import LAPSED, PENDING, PENDING_PRINTER, PRINTER, REFUSED, STORED, Account, fitted
from panel_sim.core.effects import Effect, ForgetJob, KeepSignIn, RecordJob, SaveDevice, SignOut, StartSignIn
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import ABORTED, COMPLETED, Job, Leg
from panel_sim.core.rules.paper import TRAY
from panel_sim.core.rules.sign_in import POLL_PRINTER
from panel_sim.core.rules.values import set_values, value_changed
from panel_sim.core.session import Code, SigningIn

Reaction = Callable[[Context, Any], Iterable[Effect]]


def react(c: Context) -> Iterable[Effect]:
    """Take note of the event at hand."""
    reaction = REACTIONS.get(type(c.event))
    return tuple(reaction(c, c.event)) if reaction is not None else ()


def _jobs_loaded(c: Context, event: ev.JobsLoaded) -> Iterable[Effect]:
    c.session.jobs = {job.id: job for job in sorted(event.jobs, key=lambda job: job.id)}
    return ()


def _job_recorded(c: Context, event: ev.JobRecorded) -> Iterable[Effect]:
    c.session.jobs[event.job.id] = event.job
    return ()


def _page_scanned(c: Context, event: ev.PageScanned) -> Iterable[Effect]:
    if event.job == c.session.job:
        c.session.pages_done, c.session.pages_total = event.page, event.pages
    return ()


def _scan_finished(c: Context, event: ev.ScanFinished) -> Iterable[Effect]:
    return c.change_job(event.job, pages=event.pages, size=event.size, file_name=event.file_name)


def _failed(c: Context, number: int, failure: Failure, legs: tuple[Leg, ...] = ()) -> Iterable[Effect]:
    job = c.job(number)
    if job is None or not job.active:
        return ()
    reasons = ("delivery-unknown",) if failure.kind == "delivery-unknown" else ()
    return c.change_job(
        number,
        state=ABORTED,
        reasons=reasons,
        code=failure.code,
        failure=failure.kind,
        detail=failure.detail,
        legs=legs or job.legs,
        finished=c.now,
    )


def _scan_failed(c: Context, event: ev.ScanFailed) -> Iterable[Effect]:
    return (*_failed(c, event.job, event.failure), ForgetJob(event.job))


def with_leg(job: Job, leg: Leg) -> Job:
    """The job with the leg added, or changed where it is there."""
    legs = [old for old in job.legs if old.name != leg.name]
    return replace(job, legs=(*legs, leg))


def _leg_reached(c: Context, event: ev.LegReached) -> Iterable[Effect]:
    job = c.job(event.job)
    if job is None or not job.active:
        return ()
    job = with_leg(job, event.leg)
    c.session.jobs[job.id] = job
    # Before the message itself is handed over this must stand on the disk: should the program die now, nobody can know
    # whether the mail arrived, and it must not go out twice.
    return (RecordJob(job),) if event.leg.name == "data" and event.leg.ok is None else ()


def _send_progressed(c: Context, event: ev.SendProgressed) -> Iterable[Effect]:
    if event.job == c.session.job:
        c.session.bytes_done, c.session.bytes_total = event.sent, event.total
    return ()


def _mail_sent(c: Context, event: ev.MailSent) -> Iterable[Effect]:
    job = c.job(event.job)
    if job is None or not job.active:
        return ()
    return (
        *c.change_job(event.job, state=COMPLETED, legs=event.legs or job.legs, finished=c.now, detail="", code=None),
        *_judged(c, job.account, STORED),
        ForgetJob(event.job),
    )


def _mail_refused(c: Context, event: ev.MailRefused) -> Iterable[Effect]:
    job = c.job(event.job)
    effects = list(_failed(c, event.job, event.failure, event.legs))
    if job is not None and job.active:
        if event.failure.kind == "sign-in-lapsed":
            effects += _judged(c, job.account, LAPSED, event.failure.detail)
        elif event.failure.kind == "sign-in-refused":
            effects += _judged(c, job.account, REFUSED, event.failure.detail)
        if event.failure.kind == "delivery-unknown":
            effects.append(ForgetJob(event.job))
    return effects


def _account(c: Context, key: str, state: str, detail: str = "", address: str = "") -> Iterable[Effect]:
    known = c.device.account(key)
    new = Account(state, address or known.address, detail)
    if new == known:
        return ()
    c.device.accounts[key] = new
    return (SaveDevice(),)


def _judged(c: Context, key: str, state: str, detail: str = "") -> Iterable[Effect]:
    """What a delivery showed of a sign-in; one that was given up meanwhile stays given up."""
    return _account(c, key, state, detail) if key in c.device.accounts else ()


def _signed_in(c: Context, event: ev.SignedIn) -> Iterable[Effect]:
    if event.account != PENDING_PRINTER:
        return _account(c, event.account, STORED, "", event.address)
    c.session.printer_sign_in = None
    return (*c.stop_timer(POLL_PRINTER), *_account(c, event.account, PENDING, "", event.address))


def _signed_out(c: Context, event: ev.SignedOut) -> Iterable[Effect]:
    if c.device.accounts.pop(event.account, None) is None:
        return ()
    return (SaveDevice(),)


def _sheet_printed(c: Context, event: ev.SheetPrinted) -> Iterable[Effect]:
    job = c.job(event.job)
    if job is None or not job.active:
        return ()
    if TRAY in c.device.specs:
        c.device.set(TRAY, max(0, c.device.number(TRAY) - event.pages))
    for key in ("counters.total", "counters.mono", "counters.one_sided"):
        if key in c.device.specs:
            c.device.set(key, min(c.device.specs[key].most, c.device.number(key) + event.pages))
    return (
        *c.change_job(event.job, state=COMPLETED, output=event.path, pages=event.pages, finished=c.now),
        SaveDevice(),
    )


def _sheet_failed(c: Context, event: ev.SheetFailed) -> Iterable[Effect]:
    return _failed(c, event.job, event.failure)


def _condition(c: Context, event: ev.ConditionChanged) -> Iterable[Effect]:
    if event.present:
        c.device.conditions.add(event.name)
        if event.name == "media-empty" and TRAY in c.device.specs:
            c.device.set(TRAY, 0)
            return (SaveDevice(),)
    else:
        c.device.conditions.discard(event.name)
        if event.name == "media-empty" and TRAY in c.device.specs:
            c.device.set(TRAY, c.device.specs[TRAY].most)
            return (SaveDevice(),)
    return ()


def _value_set(c: Context, event: ev.ValueSet) -> Iterable[Effect]:
    try:
        c.device.set(event.key, event.value)
    except ValueError:
        # Whoever sets a value asks `fitted` first and says what does not fit; the device keeps what it had.
        return ()
    return value_changed(c, event.key)


def _values_set(c: Context, event: ev.ValuesSet) -> Iterable[Effect]:
    try:
        made = {key: fitted(c.device.specs[key], value) for key, value in event.values}
    except (KeyError, ValueError):
        # As above; and what belongs together is never half set.
        return ()
    return set_values(c, made)


def _administrator_password_set(c: Context, event: ev.AdministratorPasswordSet) -> Iterable[Effect]:
    c.device.administrator_hash = event.hashed
    return (SaveDevice(),)


def _told(c: Context, event: ev.Told) -> Iterable[Effect]:
    c.session.told.append((event.words, event.detail))
    return ()


def _printer_asked(c: Context, event: ev.PrinterSignInAsked) -> Iterable[Effect]:
    c.session.printer_sign_in = SigningIn(PENDING_PRINTER)
    return (StartSignIn(PENDING_PRINTER),)


def _code_shown(c: Context, event: ev.CodeShown) -> Iterable[Effect]:
    if event.account != PENDING_PRINTER or c.session.printer_sign_in is None:
        return ()
    c.session.printer_sign_in.code = Code(
        event.user_code, event.verification_uri, c.seconds + event.expires_in, event.expires_in, event.interval
    )
    return (c.start_timer(POLL_PRINTER, event.interval),)


def _sign_in_pending(c: Context, event: ev.SignInPending) -> Iterable[Effect]:
    if event.account != PENDING_PRINTER or c.session.printer_sign_in is None:
        return ()
    return (c.start_timer(POLL_PRINTER, event.interval),)


def _sign_in_ended(c: Context, event: ev.SignInEnded) -> Iterable[Effect]:
    if event.account == PENDING_PRINTER and c.session.printer_sign_in is not None:
        c.session.printer_sign_in.code = None
        c.session.printer_sign_in.failure = event.failure
        return c.stop_timer(POLL_PRINTER)
    return ()


def _printer_stored(c: Context, event: ev.PrinterSignInStored) -> Iterable[Effect]:
    pending = c.device.accounts.pop(PENDING_PRINTER, None)
    if pending is None:
        return ()
    c.device.accounts[PRINTER] = Account(STORED, pending.address)
    return (KeepSignIn(PENDING_PRINTER, PRINTER), SaveDevice())


def _printer_left(c: Context, event: ev.PrinterSignInLeft) -> Iterable[Effect]:
    c.session.printer_sign_in = None
    return (*c.stop_timer(POLL_PRINTER), SignOut(PENDING_PRINTER))


def _printer_out(c: Context, event: ev.PrinterSignOutAsked) -> Iterable[Effect]:
    return (SignOut(PRINTER),)


REACTIONS: dict[type[ev.Event], Reaction] = {
    ev.JobsLoaded: _jobs_loaded,
    ev.JobRecorded: _job_recorded,
    ev.PageScanned: _page_scanned,
    ev.ScanFinished: _scan_finished,
    ev.ScanFailed: _scan_failed,
    ev.LegReached: _leg_reached,
    ev.SendProgressed: _send_progressed,
    ev.MailSent: _mail_sent,
    ev.MailRefused: _mail_refused,
    ev.CodeShown: _code_shown,
    ev.SignInPending: _sign_in_pending,
    ev.SignInEnded: _sign_in_ended,
    ev.SignedIn: _signed_in,
    ev.SignedOut: _signed_out,
    ev.SheetPrinted: _sheet_printed,
    ev.SheetFailed: _sheet_failed,
    ev.ConditionChanged: _condition,
    ev.ValueSet: _value_set,
    ev.ValuesSet: _values_set,
    ev.AdministratorPasswordSet: _administrator_password_set,
    ev.Told: _told,
    ev.PrinterSignInAsked: _printer_asked,
    ev.PrinterSignInStored: _printer_stored,
    ev.PrinterSignInLeft: _printer_left,
    ev.PrinterSignOutAsked: _printer_out,
}
