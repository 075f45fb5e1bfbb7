"""Icons in half-block pixels, read from assets/icons: one character a pixel, a palette above."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from panel_sim.shipped import shipped
from panel_sim.tui.canvas import Line

Pixels = tuple[tuple[str, ...], ...]
"""Rows of colours ("#rrggbb"), "" where the ground shows through."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A small picture: its size in cells and its pixels."""

    width: int
    height: int
    pixels: Pixels


@lru_cache(maxsize=128)
def icon(name: str) -> Icon | None:
    """The icon called `name`; None when there is none or its file cannot be read (the label stands alone then)."""
    if not name or "/" in name or "\\" in name or name.startswith("."):
        return None
    try:
        text = (shipped("assets") / "icons" / f"{name}.txt").read_text(encoding="utf-8")
        return parse(text)
    except (OSError, ValueError):
        return None


def parse(text: str) -> Icon:
    """An icon from the text of its file; raises ValueError saying which line is wrong."""
    palette = {".": ""}
    rows: list[tuple[str, ...]] = []
    header = True
    for number, line in enumerate(text.splitlines(), 1):
        line = line.rstrip()
        if header and not line:
            header = False
        elif header:
            char, _, colour = line.partition(" ")
            if len(char) != 1 or len(colour) != 7 or colour[0] != "#":
                raise ValueError(f"line {number}: a palette line is a character and #rrggbb, not {line!r}")
            palette[char] = colour
        elif line:
            try:
                rows.append(tuple(palette[char] for char in line))
            except KeyError as unknown:
                raise ValueError(f"line {number}: {unknown} is not in the palette") from None
    if not rows or len({len(row) for row in rows}) != 1:
        raise ValueError("an icon has rows of one and the same width")
    inked = [x for x in range(len(rows[0])) if any(row[x] for row in rows)] or [0]
    trimmed = tuple(row[inked[0]:inked[-1] + 1] for row in rows)
    return Icon(len(trimmed[0]), (len(rows) + 1) // 2, trimmed)


@lru_cache(maxsize=64)
def lower(picture: Icon, height: int) -> Icon:
    """The icon squeezed to `height` lines of cells, where it would be higher: some of its rows are left out."""
    if height >= picture.height or height < 1:
        return picture
    wanted, there = 2 * height, len(picture.pixels)
    rows = tuple(picture.pixels[round(row * (there - 1) / (wanted - 1))] for row in range(wanted))
    return Icon(picture.width, height, rows)


@lru_cache(maxsize=512)
def lines(picture: Icon, ground: str, *, pale: bool = False, badge: str = "") -> tuple[Line, ...]:
    """The icon as lines of segments over the colour (or role) `ground`; `pale` for what cannot be used.

    `badge` names an icon that lies in the lower right corner (the lock).
    """
    pixels = picture.pixels
    if badge and (corner := icon(badge)):
        pixels = _with_corner(pixels, corner.pixels)
    if pale:
        pixels = tuple(tuple(_pale(pixel) for pixel in row) for row in pixels)
    return half_blocks(pixels, ground)


def _with_corner(pixels: Pixels, corner: Pixels) -> Pixels:
    """`pixels` with `corner` over the lower right, and a see-through pixel between the two."""
    rows = [list(row) for row in pixels]
    top, left = max(0, len(rows) - len(corner)), max(0, len(rows[0]) - len(corner[0]))
    for y in range(max(0, top - 1), len(rows)):
        for x in range(max(0, left - 1), len(rows[0])):
            inside = y >= top and x >= left
            pixel = corner[y - top][x - left] if inside else ""
            near = any(
                0 <= y - top + dy < len(corner) and 0 <= x - left + dx < len(corner[0])
                and corner[y - top + dy][x - left + dx]
                for dy in (-1, 0, 1) for dx in (-1, 0, 1)
            )
            if pixel or near:
                rows[y][x] = pixel
    return tuple(tuple(row) for row in rows)


def _pale(pixel: str) -> str:
    """A colour without its colour: dark ones stay visible, light ones fade."""
    if not pixel:
        return ""
    red, green, blue = (int(pixel[at:at + 2], 16) for at in (1, 3, 5))
    return "faint" if red * 3 + green * 6 + blue < 1400 else "line"


def half_blocks(pixels: Pixels, ground: str) -> tuple[Line, ...]:
    """Two rows of pixels in each line of cells."""
    painted: list[Line] = []
    for index in range(0, len(pixels), 2):
        upper = pixels[index]
        lower = pixels[index + 1] if index + 1 < len(pixels) else ("",) * len(upper)
        line: list[tuple[str, str]] = []
        for top, bottom in zip(upper, lower, strict=True):
            glyph, style = _cell(top, bottom, ground)
            if line and line[-1][1] == style and line[-1][0][-1] == glyph:
                line[-1] = (line[-1][0] + glyph, style)
            else:
                line.append((glyph, style))
        painted.append(tuple(line))
    return tuple(painted)


def _cell(top: str, bottom: str, ground: str) -> tuple[str, str]:
    if top == bottom:
        # A space on a coloured ground has no seams, where a full block shows them in some terminals.
        return " ", f"{top or ground} on {top or ground}"
    if not bottom:
        return "▀", f"{top} on {ground}"
    if not top:
        return "▄", f"{bottom} on {ground}"
    return "▀", f"{top} on {bottom}"
