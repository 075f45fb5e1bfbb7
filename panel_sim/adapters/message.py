"""Builds the mail as MIME, straight into a spool file: a scan is never held in memory."""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from pathlib import Path
from typing import IO

from panel_sim.adapters.page_names import page_names
from panel_sim.core.effects import Mail

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "pdf-a": "application/pdf",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
}
_MESSAGE_ID = re.compile(r"<[!#-;=?A-\[\]-~]{1,200}@[!#-;=?A-\[\]-~]{1,200}>")
_LONGEST_SUBJECT, _LONGEST_NAME = 500, 200
_LINE = 57
"""Octets whose base64 fills a line of 76 characters (RFC 2045 section 6.8)."""
_BLOCK = _LINE * 1150
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of text: in a file name they can hide its ending."""


class AddressRefused(ValueError):
    """An address of the mail is none; `role` is sender or recipient."""

    def __init__(self, role: str, address: str) -> None:
        super().__init__(f"{clean(address, 100)!r} is no e-mail address")
        self.role = role


class Message:
    """A built mail in an unnamed spool file: envelope addresses and content. Close it to free the disk."""

    def __init__(self, spool: IO[bytes], size: int, sender: str, recipients: tuple[str, ...], utf8: bool) -> None:
        self._spool = spool
        self.size = size
        self.sender = sender
        self.recipients = recipients
        self.utf8 = utf8
        """Whether an address has other letters than ASCII before the @, which only SMTPUTF8 carries (RFC 6531)."""

    def chunks(self, size: int) -> Iterator[tuple[bytes, int]]:
        """The content as DATA wants it, in pieces of whole lines, each with the octets of the message it holds.

        Lines that begin with a full stop get another (RFC 5321 section 4.5.2), which counts for no size.
        """
        self._spool.seek(0)
        while piece := self._spool.read(size):
            piece += self._spool.readline()
            stuffed = piece.replace(b"\r\n.", b"\r\n..")
            yield (b"." + stuffed if stuffed.startswith(b".") else stuffed), len(piece)

    def read(self) -> bytes:
        """The whole message."""
        self._spool.seek(0)
        return self._spool.read()

    def close(self) -> None:
        """Free the spool file."""
        self._spool.close()

    def __enter__(self) -> Message:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def build(mail: Mail, attachments: Sequence[Path], folder: Path | None = None) -> Message:
    """Build `mail` with `attachments` in a spool file in `folder` (the system's own for None).

    Several attachments (the pages of a JPEG scan) are numbered. The spool file has no name, so no one else reads it
    and nothing stays behind, kill -9 included. Raises AddressRefused,
    and OSError when the attachment cannot be read or the disk is full.
    """
    sender = _address(mail.sender, "sender")
    recipients = tuple(_address(address, "recipient") for address in mail.to)
    if not recipients:
        raise AddressRefused("recipient", "")
    utf8 = not all(address.username.isascii() for address in (sender, *recipients))
    # The boundary comes of the Message-ID: as unlikely in the text as a drawn one, and the same in every run.
    mark = hashlib.sha256(mail.message_id.encode("utf-8", "replace")).hexdigest()[:40]
    names = page_names(mail.file_name, len(attachments)) if attachments else ()
    message = _skeleton(mail, sender, recipients, mark, names, utf8)
    spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - the Message owns it
    try:
        rest = message.as_bytes()
        for number, attachment in enumerate(attachments):
            before, found, rest = rest.partition(_place(mark, number).encode())
            if not found:
                raise ValueError("a place for an attachment is missing")
            with attachment.open("rb") as scan:
                spool.write(before)
                while block := scan.read(_BLOCK):
                    # encodebytes makes lines of 76 characters; mail wants CR LF after each.
                    spool.write(base64.encodebytes(block).replace(b"\n", b"\r\n"))
            rest = rest.lstrip(b"\r\n")
        spool.write(rest)
        spool.flush()
    except BaseException:
        spool.close()
        raise
    return Message(spool, spool.tell(), sender.addr_spec, tuple(to.addr_spec for to in recipients), utf8)


def _place(mark: str, number: int) -> str:
    """What stands where an attachment's content will be. The boundary is `mark` turned round, so it never looks
    the same."""
    return f"{mark}.{number:04}"


def _skeleton(
    mail: Mail, sender: Address, recipients: tuple[Address, ...], mark: str, names: Sequence[str], utf8: bool
) -> EmailMessage:
    """The whole message but for the scan, in whose places marks stand."""
    message = EmailMessage(policy=SMTPUTF8 if utf8 else SMTP)
    message["From"] = sender
    message["To"] = recipients
    message["Subject"] = clean(mail.subject, _LONGEST_SUBJECT)
    message["Date"] = mail.date
    # One that is none gets one of ours: the server would otherwise add its own, and the mail could not be found by it.
    message["Message-ID"] = mail.message_id if _MESSAGE_ID.fullmatch(mail.message_id) else f"<{mark}@panel-sim.invalid>"
    message["MIME-Version"] = "1.0"
    text = "\n".join(clean(line, 10_000) for line in mail.text.splitlines()) + "\n"
    message.set_content(text, cte="7bit" if text.isascii() and _short(text) else "quoted-printable")
    main, _, sub = MEDIA_TYPES.get(mail.file_type, "application/octet-stream").partition("/")
    for name in names:
        message.add_attachment(b"", main, sub, filename=file_name(name))
    if names:
        message.set_boundary(f"=_{mark[::-1]}")
    for number, part in enumerate(message.iter_attachments()):
        part.set_payload(_place(mark, number))
    return message


def clean(text: str, longest: int) -> str:
    """`text` fit for a header: no line breaks or other control characters, which could begin a header of their own."""
    kept = (" " if _breaks(character) else character for character in text if character not in _DIRECTIONS)
    return " ".join("".join(kept).split())[:longest]


def file_name(text: str) -> str:
    """The name the attachment bears: cleaned, without folders, its ending kept when it is too long."""
    name = clean(text, 10_000).replace("/", "_").replace("\\", "_").strip(". ")
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: _LONGEST_NAME - 6]}{dot}{ending}" if dot and len(ending) < 6 else name[:_LONGEST_NAME]
    return name or "scan"


def _breaks(character: str) -> bool:
    """Control characters, line and paragraph separators, halves of characters, and places without a character."""
    return unicodedata.category(character) in ("Cc", "Cs", "Cn", "Zl", "Zp")


def _short(text: str) -> bool:
    return all(len(line) <= 900 for line in text.split("\n"))


def _address(text: str, role: str) -> Address:
    """The address in `text`, which may be bare or `Name <address>`; raises AddressRefused."""
    name, found = parseaddr(text)
    user, _, domain = found.rpartition("@")
    if any(_breaks(character) for character in text) or not user or not domain or len(found) > 320:
        raise AddressRefused(role, text)
    try:
        host = domain if domain.startswith("[") else domain.encode("idna").decode("ascii")
        address = Address(display_name=clean(name, 200), username=user, domain=host)
    except (ValueError, IndexError, MessageError):
        raise AddressRefused(role, text) from None
    if any(character in '<>()[]:;,\\" ' for character in address.addr_spec.rpartition("@")[0]):
        raise AddressRefused(role, text)
    return address
