"""The practice mail server: submission over STARTTLS with XOAUTH2, and Exchange's manners in its replies."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable
from functools import partial

from panel_sim.tenant import redaction
from panel_sim.tenant.mail_command import CHALLENGE, parsed_address, parsed_piece
from panel_sim.tenant.mail_connection import ADVERTISED_SIZE, IDLE_S, MailConnection, MailLine
from panel_sim.tenant.mail_gates import (
    RECIPIENT_QUOTA,
    SERVER_BUSY,
    TOO_MANY_CONNECTIONS,
    GateClosed,
    admit,
    refuse_sender,
)
from panel_sim.tenant.mailbox import UnknownRecipient, header_senders
from panel_sim.tenant.realm import HOST

EXTENSIONS = ("PIPELINING", "DSN", "ENHANCEDSTATUSCODES")
EXTENSIONS_AFTER_TLS = ("8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8")


class PracticeSmtp(MailConnection):
    """The commands, with their replies and rules."""

    def __init__(self, line: MailLine) -> None:
        self.signed_in: str | None = None
        self._signed_off: Callable[[], None] | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._length = 0
        self._chunks: list[bytes] | None = None
        super().__init__(line)

    def connection_lost(self, error: Exception | None) -> None:
        """Give the mailbox's place among its connections to the next."""
        if self._signed_off is not None:
            self._signed_off()
        super().connection_lost(error)

    async def smtp_HELO(self, hostname: str | None) -> None:
        """HELO: greeted, but AUTH needs EHLO."""
        await self._greet(hostname, extended=False)

    async def smtp_EHLO(self, hostname: str | None) -> None:
        """EHLO, with Exchange's list; AUTH is offered only after TLS has begun."""
        await self._greet(hostname, extended=True)

    async def _greet(self, hostname: str | None, *, extended: bool) -> None:
        session = self._current()
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
        session = self._current()
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
        answer = line.strip().decode("ascii", "replace")
        self._wire.line("C", answer if answer in ("", "*") else redaction.hidden(answer))
        return answer

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
        # A large message must not lie here twice while it is being kept.
        pieces.clear()
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
        self._wire.line("C", f"(the message, {length} octets)")
        owner = self.signed_in or ""
        if length > self._size_limit():
            await self.push("552 5.3.4 Message size exceeds fixed maximum message size")
            return
        refusal = refuse_sender(self._realm, owner, sender, header_senders(content))
        refusal = refusal or await self._throttled(owner, len(recipients))
        if refusal:
            await self.push(f"{refusal} [Hostname={HOST}]")
            return
        client = self._current().host_name or ""
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
        if not self._current().host_name:
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

    def _forget_message(self) -> None:
        self._sender, self._recipients = None, []
        self._length, self._chunks = 0, None
