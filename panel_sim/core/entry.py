"""Typing at the glass: a line of text with a cursor, limits and a keyboard layer. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CHARSETS = {
    "ascii": re.compile(r"[\x20-\x7e]"),
    # \x21-\x7e and \u00a1-\uffff, said the other way round: so it is compiled in a fiftieth of the time.
    "email": re.compile(r"[^\x00-\x20\x7f-\xa0\U00010000-\U0010ffff]"),
    "digits": re.compile(r"[0-9]"),
    "ipv4": re.compile(r"[0-9.]"),
    "file-name": re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]"),
}
_ATOM = r"[^\s@()<>\[\]:;,\"\\.\x00-\x1f\x7f]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})*)")

_OCTET = re.compile(r"0|[1-9][0-9]{0,2}")


FULL, CHARSET = "full", "charset"
"""Why a key can be refused."""


@dataclass(slots=True)
class EntryState:
    """What is being typed. Numbers are typed as digits with an optional minus."""

    text: str = ""
    cursor: int = 0
    layer: str = "lower"
    max: int = 64
    charset: str = "any"
    numeric: bool = False
    minus: bool = False
    secret: bool = False
    fresh: bool = False
    """Whether the first key replaces what stands there (as number pads do)."""
    refused: str = ""
    """Why the last key did nothing: FULL, or CHARSET where the character does not belong; "" after one that did."""

    def type(self, text: str) -> None:
        """Put text in at the cursor; what does not belong is dropped, as is what goes past the limit (`refused`)."""
        refused = ""
        for char in text:
            if char == "\b":
                self.erase()
            elif not self.accepts(char):
                # Control characters are no keys with a sign: a line end comes along when one pastes.
                refused = refused if _is_control(char) else CHARSET
            else:
                if self.fresh:
                    self.text, self.cursor, self.fresh = "", 0, False
                if char == "-" and self.numeric:
                    self.change_sign()
                elif len(self.text) < self.max:
                    self.text = self.text[: self.cursor] + char + self.text[self.cursor :]
                    self.cursor += 1
                else:
                    refused = FULL
        self.refused = refused

    def accepts(self, char: str) -> bool:
        """Whether the character may stand in this entry; control characters never may."""
        if self.numeric:
            return (char.isascii() and char.isdigit()) or (self.minus and char == "-")
        return belongs(char, self.charset)

    def erase(self) -> None:
        """Take away the character before the cursor."""
        self.fresh = False
        if self.cursor:
            self.text = self.text[: self.cursor - 1] + self.text[self.cursor :]
            self.cursor -= 1

    def move(self, columns: int) -> None:
        """Move the cursor, no further than the ends."""
        self.fresh, self.refused = False, ""
        self.cursor = max(0, min(len(self.text), self.cursor + columns))

    def change_sign(self) -> None:
        """Put a minus before the number, or take it away; before nothing but a zero it stands alone."""
        self.fresh = False
        self.text = self.text[1:] if self.text.startswith("-") else "-" + ("" if self.text == "0" else self.text)
        self.cursor = len(self.text)

    def press(self, key: str) -> None:
        """A soft key: its id without the prefix."""
        self.refused = ""
        match key:
            case "shift":
                self.layer = "upper" if self.layer == "lower" else "lower"
            case "letters":
                self.layer = "lower"
            case "symbols":
                self.layer = "lower" if self.layer == "symbols" else "symbols"
            case "left":
                self.move(-1)
            case "right":
                self.move(1)
            case "erase":
                self.erase()
            case "clear":
                self.text, self.cursor, self.fresh = "", 0, False
            case "-" if self.numeric:
                if self.minus:
                    self.change_sign()
            case _ if len(key) == 1:
                self.type(key)
                # One capital, then small letters again, as on a telephone.
                if self.layer == "upper":
                    self.layer = "lower"

    @property
    def shown(self) -> str:
        """The text as the glass shows it: dots where it is secret."""
        return "•" * len(self.text) if self.secret else self.text


def belongs(char: str, charset: str) -> bool:
    """Whether a character may stand in a text of that charset; control characters and line ends never may."""
    if _is_control(char):
        return False
    pattern = _CHARSETS.get(charset)
    return pattern is None or pattern.fullmatch(char) is not None


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def is_text_of(text: str, charset: str) -> bool:
    """Whether a whole text is one of that charset: an e-mail address (or none), an IPv4 address, only digits ..."""
    if not all(belongs(char, charset) for char in text):
        return False
    if charset == "email":
        return not text or is_address(text)
    return charset != "ipv4" or is_ipv4(text)


def is_address(text: str) -> bool:
    """Whether the text can be a mailbox address (RFC 5321 sections 4.1.2 and 4.5.3.1, without quoted local parts)."""
    found = _ADDRESS.fullmatch(text) if len(text) <= 254 else None
    return found is not None and len(found["local"]) <= 64


def is_ipv4(text: str) -> bool:
    """Whether the text is an IPv4 address as four numbers, none with a zero before it (RFC 6943 section 3.1.1)."""
    parts = text.split(".")
    return len(parts) == 4 and all(_OCTET.fullmatch(part) and int(part) < 256 for part in parts)
