"""Mailboxes: whole or not at all, whatever the mail looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.tenant.accounts import Accounts
from panel_sim.tenant.clock import ManualClock
from panel_sim.tenant.dice import SeededDice
from panel_sim.tenant.mailbox import Mailboxes, UnknownRecipient, header_senders
from panel_sim.tenant.policy import Policy
from panel_sim.tenant.store import Store

ANNA = "anna@ovning.example"


@pytest.fixture
def mailboxes(tmp_path: Path) -> Any:
    store, clock, dice = Store(tmp_path / "tenant.sqlite"), ManualClock(), SeededDice("mail")
    accounts = Accounts(store, Policy(store, clock), clock, dice)
    accounts.seed()
    yield Mailboxes(store, accounts, tmp_path / "mail", clock, dice, "mail.ovning.example")
    store.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no header at all",
        b"Subject: =?utf-8?b?!!!?=\r\n\r\nx",
        b"Subject: =?nonsense?q?=E5?=\r\nFrom: \xff\xfe\r\n\r\nx",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xe5",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b'Content-Type: application/pdf; name="=?utf-8?q?=C3=A5.pdf?="\r\nContent-Transfer-Encoding: base64\r\n\r\n!',
        b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ZZ\r\n\r\nx",
        b'From: a <@@>, "b\r\nSubject: \r\n\t\r\n\r\n',
    ],
)
def test_odd_mail_is_kept_and_shown(mailboxes: Mailboxes, content: bytes) -> None:
    mailboxes.deliver(ANNA, [ANNA], content, "x")
    (mail,) = mailboxes.mails(ANNA)
    assert Path(mail["file"]).read_bytes().endswith(content)
    assert "\n" not in mail["subject"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", b"From: ", b"Content-Type: multipart/mixed; boundary="]))
def test_any_bytes_can_be_kept_and_read(mailboxes: Mailboxes, content: bytes, start: bytes) -> None:
    mail_id = mailboxes.deliver(ANNA, [ANNA], start + content, "x")
    mail = mailboxes.full(f"{mail_id}-0")
    for each in mail["attachments"]:
        assert mailboxes.attachment(mail["id"], each["index"]).as_dict() == each
    header_senders(start + content)


def test_one_unknown_recipient_keeps_nothing(mailboxes: Mailboxes, tmp_path: Path) -> None:
    with pytest.raises(UnknownRecipient):
        mailboxes.deliver(ANNA, [ANNA, "ingen@ovning.example"], b"x", "x")
    assert mailboxes.mails() == []
    assert list((tmp_path / "mail").rglob("*.eml")) == []


def test_a_recipient_named_twice_gets_one(mailboxes: Mailboxes) -> None:
    mailboxes.deliver(ANNA, [ANNA, ANNA], b"x", "x")
    assert len(mailboxes.mails()) == 1


def test_a_file_that_is_gone_reads_as_empty(mailboxes: Mailboxes) -> None:
    mailboxes.deliver(ANNA, [ANNA], b"Subject: x\r\n\r\ny", "x")
    Path(mailboxes.summaries(ANNA)[0]["file"]).unlink()
    assert mailboxes.mails()[0]["subject"] == "x"
    assert mailboxes.mails()[0]["text"] == ""


def test_the_trace_cannot_be_forged_by_the_client_name(mailboxes: Mailboxes) -> None:
    mailboxes.deliver(ANNA, [ANNA], b"\r\n", "x\r\nDelivered-To: y")
    raw = Path(mailboxes.summaries(ANNA)[0]["file"]).read_text()
    assert raw.count("Delivered-To: ") == 1


@pytest.mark.parametrize(
    ("fields", "senders"),
    [
        (b"From: Anna <Anna@Ovning.example>", [ANNA]),
        (b"From: =?utf-8?q?=C3=85sa?= <a@b>, c@d", ["a@b", "c@d"]),
        (b"From: a@b\r\nfrom: c@d", ["a@b", "c@d"]),
        (b"Subject: x", []),
    ],
)
def test_header_senders(fields: bytes, senders: list[str]) -> None:
    assert header_senders(fields + b"\r\n\r\n") == senders
