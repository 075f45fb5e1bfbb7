"""Why a connection failed, told apart however deeply a library has wrapped it."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Iterator

from panel_sim.adapters.redaction import redact
from panel_sim.core.failures import Failure

_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}


def network_failure(error: BaseException, leg: str) -> Failure | None:
    """The Failure for an error of the network, None when the error is of another kind.

    requests and aiosmtplib hide the cause in `args`, `reason`, `__cause__` or `__context__`; a time-out and a refused
    connection are the same class to them, and not to the panel (361 and 360).
    """
    for cause in _causes(error):
        kind = _kind(cause)
        if kind:
            return Failure(kind, leg=leg, reply=_said(cause))
    return None


def _kind(cause: BaseException) -> str | None:
    name = type(cause).__name__
    if isinstance(cause, TimeoutError | socket.timeout) or name in {"ReadTimeoutError", "ConnectTimeoutError"}:
        return "timed-out"
    if isinstance(cause, socket.gaierror | UnicodeError):
        # UnicodeError is what the idna codec raises for a name that no server can have.
        return "name-not-found"
    if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "connection-dropped"
    if isinstance(cause, ssl.SSLError):
        return "tls-failed"
    if isinstance(cause, ConnectionRefusedError):
        return "connection-refused"
    if isinstance(cause, ConnectionError | http.client.HTTPException | EOFError):
        return "connection-dropped"
    if isinstance(cause, OSError) and cause.errno in _UNREACHABLE:
        return "unreachable"
    return None


def _said(cause: BaseException) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        # The attribute is there when OpenSSL made the error.
        return redact(getattr(cause, "verify_message", "") or str(cause))
    if isinstance(cause, ConnectionRefusedError):
        # asyncio says "Connect call failed" and a tuple; the system has words for it.
        return os.strerror(errno.ECONNREFUSED)
    if isinstance(cause, OSError) and cause.strerror:
        return redact(cause.strerror)
    return redact(str(cause))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The innermost causes first: the outer classes say less (requests.ConnectionError is an OSError too)."""
    seen: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop(0)
        if any(current is known for known in seen):
            continue
        seen.append(current)
        inner = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting.extend(item for item in inner if isinstance(item, BaseException))
    return reversed(seen)
