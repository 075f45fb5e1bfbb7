"""email-oauth2-proxy stands between a mail program with a password and the practice tenant."""

from __future__ import annotations

import re
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peers

PROXY = Path(__file__).parents[3] / ".cache/peers/emailproxy/bin/emailproxy"
ANNA, BO = "anna@ovning.example", "bo@ovning.example"
LETTER = f"From: {ANNA}\r\nTo: {BO}\r\nSubject: Through the proxy\r\n\r\nHello.\r\n"


class Proxy:
    """The proxy, listening on a port for mail programs."""

    def __init__(self, foreign: Any, practice: Any) -> None:
        if not PROXY.exists():
            pytest.fail("email-oauth2-proxy is missing: make test-peers installs it.", pytrace=False)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.log = foreign.folder / "proxy.log"
        settings = foreign.folder / "proxy.config"
        settings.write_text(f"""
[SMTP-{self.port}]
server_address = localhost
server_port = {practice.smtp_port}
server_starttls = True
local_address = 127.0.0.1

[{ANNA}]
permission_url = {practice.authority}/oauth2/v2.0/devicecode
token_url = {practice.authority}/oauth2/v2.0/token
oauth2_scope = {" ".join(practice.scopes)} offline_access
oauth2_flow = device
redirect_uri = http://localhost
client_id = {practice.client_id}
""")
        self.talk = foreign.start(
            [
                *(PROXY, "--no-gui", "--external-auth", "--debug"),
                *("--config-file", settings, "--log-file", self.log),
            ],
            SSL_CERT_FILE=practice.ca_file,
        )
        self.told(r"Initialised")

    def told(self, pattern: str) -> re.Match[str]:
        """Wait until the log says it, thirty seconds at most."""
        end = time.monotonic() + 30  # noqa: TID251 - a foreign program lives on the wall clock
        while True:
            said = self.log.read_text() if self.log.exists() else ""
            if found := re.search(pattern, said):
                return found
            assert time.monotonic() < end, said + self.talk.complaints()  # noqa: TID251 - as above
            threading.Event().wait(0.05)


@pytest.fixture
def proxy(foreign: Any, practice: Any) -> Iterator[Proxy]:
    """A proxy for anna, who has not signed in yet."""
    return Proxy(foreign, practice)


def send(port: int) -> None:
    """An ordinary mail program: a name, a password, no TLS on the way to the proxy."""
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.login(ANNA, "a password for the proxy alone")
        server.sendmail(ANNA, [BO], LETTER)


def test_a_mail_program_with_a_password_sends_and_renews(practice: Any, proxy: Proxy) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(send, proxy.port)
        practice.approve(proxy.told(r"Visit \S+ and use code (\w+)")[1])
        first.result(60)
    assert practice.mail()["subject"] == "Through the proxy"
    send(proxy.port)
    assert len(practice.control("GET", f"/mail?to={BO}")["mails"]) == 2


def test_smtp_auth_that_is_off_ends_it(practice: Any, proxy: Proxy) -> None:
    practice.policy(smtp_auth_org=False)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(send, proxy.port)
        practice.approve(proxy.told(r"Visit \S+ and use code (\w+)")[1])
        # The proxy hands the reply on and hangs up at once: the mail program hears one or the other.
        with pytest.raises((smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected)):
            first.result(60)
    proxy.told("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant")
