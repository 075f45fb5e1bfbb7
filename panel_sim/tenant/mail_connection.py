"""One connection of the practice mail server: greeting, replies, faults and the session log; commands come on top."""

from __future__ import annotations

import asyncio
import collections
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Session

from panel_sim.tenant import redaction
from panel_sim.tenant.clock import utc
from panel_sim.tenant.faults import Faults
from panel_sim.tenant.mail_command import reply_lines
from panel_sim.tenant.realm import HOST, Realm
from panel_sim.tenant.session_log import SessionLog
from panel_sim.tenant.waiting import Waiting

ADVERTISED_SIZE = 157286400
"""150 MiB, what Exchange Online's EHLO says, whatever the organisation's limit is."""

LINE_LIMIT = 64 * 1024
"""Longest command or answer: tokens of 8 kB and more on one line pass, where aiosmtpd would stop at 512 bytes."""

IDLE_S = 300.0
"""A client that says nothing for so long, by the machine's time, is cut off."""

LEG_OF = {"EHLO": "ehlo", "HELO": "ehlo", "STARTTLS": "tls", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data"}
"""The commands at whose beginning a leg is met; AUTH meets its own when the token has come."""

REFUSES = {
    "tcp": (554, "5.3.2 Service not available"),
    "ehlo": (550, "5.7.1 Service unavailable"),
    "tls": (454, "4.7.0 TLS not available due to temporary reason"),
    "auth": (535, "5.7.3 Authentication unsuccessful"),
    "mail": (550, "5.1.8 Access denied, bad outbound sender"),
    "rcpt": (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    "data": (554, "5.2.0 STOREDRV.Submission.Exception; Failed to process message due to a permanent exception"),
}
"""A plain no at each leg."""

REWORDED = {
    "500 Error: command": "500 5.3.3 Unrecognized command",
    "220 Ready to start TLS": "220 2.0.0 SMTP server ready",
}
"""What aiosmtpd says by itself, and what Exchange says."""

Method = Callable[[str | None], Awaitable[Any]]
Keep = Callable[[], Awaitable[None]]

# aiosmtpd warns at every AUTH and logs each failure with a traceback; either would be painted over a terminal.
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)


@dataclass
class MailLine:
    """What all connections share: the tenant, the faults that they meet, the log, what serves them, who is there."""

    realm: Realm
    context: ssl.SSLContext
    waiting: Waiting
    faults: Faults
    log: SessionLog
    server: type[MailConnection]
    live: set[MailConnection] = field(default_factory=set)

    def protocol(self) -> MailConnection:
        """One connection's server."""
        return self.server(self)

    def transports(self) -> list[asyncio.BaseTransport | None]:
        """The connections that are open, by their TCP side."""
        return [each.tcp for each in self.live]


class MailConnection(SMTP):
    """One connection. aiosmtpd does the lines, the time-out and STARTTLS."""

    line_length_limit = LINE_LIMIT
    command_size_limit = LINE_LIMIT

    def __init__(self, line: MailLine) -> None:
        realm = line.realm
        ready = format_datetime(utc(realm.clock.now()))
        self._line = line
        self._realm = realm
        self.tcp: asyncio.BaseTransport | None = None
        self._wire = line.log.begin("smtp")
        super().__init__(
            object(),
            hostname=HOST,
            ident=f"Practice ESMTP MAIL Service ready at {ready} [{self._mark()}]",
            tls_context=line.context,
            enable_SMTPUTF8=True,
            data_size_limit=ADVERTISED_SIZE,
            timeout=IDLE_S,
            loop=asyncio.get_running_loop(),
        )
        # aiosmtpd keeps these on its class, shared by all servers in the process.
        self.command_size_limits = collections.defaultdict(lambda: LINE_LIMIT)
        self._greeted = False
        self._smtp_methods = {verb: self._met(verb, method) for verb, method in self._smtp_methods.items()}

    def _mark(self) -> str:
        return "08" + self._realm.dice.token_bytes(7).hex().upper()

    def _trailer(self) -> str:
        moment = utc(self._realm.clock.now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return f"[{HOST} {moment} {self._mark()}]"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called for the TCP connection, and again by aiosmtpd when TLS has begun on it."""
        if self.tcp is None:
            self.tcp = transport
            self._line.live.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        self._line.live.discard(self)
        self._wire.line("*", "The line ended.")
        super().connection_lost(error)
        # aiosmtpd's tables of its own methods make rings of references, which would keep this connection with a
        # quarter of a megabyte for TLS until the collector comes by: seldom, where little else is made.
        self._smtp_methods = {}
        self._tls_protocol = None
        for heavy in ("_writer", "_reader"):
            self.__dict__.pop(heavy, None)

    async def push(self, status: str | bytes) -> None:
        """Send a reply; aiosmtpd's own texts get Exchange's words. The first one greets, which is the leg tcp."""
        if not self._greeted:
            self._greeted = True
            if await self._breaks("tcp"):
                return
        await self._breaks("reply")
        if isinstance(status, str):
            status = next((ours for theirs, ours in REWORDED.items() if status.startswith(theirs)), status)
            status = status.encode("ascii", "replace")
        for reply in status.decode("ascii", "replace").split("\r\n"):
            self._wire.line("S", redaction.scrubbed(reply))
        await super().push(status)

    def _met(self, verb: str, method: Method) -> Method:
        """A command that is noted and meets the faults of its leg first."""
        leg = LEG_OF.get(verb)

        async def answered(arg: str | None) -> None:
            self._wire.line("C", redaction.command(verb, arg))
            if leg is None or not await self._breaks(leg, at="start" if leg == "data" else "end"):
                await method(arg)

        return answered

    async def _breaks(self, leg: str, at: str = "end", keep: Keep | None = None) -> bool:
        """Meet the faults of a leg; True when one has answered in place of the server. A line that drops or falls
        silent never comes back. `keep` keeps the message before that, where the fault says so."""
        fault = self._line.faults.meet("smtp", leg, at)
        if fault is None:
            return False
        if fault.kept and keep is not None:
            await keep()
        if fault.do == "delay":
            self._reset_timeout(fault.delay_s + IDLE_S)
            await self._line.waiting.sleep(fault.delay_s)
            self._reset_timeout()
        elif fault.do == "bad_certificate":
            self.tls_context = self._line.faults.untrusted()
        elif fault.do in ("drop", "silence"):
            await self._leave(silently=fault.do == "silence")
        else:
            default_code, default_text = REFUSES[leg]
            code = fault.code if fault.do == "reply" and fault.code else default_code
            text = default_text if fault.text is None else fault.text
            await self.push("\r\n".join(reply_lines(code, text)))
            if code == 421 and self.transport is not None:
                self.transport.close()
            return True
        return False

    async def _leave(self, *, silently: bool) -> None:
        """Say nothing more, for ever; the task that serves this line is cancelled when the line is gone."""
        release = self._line.waiting.hold() if silently else None
        try:
            if silently:
                assert self._timeout_handle is not None
                self._timeout_handle.cancel()
            elif isinstance(self.tcp, asyncio.WriteTransport):
                self.tcp.abort()
            await asyncio.get_running_loop().create_future()
        finally:
            if release is not None:
                release()

    async def handle_exception(self, error: Exception) -> str:
        """Our own failure, told to the client as the temporary one it is; the cause goes to the log."""
        logging.getLogger("panel_sim.tenant").error("The practice mail server failed: %s", type(error).__name__)
        return "451 4.3.0 Temporary server error. Please try again later"

    def _current(self) -> Session:
        assert self.session is not None
        return self.session
