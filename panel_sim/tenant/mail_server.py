"""The practice mail server: submission over STARTTLS with XOAUTH2, and Exchange's manners in its replies."""

from __future__ import annotations

import asyncio
import base64
import binascii
import collections
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, Session

from panel_sim.tenant.clock import utc
from panel_sim.tenant.faults import Faults
from panel_sim.tenant.mail_command import CHALLENGE, parsed_address, parsed_piece, reply_lines
from panel_sim.tenant.mail_gates import (
    RECIPIENT_QUOTA,
    SERVER_BUSY,
    TOO_MANY_CONNECTIONS,
    GateClosed,
    admit,
    refuse_sender,
)
from panel_sim.tenant.mailbox import UnknownRecipient, header_senders
from panel_sim.tenant.realm import HOST, Realm
from panel_sim.tenant.waiting import Waiting

ADVERTISED_SIZE = 157286400
"""150 MiB, what Exchange Online's EHLO says, whatever the organisation's limit is."""

LINE_LIMIT = 64 * 1024
"""Longest command or answer: tokens of 8 kB and more on one line pass, where aiosmtpd would stop at 512 bytes."""

IDLE_S = 300.0
"""A client that says nothing for so long, by the machine's time, is cut off."""

EXTENSIONS = ("PIPELINING", "DSN", "ENHANCEDSTATUSCODES")
EXTENSIONS_AFTER_TLS = ("8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")

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
    """What all connections share: the tenant, the faults that they meet, and who is connected."""

    realm: Realm
    context: ssl.SSLContext
    waiting: Waiting
    faults: Faults
    live: set[PracticeSmtp] = field(default_factory=set)

    def protocol(self) -> PracticeSmtp:
        """One connection's server."""
        return PracticeSmtp(self)

    def transports(self) -> list[asyncio.BaseTransport | None]:
        """The connections that are open, by their TCP side."""
        return [each.tcp for each in self.live]


class PracticeSmtp(SMTP):
    """One connection. aiosmtpd does the lines, the time-out and STARTTLS; the replies and rules are here."""

    line_length_limit = LINE_LIMIT
    command_size_limit = LINE_LIMIT

    def __init__(self, line: MailLine) -> None:
        realm = line.realm
        ready = format_datetime(utc(realm.clock.now()))
        self._line = line
        self._realm = realm
        self.tcp: asyncio.BaseTransport | None = None
        self.signed_in: str | None = None
        self._signed_off: Callable[[], None] | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._length = 0
        self._chunks: list[bytes] | None = None
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
        if self._signed_off is not None:
            self._signed_off()
        super().connection_lost(error)

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
        await super().push(status)

    def _met(self, verb: str, method: Method) -> Method:
        """A command that meets the faults of its leg first."""
        leg = LEG_OF.get(verb)
        if leg is None:
            return method

        async def answered(arg: str | None) -> None:
            if not await self._breaks(leg, at="start" if leg == "data" else "end"):
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

    async def smtp_HELO(self, hostname: str | None) -> None:
        """HELO: greeted, but AUTH needs EHLO."""
        await self._greet(hostname, extended=False)

    async def smtp_EHLO(self, hostname: str | None) -> None:
        """EHLO, with Exchange's list; AUTH is offered only after TLS has begun."""
        await self._greet(hostname, extended=True)

    async def _greet(self, hostname: str | None, *, extended: bool) -> None:
        session = self._session()
        if not hostname:
            await self.push("501 5.5.4 Invalid domain name")
            return
        self._forget_message()
        session.extended_smtp = extended
        session.host_name = hostname
        peer = session.peer[0] if isinstance(session.peer, tuple) else "localhost"
        lines = [f"{HOST} Hello [{peer}]"]
        if extended:
            security = "AUTH LOGIN XOAUTH2" if self._tls_protocol else "STARTTLS"
            lines += [f"SIZE {ADVERTISED_SIZE}", *EXTENSIONS, security, *EXTENSIONS_AFTER_TLS]
        # One write: a client that reads line by line would otherwise wake up for each.
        await self.push("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """STARTTLS; a second one is out of turn."""
        if arg:
            await self.push("501 5.5.4 Invalid arguments")
        elif self._tls_protocol:
            await self.push("503 5.5.1 Bad sequence of commands")
        else:
            await super().smtp_STARTTLS(None)

    async def smtp_AUTH(self, arg: str | None) -> None:
        """AUTH with XOAUTH2, on one line or in two steps; passwords are refused as Exchange refuses them."""
        session = self._session()
        words = (arg or "").split()
        if not session.host_name or not session.extended_smtp or self.signed_in or self._sender is not None:
            await self.push("503 5.5.1 Bad sequence of commands")
            return
        mechanism = words[0].upper() if words else ""
        if not self._tls_protocol or mechanism not in ("XOAUTH2", "LOGIN") or len(words) > 2:
            await self.push("504 5.7.4 Unrecognized authentication type")
            return
        initial = words[1] if len(words) == 2 else None
        if mechanism == "LOGIN":
            await self._refuse_password(initial)
            return
        if initial is None:
            initial = await self._asked("334 ")
        if initial == "*":
            await self.push("501 5.7.0 Authentication cancelled")
            return
        try:
            said = base64.b64decode(initial, validate=True)
        except (binascii.Error, ValueError):
            await self.push("501 5.5.4 Invalid arguments")
            return
        if await self._breaks("auth"):
            return
        try:
            self.signed_in = admit(self._realm, said)
        except GateClosed as closed:
            if self._realm.policy["smtp_auth_challenge"]:
                await self._asked(f"334 {CHALLENGE}")
            await self.push(f"{closed.reply} {self._trailer()}")
            return
        session.authenticated = True
        self._signed_off = self._realm.throttle.connected(self.signed_in, self)
        await self.push("235 2.7.0 Authentication successful")

    async def _refuse_password(self, user: str | None) -> None:
        if user is None:
            user = await self._asked("334 " + base64.b64encode(b"Username:").decode())
        password = "*" if user == "*" else await self._asked("334 " + base64.b64encode(b"Password:").decode())
        if password == "*":  # noqa: S105 - RFC 4954's way to give up
            await self.push("501 5.7.0 Authentication cancelled")
            return
        await self.push(f"535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {self._trailer()}")

    async def _asked(self, challenge: str) -> str:
        """Send a challenge and give the client's line; one that is too long counts as nonsense."""
        await self.push(challenge)
        try:
            line: bytes = await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as too_long:
            await self._reader.read(too_long.consumed)
            return "?"
        self._reset_timeout()
        return line.strip().decode("ascii", "replace")

    async def smtp_MAIL(self, arg: str | None) -> None:
        """MAIL FROM; whether the sender is allowed is told at the end of DATA, as Exchange does."""
        if await self._out_of_turn(needs_mail=False):
            return
        if self._sender is not None:
            await self.push("503 5.5.2 Sender already specified")
            return
        parsed = parsed_address("FROM", arg, ("SIZE", "BODY", "SMTPUTF8", "AUTH", "RET", "ENVID"))
        if parsed is None:
            await self.push("501 5.5.4 Invalid arguments")
            return
        address, parameters = parsed
        size = parameters.get("SIZE", "0")
        if not (size.isascii() and size.isdigit()) or len(size) > 20:
            await self.push("501 5.5.4 Invalid arguments")
        elif int(size) > self._size_limit():
            await self.push("552 5.3.4 Message size exceeds fixed maximum message size")
        else:
            self._sender = address
            await self.push("250 2.1.0 Sender OK")

    async def smtp_RCPT(self, arg: str | None) -> None:
        """RCPT TO: the practice domains know their mailboxes; every other address is taken."""
        if await self._out_of_turn(needs_mail=True):
            return
        parsed = parsed_address("TO", arg, ("NOTIFY", "ORCPT"))
        if parsed is None or "@" not in parsed[0].strip("@"):
            await self.push("501 5.1.3 Invalid address")
            return
        try:
            self._realm.mailboxes.mailbox_of(parsed[0])
        except UnknownRecipient:
            await self.push("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")
            return
        if len(self._recipients) >= 500:
            await self.push("452 4.5.3 Too many recipients")
            return
        self._recipients.append(parsed[0])
        await self.push("250 2.1.5 Recipient OK")

    async def smtp_DATA(self, arg: str | None) -> None:
        """DATA, read in large pieces: line by line would hold the interpreter too long beside a panel."""
        if await self._out_of_turn(needs_mail=True):
            return
        if arg:
            await self.push("501 5.5.4 Invalid arguments")
            return
        if not self._recipients or self._chunks is not None:
            await self.push("503 5.5.2 Need rcpt command")
            return
        await self.push("354 Start mail input; end with <CRLF>.<CRLF>")
        # The line break before the first line is given back, so that one search finds the end of any message, also
        # of an empty one. aiosmtpd itself works on this buffer when TLS begins.
        buffer: bytearray = getattr(self._reader, "_buffer")  # noqa: B009 - typeshed leaves it out
        buffer[:0] = b"\r\n"
        pieces: list[bytes] = []
        length = 0
        while True:
            try:
                piece: bytes = await self._reader.readuntil(b"\r\n.\r\n")
                ended = True
            except asyncio.LimitOverrunError as more:
                piece = await self._reader.read(more.consumed)
                ended = False
            self._reset_timeout()
            length += len(piece)
            # What is too large is read to its end, since only then the client listens, but not kept.
            if length <= ADVERTISED_SIZE:
                pieces.append(piece)
            if ended:
                break
        content = b"".join(pieces)[2:-3].replace(b"\r\n..", b"\r\n.")
        if content.startswith(b".."):
            content = content[1:]
        await self._take(content, length - 5)

    async def smtp_BDAT(self, arg: str | None) -> None:
        """BDAT (RFC 3030): a piece of known length; what it brings is read even when it is refused."""
        parsed = parsed_piece(arg)
        if parsed is None:
            await self.push("501 5.5.4 Invalid arguments")
            return
        length, is_last = parsed
        left = length
        pieces: list[bytes] = []
        # From somebody who may not send, nothing is kept.
        kept = self._length if self.signed_in and self._recipients else ADVERTISED_SIZE
        while left:
            piece: bytes = await self._reader.read(min(left, 65536))
            if not piece:
                raise ConnectionResetError("The client left in the middle of BDAT.")
            left -= len(piece)
            kept += len(piece)
            if kept <= ADVERTISED_SIZE:
                pieces.append(piece)
            self._reset_timeout()
        if await self._out_of_turn(needs_mail=True):
            return
        if not self._recipients:
            await self.push("503 5.5.2 Need rcpt command")
            return
        self._length += length
        self._chunks = [*(self._chunks or ()), *pieces]
        if is_last:
            await self._take(b"".join(self._chunks), self._length)
        else:
            await self.push(f"250 2.6.0 {length} octets received")

    async def _take(self, content: bytes, length: int) -> None:
        """Check and keep a message; it is on disk before the client hears 250."""
        sender, recipients = self._sender or "", self._recipients
        self._forget_message()
        owner = self.signed_in or ""
        if length > self._size_limit():
            await self.push("552 5.3.4 Message size exceeds fixed maximum message size")
            return
        refusal = refuse_sender(self._realm, owner, sender, header_senders(content))
        refusal = refusal or await self._throttled(owner, len(recipients))
        if refusal:
            await self.push(f"{refusal} [Hostname={HOST}]")
            return
        client = self._session().host_name or ""
        deliver = partial(self._realm.mailboxes.deliver, sender, recipients, content, client)
        mail_id = ""

        async def keep() -> None:
            nonlocal mail_id
            mail_id = await asyncio.to_thread(deliver)

        try:
            if await self._breaks("data", keep=keep):
                return
            mail_id = mail_id or await asyncio.to_thread(deliver)
        except OSError as problem:
            logging.getLogger("panel_sim.tenant").error("A mail could not be kept: %s", problem.strerror)
            await self.push("452 4.3.1 Insufficient system resources")
            return
        await self.push(f"250 2.0.0 OK <{mail_id}@{HOST}> [Hostname={HOST}]")

    async def _throttled(self, owner: str, recipients: int) -> str | None:
        """Slow a mailbox down, or give the reply that it must try later. Told at the end of DATA, as Exchange does."""
        throttle = self._realm.throttle
        if throttle.too_many_connections(owner, self):
            return TOO_MANY_CONNECTIONS
        wait = throttle.message(owner)
        if wait and self._realm.policy["messages_over_limit"] == "refuse":
            return SERVER_BUSY
        if wait:
            self._reset_timeout(wait + IDLE_S)
            await self._line.waiting.sleep(wait)
            self._reset_timeout()
        return None if throttle.take_recipients(owner, recipients) else RECIPIENT_QUOTA

    async def smtp_RSET(self, arg: str | None) -> None:
        """RSET: the message under way is dropped, the sign-in stays."""
        self._forget_message()
        await self.push("250 2.0.0 Resetting")

    async def smtp_NOOP(self, arg: str | None) -> None:
        """NOOP."""
        await self.push("250 2.0.0 OK")

    async def smtp_VRFY(self, arg: str | None) -> None:
        """VRFY tells nobody anything."""
        await self.push("252 2.1.5 Cannot VRFY user")

    async def smtp_HELP(self, arg: str | None) -> None:
        """HELP."""
        await self.push(
            "214 This server supports the following commands: HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT "
            "HELP AUTH BDAT NOOP VRFY"
        )

    async def smtp_QUIT(self, arg: str | None) -> None:
        """QUIT."""
        await self.push("221 2.0.0 Service closing transmission channel")
        if self.transport is not None:
            self.transport.close()

    async def _out_of_turn(self, *, needs_mail: bool) -> bool:
        """Answer a command that comes too early, and say whether it did."""
        if not self._session().host_name:
            await self.push("503 5.5.2 Send hello first")
        elif self.signed_in is None:
            await self.push(f"530 5.7.57 Client not authenticated to send mail. {self._trailer()}")
        elif needs_mail and self._sender is None:
            await self.push("503 5.5.2 Need mail command")
        else:
            return False
        return True

    def _size_limit(self) -> int:
        return int(self._realm.policy["message_size_limit_mb"] * 1024 * 1024)

    def _session(self) -> Session:
        assert self.session is not None
        return self.session

    def _forget_message(self) -> None:
        self._sender, self._recipients = None, []
        self._length, self._chunks = 0, None
