"""Network errors are told apart however deeply they are wrapped."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from panel_sim.adapters.network_failures import network_failure


def wrapped(error: BaseException) -> Exception:
    """As requests hides a cause: in args, and in a reason."""

    class PoolError(RuntimeError):
        reason = error

    return ConnectionError(PoolError("pool"))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(-2, "Name or service not known"), "name-not-found"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "connection-refused"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "connection-dropped"),
        (TimeoutError("slow"), "timed-out"),
        (OSError(errno.ENETUNREACH, "no route"), "unreachable"),
        (ssl.SSLCertVerificationError(1, "bad"), "tls-failed"),
        (ssl.SSLError(1, "bad"), "tls-failed"),
        (ssl.SSLEOFError(8, "eof"), "connection-dropped"),
        (UnicodeError("label too long"), "name-not-found"),
    ],
)
def test_the_innermost_cause_counts(error: Exception, kind: str) -> None:
    for shown in (error, wrapped(error)):
        failure = network_failure(shown, "tcp")
        assert failure is not None
        assert (failure.kind, failure.leg) == (kind, "tcp")


def test_what_is_no_failure_of_the_network() -> None:
    assert network_failure(ValueError("x"), "tcp") is None
    assert network_failure(OSError(errno.ENOSPC, "full"), "tcp") is None


def test_a_circle_of_causes_ends() -> None:
    one, other = ValueError("a"), ValueError("b")
    one.__cause__, other.__cause__ = other, one
    assert network_failure(one, "tcp") is None
