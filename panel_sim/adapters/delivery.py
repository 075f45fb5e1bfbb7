"""One conversation with a mail server, leg by leg, in an event loop of its own."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import aiosmtplib

from panel_sim.adapters.aside import post, run_aside
from panel_sim.adapters.dialling import Address, open_socket
from panel_sim.adapters.message import AddressRefused, Message, build
from panel_sim.adapters.oauth_auth import UNKNOWN_MECHANISM, NoMechanism, authenticate, choose, response
from panel_sim.adapters.profiles import TLS, Profile
from panel_sim.adapters.redaction import redact
from panel_sim.adapters.smtp_failures import exception_failure, reply_failure
from panel_sim.core.effects import Mail
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Token

PIECE = 64 * 1024
"""Octets handed to the socket between two reports of progress."""

_MAYBE = "the message was handed over whole, so it may have been delivered"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
_PATIENCE_WITH_QUIT_S = 2.0
"""Seconds (the machine's) for the answer to QUIT, when the outcome stands already."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`sent` of `total` octets of the message are handed to the server."""

    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to deliver, and with which token."""

    mail: Mail
    attachments: tuple[Path, ...]
    token: Token


class Refused(Exception):
    """The conversation ended early; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind)
        self.failure = failure


class Delivery:
    """Delivers one parcel. `run` it in any loop; `stop` it from any thread.

    `tell` hears, in the loop's thread, of each leg as it begins (ok None) and ends, and of progress. `shown` is the
    server as the glass shows it where practice maps it to a local one.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        parcel: Parcel,
        tell: Callable[[Leg | Progress], None],
        *,
        context: Callable[[], ssl.SSLContext],
        own_name: str,
        spool: Path | None,
        shown: tuple[str, int] | None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._parcel = parcel
        self._tell = tell
        self._context = context
        self._own_name = own_name
        self._spool = spool
        self._shown = shown
        self._leg = ""
        self._whole = False
        self._delivered = False
        self._writer: asyncio.StreamWriter | None = None
        self._stopped: Failure | None = None
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[object]] | None = None

    def stop(self, failure: Failure) -> None:
        """End the conversation at once: the socket is closed, and the final full stop is not sent any more."""
        self._stopped = self._stopped or failure
        if self._running is not None:
            loop, task = self._running
            post(loop, lambda _: task.cancel(), None)

    async def run(self) -> Failure | None:
        """Deliver; None when the server accepted the message whole."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a delivery runs in a task")
        self._running = asyncio.get_running_loop(), task
        try:
            if self._stopped:
                return self._stopped
            with build(self._parcel.mail, self._parcel.attachments, self._spool) as message:
                await self._deliver(message)
        except Refused as refused:
            return refused.failure
        except AddressRefused as refused:
            leg = "mail" if refused.role == "sender" else "rcpt"
            return Failure(f"{refused.role}-refused", leg=leg, reply=str(refused))
        except OSError as error:
            kind = "disk-full" if error.errno in _NO_ROOM else "scan-failed"
            return Failure(kind, reply=error.strerror or "the scan cannot be read")
        except asyncio.CancelledError:
            # Stopped while saying goodbye: the server has the message.
            return None if self._delivered else self._stop_failure()
        return None

    async def _deliver(self, message: Message) -> None:
        with self._as_leg("dns") as leg:
            addresses = await self._resolve(leg)
        with self._as_leg("tcp") as leg:
            line = await self._connect(addresses, leg)
        smtp: aiosmtplib.SMTP | None = None
        try:
            smtp = await self._encrypt(line)
            await self._authenticate(smtp)
            await self._envelope(smtp, message)
            await self._data(smtp, message)
            await self._quit(smtp)
        except Refused:
            if smtp is not None:
                await self._quit(smtp)
            raise
        finally:
            line.close()

    # The legs.

    async def _resolve(self, leg: _Said) -> list[Address]:
        host, port = self._profile.smtp_host, self._profile.smtp_port
        # Not the loop's own getaddrinfo: its thread would be waited for when a name server is silent.
        found = await run_aside(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), "mail-dns")
        numbers = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
        leg.text = f"{self._named(host, self._shown and self._shown[0])}: {numbers}"
        return [(family, kind, protocol, address) for family, kind, protocol, _, address in found]

    async def _connect(self, addresses: list[Address], leg: _Said) -> _Line:
        profile = self._profile
        shown = f"{self._shown[0]}:{self._shown[1]}" if self._shown else None
        leg.text = self._named(f"{profile.smtp_host}:{profile.smtp_port}", shown)
        connected = await open_socket(addresses)
        try:
            smtp = _Client(
                hostname=profile.smtp_host,
                sock=connected,
                local_hostname=self._own_name,
                # Deadlines are the device clock's, and come through `stop`.
                timeout=None,
                use_tls=profile.security == TLS,
                start_tls=False,
            )
        except BaseException:
            connected.close()
            raise
        line = _Line(connected, smtp)
        try:
            if profile.security != TLS:
                await smtp.connect()
        except BaseException:
            line.close()
            raise
        return line

    async def _encrypt(self, line: _Line) -> aiosmtplib.SMTP:
        """TLS, always: no token goes over a line that is not encrypted, whatever the server offers."""
        smtp = line.smtp
        with self._as_leg("tls") as leg:
            context = self._context()
            if self._profile.security == TLS:
                await smtp.connect(tls_context=context)
            else:
                await smtp.ehlo()
                if not smtp.supports_extension("starttls"):
                    raise Refused(Failure("tls-failed", leg="tls", reply="the server does not offer STARTTLS"))
                await smtp.starttls(tls_context=context)
            secured = smtp.get_transport_info("ssl_object")
            if secured is None:
                raise Refused(Failure("tls-failed", leg="tls", reply="the line is not encrypted"))
            leg.text = str(secured.version())
            await smtp.ehlo()
        return smtp

    async def _authenticate(self, smtp: aiosmtplib.SMTP) -> None:
        profile, token = self._profile, self._parcel.token
        with self._as_leg("auth") as leg:
            try:
                mechanisms = choose(profile.auth, smtp.server_auth_methods)
            except NoMechanism as none:
                reply = f"the server takes no access tokens (it offers: {none})"
                raise Refused(Failure("auth-refused", leg="auth", reply=reply)) from None
            for mechanism in mechanisms:
                blob = response(mechanism, token.address, token.value, profile.smtp_host, profile.smtp_port)
                answer = await authenticate(smtp, mechanism, blob)
                if answer.code != UNKNOWN_MECHANISM:
                    break
            secrets = (token.value, blob.decode("ascii"))
            challenge = redact(f" after the challenge {answer.challenge}", secrets) if answer.challenge else ""
            leg.text = f"{answer.mechanism}: {redact(f'{answer.code} {answer.text}', secrets)}{challenge}"
            if not answer.ok:
                raise Refused(reply_failure("auth", answer.code, answer.text, secrets))

    async def _envelope(self, smtp: aiosmtplib.SMTP, message: Message) -> None:
        encoding, options = "ascii", []
        with self._as_leg("mail") as leg:
            if smtp.supports_extension("size"):
                options.append(f"SIZE={message.size}")
            if message.utf8:
                if not smtp.supports_extension("smtputf8"):
                    reply = "the server takes no addresses with other letters than a to z (SMTPUTF8)"
                    raise Refused(Failure("recipient-refused", leg="mail", reply=reply))
                encoding = "utf-8"
                options.append("SMTPUTF8")
            answer = await smtp.mail(message.sender, options=options, encoding=encoding)
            leg.text = redact(f"{answer.code} {answer.message}")
        with self._as_leg("rcpt") as leg:
            for recipient in message.recipients:
                # All or none: a mail that some got and the panel calls refused would be sent to those twice.
                leg.text = recipient
                answer = await smtp.rcpt(recipient, encoding=encoding)
                leg.text = redact(f"{answer.code} {answer.message}")

    async def _data(self, smtp: aiosmtplib.SMTP, message: Message) -> None:
        with self._as_leg("data") as leg:
            answer = await smtp.execute_command(b"DATA")
            if answer.code != aiosmtplib.SMTPStatus.start_input:
                raise Refused(reply_failure("data", answer.code, answer.message))
            if smtp.protocol is None or smtp.transport is None:
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
            # aiosmtplib hands a message over in one piece; a StreamWriter on its transport waits between pieces, so
            # that progress is true and stopping in the middle is possible. A writer that is forgotten while its line is
            # open would warn, so it is kept.
            transport = cast(asyncio.WriteTransport, smtp.transport)
            writer = self._writer = asyncio.StreamWriter(transport, smtp.protocol, None, asyncio.get_running_loop())
            sent = 0
            for piece, octets in message.chunks(PIECE):
                writer.write(piece)
                await writer.drain()
                # drain gives no turn to the loop while the buffer has room, and a lost line never fills it.
                await asyncio.sleep(0)
                if not smtp.is_connected:
                    raise aiosmtplib.SMTPServerDisconnected("Connection lost")
                sent += octets
                self._tell(Progress(sent, message.size))
            self._whole = True
            answer = await smtp.execute_command(b".")
            leg.text = redact(f"{answer.code} {answer.message}")
            if answer.code != aiosmtplib.SMTPStatus.completed:
                raise Refused(reply_failure("data", answer.code, answer.message))
            self._delivered = True

    async def _quit(self, smtp: aiosmtplib.SMTP) -> None:
        if smtp.is_connected:
            with suppress(Exception):
                await asyncio.wait_for(smtp.quit(), _PATIENCE_WITH_QUIT_S)

    # Telling.

    @contextmanager
    def _as_leg(self, name: str) -> Iterator[_Said]:
        """Tell that the leg begins and how it ended; whatever goes wrong in it becomes Refused."""
        self._leg = name
        began = self._clock.monotonic()
        self._tell(Leg(name, None))
        said = _Said()
        failure: Failure | None = None
        try:
            yield said
        except Refused as refused:
            failure = refused.failure
            raise
        except asyncio.CancelledError:
            failure = self._stop_failure()
            raise
        except Exception as error:  # aiosmtplib, ssl and sockets each raise their own
            failure = self._exception_failure(error, name)
            if name == "rcpt" and said.text and failure.reply:
                failure = Failure(failure.kind, failure.leg, redact(f"{said.text}: {failure.reply}"))
            raise Refused(failure) from None
        finally:
            ms = (self._clock.monotonic() - began) * 1000
            if failure is None:
                self._tell(Leg(name, True, ms, said.text))
            else:
                reply = said.text if name == "auth" and said.text else failure.detail
                target = f"{said.text}: " if name == "tcp" and said.text else ""
                self._tell(Leg(name, False, ms, target + (reply or failure.kind)))

    def _exception_failure(self, error: Exception, leg: str) -> Failure:
        if isinstance(error, FileNotFoundError | PermissionError) and leg == "tls":
            return Failure("tls-failed", leg=leg, reply="the profile's ca_file cannot be read")
        failure = exception_failure(error, leg, (self._parcel.token.value,))
        if self._whole and failure.kind in ("connection-dropped", "bad-answer", "unreachable", "tls-failed"):
            return Failure("delivery-unknown", leg=leg, reply=f"{failure.reply or failure.kind}; {_MAYBE}")
        return failure

    def _stop_failure(self) -> Failure:
        """Why `stop` was called; a message that was whole by then may have been delivered all the same."""
        stopped = self._stopped or Failure("cancelled")
        return Failure(stopped.kind, leg=self._leg, reply=_MAYBE if self._whole else stopped.reply)

    def _named(self, real: str, shown: str | None) -> str:
        return f"{shown} → {real}" if shown and shown != real else real


@dataclass
class _Said:
    """What a leg has to say for the record."""

    text: str = ""


class _Client(aiosmtplib.SMTP):
    """aiosmtplib's client, whose lines close at once, whatever is still in the buffers.

    Its own way is to say goodbye in TLS and wait for the answer, half a minute if need be; a cancelled delivery would
    be sent on meanwhile, and our loop ends with the delivery.
    """

    def close(self) -> None:
        """Close the line; nothing more is sent."""
        if self.transport is not None:
            cast(asyncio.WriteTransport, self.transport).abort()
        super().close()


class _Line:
    """A socket and the SMTP client on it."""

    def __init__(self, connected: socket.socket, smtp: aiosmtplib.SMTP) -> None:
        self._socket = connected
        self.smtp = smtp

    def close(self) -> None:
        """Close at once."""
        self.smtp.close()
        # The socket is the transport's, unless connecting failed before there was one.
        self._socket.close()
