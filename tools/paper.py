"""An A4 document to draw on: text, fades, and a coast at sunset; make_originals.py fills it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.pattern import LinearGradient, RadialGradient

FONTS = Path(__file__).resolve().parents[1] / "assets" / "sheet"
PRINTED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

Colour = tuple[int, int, int]
INK, GREY, PALE = (34, 40, 49), (110, 118, 128), (240, 243, 246)
SEA, PINE, SUN, BRICK = (16, 92, 138), (38, 110, 84), (240, 168, 48), (188, 74, 52)


class Paper(FPDF):
    """An A4 document in millimetres with the two faces of DejaVu Sans Condensed."""

    def __init__(self, title: str) -> None:
        super().__init__("P", "mm", "A4")
        self.add_font("dejavu", "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font("dejavu", "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.set_creation_date(PRINTED)
        self.set_title(title)
        self.set_lang("sv")
        self.set_margins(22, 20)
        self.set_auto_page_break(False)

    def write_at(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10,
        colour: Colour = INK,
        bold: bool = False,
        align: str = "L",
        width: float = 0,
        leading: float = 1.45,
    ) -> float:
        """Set text that wraps in `width` (0: to the right margin); gives the y below it."""
        self.set_font("dejavu", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_xy(x, y)
        self.multi_cell(width, size * 0.3528 * leading, text, align=align, new_x="LMARGIN", new_y="NEXT")
        return float(self.get_y())

    def block(self, x: float, y: float, w: float, h: float, colour: Colour) -> None:
        """A filled rectangle."""
        self.set_fill_color(*colour)
        self.rect(x, y, w, h, "F")

    def fade(self, x: float, y: float, w: float, h: float, *colours: str) -> None:
        """A rectangle that fades from the first colour at the top to the last at the bottom."""
        with self.use_pattern(LinearGradient(x, y, x, y + h, list(colours))):
            self.rect(x, y, w, h, "F")
        self.set_fill_color(0)  # fpdf2 does not know that the pattern took the fill colour's place

    def glow(self, x: float, y: float, radius: float, *colours: str) -> None:
        """A disc that fades outwards."""
        with self.use_pattern(RadialGradient(x, y, 0, x, y, radius, list(colours))):
            self.ellipse(x - radius, y - radius, 2 * radius, 2 * radius, "F")
        self.set_fill_color(0)

    def ridge(self, x: float, y: float, w: float, bottom: float, height: float, seed: float, colour: Colour) -> None:
        """A skyline of hills from `y` down to `bottom`; the seed decides its shape."""
        points = [(x, bottom)]
        for step in range(61):
            at = step / 60
            wave = sum(math.sin(at * 6.3 * k + seed * (k + 1.7)) / k for k in (1, 2, 3, 5, 9))
            points.append((x + w * at, min(bottom, y - height * (0.5 + wave / 3.2))))
        self.set_fill_color(*colour)
        self.polygon([*points, (x + w, bottom)], style="F")

    def landscape(self, x: float, y: float, w: float, h: float, seed: float = 1.0) -> None:
        """A coast at sunset, drawn in vectors: sky, sun, islands, sea with glitter, a sailing boat."""
        shore = y + h * 0.62
        with self.rect_clip(x, y, w, h):
            self.fade(x, y, w, h * 0.63, "#1d3f72", "#7d6a9c", "#f0a060", "#fbd9a0")
            sun = x + w * (0.3 + 0.4 * abs(math.sin(seed * 2.1)))
            self.glow(sun, shore - h * 0.1, h * 0.17, "#fffbe8", "#ffe9a8", "#f8bd74")
            for layer, colour in enumerate(((128, 100, 140), (84, 76, 118), (44, 58, 88))):
                self.ridge(
                    x, shore - h * 0.02 * layer, w, shore + 1, h * (0.22 - 0.05 * layer), seed + layer * 2.3, colour
                )
            self.fade(x, shore, w, h * 0.39, "#e8a870", "#54709c", "#173a5e", "#0c2340")
            for line in range(70):
                depth = line / 70
                at = math.sin(line * 12.9898 + seed) * 43758.5453 % 1
                self.set_fill_color(255, 226 - int(90 * depth), 170 - int(80 * depth))
                length = w * (0.01 + 0.05 * depth)
                spread = w * (0.05 + 0.4 * depth)
                self.rect(sun + (at - 0.5) * spread, shore + 1 + depth * h * 0.34, length, 0.18 + 0.5 * depth, "F")
            self._boat(x + w * (0.72 - 0.4 * abs(math.sin(seed))), shore + h * 0.16, h * 0.2)

    def _boat(self, x: float, y: float, size: float) -> None:
        self.set_fill_color(252, 250, 244)
        self.polygon([(x, y - size * 0.12), (x, y - size), (x + size * 0.46, y - size * 0.12)], style="F")
        self.set_fill_color(226, 216, 202)
        self.polygon(
            [(x - size * 0.05, y - size * 0.12), (x - size * 0.05, y - size * 0.8), (x - size * 0.34, y - size * 0.12)],
            style="F",
        )
        self.set_fill_color(96, 40, 34)
        self.polygon(
            [
                (x - size * 0.42, y - size * 0.08),
                (x + size * 0.52, y - size * 0.08),
                (x + size * 0.36, y + size * 0.1),
                (x - size * 0.3, y + size * 0.1),
            ],
            style="F",
        )

    def mark(self, x: float, y: float, size: float, light: Colour = (255, 255, 255)) -> None:
        """The emblem of Björkhamns Energi: a wave under a spark, in a disc."""
        self.glow(x + size / 2, y + size / 2, size / 2, "#1c7fae", "#105c8a")
        self.set_draw_color(*light)
        self.set_line_width(size * 0.06)
        for row in (0.66, 0.8):
            self.polyline(
                [(x + size * (0.22 + 0.56 * i / 20), y + size * (row + 0.045 * math.sin(i * 0.9))) for i in range(21)]
            )
        self.set_fill_color(*SUN)
        spark = [(0.54, 0.12), (0.34, 0.42), (0.48, 0.42), (0.42, 0.6), (0.66, 0.32), (0.52, 0.32)]
        self.polygon([(x + size * a, y + size * b) for a, b in spark], style="F")
