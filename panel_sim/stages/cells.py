"""An imagined terminal: what a program writes to it, as cells, read only when somebody looks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from panel_sim.tui.fitting import cells
from panel_sim.tui.palette import DEFAULT, PALETTES

_WRITTEN = re.compile(
    r"\x1b\[([\d;?<>=]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\n|([^\x1b\n]+)|\x1b.?", re.DOTALL
)
"""A control sequence (its numbers and its letter), a title, a line end, text, anything else of a terminal's."""


def veil() -> str:
    """The colour, as rrggbb, of what stands pale and out of reach under a notice."""
    return PALETTES[DEFAULT]["veil"].removeprefix("#")


def _in_colour(rgb: str) -> str:
    return ";".join(("38", "2", *(str(int(rgb[at : at + 2], 16)) for at in (0, 2, 4))))


class Cells:
    """A grid of cells. It knows what Textual's compositor writes: moves, colours, text; no scrolling, no tabs.

    What stands in the pale colour under a notice is taken as not there: nobody is to read it.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self._columns, self._lines = columns, lines
        self._cells = [[" "] * columns for _ in range(lines)]
        self._unread: list[str] = []
        self._veil = _in_colour(veil())
        self._x = self._y = 0
        self._pale = False
        self.writings = 0
        """How often something was written to it."""

    def write(self, data: str) -> None:
        """Take what a program writes."""
        self._unread.append(data)
        self.writings += 1

    def rows(self) -> Sequence[str]:
        """What stands on the terminal, line by line."""
        if self._unread:
            data = "".join(self._unread)
            self._unread.clear()
            self._read(data)
        return ["".join(row) for row in self._cells]

    def _read(self, data: str) -> None:
        for found in _WRITTEN.finditer(data):
            numbers, letter, text = found.groups()
            if text is not None:
                self._put(text)
            elif letter == "m":
                self._pale = self._veil in numbers
            elif letter == "H":
                line, _, column = numbers.partition(";")
                self._y, self._x = int(line or 1) - 1, int(column or 1) - 1
            elif found[0] == "\n":
                self._y += 1

    def _put(self, text: str) -> None:
        if not 0 <= self._y < self._lines:
            return
        row = self._cells[self._y]
        if text.isascii() or cells(text) == len(text):
            end = min(self._columns, self._x + len(text))
            row[self._x : end] = (" " * len(text) if self._pale else text)[: end - self._x]
            self._x = end
            return
        for char in text:
            size = cells(char)
            if size and self._x + size <= self._columns:
                row[self._x : self._x + size] = [" " if self._pale else char, *[""] * (size - 1)]
            self._x += size
