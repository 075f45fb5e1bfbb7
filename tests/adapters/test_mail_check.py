"""The connection test against real servers of every kind: each of its messages."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trustme

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.mail_check import SmtpCheck
from panel_sim.adapters.profiles import Profile
from panel_sim.core.events import Event, SignedOut
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Checked, MailServer, SignInFailed, Token

AUTHORITY = trustme.CA()
PASSWORD = "Hemligt-losen-1"
TOKEN = "eyJhbGciOi.hemlig.token"


class SignedIn:
    """The port SignIn with one account that has a token, or has not."""

    def __init__(self, failure: Failure | None = None) -> None:
        self._failure = failure

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        """The token."""
        if self._failure is not None:
            raise SignInFailed(self._failure)
        return Token("skrivare@ovning.example", TOKEN)

    async def start(self, account: str, *, at_panel: bool, language: str) -> Event:
        return SignedOut(account)

    async def poll(self, account: str) -> Event:
        return SignedOut(account)

    async def submit(self, account: str, step: str, value: str) -> Event:
        return SignedOut(account)

    async def cancel(self, account: str) -> None:
        return None

    async def sign_out(self, account: str) -> Event:
        return SignedOut(account)

    async def keep(self, account: str, to: str) -> None:
        return None


class Server:
    """A mail server of a few lines: what it offers and answers is told by keyword."""

    def __init__(
        self,
        *,
        offers: tuple[str, ...] = ("STARTTLS", "AUTH LOGIN PLAIN XOAUTH2"),
        tls: bool = False,
        certificate: trustme.LeafCert | None = None,
        auth: str = "235 2.7.0 Authentication successful",
        mail: str = "250 2.1.0 Sender OK",
        greeting: str = "220 mail.test ESMTP",
        silent: bool = False,
        pop: str = "",
    ) -> None:
        self.offers, self.auth, self.mail = offers, auth, mail
        self.greeting, self.silent, self.pop = greeting, silent, pop
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (certificate or AUTHORITY.issue_cert("localhost", "127.0.0.1")).configure_cert(self.context)
        self.tls = tls
        self.port = 0
        self.called = asyncio.Event()

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(
            self._talk, "127.0.0.1", 0, ssl=self.context if self.tls else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        await asyncio.sleep(0.01)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.called.set()
        try:
            await self._session(reader, writer)
        except (OSError, EOFError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(*lines: str) -> None:
            writer.write("".join(f"{line}\r\n" for line in lines).encode())

        if self.silent:
            await reader.read()
            return
        say("+OK pop" if self.pop else self.greeting)
        encrypted = self.tls
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            if self.pop:
                say(self.pop if verb == "PASS" else "+OK")
            elif verb == "EHLO":
                shown = [one for one in self.offers if not (encrypted and one == "STARTTLS")]
                names = ["mail.test", *shown]
                say(*(f"250{'-' if number < len(names) else ' '}{name}" for number, name in enumerate(names, 1)))
            elif verb == "STARTTLS":
                say("220 go")
                await writer.start_tls(self.context)
                encrypted = True
            elif verb == "AUTH" and "PLAIN" not in line and "XOAUTH2" not in line:
                say("334 VXNlcm5hbWU6")
            elif verb == "AUTH" and line.count(" ") == 1:
                say("334 ")
            elif verb == "MAIL":
                say(self.mail)
            elif verb == "QUIT":
                say("221 bye")
                return
            elif verb in ("RSET", "NOOP"):
                say("250 ok")
            else:
                say(self.auth)


def check(
    real_port: int,
    *,
    failure: Failure | None = None,
    trusted: bool = True,
    practice: bool = True,
    clock: ManualClock | None = None,
    **server: Any,
) -> Awaitable[Checked]:
    """One test against a server on this machine."""
    profile = Profile("p", "c", ("s",), "localhost", real_port, authority="https://localhost/x", practice=practice)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted:
        AUTHORITY.configure_trust(context)
    asked: dict[str, Any] = {
        "method": "smtp-auth",
        "host": "127.0.0.1",
        "port": real_port,
        "security": "starttls",
        "validate": True,
        "sender": "skrivare@ovning.example",
        "account": "skrivare",
        "password": PASSWORD,
        **server,
    }
    made = SmtpCheck(profile, clock or ManualClock(), SignedIn(failure), lambda: context)
    return made.check(MailServer(**asked))


def found(asked: dict[str, Any] | None = None, **server: Any) -> Checked:
    """What the test finds with a server of that kind."""

    async def whole() -> Checked:
        async with Server(**server) as there:
            return await check(there.port, **(asked or {}))

    return asyncio.run(whole())


PLAIN = ("AUTH LOGIN PLAIN",)
REFUSED = "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."


@pytest.mark.parametrize(
    ("message", "asked", "server"),
    [
        ("success", {}, {}),
        ("success", {"method": "off", "security": "none"}, {"offers": ()}),
        ("success", {"method": "off"}, {}),
        ("success", {"security": "ssl"}, {"tls": True, "offers": PLAIN}),
        ("success", {"method": "oauth2", "sender": ""}, {}),
        ("smtp-auth", {}, {"auth": REFUSED}),
        ("smtp-auth", {}, {"offers": ("STARTTLS", "AUTH GSSAPI")}),
        ("oauth2", {"method": "oauth2"}, {"auth": "535 5.7.3 Authentication unsuccessful"}),
        ("smtp-auth", {"method": "oauth2"}, {"offers": ("STARTTLS", *PLAIN)}),
        ("sign-in", {"method": "oauth2", "failure": Failure("not-signed-in")}, {}),
        ("lapsed", {"method": "oauth2", "failure": Failure("sign-in-lapsed", aadsts="AADSTS700082")}, {}),
        ("change-starttls", {"security": "ssl"}, {}),
        ("change-starttls", {"security": "none"}, {"offers": ("STARTTLS",)}),
        ("change-none", {}, {"offers": PLAIN}),
        ("change-smtp-auth", {"method": "off"}, {"mail": "530 5.7.57 Client not authenticated to send mail."}),
        ("change-pop", {"security": "none"}, {"offers": ()}),
        ("sender", {}, {"mail": "550 5.7.60 Client does not have permissions to send as this sender"}),
        ("sender", {"method": "off", "sender": ""}, {}),
        ("untrusted-ca", {"trusted": False}, {}),
        ("untrusted-ca", {"trusted": False, "security": "ssl"}, {"tls": True}),
        ("untrusted-damaged", {}, {"certificate": AUTHORITY.issue_cert("other.test")}),
        ("unsupported", {}, {"greeting": "SSH-2.0-OpenSSH_9.9"}),
        ("smtp-communication", {}, {"greeting": "421 4.3.2 Service not active"}),
        ("smtp-connect", {"host": "mail.nowhere.example"}, {}),
        ("smtp-connect", {"host": ""}, {}),
        ("success", {"host": "smtp-mail.outlook.com", "port": 587}, {}),
    ],
)
def test_each_message_comes_of_what_really_happened(
    message: str, asked: dict[str, Any], server: dict[str, Any]
) -> None:
    checked = found(asked, **server)
    assert checked.message == message, checked
    said = repr(checked)
    assert PASSWORD not in said
    assert TOKEN not in said
    assert all(leg.ok is not None for leg in checked.legs)


def test_a_certificate_of_another_time() -> None:
    from datetime import UTC, datetime

    old = AUTHORITY.issue_cert("localhost", "127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC))
    assert found(certificate=old).message == "untrusted-time"


def test_a_port_where_nobody_listens() -> None:
    async def whole() -> Checked:
        async with Server() as there:
            port = there.port
        return await check(port)

    assert asyncio.run(whole()).message == "smtp-communication"


@pytest.mark.parametrize(
    ("message", "asked", "answer"),
    [
        ("success", {}, "+OK"),
        ("pop-auth", {}, "-ERR [AUTH] no"),
        ("pop-communication", {}, "what?"),
        ("pop-connect", {"pop_host": "pop.nowhere.example"}, "+OK"),
        ("pop-connect", {"pop_host": ""}, "+OK"),
    ],
)
def test_pop_before_smtp(message: str, asked: dict[str, Any], answer: str) -> None:
    async def whole() -> Checked:
        async with Server(offers=()) as smtp, Server(pop=answer) as pop:
            wanted = {"pop_host": "127.0.0.1", "pop_port": pop.port, **asked}
            return await check(smtp.port, method="pop-before-smtp", security="none", **wanted)

    assert asyncio.run(whole()).message == message


@pytest.mark.parametrize(("security", "message"), [("starttls", "change-ssl"), ("ssl", "smtp-communication")])
def test_a_server_that_is_silent_is_given_up_on_the_devices_clock(security: str, message: str) -> None:
    async def whole() -> Checked:
        clock = ManualClock()
        async with Server(silent=True) as there:
            asked = asyncio.ensure_future(check(there.port, clock=clock, security=security))
            await there.called.wait()
            clock.advance(60)
            return await asked

    assert asyncio.run(whole()).message == message
