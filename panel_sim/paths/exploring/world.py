"""What the world may answer to the panel's wishes: as it mostly does, and in every other way."""

from __future__ import annotations

from collections.abc import Iterator

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import CODES, Failure
from panel_sim.core.jobs import Leg

CODE = "EXPLORED"
ADDRESS = "http://localhost:1/code"
SIZE, TOO_LARGE = 120_000, 2**26
PAGES = 3
_NEXT_STEP = {"account": "password", "password": "consent"}

Answer = tuple[str, tuple[ev.Event, ...]]
"""What the answer is, in words, and the events that it comes as."""


def nominal(effect: ef.Effect) -> tuple[ev.Event, ...]:
    """How the world mostly answers: whoever signs in is let in, mail arrives, paper comes out."""
    return next(answers(effect), ("", ()))[1]


def answers(effect: ef.Effect) -> Iterator[Answer]:
    """Every way in which the world may answer, the usual one first; none where the wish wants no answer."""
    match effect:
        case ef.StartSignIn(account, at_panel):
            if at_panel:
                yield "the directory asks for the account", (ev.SignInAdvanced(account, "account"),)
            else:
                yield "the directory gives a code", (ev.CodeShown(account, CODE, ADDRESS, 900, 5),)
            yield from _ended(account, "unreachable", "timed-out", "sign-in-refused")
        case ef.PollSignIn(account):
            yield "the person has signed in", (ev.SignedIn(account, _address(account)),)
            yield "the person has not finished", (ev.SignInPending(account, 5),)
            yield from _ended(account, "declined", "code-expired", "sign-in-refused", "unreachable")
        case ef.SubmitSignIn(account, step, _):
            yield from _submitted(account, step)
        case ef.SignOut(account):
            yield "the tokens are gone", (ev.SignedOut(account),)
        case ef.StartScan(job):
            pages = tuple(ev.PageScanned(job, page, PAGES) for page in range(1, PAGES + 1))
            yield "all pages are scanned", (*pages, ev.ScanFinished(job, PAGES, SIZE, "scan.pdf"))
            yield "the scan is large", (ev.ScanFinished(job, PAGES, TOO_LARGE, "scan.pdf"),)
            for kind in ("scan-failed", "disk-full"):
                yield f"the scan fails: {kind}", (ev.ScanFailed(job, Failure(kind)),)
        case ef.SendMail(job):
            sent = (Leg("auth", True, 1.0), Leg("data", True, 1.0))
            yield "the server takes the mail", (ev.SendProgressed(job, SIZE, SIZE), ev.MailSent(job, sent))
            for kind in (kind for kind, code in CODES.items() if code is not None):
                refused = (Leg("auth", False, 1.0, kind),)
                yield f"the mail fails: {kind}", (ev.MailRefused(job, Failure(kind, "auth"), refused),)
        case ef.PrintSheet(job):
            yield "the sheet is printed", (ev.SheetPrinted(job, "sheet.pdf"),)
            yield "the sheet cannot be written", (ev.SheetFailed(job, Failure("disk-full")),)


def _submitted(account: str, step: str) -> Iterator[Answer]:
    if step == "decline":
        yield "the person declines", (ev.SignInEnded(account, Failure("declined", "sign_in")),)
        return
    if step in _NEXT_STEP:
        following = _NEXT_STEP[step]
        yield f"the directory asks for {following}", (ev.SignInAdvanced(account, following),)
        offered = ev.SignInAdvanced(account, following, can_consent_for_organization=True)
        yield f"the directory asks an administrator for {following}", (offered,)
        yield f"the directory refuses the {step}", (ev.SignInAdvanced(account, step, "No.", "AADSTS50126"),)
    yield "the person is signed in", (ev.SignedIn(account, _address(account)),)
    yield from _ended(account, "sign-in-refused", "unreachable")


def _ended(account: str, *kinds: str) -> Iterator[Answer]:
    for kind in kinds:
        yield f"the sign-in ends: {kind}", (ev.SignInEnded(account, Failure(kind, "sign_in")),)


def _address(account: str) -> str:
    return f"{account.rpartition(':')[2]}@ovning.example"
