"""Lines of styled text as an SVG picture that stands alone: no font, style or script from elsewhere.

Block characters are drawn as rectangles, so that pixel art and QR codes have no seams whatever font the reader has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from panel_sim.tui.fitting import cells

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, BASELINE = 10, 20, 16.5, 15
EDGE, BAR = 12, 34
"""Space around the screen and the height of the window's title bar."""

FAMILY = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"

_BLOCKS: dict[str, tuple[float, float, float, float]] = {
    "█": (0, 0, 1, 1), "▀": (0, 0, 1, 0.5), "▄": (0, 0.5, 1, 0.5), "▌": (0, 0, 0.5, 1), "▐": (0.5, 0, 0.5, 1),
}
"""Block characters as parts of the cell: x, y, width, height."""

Run = tuple[str, str, str, bool, bool]
"""Text, its colour, its ground ("" for none), bold, underlined. Colours are #rrggbb."""


def svg_document(lines: Sequence[Iterable[Run]], title: str, ground: str = "#22262d", ink: str = "#d5dbe4") -> str:
    """A window with `lines` in it as an SVG document; `ground` and `ink` are for cells that name none."""
    painted = [list(line) for line in lines]
    columns = max((sum(cells(run[0]) for run in line) for line in painted), default=1)
    width = columns * CELL_WIDTH + 2 * EDGE
    height = len(painted) * CELL_HEIGHT + BAR + EDGE
    grounds: list[str] = []
    marks: list[str] = []
    for row, line in enumerate(painted):
        x = 0
        for text, colour, under, bold, underlined in line:
            size = cells(text)
            if under and under != ground:
                grounds.append(_rect(x * CELL_WIDTH, row * CELL_HEIGHT, size * CELL_WIDTH, CELL_HEIGHT, under))
            _draw(marks, text, x, row, colour or ink, bold, underlined)
            x += size
    dots = "".join(
        f'<circle cx="{EDGE + 8 + 20 * index}" cy="{BAR // 2}" r="6" fill="{colour}"/>'
        for index, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f'<rect width="{width}" height="{height}" rx="9" fill="{ground}"/>\n{dots}\n'
        f'<text x="{width / 2:g}" y="{BAR / 2 + 5:g}" fill="{ink}" font-family="sans-serif" font-size="14" '
        f'font-weight="bold" text-anchor="middle">{escape(title)}</text>\n'
        f'<g transform="translate({EDGE} {BAR})">\n<g shape-rendering="crispEdges">\n' + "\n".join(grounds)
        + f'\n</g>\n<g font-family="{FAMILY}" font-size="{FONT_SIZE}">\n' + "\n".join(marks) + "\n</g>\n</g>\n</svg>\n"
    )


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def _draw(marks: list[str], text: str, x: int, row: int, colour: str, bold: bool, underlined: bool) -> None:
    """Blocks as rectangles, neighbours joined; words as text, each held to its cells."""
    word, start, at = "", x, x
    block, block_start = "", x

    def flush_word() -> None:
        nonlocal word
        if word:
            weight = ' font-weight="bold"' if bold else ""
            line = ' text-decoration="underline"' if underlined else ""
            marks.append(
                f'<text x="{start * CELL_WIDTH}" y="{row * CELL_HEIGHT + BASELINE}" fill="{colour}"{weight}{line} '
                f'textLength="{cells(word) * CELL_WIDTH}" lengthAdjust="spacingAndGlyphs">{escape(word)}</text>'
            )
        word = ""

    def flush_block() -> None:
        nonlocal block
        if block:
            left, top, width, height = _BLOCKS[block]
            whole = (at - block_start) * CELL_WIDTH if width == 1 else width * CELL_WIDTH
            marks.append(_rect((block_start + left) * CELL_WIDTH, (row + top) * CELL_HEIGHT, whole,
                               height * CELL_HEIGHT, colour).replace("<rect", '<rect shape-rendering="crispEdges"'))
        block = ""

    for char in text:
        if char in _BLOCKS:
            flush_word()
            if char != block or _BLOCKS[char][2] < 1:
                flush_block()
                block, block_start = char, at
        elif char == " ":
            flush_word()
            flush_block()
        else:
            flush_block()
            if not word:
                start = at
            word += char
        at += cells(char)
    flush_word()
    flush_block()
