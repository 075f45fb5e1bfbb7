"""A document from its file: text, Markdown, HTML or PDF, in blocks, with the language it is written in."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from panel_sim.paths.guide.blocks import Block, readable, without_ours
from panel_sim.paths.guide.hypertext import read_hypertext
from panel_sim.paths.guide.pdf import NotReadable, read_pdf
from panel_sim.paths.guide.writing import read_writing

LARGEST = 32 * 1024 * 1024
HYPERTEXT = (".html", ".htm", ".xhtml")
_BEGINS_HYPERTEXT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD = re.compile(r"[^\W\d_]+")

_SWEDISH = (
    "och att på för är inte du som av till med en ett den det de kan ska om när från välj tryck visas eller sedan din"
    " ditt dina här där öppna logga måste ange klicka genom"
)
_ENGLISH = (
    "and the to of is not you that with an are can will if when from select tap then your this here on or press"
    " open choose be for must enter click by it as was at make"
)
SPOKEN = {"sv": frozenset(_SWEDISH.split()), "en": frozenset(_ENGLISH.split())}
"""Small words by which a language is known; none stands in two of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the file's name as it was given, its blocks, whether it has pages instead of lines."""

    name: str
    blocks: tuple[Block, ...]
    paged: bool = False


def read_document(path: Path) -> Document:
    """Read a document; raises NotReadable with a sentence about the file."""
    name = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise NotReadable("is a folder; name the documents in it")
        if not stat.S_ISREG(status.st_mode):
            raise NotReadable("is no regular file")
        if status.st_size > LARGEST:
            raise NotReadable(f"is larger than {LARGEST // 1024 // 1024} MiB; split it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotReadable("is not there") from None
    except OSError as error:
        raise NotReadable(f"cannot be read: {error.strerror or type(error).__name__}") from None
    except ValueError:
        raise NotReadable("has a name that no file can have") from None
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Document(name, tuple(read_pdf(data)), paged=True)
    if path.suffix.lower() == ".pdf":
        raise NotReadable("is named as a PDF but is none")
    text = without_ours(unicodedata.normalize("NFC", decoded(data))).replace("\r\n", "\n").replace("\r", "\n")
    if path.suffix.lower() in HYPERTEXT or _BEGINS_HYPERTEXT.match(text):
        return Document(name, tuple(read_hypertext(text)))
    return Document(name, tuple(read_writing(text.replace("\x0c", "\n").split("\n"))))


def decoded(data: bytes) -> str:
    """Bytes as text: by their byte order mark, else UTF-8, else what a page says of itself, else Windows Latin-1.

    Raises NotReadable for what is no text.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotReadable("is an office document or an archive; save it as PDF, HTML or text")
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace")
    if _is_binary(data):
        raise NotReadable("is not text, Markdown, HTML or PDF")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if named := _CHARSET.search(data[:4096]):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, ValueError):
            pass
    return data.decode("cp1252", "replace")


def _is_binary(data: bytes) -> bool:
    """Control characters that no text has; a stray one in much text is forgiven, a NUL near the beginning is not."""
    return b"\0" in data[:8192] or len(_CONTROLS.findall(data[:65536])) * 50 > len(data[:65536])


def language_of(text: str, least: int = 1) -> str:
    """The language that most small words of a text belong to; "" where no language has `least` more than another."""
    words = _WORD.findall(text.casefold())
    counts = sorted(((sum(word in small for word in words), name) for name, small in SPOKEN.items()), reverse=True)
    return counts[0][1] if counts[0][0] - counts[1][0] >= least else ""


def sample(blocks: Sequence[Block], first: int = 0, most: int = 100_000) -> str:
    """Text of the blocks from `first` on, until there is enough to judge a language by."""
    pieces, length = [], 0
    for place in range(first, len(blocks)):
        piece = blocks[place].text[: most - length]
        pieces.append(readable(piece))
        length += len(piece) + 1
        if length >= most:
            break
    return "\n".join(pieces)
