"""Typing at the glass: a line of text with a cursor, limits and a keyboard layer. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CHARSETS = {
    "ascii": re.compile(r"[\x20-\x7e]"),
    "email": re.compile(r"[\x21-\x7e\u00a1-\uffff]"),
    "digits": re.compile(r"[0-9]"),
    "file-name": re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]"),
}
_ADDRESS = re.compile(r"[^\s@()<>\[\]:;,\"\\\x00-\x1f]+@[^\s@()<>\[\]:;,\"\\\x00-\x1f]+")


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

    def type(self, text: str) -> None:
        """Put text in at the cursor; what does not belong is dropped, as is what goes past the limit."""
        for char in text:
            if char == "\b":
                self.erase()
            elif self.accepts(char):
                if self.fresh:
                    self.text, self.cursor, self.fresh = "", 0, False
                if len(self.text) < self.max:
                    self.text = self.text[: self.cursor] + char + self.text[self.cursor :]
                    self.cursor += 1

    def accepts(self, char: str) -> bool:
        """Whether the character may stand in this entry; control characters never may."""
        if self.numeric:
            return char.isascii() and char.isdigit()
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
            return False
        pattern = _CHARSETS.get(self.charset)
        return pattern is None or pattern.fullmatch(char) is not None

    def erase(self) -> None:
        """Take away the character before the cursor."""
        self.fresh = False
        if self.cursor:
            self.text = self.text[: self.cursor - 1] + self.text[self.cursor :]
            self.cursor -= 1

    def move(self, columns: int) -> None:
        """Move the cursor, no further than the ends."""
        self.fresh = False
        self.cursor = max(0, min(len(self.text), self.cursor + columns))

    def press(self, key: str) -> None:
        """A soft key: its id without the prefix."""
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
                self.text, self.cursor = "", 0
            case "-" if self.numeric:
                if self.minus:
                    self.text = self.text.removeprefix("-") if self.text.startswith("-") else "-" + self.text
                    self.cursor = len(self.text)
            case _ if len(key) == 1:
                self.type(key)
                # One capital, then small letters again, as on a telephone.
                if self.layer == "upper":
                    self.layer = "lower"

    @property
    def shown(self) -> str:
        """The text as the glass shows it: dots where it is secret."""
        return "•" * len(self.text) if self.secret else self.text


def is_address(text: str) -> bool:
    """Whether the text can be a mailbox address (RFC 5321 section 4.1.2, without quoted local parts)."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and not text.startswith(".")
