"""Prints status sheets: a real A4 PDF with its font inside, and the same as text beside it in the output folder."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.adapters.files import write_whole
from panel_sim.adapters.sheet_text import plain, sheet_text
from panel_sim.core.effects import Sheet, SheetBlock
from panel_sim.ports import Clock, Printed
from panel_sim.shipped import shipped

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["PdfSheetPrinter", "sheet_pdf", "sheet_text"]

NAMES = {
    "status-sheet": {"sv": "natverksstatus", "en": "network-status"},
    "connection-report": {"sv": "anslutningsrapport", "en": "connection-report"},
    "report/configuration": {"sv": "konfigurationsstatus", "en": "configuration-status"},
    "report/supplies": {"sv": "forbrukningsmaterial", "en": "supply-status"},
    "report/usage": {"sv": "anvandningshistorik", "en": "usage-history"},
    "contact-list": {"sv": "kontaktlista", "en": "contact-list"},
}
"""What files are called, by kind of sheet and language."""
PAGE_WORDS = {"sv": "Sida {page} ({pages})", "en": "Page {page} of {pages}"}
MORE_WORDS = {"sv": "(forts.)", "en": "(continued)"}

# Millimetres on A4.
LEFT, RIGHT, TOP, BOTTOM = 15.0, 195.0, 12.0, 279.0
LABEL, VALUE = LEFT + 3, 88.0
LINE, GAP = 4.7, 4.0
HEADER, TITLE = 15.0, 6.6


class PdfSheetPrinter:
    """Puts sheets in `folder` as `natverksstatus-0007-20261123-0941.pdf` and `.txt` (mode 0600)."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    async def print(self, job: int, sheet: Sheet) -> Printed:
        """Write the sheet as a PDF and as text beside it; gives the PDF and its pages.

        Raises OSError, and then there is neither; cancelled, there is neither as well.
        """
        names = NAMES.get(sheet.kind, {})
        name = names.get(sheet.language, names.get("en", "sheet"))
        path = self._folder / f"{name}-{job:04}-{self._clock.now():%Y%m%d-%H%M}.pdf"
        content, pages = await asyncio.to_thread(_laid_out, sheet)
        writing = asyncio.ensure_future(asyncio.to_thread(_keep, path, content, sheet))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # A thread cannot be stopped: it is waited for, and what it wrote goes. Cancelled leaves nothing half done.
            with suppress(OSError):
                await writing
            for made in (path, path.with_suffix(".txt")):
                with suppress(OSError):
                    made.unlink(missing_ok=True)
            raise
        return Printed(path, pages)


def _laid_out(sheet: Sheet) -> tuple[bytes, int]:
    paper = _Paper(sheet)
    content = paper.made()
    return content, paper.pages


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF: always the same bytes for the same sheet. Any text is taken; a sign without a glyph is □."""
    return _Paper(sheet).made()


def _keep(path: Path, content: bytes, sheet: Sheet) -> None:
    text = path.with_suffix(".txt")
    write_whole(text, sheet_text(sheet).encode("utf-8", "replace"))
    try:
        write_whole(path, content)
    except OSError:
        text.unlink(missing_ok=True)
        raise


class _Paper:
    """A sheet on its way through the printer: where the next line goes, and when a new page is needed."""

    def __init__(self, sheet: Sheet) -> None:
        # Imported here: it takes a tenth of a second, and most runs print nothing.
        from fpdf import FPDF
        from fpdf.fonts import TTFFont

        self._sheet = sheet
        self._pdf: FPDF = FPDF("P", "mm", "A4")
        self._pdf.set_auto_page_break(False)
        # fpdf2 would put the number of pages for "{nb}" in a value; this sign `plain` never lets through.
        self._pdf.alias_nb_pages("\ue000")
        self._pdf.set_margins(LEFT, TOP, 210 - RIGHT)
        self._pdf.c_margin = 0
        fonts = shipped("assets") / "sheet"
        self._pdf.add_font("sheet", "", fonts / "DejaVuSansCondensed.ttf")
        self._pdf.add_font("sheet", "B", fonts / "DejaVuSansCondensed-Bold.ttf")
        # Signs that both faces have.
        self._faces = [face for face in self._pdf.fonts.values() if isinstance(face, TTFFont)]
        self._glyphs = frozenset.intersection(*(frozenset(face.cmap) for face in self._faces))
        self._pdf.set_creation_date(_printed(sheet))
        self._pdf.set_title(self._words(f"{sheet.product} - {sheet.title}"))
        self._pdf.set_lang(re.sub(r"[^A-Za-z-]", "", sheet.language) or "sv")
        self._pdf.set_producer("panel-sim")
        self._y = TOP

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return int(self._pdf.pages_count)

    def made(self) -> bytes:
        """Lay out everything; the PDF."""
        try:
            self._page()
            for block in self._sheet.blocks:
                self._block(block)
            self._feet()
            return bytes(self._pdf.output())
        finally:
            # fpdf2 keeps the font files open.
            for face in self._faces:
                face.ttfont.close()

    def _words(self, text: str) -> str:
        """What the font can print of a text."""
        signs = (sign for sign in plain(text) if not 0xFE00 <= ord(sign) <= 0xFE0F)
        return "".join(sign if ord(sign) in self._glyphs else "□" for sign in signs)

    def _text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, grey: int = 0) -> None:
        """One line with its top at `y`."""
        if not text:
            return
        self._pdf.set_font("sheet", "B" if bold else "", size)
        self._pdf.set_text_color(grey)
        self._pdf.set_xy(x, y)
        self._pdf.cell(None, LINE, text)

    def _wide(self, text: str, size: float, bold: bool = False) -> float:
        self._pdf.set_font("sheet", "B" if bold else "", size)
        return float(self._pdf.get_string_width(text))

    def _right(self, y: float, text: str, size: float, *, bold: bool = False, grey: int = 0) -> None:
        self._text(RIGHT - 4 - self._wide(text, size, bold), y, text, size, bold=bold, grey=grey)

    def _fitting(self, text: str, size: float, width: float, bold: bool) -> float:
        """The size, or a smaller one in which the text fits the width (half of it at least)."""
        return max(size / 2, min(size, size * width / max(self._wide(text, size, bold), 0.1)))

    def _lines(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """The text in lines that fit the width, words that are too long broken."""
        lines, line = [], ""
        for word in text.split(" "):
            candidate = f"{line} {word}" if line else word
            if self._wide(candidate, size, bold) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            line = word
            while self._wide(line, size, bold) > width and len(line) > 1:
                fits = self._longest(line, size, width, bold)
                lines.append(line[:fits])
                line = line[fits:]
        return [*lines, line]

    def _longest(self, word: str, size: float, width: float, bold: bool) -> int:
        """How many signs of the word fit the width, one at least; halving finds it."""
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            if self._wide(word[:middle], size, bold) <= width:
                low = middle
            else:
                high = middle - 1
        return low

    def _page(self) -> None:
        """A new page: the black bar with product and title, and on the first what the sheet is about."""
        first = self._pdf.pages_count == 0
        self._pdf.add_page()
        height = HEADER if first else HEADER * 0.62
        self._pdf.set_fill_color(0)
        self._pdf.rect(LEFT, TOP, RIGHT - LEFT, height, "F")
        product, title = self._words(self._sheet.product), self._words(self._sheet.title)
        middle, size = TOP + (height - LINE) / 2, 14.0 if first else 9.5
        room = (RIGHT - LEFT) / 2 - 6
        self._text(LEFT + 4, middle, product, self._fitting(product, size, room, True), bold=True, grey=255)
        self._right(middle, title, self._fitting(title, size, room, True), bold=True, grey=255)
        self._y = TOP + height + 2.5
        if first:
            subtitle, printed = self._words(self._sheet.subtitle), self._words(self._sheet.printed)
            self._right(self._y, printed, 8.5, grey=70)
            room = RIGHT - LEFT - 12 - self._wide(printed, 8.5)
            for line in self._lines(subtitle, 10.5, max(40.0, room), bold=True) if subtitle else [""]:
                self._text(LABEL, self._y, line, 10.5, bold=True)
                self._y += LINE
        self._y += 2.5

    def _block(self, block: SheetBlock) -> None:
        """A bar with the title and the rows under it: together on a page, when it is not too long for that."""
        rows = [(self._words(label), self._words(value)) for label, value in block.rows]
        tall = TITLE + 1.2 + sum(self._tall(*row) for row in rows)
        first = TITLE + 1.2 + (self._tall(*rows[0]) if rows else 0.0)
        if self._y + (tall if tall < (BOTTOM - TOP) / 3 else min(first, tall)) > BOTTOM:
            self._page()
        title = self._words(block.title)
        self._bar(title)
        for number, (label, value) in enumerate(rows):
            self._row(title, label, value, last=number == len(rows) - 1)
        self._y += GAP

    def _bar(self, title: str) -> None:
        """A grey bar with the title of a block."""
        self._pdf.set_fill_color(222)
        self._pdf.rect(LEFT, self._y, RIGHT - LEFT, TITLE, "F")
        self._pdf.set_fill_color(0)
        self._pdf.rect(LEFT, self._y, 1.2, TITLE, "F")
        size = self._fitting(title, 9.5, RIGHT - LEFT - 8, True)
        self._text(LABEL, self._y + (TITLE - LINE) / 2, title, size, bold=True)
        self._y += TITLE + 1.2

    def _break(self, title: str) -> None:
        """Go on with a block on a new page."""
        self._page()
        self._bar(f"{title} {MORE_WORDS.get(self._sheet.language, MORE_WORDS['en'])}")

    def _sides(self, label: str, value: str) -> tuple[list[str], list[str]]:
        """The lines of a row's two columns."""
        return self._lines(label, 8.8, VALUE - LABEL - 4), self._lines(value, 8.8, RIGHT - VALUE - 3)

    def _tall(self, label: str, value: str) -> float:
        """How high a row is."""
        return LINE * max(len(side) for side in self._sides(label, value)) + 0.5

    def _row(self, title: str, label: str, value: str, last: bool) -> None:
        """Label and value; both wrap, and a row that is too long for a page goes on on the next."""
        labels, values = self._sides(label, value)
        tall = max(len(labels), len(values))
        if self._y + tall * LINE > BOTTOM and tall * LINE < (BOTTOM - TOP) / 2:
            self._break(title)
        for number in range(tall):
            if self._y + LINE > BOTTOM:
                self._break(title)
            if number < len(labels):
                self._text(LABEL, self._y, labels[number], 8.8, grey=60)
            if number < len(values):
                self._text(VALUE, self._y, values[number], 8.8)
            self._y += LINE
        if not last:
            self._pdf.set_draw_color(205)
            self._pdf.set_line_width(0.1)
            self._pdf.line(LABEL, self._y + 0.25, RIGHT - 3, self._y + 0.25)
        self._y += 0.5

    def _feet(self) -> None:
        """The line under every page, with page numbers when there are several."""
        pages = self._pdf.pages_count
        footer = self._words(self._sheet.footer)
        for page in range(1, pages + 1):
            self._pdf.page = page
            # fpdf2 writes only what changes, and does not know what was last set on this page.
            self._pdf.set_font("sheet", "B", 1 + page)
            self._pdf.set_draw_color(page % 2 + 1)
            self._pdf.set_draw_color(0)
            self._pdf.set_line_width(0.3)
            self._pdf.line(LEFT, BOTTOM + 3.5, RIGHT, BOTTOM + 3.5)
            words = PAGE_WORDS.get(self._sheet.language, PAGE_WORDS["en"]).format(page=page, pages=pages)
            if pages > 1:
                self._right(BOTTOM + 4.6, words, 7.5, grey=70)
            for number, line in enumerate(self._lines(footer, 7.5, RIGHT - LABEL - 30)[:2]):
                self._text(LABEL, BOTTOM + 4.6 + number * 3.4, line, 7.5, grey=70)


def _printed(sheet: Sheet) -> datetime:
    """The moment that the sheet says it was printed, as if in UTC; without one a fixed moment: never the wall clock."""
    found = re.search(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d)[:.](\d\d)", sheet.printed)
    try:
        year, month, day, hour, minute = (int(number) for number in found.groups()) if found else (2000, 1, 1, 0, 0)
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
