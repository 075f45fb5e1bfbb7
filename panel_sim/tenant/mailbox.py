"""The practice mailboxes: each mail a file of its owner's folder, listed in the database."""

from __future__ import annotations

import email
import email.parser
import email.policy
import email.utils
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from functools import lru_cache
from pathlib import Path
from typing import Any

from panel_sim.tenant.accounts import Accounts
from panel_sim.tenant.clock import TenantClock, utc
from panel_sim.tenant.dice import TenantDice
from panel_sim.tenant.private_file import make_private_folder
from panel_sim.tenant.seeds import DOMAIN, PERSONAL_DOMAIN
from panel_sim.tenant.store import Store

ELSEWHERE = "elsewhere"
"""The mailbox for every address outside the practice domains, so that such mail can be looked at too."""

HEAD_LIMIT = 256 * 1024
"""Header fields are looked for in this much of a message."""

TEXT_KEPT = 1_000_000
"""Characters of a mail's text that are told; the file has all of it."""


class UnknownRecipient(LookupError):
    """The practice domains have no such mailbox."""


@dataclass(frozen=True)
class Attachment:
    """A part of a mail that carries a file."""

    index: int
    name: str
    content_type: str
    content: bytes

    def as_dict(self) -> dict[str, Any]:
        """What the control API tells of it."""
        return {
            "index": self.index,
            "name": self.name,
            "content_type": self.content_type,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }


Watcher = Callable[[dict[str, Any]], None]


class Mailboxes:
    """Takes mails in, whole or not at all, and reads them again."""

    def __init__(
        self, store: Store, accounts: Accounts, folder: Path, clock: TenantClock, dice: TenantDice, host: str
    ) -> None:
        """Use `folder` for the files. Raises OSError."""
        self._store = store
        self._accounts = accounts
        self._folder = folder
        self._clock = clock
        self._dice = dice
        self._host = host
        self._watchers: list[Watcher] = []
        self._lock = threading.Lock()
        make_private_folder(folder)

    def mailbox_of(self, recipient: str) -> str:
        """The mailbox that an address is delivered to. Raises UnknownRecipient."""
        address = recipient.lower()
        account = self._accounts.find(address)
        if account is not None:
            return account.address
        if address.rpartition("@")[2] in (DOMAIN, PERSONAL_DOMAIN):
            raise UnknownRecipient(recipient)
        return ELSEWHERE

    def deliver(self, sender: str, recipients: Sequence[str], content: bytes, client: str) -> str:
        """Keep a message for each recipient and give its identifier; it is on disk when this returns.

        Safe against kill -9 at any point: a file counts only when the database lists it, and that happens for all
        recipients at once. Raises OSError or sqlite3.Error, with nothing kept.
        """
        message_id = self._dice.token_bytes(8).hex()
        now = self._clock.now()
        head = _head(content)
        rows: list[tuple[Any, ...]] = []
        written: list[Path] = []
        try:
            for number, recipient in enumerate(dict.fromkeys(recipients)):
                mailbox = self.mailbox_of(recipient)
                file = self._folder / mailbox / f"{message_id}-{number}.eml"
                make_private_folder(file.parent)
                trace = self._trace(sender, recipient, client, message_id, now)
                _write_message(file, trace, content)
                written.append(file)
                rows.append(
                    _row(
                        f"{message_id}-{number}",
                        mailbox,
                        recipient,
                        sender,
                        recipients,
                        head,
                        now,
                        len(content),
                        file.relative_to(self._folder),
                    )
                )
            with self._store.transaction() as db:
                db.executemany(_INSERT, rows)
        except BaseException:
            for file in written:
                file.unlink(missing_ok=True)
            raise
        for row in rows:
            self._tell(row[0])
        return message_id

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` with the summary of each new mail, from the thread that took it in; gives a way to stop."""
        with self._lock:
            self._watchers.append(watcher)

        def stop() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return stop

    def _tell(self, mail_id: str) -> None:
        with self._lock:
            watchers = tuple(self._watchers)
        if watchers:
            summary = self.summary(mail_id)
            for watcher in watchers:
                # A watcher's failure is the watcher's; the mail has been taken.
                with suppress(Exception):
                    watcher(summary)

    def counts(self) -> dict[str, int]:
        """How many mails each mailbox holds, in the users' order."""
        counted = {
            row["mailbox"]: row["n"]
            for row in self._store.rows("SELECT mailbox, count(*) AS n FROM mails GROUP BY mailbox")
        }
        names = [row["address"] for row in self._store.rows("SELECT address FROM users ORDER BY rowid")]
        # A mailbox whose user is gone since the tenant's memory was damaged still shows its mail.
        return {name: counted.get(name, 0) for name in dict.fromkeys((*names, ELSEWHERE, *counted))}

    def summaries(self, mailbox: str) -> list[dict[str, Any]]:
        """The mails of a mailbox, newest first, without their content."""
        rows = self._store.rows("SELECT * FROM mails WHERE mailbox = ? ORDER BY number DESC", mailbox)
        return [self._summary(row) for row in rows]

    def summary(self, mail_id: str) -> dict[str, Any]:
        """One mail without its content. Raises KeyError."""
        row = self._store.row("SELECT * FROM mails WHERE id = ?", mail_id)
        if row is None:
            raise KeyError(mail_id)
        return self._summary(row)

    def mails(self, to: str | None = None, *, content: bool = True) -> list[dict[str, Any]]:
        """All mails, or those to one address, oldest first, with text and attachments' names and digests, or without
        `content`."""
        if to is None:
            rows = self._store.rows("SELECT * FROM mails ORDER BY number")
        else:
            address = to.strip().lower().encode("utf-8", "replace").decode()
            rows = self._store.rows(
                "SELECT * FROM mails WHERE lower(recipient) = ? OR mailbox = ? ORDER BY number", address, address
            )
        return [self._summary(row) | (_content(self._folder / row["file"]) if content else {}) for row in rows]

    def full(self, mail_id: str) -> dict[str, Any]:
        """One mail as `mails` gives it. Raises KeyError."""
        summary = self.summary(mail_id)
        return summary | _content(Path(summary["file"]))

    def attachment(self, mail_id: str, index: int) -> Attachment:
        """One attachment with its bytes. Raises KeyError."""
        for each in _attachments(_parsed(Path(self.summary(mail_id)["file"]))):
            if each.index == index:
                return each
        raise KeyError(index)

    def forget_all(self) -> None:
        """Empty every mailbox."""
        files = [row["file"] for row in self._store.rows("SELECT file FROM mails")]
        self._store.write("DELETE FROM mails")
        for file in files:
            (self._folder / file).unlink(missing_ok=True)

    def list_again(self) -> int:
        """List the files anew after the database was lost; gives how many mails were found."""
        found = 0
        files = sorted(self._folder.glob("*/*.eml"), key=lambda file: file.stat().st_mtime)
        for file in files:
            head = _head(file.read_bytes()[:HEAD_LIMIT])
            recipient = str(head.get("Delivered-To", file.parent.name))
            sender = str(head.get("Return-Path", "")).strip("<> ")
            row = _row(
                file.stem,
                file.parent.name,
                recipient,
                sender,
                [recipient],
                head,
                _received_at(head, self._clock.now()),
                file.stat().st_size,
                file.relative_to(self._folder),
            )
            found += self._store.write(_INSERT, *row)
        return found

    def _summary(self, row: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": row["id"],
            "mailbox": row["mailbox"],
            "recipient": row["recipient"],
            "from": row["sender"],
            "to": json.loads(row["recipients"]),
            "header_from": row["header_from"],
            "subject": row["subject"],
            "message_id": row["message_id"],
            "received_at": row["received_at"],
            "date": utc(row["received_at"]).isoformat(timespec="seconds"),
            "size": row["size"],
            "file": str(self._folder / row["file"]),
        }

    def _trace(self, sender: str, recipient: str, client: str, message_id: str, now: float) -> bytes:
        date = email.utils.format_datetime(utc(now))
        name = "".join(c for c in client if c.isalnum() or c in ".-[]:_")[:100]
        lines = (
            f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
            f"Received: from {name} by {self._host} with ESMTPSA id {message_id};\r\n\t{date}\r\n"
        )
        return lines.encode("utf-8", "replace")


_INSERT = """
INSERT OR IGNORE INTO mails
    (id, mailbox, recipient, sender, recipients, header_from, subject, message_id, received_at, size, file)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def header_senders(content: bytes) -> list[str]:
    """Every address in every From field of a message, in small letters."""
    fields = [_plain(value) for value in _head(content).get_all("From", [])]
    return [address.lower() for _, address in email.utils.getaddresses(fields) if address]


def _head(content: bytes) -> Message:
    end = content.find(b"\r\n\r\n", 0, HEAD_LIMIT)
    return email.parser.BytesHeaderParser().parsebytes(content[: HEAD_LIMIT if end < 0 else end + 4])


def _plain(value: object) -> str:
    """A header field's text, decoded as far as it can be, on one line."""
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, UnicodeError):
        text = str(value)
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _row(
    mail_id: str,
    mailbox: str,
    recipient: str,
    sender: str,
    recipients: Sequence[str],
    head: Message,
    now: float,
    size: int,
    file: Path,
) -> tuple[Any, ...]:
    return (
        mail_id,
        mailbox,
        recipient,
        sender,
        json.dumps(list(recipients)),
        _plain(head.get("From", "")),
        _plain(head.get("Subject", "")),
        _plain(head.get("Message-ID", "")),
        now,
        size,
        str(file),
    )


def _received_at(head: Message, otherwise: float) -> float:
    try:
        return email.utils.parsedate_to_datetime(str(head.get("Received", "")).rpartition(";")[2].strip()).timestamp()
    except (ValueError, TypeError, IndexError):
        return otherwise


def _write_message(file: Path, trace: bytes, content: bytes) -> None:
    draft = file.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(trace)
            stream.write(content)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _parsed(file: Path) -> EmailMessage:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raw = b"Subject: \r\n\r\n"
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@lru_cache(maxsize=256)
def _content(file: Path) -> dict[str, Any]:
    """What is inside a mail; files never change, so it is read once."""
    message = _parsed(file)
    return {"text": _text(message)[:TEXT_KEPT], "attachments": [each.as_dict() for each in _attachments(message)]}


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
        # Lines end as they do in text here, however they travelled.
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError, AttributeError, IndexError, TypeError):
        # A charset nobody knows, or structure that the parser trips over: the raw part is still worth reading.
        payload = message.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> list[Attachment]:
    found = []
    for index, part in enumerate(message.walk()):
        if part.is_multipart():
            continue
        try:
            name = part.get_filename()
            is_file = name is not None or part.get_content_disposition() == "attachment"
            content_type = part.get_content_type()
        except (LookupError, ValueError, AttributeError, IndexError, TypeError):
            continue
        payload = part.get_payload(decode=True) if is_file else None
        if isinstance(payload, bytes):
            found.append(Attachment(index, _plain(name or f"part-{index}"), content_type, payload))
    return found
