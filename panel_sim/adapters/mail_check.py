"""The connection test of Web Config: really connects to the mail server as the settings say, and sends nothing."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import aiosmtplib

from panel_sim.adapters.deadline import DeadlinePassed, within
from panel_sim.adapters.oauth_auth import UNKNOWN_MECHANISM, NoMechanism, authenticate, choose, response
from panel_sim.adapters.pop import PopRefused, pop_log_in
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.redaction import redact
from panel_sim.core.device import PRINTER
from panel_sim.core.jobs import Leg
from panel_sim.ports import Checked, Clock, MailServer, SignIn, SignInFailed, Token

T = TypeVar("T")

NONE, SSL, STARTTLS = "none", "ssl", "starttls"
OAUTH2, SMTP_AUTH, POP = "oauth2", "smtp-auth", "pop-before-smtp"
LIMIT_S = 20.0
"""The longest that one test may take, on the device's clock."""
_KNOWN = ("smtp-mail.outlook.com", "smtp.office365.com")
"""What the mail server of the practice tenant is called on the glass."""


class _Found(Exception):
    """What the test found; it ends there."""

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.message, self.said = message, said


@dataclass(slots=True)
class _Told:
    text: str = ""


class SmtpCheck:
    """The port MailCheck on aiosmtplib, for one profile.

    In practice the names of the guide's servers lead to the local one, no other name is ever looked up, and only
    addresses of this computer are connected to. With other profiles OAuth2 goes to the profile's own server, as mail
    does. `context` gives the TLS settings, which know of Certificate Validation.
    """

    def __init__(self, profile: Profile, clock: Clock, sign_in: SignIn, context: Callable[[], ssl.SSLContext]) -> None:
        self._profile, self._clock, self._sign_in = profile, clock, sign_in
        self._context = context

    async def check(self, server: MailServer) -> Checked:
        """See the port."""
        run = _Run(self._profile, self._clock, self._sign_in, self._context, server)
        try:
            await within(self._clock, min(LIMIT_S, self._profile.timeout_s), run.run())
        except _Found as found:
            return Checked(found.message, redact(found.said, run.secrets), tuple(run.legs.values()))
        except DeadlinePassed:
            run.give_up()
            return Checked(run.when_silent, "", tuple(run.legs.values()))
        return Checked("success", "", tuple(run.legs.values()))


class _Run:
    """One test."""

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        sign_in: SignIn,
        context: Callable[[], ssl.SSLContext],
        server: MailServer,
    ) -> None:
        self._profile, self._clock, self._sign_in = profile, clock, sign_in
        self._context, self._server = context, server
        self.legs: dict[str, Leg] = {}
        self.secrets: tuple[str, ...] = (server.password,)
        self.when_silent = "smtp-communication"
        self._security = server.security
        if server.method == OAUTH2 and not profile.practice:
            self._server = replace(server, host=profile.smtp_host, port=profile.smtp_port)
            self._security = SSL if profile.security == "tls" else STARTTLS
        elif server.method == POP:
            self._security = NONE

    def give_up(self) -> None:
        """The time is over: what was under way has failed."""
        for name, leg in tuple(self.legs.items()):
            if leg.ok is None:
                self.legs[name] = Leg(name, False, leg.ms, "timed out")

    async def run(self) -> None:
        """Go through it; raises _Found where it ends early."""
        server = self._server
        token: Token | None = None
        if server.method == OAUTH2:
            token = await self._token()
        if server.method == POP:
            await self._pop()
        host, port = await self._resolved(server.host, server.port, "smtp")
        smtp = aiosmtplib.SMTP(
            hostname=host,
            port=port,
            timeout=None,
            start_tls=False,
            use_tls=self._security == SSL,
            tls_context=self._tls() if self._security == SSL else None,
            local_hostname="panel-sim",
        )
        try:
            await self._connect(smtp)
            await self._sign_in_to(smtp, token, host, port)
            await self._try_sender(smtp, token)
            with suppress(aiosmtplib.SMTPException, OSError):
                await asyncio.wait_for(smtp.quit(), 2)
        finally:
            smtp.close()

    # The legs.

    async def _token(self) -> Token:
        def heard(leg: Leg) -> None:
            self.legs[leg.name] = leg

        try:
            token = await self._sign_in.token(PRINTER, heard)
        except SignInFailed as failed:
            kind = failed.failure.kind
            message = {"not-signed-in": "sign-in", "sign-in-lapsed": "lapsed", "sign-in-refused": "lapsed"}.get(kind)
            raise _Found(message or "smtp-communication", failed.failure.detail or kind) from None
        self.secrets = (*self.secrets, token.value)
        return token

    async def _resolved(self, name: str, port: int, kind: str) -> tuple[str, int]:
        """Where to connect to."""
        async with self._leg("dns" if kind == "smtp" else "pop") as told:
            if not name:
                raise _Found(f"{kind}-connect", "no server address is set")
            if self._profile.practice and kind == "smtp" and name.lower().rstrip(".") in _KNOWN:
                # The practice server has one port, and listens as it does on the ports that the real one has.
                real = self._profile.smtp_port if port in (25, 587) else port
                told.text = f"{name} → {self._profile.smtp_host}"
                return self._profile.smtp_host, real
            if self._profile.practice and not _is_here(name):
                raise _Found(f"{kind}-connect", f"{name}: the practice network does not know that name")
            try:
                found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                raise _Found(f"{kind}-connect", f"{name}: name not found") from None
            told.text = f"{name} → {found[0][4][0]}"
            return name, port

    def _tls(self) -> ssl.SSLContext:
        try:
            return self._context()
        except OSError:
            raise _Found("untrusted-ca", "the profile's ca_file cannot be read") from None

    async def _connect(self, smtp: aiosmtplib.SMTP) -> None:
        if self._security == SSL:
            async with self._leg("tls") as told:
                await self._try(smtp.connect(), plain="change-starttls")
                told.text = _version(smtp)
                await smtp.ehlo()
            return
        # A server that wants TLS at once waits for the client to speak first.
        self.when_silent = "change-ssl"
        async with self._leg("tcp") as told:
            await self._try(smtp.connect(), plain="unsupported")
            told.text = f"{smtp.hostname}:{smtp.port}"
        self.when_silent = "smtp-communication"
        await self._try(smtp.ehlo())
        if self._security == NONE:
            return
        async with self._leg("tls") as told:
            if not smtp.supports_extension("starttls"):
                raise _Found("change-none", "the server does not offer STARTTLS")
            await self._try(smtp.starttls(tls_context=self._tls()))
            told.text = _version(smtp)
        await self._try(smtp.ehlo())

    async def _sign_in_to(self, smtp: aiosmtplib.SMTP, token: Token | None, host: str, port: int) -> None:
        server = self._server
        if server.method not in (OAUTH2, SMTP_AUTH):
            return
        async with self._leg("auth") as told:
            offered = [name.lower() for name in smtp.server_auth_methods]
            if not offered and self._security == NONE and smtp.supports_extension("starttls"):
                raise _Found("change-starttls", "the server takes no sign-in before STARTTLS")
            if server.method == SMTP_AUTH:
                if not {"plain", "login", "cram-md5"} & set(offered):
                    message = "change-pop" if not offered else "smtp-auth"
                    raise _Found(message, f"the server offers: {', '.join(offered).upper() or 'no AUTH'}")
                try:
                    told.text = redact(str((await smtp.login(server.account, server.password)).code))
                except aiosmtplib.SMTPAuthenticationError as error:
                    raise _Found("smtp-auth", f"{error.code} {error.message}") from None
                return
            assert token is not None, "OAuth2 has a token by now"
            try:
                mechanisms = choose(self._profile.auth, offered)
            except NoMechanism as none:
                raise _Found("smtp-auth", f"the server takes no access tokens (it offers: {none})") from None
            for mechanism in mechanisms:
                blob = response(mechanism, token.address, token.value, host, port)
                self.secrets = (*self.secrets, blob.decode("ascii"))
                answer = await self._try(authenticate(smtp, mechanism, blob))
                if answer.code != UNKNOWN_MECHANISM:
                    break
            told.text = redact(f"{answer.mechanism}: {answer.code} {answer.text}", self.secrets)
            if not answer.ok:
                raise _Found("oauth2", f"{answer.code} {answer.text}")

    async def _try_sender(self, smtp: aiosmtplib.SMTP, token: Token | None) -> None:
        sender = self._server.sender or (token.address if token is not None else "")
        async with self._leg("mail") as told:
            if not sender:
                raise _Found("sender", "no sender address is set")
            try:
                answer = await smtp.mail(sender)
            except aiosmtplib.SMTPResponseException as error:
                said = f"{error.code} {error.message}"
                if error.code == 530 and self._server.method not in (OAUTH2, SMTP_AUTH):
                    raise _Found(
                        "change-starttls" if "STARTTLS" in error.message.upper() else "change-smtp-auth", said
                    ) from None
                raise _Found("sender" if error.code >= 500 else "smtp-communication", said) from None
            told.text = redact(f"{answer.code} {answer.message}")
        with suppress(aiosmtplib.SMTPException):
            await smtp.rset()

    async def _pop(self) -> None:
        server = self._server
        host, port = await self._resolved(server.pop_host, server.pop_port, "pop")
        self.when_silent = "pop-communication"
        async with self._leg("pop") as told:
            try:
                await pop_log_in(host, port, server.account, server.password)
            except PopRefused as refused:
                raise _Found("pop-auth", refused.said) from None
            except (OSError, EOFError, ValueError) as error:
                raise _Found("pop-communication", str(error)) from None
            told.text = f"{host}:{port}"
        self.when_silent = "smtp-communication"

    # What they have in common.

    async def _try(self, work: Awaitable[T], plain: str = "smtp-communication") -> T:
        """Await it; whatever goes wrong becomes what the page says. `plain` is for a server that speaks another way."""
        try:
            return await work
        except ssl.SSLCertVerificationError as error:
            raise _Found(_untrusted(error), error.verify_message) from None
        except (aiosmtplib.SMTPException, OSError, EOFError) as error:
            raise _Found(*_said_of(error, plain)) from None

    @asynccontextmanager
    async def _leg(self, name: str) -> AsyncIterator[_Told]:
        began = self._clock.monotonic()
        self.legs[name] = Leg(name, None)
        told = _Told()
        try:
            yield told
        except _Found as found:
            self._end(name, False, began, found.said or found.message)
            raise
        except (aiosmtplib.SMTPException, OSError, EOFError) as error:
            message, said = _said_of(error, "smtp-communication")
            self._end(name, False, began, said or message)
            raise _Found(message, said) from None
        self._end(name, True, began, told.text)

    def _end(self, name: str, ok: bool, began: float, said: str) -> None:
        self.legs[name] = Leg(name, ok, (self._clock.monotonic() - began) * 1000, redact(said, self.secrets))


def _said_of(error: Exception, plain: str) -> tuple[str, str]:
    """The message for what a library raised, and what it said. Its causes are looked at from the inside out."""
    causes: list[BaseException] = [error]
    while (inner := causes[-1].__cause__ or causes[-1].__context__) is not None and inner not in causes:
        causes.append(inner)
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _untrusted(cause), cause.verify_message
        if isinstance(cause, ssl.SSLError):
            other_way = cause.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNEXPECTED_MESSAGE")
            return (plain if other_way else "untrusted-damaged"), str(cause.reason or cause)
        if isinstance(cause, ConnectionRefusedError):
            return "smtp-communication", "connection refused"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        # -1 is aiosmtplib's own, for what is no SMTP at all.
        spoken = error.code >= 200
        return ("smtp-communication" if spoken else plain), f"{error.code} {error.message}" if spoken else error.message
    broken = isinstance(error, aiosmtplib.SMTPConnectResponseError | aiosmtplib.SMTPServerDisconnected)
    return (plain if broken else "smtp-communication"), str(error)


def _untrusted(error: ssl.SSLCertVerificationError) -> str:
    """OpenSSL's numbers (X509_V_ERR_*): 9 and 10 are about dates, 18 to 21 about the issuer, 62 and 64 about names."""
    if error.verify_code in (9, 10):
        return "untrusted-time"
    return "untrusted-ca" if error.verify_code in (2, 18, 19, 20, 21) else "untrusted-damaged"


def _version(smtp: aiosmtplib.SMTP) -> str:
    secured = smtp.get_transport_info("ssl_object")
    return str(secured.version()) if secured is not None else ""


def _is_here(name: str) -> bool:
    """Whether a name or address is of this computer."""
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
