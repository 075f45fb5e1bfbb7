"""What one mailbox may send, over real connections: rate, connections, recipients, and in whose name."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Callable
from typing import Any

import pytest

ADMIN, ANNA, BO = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example"
PRINTER = "skrivare@ovning.example"


@pytest.fixture
def signed_in(smtp: Any, token_of: Any, xoauth2: Any) -> Callable[[str], smtplib.SMTP]:
    tokens: dict[str, str] = {}

    def connect(user: str) -> smtplib.SMTP:
        client: smtplib.SMTP = smtp()
        tokens[user] = tokens.get(user) or token_of(user)
        assert client.docmd("AUTH", "XOAUTH2 " + xoauth2(user, tokens[user]))[0] == 235
        return client

    return connect


def send(client: smtplib.SMTP, letter: Any, sender: str, to: str = BO) -> tuple[int, str]:
    """The reply at the end of DATA."""
    client.rset()
    assert client.mail(sender)[0] == 250
    assert client.rcpt(to)[0] == 250
    code, text = client.data(letter(sender, to).as_bytes())
    return code, text.decode()


def test_the_fourth_connection_is_told_at_the_end_of_data(
    open_tenant: Any, signed_in: Any, letter: Any
) -> None:
    lines = [signed_in(ANNA) for _ in range(4)]
    code, text = send(lines[3], letter, ANNA)
    assert code == 432
    assert text.startswith("4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending")
    assert send(lines[0], letter, ANNA)[0] == 250
    assert send(signed_in(BO), letter, BO, ANNA)[0] == 250, "another mailbox has connections of its own"
    open_tenant.set_policy(concurrent_connections=4)
    assert send(lines[3], letter, ANNA)[0] == 250
    open_tenant.set_policy(concurrent_connections=3)
    lines[0].quit()
    # The place is free when the server has seen the line end; another greeting from it comes after that.
    signed_in(BO)
    assert send(lines[3], letter, ANNA)[0] == 250
    assert len(open_tenant.mail()) == 4


def test_over_thirty_a_minute_replies_come_late(open_tenant: Any, signed_in: Any, letter: Any, clock: Any) -> None:
    line = signed_in(ANNA)
    for _ in range(30):
        assert send(line, letter, ANNA)[0] == 250
    held = threading.Event()
    open_tenant.watch_held(held.set)
    codes: list[int] = []
    sending = threading.Thread(target=lambda: codes.append(send(line, letter, ANNA)[0]))
    sending.start()
    assert held.wait(10)
    assert open_tenant.next_due() == clock.now() + 60
    assert len(open_tenant.mail()) == 30
    clock.advance(60)
    sending.join(10)
    assert codes == [250]
    assert len(open_tenant.mail()) == 31


def test_over_the_rate_a_strict_organisation_refuses(
    open_tenant: Any, signed_in: Any, letter: Any, clock: Any
) -> None:
    open_tenant.set_policy(messages_per_minute=2, messages_over_limit="refuse")
    line = signed_in(ANNA)
    assert [send(line, letter, ANNA)[0] for _ in range(2)] == [250, 250]
    busy = "4.7.500 Server busy. Please try again later [Hostname=mail.ovning.example]"
    assert send(line, letter, ANNA) == (451, busy)
    clock.advance(60)
    assert [send(line, letter, ANNA)[0] for _ in range(2)] == [250, 250]
    open_tenant.set_policy(messages_per_minute=0)
    assert [send(line, letter, ANNA)[0] for _ in range(3)] == [250] * 3


def test_recipients_a_day(open_tenant: Any, signed_in: Any, letter: Any, clock: Any) -> None:
    open_tenant.set_policy(recipients_per_day=2)
    line = signed_in(ANNA)
    assert [send(line, letter, ANNA)[0] for _ in range(2)] == [250, 250]
    code, text = send(line, letter, ANNA)
    assert code == 554
    assert text.startswith("5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException")
    clock.advance(86400)
    assert send(line, letter, ANNA)[0] == 250


def test_send_as_must_be_granted(open_tenant: Any, signed_in: Any, letter: Any) -> None:
    line = signed_in(ADMIN)
    code, text = send(line, letter, PRINTER)
    assert code == 554
    assert text.startswith(f"5.2.252 SendAsDenied; {ADMIN} not allowed to send as {PRINTER};")
    open_tenant.set_policy(send_as={PRINTER: [ADMIN]})
    assert send(line, letter, PRINTER)[0] == 250
    assert send(line, letter, ANNA)[0] == 554
    open_tenant.set_policy(send_as={PRINTER: []})
    assert send(line, letter, PRINTER)[0] == 554


def test_a_reset_counts_anew(open_tenant: Any, signed_in: Any, letter: Any) -> None:
    open_tenant.set_policy(recipients_per_day=1)
    line = signed_in(ANNA)
    assert send(line, letter, ANNA)[0] == 250
    assert send(line, letter, ANNA)[0] == 554
    open_tenant.reset()
    open_tenant.set_policy(recipients_per_day=1)
    assert send(line, letter, ANNA)[0] == 250
