"""Jobs, mails and sheets as steps want them, and the sentence about what they are instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from panel_sim.core.jobs import Job, Leg
from panel_sim.paths.expecting import job_misses, mail_misses, sheet_misses

JOB = Job(
    7, "scan-to-email", "email", datetime(2026, 11, 23, tzinfo=UTC), "aborted", ("aborted-by-system",), "anna",
    "user:anna", "anna@ovning.example", ("bo@ovning.example", "eva@privat.example"), "Skannat dokument",
    "Skanning_1.pdf", pages=3, code=361, failure="timed-out",
    detail="the server said nothing", legs=(Leg("dns", True), Leg("tcp", False)),
)  # fmt: skip
MAIL = {
    "from": "anna@ovning.example",
    "subject": "Skannat dokument",
    "text": "Bifogat:\n tre sidor",
    "attachments": [{"name": "Skanning_1.pdf"}],
}


@pytest.mark.parametrize(
    ("key", "fits", "misses"),
    [
        ("state", "aborted", "completed"),
        ("code", 361, 360),
        ("code", "361", "360"),
        ("to", "BO@ovning.example", "anna@ovning.example"),
        ("to", ("bo@ovning.example", "eva@privat.example"), ("bo@ovning.example", "anna@ovning.example")),
        ("kind", "scan-to-email", "print-sheet"),
        ("user", "anna", "bo"),
        ("sender", "anna@ovning.example", "bo@ovning.example"),
        ("subject", "Skannat", "Annat"),
        ("file_name", ".pdf", ".tiff"),
        ("pages", 3, 4),
        ("detail", "said  nothing", "said much"),
        ("failure", "timed-out", "sign-in-lapsed"),
        ("leg", "tcp", "dns"),
        ("leg", {"dns": True, "tcp": False}, {"dns": False}),
        ("leg", {"tcp": False}, {"auth": True}),
        ("reason", "aborted-by-system", "interrupted"),
        ("count", 1, 2),
    ],
)
def test_jobs(key: str, fits: object, misses: object) -> None:
    assert job_misses([JOB], ((key, fits),)) == ""
    assert job_misses([JOB], ((key, misses),)) != ""


def test_what_a_job_is_instead() -> None:
    wants = (("state", "completed"), ("leg", "data"), ("code", 361))
    assert job_misses([JOB], wants) == "The newest job has state aborted, the legs dns good, tcp failed."
    assert job_misses([], wants) == "No job was made."
    assert job_misses([], (("count", 0),)) == ""
    assert job_misses([JOB], (("count", 0),)) == "The history holds 1 job."


@pytest.mark.parametrize(
    ("key", "fits", "misses"),
    [
        ("sender", "anna@ovning.example", "bo@"),
        ("subject", "Skannat", "Annat"),
        ("contains", "Bifogat: tre", "fyra"),
        ("file_name", "Skanning", "Scan_"),
        ("attachment", "pdf", "tiff"),
        ("attachment", "pdf-a", "none"),
        ("count", 1, 0),
    ],
)
def test_mails(key: str, fits: object, misses: object) -> None:
    assert mail_misses([MAIL], (("to", "bo@ovning.example"), (key, fits))) == ""
    assert mail_misses([MAIL], (("to", "bo@ovning.example"), (key, misses))) != ""


def test_what_the_mail_is_instead() -> None:
    wants = (("to", "bo@ovning.example"), ("attachment", "tiff"))
    assert mail_misses([MAIL], wants) == (
        "The mailbox of bo@ovning.example received 1 mail; the newest has attachment Skanning_1.pdf."
    )
    assert mail_misses([], wants) == "The mailbox of bo@ovning.example received nothing."
    assert mail_misses([MAIL, MAIL], (("count", 1),)) == "The practice mailboxes received 2 such mails."


def test_sheets() -> None:
    sheet = "Server:   Microsoft\n  Exchange Online"
    assert sheet_misses(sheet, ("Microsoft Exchange Online",), ("Gmail",)) == ""
    assert sheet_misses(sheet, ("Gmail",), ("Exchange",)) == "The newest sheet lacks Gmail and contains Exchange."
    assert sheet_misses(None, ("x",), ()) == "No sheet was printed."
