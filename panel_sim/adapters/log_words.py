"""What the log says of an event or effect: its name and harmless facts, never what somebody typed, and no secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job, Leg

_ID = re.compile(r"[a-z][a-z0-9_./-]{0,120}")
_KIND = re.compile(r"[a-z-]{1,30}")


def touched(row: str) -> str:
    """A row's id as far as it may be told: a key of the keyboard, or a list's row with an address in it, may not be."""
    kind, colon, rest = row.partition(":")
    if not colon:
        return row if _ID.fullmatch(row) else "…"
    harmless = kind != "key" and (rest.isdecimal() or rest in ("next", "previous"))
    return f"{kind if _KIND.fullmatch(kind) else '…'}:{rest if harmless else '…'}"


def _failure(failure: Failure) -> str:
    return f"{failure.kind} {failure.leg} {failure.detail}".strip()


def _job(job: Job) -> str:
    facts = [f"job {job.id} {job.kind} {job.state}", *job.reasons]
    if job.code is not None:
        facts.append(f"code {job.code}")
    if job.failure:
        facts.append(job.failure)
    if job.pages:
        facts.append(f"{job.pages} pages, {job.size} bytes")
    return " ".join(facts)


def leg_words(leg: Leg) -> str:
    """A leg with its outcome and duration."""
    outcome = "begins" if leg.ok is None else "ok" if leg.ok else "failed"
    took = "" if leg.ok is None else f" {leg.ms:.0f} ms"
    return f"{leg.name} {outcome}{took} {leg.detail}".rstrip()


_FACTS: Mapping[type, Callable[[Any], str]] = {
    ev.Tapped: lambda it: touched(it.row),
    ev.Pressed: lambda it: touched(it.key),
    ev.TimerFired: lambda it: touched(it.name),
    ev.CodeShown: lambda it: f"{it.account} for {it.expires_in:.0f} s, every {it.interval:.0f} s",
    ev.SignInPending: lambda it: f"{it.account} again in {it.interval:.0f} s",
    ev.SignInAdvanced: lambda it: f"{it.account} {touched(it.step)} {it.problem_code}".rstrip(),
    ev.SignedIn: lambda it: str(it.account),
    ev.SignInEnded: lambda it: f"{it.account} {_failure(it.failure)}",
    ev.SignedOut: lambda it: str(it.account),
    ev.PageScanned: lambda it: f"job {it.job} page {it.page} of {it.pages}",
    ev.ScanFinished: lambda it: f"job {it.job} {it.pages} pages, {it.size} bytes",
    ev.ScanFailed: lambda it: f"job {it.job} {_failure(it.failure)}",
    ev.LegReached: lambda it: f"job {it.job} {leg_words(it.leg)}",
    ev.MailSent: lambda it: f"job {it.job}",
    ev.MailRefused: lambda it: f"job {it.job} {_failure(it.failure)}",
    ev.SheetPrinted: lambda it: f"job {it.job}",
    ev.SheetFailed: lambda it: f"job {it.job} {_failure(it.failure)}",
    ev.PasswordChecked: lambda it: f"{it.purpose} {'fits' if it.ok else 'does not fit'}",
    ev.JobsLoaded: lambda it: f"{len(it.jobs)} jobs",
    ev.JobRecorded: lambda it: _job(it.job),
    ev.ConditionChanged: lambda it: f"{touched(it.name)} {'begins' if it.present else 'ends'}",
    ev.ValueSet: lambda it: touched(it.key),
    # What an error of ours says may hold values; its kind does not.
    ev.Told: lambda it: f"{it.words} {it.detail.partition(':')[0] if it.words == 'told.other' else it.detail}".rstrip(),
    ef.StartTimer: lambda it: f"{touched(it.name)} {it.seconds:.0f} s",
    ef.StopTimer: lambda it: touched(it.name),
    ef.CheckPassword: lambda it: str(it.purpose),
    ef.StartSignIn: lambda it: f"{it.account}{' at the panel' if it.at_panel else ''}",
    ef.PollSignIn: lambda it: str(it.account),
    ef.SubmitSignIn: lambda it: f"{it.account} {it.step}",
    ef.CancelSignIn: lambda it: str(it.account),
    ef.SignOut: lambda it: str(it.account),
    ef.KeepSignIn: lambda it: f"{it.account} as {it.to}",
    ef.RecordJob: lambda it: _job(it.job),
    ef.ForgetJob: lambda it: f"job {it.job}",
    ef.StartScan: lambda it: (
        f"job {it.job} {it.settings.file_type} {it.settings.colour} {it.settings.resolution} dpi "
        f"{'two-sided' if it.settings.two_sided else 'one-sided'}"
    ),
    ef.StopScan: lambda it: f"job {it.job}",
    ef.SendMail: lambda it: f"job {it.job} from {it.account} to {len(it.mail.to)}",
    ef.CancelMail: lambda it: f"job {it.job}",
    ef.PrintSheet: lambda it: f"job {it.job}",
    ef.StopPrinting: lambda it: f"job {it.job}",
}
"""What may be told of each kind. A kind that does not stand here is told by its name alone."""


def log_words(kind: str, what: object) -> str:
    """An "event" or "effect" as a line of the log."""
    facts = _FACTS.get(type(what))
    return f"{kind} {type(what).__name__} {facts(what) if facts is not None else ''}".rstrip()
