"""Text of a document as blocks in which a menu path can stand, each piece with the line it comes from."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

OPEN, CLOSE = "\ue001", "\ue002"
"""Where bold, italic, code, a link or a quotation begins and ends."""
HYPHEN = "\ue000"
"""A hyphen at the end of a line: it may belong to the label or only to the line."""
MARKS = OPEN + CLOSE
_OURS = re.compile("[\ue000-\ue002]")
_SIGNS: dict[int, str | None] = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff" + MARKS))
_SIGNS[ord(HYPHEN)] = "-"


@dataclass(frozen=True, slots=True)
class Block:
    """Text that belongs together (a paragraph, an item, a cell), white space collapsed, with marks.

    `starts` and `lines` say from which place in the text on which line of the document holds; `page` is 0 where a
    document has no pages.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]
    page: int = 0

    def line_at(self, place: int) -> int:
        """The document's line of a place in the text."""
        return self.lines[max(0, bisect_right(self.starts, place) - 1)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The places where the lines that hold a stretch of text begin and end."""
        first = self.starts[max(0, bisect_right(self.starts, start) - 1)]
        after = bisect_right(self.starts, max(start, end - 1))
        return first, self.starts[after] if after < len(self.starts) else len(self.text)


@dataclass(slots=True)
class Builder:
    """Collects lines into blocks."""

    page: int = 0
    blocks: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _length: int = 0

    def add(self, text: str, line: int, *, glue: bool = False) -> None:
        """A further line of the present block; `glue` when it goes on where the last piece ended."""
        if not text or text.isspace():
            if glue and text and self._text and not self._text[-1].endswith(" "):
                self._put(" ")
            return
        words = " ".join(text.split())
        if not glue:
            if self._text:
                last = self._text[-1]
                if _splits(last, words):
                    self._text[-1] = last[:-1] + HYPHEN
                elif last[-1] != " ":
                    self._put(" ")
        else:
            if text[0].isspace() and self._text and self._text[-1][-1] != " ":
                self._put(" ")
            words += " " if text[-1].isspace() else ""
        self._starts.append(self._length)
        self._lines.append(line)
        self._put(words)

    def mark(self, mark: str) -> None:
        """Put OPEN or CLOSE in."""
        self._put(mark)

    def end(self) -> None:
        """End the block."""
        if self._starts:
            if self._starts[0]:
                self._starts[0] = 0
            self.blocks.append(Block("".join(self._text), tuple(self._starts), tuple(self._lines), self.page))
        self._text, self._starts, self._lines, self._length = [], [], [], 0

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


def _splits(before: str, after: str) -> bool:
    """Whether a word seems to go on over the end of a line."""
    return len(before) > 1 and before[-1] in "-\xad\x02\ufffe" and before[-2].isalpha() and after[0].isalpha()


def without_ours(text: str) -> str:
    """Text in which the signs that we use as marks do not stand."""
    return _OURS.sub(" ", text)


def readable(text: str) -> str:
    """Text for people: no marks, white space collapsed."""
    return " ".join(text.translate(_SIGNS).split())
