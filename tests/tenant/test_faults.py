"""Faults as clients feel them, and that they pass."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import Any

import httpx
import pytest


def greeting(port: int, timeout: float = 0.3) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.settimeout(timeout)
        return connection.recv(100)


def test_smtp_down_refuses_and_comes_back_on_the_same_port(tenant: Any, smtp: Any) -> None:
    port = tenant.ready.smtp_port
    open_line = smtp()
    tenant.set_fault("smtp-down")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        [open_line.noop() for _ in range(3)]
    for address in ("127.0.0.1", "::1"):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, port), 5)
    assert tenant.faults() == {"smtp-down": {}}
    tenant.clear_fault("smtp-down")
    assert greeting(port).startswith(b"220 ")


def test_smtp_silent_connects_and_says_nothing(tenant: Any) -> None:
    tenant.set_fault("smtp-silent")
    with pytest.raises(TimeoutError):
        greeting(tenant.ready.smtp_port)
    tenant.clear_fault()
    assert greeting(tenant.ready.smtp_port).startswith(b"220 ")


def test_tls_bad_shows_a_certificate_that_nobody_signed(tenant: Any, smtp: Any, directory: Any) -> None:
    tenant.set_fault("tls-bad")
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp()
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200
    tenant.set_fault("tls-bad", service="directory")
    smtp()
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        directory.get("/common/discovery/v2.0/keys")
    tenant.clear_fault("tls-bad")
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


def test_directory_down_and_silent(tenant: Any, directory: Any) -> None:
    tenant.set_fault("directory-down")
    with pytest.raises(httpx.ConnectError):
        directory.get("/common/discovery/v2.0/keys")
    tenant.set_fault("directory-silent")
    with pytest.raises(httpx.ConnectError):
        directory.get("/common/discovery/v2.0/keys")
    tenant.clear_fault("directory-down")
    with pytest.raises(httpx.TimeoutException):
        directory.get("/common/discovery/v2.0/keys", timeout=0.3)
    tenant.clear_fault()
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


def test_reset_mends_everything(tenant: Any) -> None:
    tenant.set_fault("smtp-down")
    tenant.set_fault("directory-silent")
    tenant.reset()
    assert tenant.faults() == {}
    assert greeting(tenant.ready.smtp_port).startswith(b"220 ")


def test_unknown_faults_name_the_nearest(tenant: Any) -> None:
    with pytest.raises(ValueError, match="did you mean 'tls-bad'"):
        tenant.set_fault("tls-bd")
    with pytest.raises(ValueError, match="smtp, directory, all"):
        tenant.set_fault("tls-bad", service="web")
