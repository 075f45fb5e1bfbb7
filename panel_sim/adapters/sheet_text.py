"""The status sheet as plain text, for terminals, pipes and screen readers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from panel_sim.core.effects import Sheet

NARROWEST = 24
"""Columns under which two of them make no sense."""


def sheet_text(sheet: Sheet, width: int = 80) -> str:
    """The sheet in lines of at most `width` columns (24 at least), with a line end at the end; nothing is cut off."""
    return "\n".join(line.rstrip() for line in _lines(sheet, max(NARROWEST, width))) + "\n"


def plain(text: str) -> str:
    """The text on one line, without what moves a cursor or turns the reading direction; what is no letter becomes �."""
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        if sign.isspace():
            signs.append(" ")
        elif unicodedata.category(sign) in ("Cs", "Cn", "Co"):
            signs.append("\ufffd")
        elif unicodedata.category(sign) not in ("Cc", "Cf"):
            signs.append(sign)
    return " ".join("".join(signs).split())


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_columns(sign) for sign in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces and within words that are longer; never none."""
    lines, line = [], ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if columns(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = ""
        for sign in word:
            if line and columns(line + sign) > width:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line]


def _lines(sheet: Sheet, width: int) -> Iterator[str]:
    yield "=" * width
    product, title = plain(sheet.product), plain(sheet.title)
    gap = width - columns(product) - columns(title)
    if gap >= 2:
        yield product + " " * gap + title
    else:
        yield from wrapped(product, width)
        yield from wrapped(title, width)
    yield "=" * width
    for line in (sheet.subtitle, sheet.printed):
        if plain(line):
            yield from wrapped(plain(line), width)
    labels = [columns(plain(label)) + 1 for block in sheet.blocks for label, _ in block.rows]
    left = min(max(labels, default=0), width // 2 - 2)
    for block in sheet.blocks:
        yield ""
        title = plain(block.title)
        yield from wrapped(title, width)
        yield "-" * width
        for label, value in block.rows:
            yield from _row(plain(label), plain(value), left, width)
    if plain(sheet.footer):
        yield ""
        yield "=" * width
        yield from wrapped(plain(sheet.footer), width)


def _row(label: str, value: str, left: int, width: int) -> Iterator[str]:
    """Label and value side by side, each wrapped in its column."""
    labels, values = wrapped(f"{label}:", left), wrapped(value, width - left - 2)
    for number in range(max(len(labels), len(values))):
        first = labels[number] if number < len(labels) else ""
        second = values[number] if number < len(values) else ""
        yield first + " " * (left - columns(first) + 2) + second


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
