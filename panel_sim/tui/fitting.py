"""Text in terminal cells: cleaned, measured, cut with an ellipsis, padded and wrapped."""

from __future__ import annotations

from functools import lru_cache

ELLIPSIS = "…"

_UNSTEADY = {0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)}
"""Zero-width joiner, variation selectors, skin tones: terminals disagree on the width of what they touch."""


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """`text` on one line with nothing in it that moves a terminal's cursor: control and format characters are gone."""
    if text.isprintable() and (text.isascii() or not any(ord(char) in _UNSTEADY for char in text)):
        return text
    kept = []
    for char in text:
        if char in "\n\r\t\v\f\u2028\u2029\xa0\u202f":
            kept.append(" ")
        elif (char.isprintable() or char == " ") and ord(char) not in _UNSTEADY:
            kept.append(char)
    return "".join(kept)


@lru_cache(maxsize=1024)
def _char_cells(char: str) -> int:
    from rich.cells import cell_len

    return cell_len(char)


def cells(text: str) -> int:
    """How many cells `text` (already clean) takes."""
    return len(text) if text.isascii() else _cells(text)


@lru_cache(maxsize=8192)
def _cells(text: str) -> int:
    # Everything below the first combining mark is one cell wide, and so are the box and block glyphs used here.
    return sum(
        1 if char < "\u0300" or ("\u2010" <= char < "\u2700" and char not in _WIDE) else _char_cells(char)
        for char in text
    )


_WIDE = frozenset(
    chr(code)
    for low, high in (
        (0x2060, 0x2070), (0x20D0, 0x2100), (0x231A, 0x231C), (0x2329, 0x232B), (0x23E9, 0x23F4), (0x25FD, 0x25FF),
        (0x2600, 0x2700),
    )
    for code in range(low, high)
)
"""What lies between U+2010 and U+2700 and may not be one cell wide; rich is asked about these."""


def cut(text: str, width: int) -> str:
    """The longest beginning of `text` that fits in `width` cells."""
    if cells(text) <= width:
        return text
    used = 0
    for index, char in enumerate(text):
        used += cells(char)
        if used > width:
            return text[:index]
    return text


def fit(text: str, width: int) -> str:
    """`text`, cleaned, cut to `width` cells; an ellipsis says that something is missing."""
    text = clean(text)
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    return cut(text, width - 1).rstrip() + ELLIPSIS


def pad(text: str, width: int, align: str = "left") -> str:
    """`text` cut and filled with spaces to exactly `width` cells; `align` is left, center or right."""
    text = fit(text, width)
    room = max(0, width - cells(text))
    if align == "left":
        return text + " " * room
    if align == "right":
        return " " * room + text
    return " " * (room // 2) + text + " " * (room - room // 2)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words where that goes; line breaks in it are kept."""
    if width <= 0:
        return []
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        lines.extend(_wrap_paragraph(clean(paragraph), width))
    return lines


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = cells(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            # A word longer than the line is broken where it must be; a character wider than the line is dropped.
            piece = cut(word, width)
            if piece:
                lines.append(piece)
            word = word[max(1, len(piece)):]
            size = cells(word)
        line, used = word, size
    if line or not lines:
        lines.append(line)
    return lines
