"""SMTP replies as the panel's failures."""

from __future__ import annotations

import aiosmtplib
import pytest

from panel_sim.adapters.smtp_failures import exception_failure, reply_failure


@pytest.mark.parametrize(
    ("leg", "code", "text", "kind"),
    [
        ("auth", 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", "auth-refused"),
        ("auth", 500, "5.5.2 Line too long", "auth-refused"),
        ("auth", 432, "4.7.12 A password transition is needed", "service-busy"),
        ("mail", 530, "5.7.57 Client not authenticated", "auth-refused"),
        ("mail", 553, "5.7.1 sender rejected", "sender-refused"),
        ("mail", 501, "5.1.7 bad address", "message-refused"),
        ("rcpt", 552, "exceeded storage allocation", "mailbox-full"),
        ("rcpt", 550, "5.1.10 not found", "recipient-refused"),
        ("data", 552, "5.2.2 over quota", "mailbox-full"),
        ("data", 552, "5.2.3 too large for the recipient", "too-large"),
        ("data", 554, "5.2.252 SendAsDenied", "sender-refused"),
        ("data", 554, "5.2.0 SubmissionQuotaExceeded", "message-refused"),
        ("data", 250, "what", "bad-answer"),
        ("tls", 454, "not now", "service-busy"),
        ("tls", 501, "no", "tls-failed"),
    ],
)
def test_replies(leg: str, code: int, text: str, kind: str) -> None:
    failure = reply_failure(leg, code, text)
    assert (failure.kind, failure.leg) == (kind, leg)
    assert failure.reply == f"{code} {text}"


def test_a_time_out_comes_before_what_else_it_is() -> None:
    error = aiosmtplib.SMTPConnectTimeoutError("Timed out connecting")
    assert isinstance(error, aiosmtplib.SMTPConnectError)
    assert exception_failure(error, "tcp").kind == "timed-out"


def test_secrets_are_put_out() -> None:
    failure = exception_failure(aiosmtplib.SMTPAuthenticationError(535, "no to s3cret"), "auth", ("s3cret",))
    assert failure.reply == "535 no to ***"


def test_a_lost_line_and_the_unexpected() -> None:
    assert exception_failure(aiosmtplib.SMTPServerDisconnected("Connection lost"), "mail").kind == "connection-dropped"
    assert exception_failure(aiosmtplib.SMTPException("odd"), "mail").kind == "bad-answer"
