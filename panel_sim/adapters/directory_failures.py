"""What a directory's refusal means to the panel: the directory's errors as Failures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from panel_sim.adapters.network_failures import network_failure
from panel_sim.adapters.redaction import redact
from panel_sim.core.failures import Failure

PENDING = frozenset({"authorization_pending", "slow_down"})
"""The person has not finished (RFC 8628 section 3.5)."""

_KINDS = {
    # RFC 8628 calls it access_denied, Entra authorization_declined; both are met.
    "authorization_declined": "declined",
    "access_denied": "declined",
    "expired_token": "code-expired",
    # The directory does not know the device code (any more): the person needs a new one.
    "bad_verification_code": "code-expired",
    "temporarily_unavailable": "service-busy",
    "server_error": "service-busy",
}
_PERSON_SAID_NO = 65004
_KINDS_BY_NUMBER = {
    _PERSON_SAID_NO: "declined",
    70019: "code-expired",
    70020: "code-expired",
    # The refresh token ran out by not being used, or by the organisation's sign-in frequency.
    700082: "sign-in-lapsed",
    70008: "sign-in-lapsed",
    70043: "sign-in-lapsed",
    90033: "service-busy",
}
_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_PREFIX = re.compile(r"^AADSTS\d+:\s*")
_TRAILER = re.compile(r"\s*(?:Trace ID|Correlation ID|Timestamp):.*", re.DOTALL)


class DirectoryProblem(ValueError):
    """The directory answered, but not so that anybody can sign in; the message says what is missing."""


def answer_failure(answer: Mapping[str, Any], leg: str, status: int | None, secrets: Iterable[str] = ()) -> Failure:
    """The Failure for an error that the directory told as JSON (RFC 6749 section 5.2, Entra's numbers beside it).

    Numbers count before names, since Entra says invalid_grant for a dozen things; description texts never count.
    """
    number = aadsts(answer)
    error = str(answer.get("error") or "")
    kind = _KINDS_BY_NUMBER.get(number or 0) or _KINDS.get(error)
    if error == "access_denied" and number and kind == "declined" and number != _PERSON_SAID_NO:
        # Entra says access_denied too when a policy (53003) and not the person is against it.
        kind = "sign-in-refused"
    if kind is None and _busy(status):
        kind = "service-busy"
    if kind is None:
        kind = "sign-in-refused" if error else "bad-answer"
    described = _TRAILER.sub("", str(answer.get("error_description") or ""))
    reply = ": ".join(part for part in (error, _PREFIX.sub("", described.strip())) if part)
    return Failure(
        kind,
        leg=leg,
        reply=redact(reply or "the directory answered with neither tokens nor an error", secrets),
        aadsts=f"AADSTS{number}" if number else "",
    )


def exception_failure(error: Exception, leg: str, status: int | None) -> Failure:
    """The Failure for what MSAL or requests raised: of the network, or an answer that nobody understands."""
    failure = network_failure(error, leg)
    if failure is not None:
        return failure
    if _busy(status):
        return Failure("service-busy", leg=leg, reply=f"HTTP {status}")
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) and status is None:
        return Failure("tls-failed", leg=leg, reply="the profile's ca_file cannot be read")
    if isinstance(error, DirectoryProblem):
        return Failure("bad-answer", leg=leg, reply=redact(str(error)))
    said = f"HTTP {status}, not the answer of a directory" if status else "not the answer of a directory"
    return Failure("bad-answer", leg=leg, reply=said)


def aadsts(answer: Mapping[str, Any]) -> int | None:
    """Entra's number for the error, from `error_codes` or, where that lacks, from the start of the description."""
    codes = answer.get("error_codes")
    if isinstance(codes, list) and codes and isinstance(codes[0], int):
        return codes[0]
    found = _NUMBER.search(str(answer.get("error_description") or ""))
    return int(found[1]) if found else None


def _busy(status: int | None) -> bool:
    return status is not None and (status >= 500 or status == 429)
