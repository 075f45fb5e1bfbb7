"""What the log says of events and effects: facts, and never what was typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from panel_sim.adapters.log_words import log_words, touched
from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import ABORTED, Job, Leg

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
SECRET = "Hemligt-1"
ACCOUNT = "user:anna"
JOB = Job(
    7, "scan-to-email", "to-my-email", NOW, ABORTED, ("interrupted",), subject=SECRET, file_name=SECRET, to=(SECRET,),
    code=361, failure="timed-out", detail=SECRET,
)  # fmt: skip
MAIL = ef.Mail(SECRET, (SECRET, SECRET), SECRET, SECRET, SECRET, "pdf", NOW, SECRET)
SCAN = ef.ScanSettings("invoice", "colour", "pdf", 300, True, "a4", 0, SECRET)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (ev.Tapped("settings/general"), "event Tapped settings/general"),
        (ev.Tapped("key:H"), "event Tapped key:…"),
        (ev.Tapped("key:1"), "event Tapped key:…"),
        (ev.Tapped(SECRET), "event Tapped …"),
        (ev.Tapped(f"recipient:{SECRET}"), "event Tapped recipient:…"),
        (ev.Tapped("job:12"), "event Tapped job:12"),
        (ev.Pressed("home"), "event Pressed home"),
        (ev.Typed(SECRET), "event Typed"),
        (ev.TimerFired("print:12"), "event TimerFired print:12"),
        (ev.CodeShown(ACCOUNT, SECRET, SECRET, 900, 5), "event CodeShown user:anna for 900 s, every 5 s"),
        (ev.SignInAdvanced(ACCOUNT, "password", SECRET, "AADSTS1"), "event SignInAdvanced user:anna password AADSTS1"),
        (ev.SignedIn(ACCOUNT, SECRET), "event SignedIn user:anna"),
        (ev.SignInEnded(ACCOUNT, Failure("declined", "sign_in")), "event SignInEnded user:anna declined sign_in"),
        (ev.ScanFinished(7, 3, 10, SECRET), "event ScanFinished job 7 3 pages, 10 bytes"),
        (ev.LegReached(7, Leg("tls", None)), "event LegReached job 7 tls begins"),
        (ev.LegReached(7, Leg("tls", True, 12.4)), "event LegReached job 7 tls ok 12 ms"),
        (ev.LegReached(7, Leg("auth", False, 3.0, "535 no")), "event LegReached job 7 auth failed 3 ms 535 no"),
        (ev.MailRefused(7, Failure("timed-out", "tcp"), ()), "event MailRefused job 7 timed-out tcp"),
        (ev.SheetPrinted(7, SECRET), "event SheetPrinted job 7"),
        (ev.PasswordChecked("user-pin", "anna", False), "event PasswordChecked user-pin does not fit"),
        (ev.JobsLoaded((JOB,)), "event JobsLoaded 1 jobs"),
        (ev.JobRecorded(JOB), "event JobRecorded job 7 scan-to-email aborted interrupted code 361 timed-out"),
        (ev.ConditionChanged("media-empty", True), "event ConditionChanged media-empty begins"),
        (ev.ValueSet("wifi.password", SECRET), "event ValueSet wifi.password"),
        (ev.Told("told.set-aside", "settings.json was damaged"), "event Told told.set-aside settings.json was damaged"),
        (ev.Told("told.other", f"KeyError: {SECRET}"), "event Told told.other KeyError"),
        (ef.StartTimer("sleep", 900.0), "effect StartTimer sleep 900 s"),
        (ef.CheckPassword("user-pin", "", SECRET), "effect CheckPassword user-pin"),
        (ef.SubmitSignIn(ACCOUNT, "password", SECRET), "effect SubmitSignIn user:anna password"),
        (ef.StartSignIn(ACCOUNT, at_panel=True), "effect StartSignIn user:anna at the panel"),
        (ef.RecordJob(JOB), "effect RecordJob job 7 scan-to-email aborted interrupted code 361 timed-out"),
        (ef.StartScan(7, SCAN, NOW), "effect StartScan job 7 pdf colour 300 dpi two-sided"),
        (ef.SendMail(7, ACCOUNT, MAIL), "effect SendMail job 7 from user:anna to 2"),
        (ef.CopyText(SECRET), "effect CopyText"),
        (ef.SaveDevice(), "effect SaveDevice"),
    ],
)  # fmt: skip
def test_words(what: ev.Event | ef.Effect, words: str) -> None:
    assert log_words("event" if isinstance(what, ev.Event) else "effect", what) == words


def every(kind: type[Any]) -> list[type[Any]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *every(sub))]


def filled(annotation: str) -> Any:
    """Something secret for each text, and something plain for the rest."""
    made = {
        "str": SECRET, "int": 1, "float": 1.0, "bool": True, "object": SECRET, "datetime": NOW,
        "Failure": Failure("declined"), "Job": JOB,
        "Leg": Leg("data", True, 1.0), "tuple[Job, ...]": (JOB,), "tuple[Leg, ...]": (), "Mail": MAIL,
        "ScanSettings": SCAN,
    }  # fmt: skip
    return made.get(annotation)


@pytest.mark.parametrize("kind", [*every(ev.Event), *every(ef.Effect)], ids=lambda kind: kind.__name__)
def test_no_kind_tells_what_was_typed(kind: type[Any]) -> None:
    """Also those that are yet to come: whatever text stands in them, only ids and known words are told."""
    told_as_they_are = {"account", "to", "purpose", "words", "detail", "step", "problem_code"}
    made = kind(
        **{
            name: "plain" if name in told_as_they_are else filled(annotation)
            for name, annotation in kind.__annotations__.items()
        }
    )
    assert SECRET not in log_words("event", made)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("page:next", "page:next"),
        ("key:next", "key:…"),
        ("page:4711", "page:4711"),
        ("A:1", "…:1"),
        ("", "…"),
        (":", "…:…"),
        ("1111", "…"),
    ],
)
def test_touched(row: str, told: str) -> None:
    assert touched(row) == told
