"""What a mail server's refusal means to the panel: SMTP replies as Failures (design section 4, what went wrong)."""

from __future__ import annotations

import re

import aiosmtplib

from panel_sim.adapters.network_failures import network_failure
from panel_sim.adapters.redaction import redact
from panel_sim.core.failures import Failure

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def reply_failure(leg: str, code: int, text: str, secrets: tuple[str, ...] = ()) -> Failure:
    """The Failure for a reply that is not the one hoped for, by its code, its enhanced code and the leg it came in."""
    said = redact(f"{code} {text}", secrets)
    if "4.7.66" in text:
        # "TLS 1.0 and 1.1 are not supported": a 421 that no waiting cures.
        return Failure("tls-failed", leg=leg, reply=said)
    if not 400 <= code <= 599:
        return Failure("bad-answer", leg=leg, reply=said)
    if code < 500:
        return Failure("service-busy", leg=leg, reply=said)
    return Failure(_refusal(leg, code, text), leg=leg, reply=said)


def _refusal(leg: str, code: int, text: str) -> str:
    """The kind for a 5xx; Exchange's enhanced codes first, since it says 554 for most things."""
    found = _ENHANCED.search(text)
    enhanced = found[1] if found else ""
    if leg in ("tcp", "tls"):
        # A greeting of 554 means that the server takes no mail from us; STARTTLS refused means no encryption.
        return "connection-refused" if leg == "tcp" else "tls-failed"
    if leg == "auth" or enhanced == "5.7.57":
        return "auth-refused"
    if enhanced == "5.2.2" or (leg == "rcpt" and code == 552):
        return "mailbox-full"
    if code == 552 or enhanced in ("5.3.4", "5.2.3"):
        return "too-large"
    if enhanced in ("5.2.252", "5.7.60"):
        return "sender-refused"
    if leg == "mail" and code in (550, 551, 553):
        return "sender-refused"
    return "recipient-refused" if leg == "rcpt" else "message-refused"


def exception_failure(error: Exception, leg: str, secrets: tuple[str, ...] = ()) -> Failure:
    """The Failure for what aiosmtplib, ssl or the socket raised.

    A time-out is looked for first: SMTPConnectTimeoutError is a time-out and a failed connection at once.
    """
    if isinstance(error, aiosmtplib.SMTPTimeoutError):
        return Failure("timed-out", leg=leg)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return reply_failure(leg, error.code, error.message, secrets)
    # Before the general rule: aiosmtplib's classes are ConnectionErrors, and those would all count as dropped.
    failure = network_failure(error, leg)
    if failure is not None:
        return failure
    if isinstance(error, aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPConnectError):
        return Failure("connection-dropped", leg=leg, reply=redact(str(error), secrets))
    if isinstance(error, OSError):
        return Failure("unreachable", leg=leg, reply=redact(error.strerror or str(error), secrets))
    return Failure("bad-answer", leg=leg, reply=redact(str(error), secrets))
