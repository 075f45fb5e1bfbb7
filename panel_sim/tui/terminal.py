"""What the terminal can show: colours and letters, found out once at start."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from panel_sim.tui.canvas import Look
from panel_sim.tui.fitting import cells
from panel_sim.tui.palette import DEFAULT, SIXTEEN

if TYPE_CHECKING:
    from rich.console import Console

_SPARE = {
    "►": ">", "◄": "<", "›": ">", "‹": "<", "●": "*", "○": "o", "◉": "O", "⌂": "^", "■": "#", "◊": "<", "≡": "=",
    "✓": "v", "✗": "x", "·": ".", "…": ".", "»": ">", "•": "*", "─": "-", "│": "|", "▄": "_", "▀": "~", "█": "#",
    "▌": "|", "▐": "|", "░": ".", "←": "<", "→": ">", "↑": "^", "↓": "v", "å": "a", "ä": "a", "ö": "o", "Å": "A",
    "Ä": "A", "Ö": "O", "é": "e", "⌫": "<", "—": "-", "–": "-", "”": '"', "’": "'",
}
"""One-cell stand-ins for glyphs that an encoding may lack."""


def written_encoding(environ: Mapping[str, str]) -> str:
    """The encoding of the stream that Textual writes to: standard error, on Windows standard output.

    A browser (textual-serve names its driver in TEXTUAL_DRIVER) always reads UTF-8.
    """
    stream = sys.__stdout__ if sys.platform == "win32" else sys.__stderr__
    if environ.get("TEXTUAL_DRIVER") or stream is None:
        return "utf-8"
    return stream.encoding or "utf-8"


def is_unicode(encoding: str) -> bool:
    """Whether an encoding has every letter."""
    return encoding.lower().replace("-", "").replace("_", "").startswith("utf")


def look_of(console: Console, environ: Mapping[str, str], encoding: str) -> Look:
    """Pixels where there are at least 256 colours, UTF-8, and nobody asked for no colour."""
    colourful = console.color_system in ("256", "truecolor") and not environ.get("NO_COLOR")
    return Look(pixels=colourful and is_unicode(encoding))


def theme_of(console: Console) -> str:
    """The theme to begin with: one of its own for a terminal that has sixteen colours."""
    return SIXTEEN if console.color_system in ("standard", "windows") else DEFAULT


class Letters(LineFilter):
    """Replaces what the terminal's encoding cannot say, cell for cell."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding
        self._known: dict[str, str] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with letters that can be written."""
        return [
            segment if segment.text.isascii() else Segment(self.spell(segment.text), segment.style, segment.control)
            for segment in segments
        ]

    def spell(self, text: str) -> str:
        """`text` with stand-ins, as wide as before."""
        return "".join(self._letter(char) for char in text)

    def _letter(self, char: str) -> str:
        if char in self._known:
            return self._known[char]
        try:
            char.encode(self.encoding)
            found = char
        except (UnicodeEncodeError, LookupError):
            found = _SPARE.get(char) or "?" * cells(char)
        self._known[char] = found
        return found
