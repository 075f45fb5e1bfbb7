"""Pictures of pages: an original rendered as the scanner's glass sees it, and the files that pages are bound into.

All of it is slow work for a thread. PDFium may be used by one thread at a time, so a lock guards it. Imports Pillow,
pypdfium2 and img2pdf, and is therefore imported only when something is scanned.
"""

from __future__ import annotations

import functools
import io
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import img2pdf
import pypdfium2
from PIL import Image, ImageChops, ImageCms

from panel_sim.adapters.tiff import GROUP4, JPEG, TiffPage, append_page

MM_PER_INCH, POINTS_PER_MM = 25.4, 72 / 25.4
ISO_A = 2**0.5
JPEG_QUALITY = 85
DENSITY_STEP = 1.14
"""How much darker one step of density makes a middle grey, as a power."""
BAND, STRIP, WHOLE = 512, 512, 2**31 - 1
"""Rows that are rendered at a time and that a TIFF strip holds; and bytes of a strip that takes any page."""
MODES = {"mono": "1", "gray": "L", "colour": "RGB"}
"""Pillow's modes."""

PAPERS: dict[str, tuple[float, float]] = {
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "b5": (182.0, 257.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
"""Scan areas in millimetres, upright."""

ENDINGS = {"pdf": "pdf", "pdf-a": "pdf", "jpeg": "jpg", "tiff": "tiff"}
"""File types and the endings of their files."""

# PDFium is not thread-safe (pypdfium2's README, "Thread incompatibility").
_PDFIUM = threading.Lock()


def _dots(side: int) -> tuple[int, ...]:
    """In which order a cell's pixels turn white: from its rim to its middle, so that black forms a round dot."""
    middle = (side - 1) / 2
    cells = [(x, y) for y in range(side) for x in range(side)]
    ranked = sorted(
        cells,
        key=lambda cell: (
            -round((cell[0] - middle) ** 2 + (cell[1] - middle) ** 2, 6),
            math.atan2(cell[1] - middle, cell[0] - middle),
        ),
    )
    rank = {cell: place for place, cell in enumerate(ranked)}
    return tuple(rank[cell] for cell in cells)


DOTS_COARSE, DOTS_FINE = _dots(4), _dots(6)
"""Dots for low and high resolutions: 50 lines an inch at 200 dpi and at 300 dpi."""


class Stopped(Exception):
    """The scan was cancelled while a page was rendered."""


class UnreadableOriginal(Exception):
    """The original is missing, damaged, or has no such page."""


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are scanned: colour (mono, gray, colour), dpi, paper (a key of PAPERS), density -4 to 4."""

    colour: str
    resolution: int
    paper: str
    density: int

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a page."""
        width, height = PAPERS[self.paper]
        return round(width / MM_PER_INCH * self.resolution), round(height / MM_PER_INCH * self.resolution)


def count_pages(original: Path) -> int:
    """The pages of a PDF. Raises UnreadableOriginal."""
    with _PDFIUM:
        document = _opened(original)
        try:
            return len(document)
        finally:
            document.close()


def render(original: Path, page: int | None, look: Look, stopped: Callable[[], bool] = lambda: False) -> Image.Image:
    """The page (from 0; None: a blank back) as a picture of mode 1, L or RGB. Raises UnreadableOriginal, Stopped.

    The original lies in the corner of the glass: a smaller scan area cuts it off, a larger one shows white beside it.
    Only for A3 the original is taken as the same document printed on A3, since nobody scans half-empty sheets.
    """
    picture = Image.new(MODES[look.colour], look.pixels, "white")
    if page is not None:
        _draw(picture, original, page, look, stopped)
    return picture


def _draw(picture: Image.Image, original: Path, number: int, look: Look, stopped: Callable[[], bool]) -> None:
    """Render the page on the picture, band by band.

    A whole page at 600 dpi would lie in memory twice, and Pillow holds Python's lock as long as it works on one.
    """
    scale = look.resolution / 72 * (ISO_A if look.paper == "a3" else 1)
    with _PDFIUM:
        document = _opened(original)
        try:
            if not 0 <= number < len(document):
                raise UnreadableOriginal(f"{original.name} has no page {number + 1}")
            page = document[number]
            wide, high = math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)
            for top in range(0, min(high, picture.height), BAND):
                if stopped():
                    raise Stopped
                # Left, bottom, right, top, in pixels to leave out.
                outside = (0, max(0, high - min(top + BAND, picture.height)), max(0, wide - picture.width), top)
                band = page.render(
                    scale=scale,
                    # pypdfium2 wants points and rounds up to pixels.
                    crop=tuple(max(0.0, (pixels - 0.5) / scale) for pixels in outside),
                    grayscale=look.colour != "colour",
                    rev_byteorder=True,
                )
                picture.paste(_toned(band.to_pil(), look), (0, top))
                band.close()
        except pypdfium2.PdfiumError as error:
            raise UnreadableOriginal(f"{original.name} cannot be read ({error})") from error
        finally:
            document.close()


def _curve(density: int) -> list[int]:
    """What each of 256 levels becomes: middle tones by a power, and the ends too, or black and white would stay."""
    levels = (round(255 * (level / 255) ** DENSITY_STEP**density) for level in range(256))
    if density > 0:
        return [max(0, level - round((255 - level) * 0.04 * density)) for level in levels]
    return [min(255, level - round((255 - level) * 0.04 * density)) for level in levels]


def _toned(band: Image.Image, look: Look) -> Image.Image:
    """A band of the page in the density and mode that are asked for."""
    if look.density:
        band = band.point(_curve(look.density) * len(band.getbands()))
    if look.colour != "mono":
        return band
    # Text keeps its edges, tones become clustered dots as in print, which fax coding packs well.
    return ImageChops.subtract(band, _screen(look.resolution >= 300, band.size)).point([0] + [255] * 255, "1")


@functools.lru_cache(2)
def _screen(fine: bool, size: tuple[int, int]) -> Image.Image:
    """Thresholds in cells of dots. They keep away from the ends: nearly black is black, nearly white is white."""
    order = DOTS_FINE if fine else DOTS_COARSE
    side = math.isqrt(len(order))
    tile = bytes(round(48 + (208 - 48) * (rank + 0.5) / len(order)) for rank in order)
    rows = (tile[row * side : (row + 1) * side] * (size[0] // side + 1) for row in range(side))
    cells = b"".join(row[: size[0]] for row in rows)
    return Image.frombytes("L", size, (cells * (size[1] // side + 1))[: size[0] * size[1]])


def _opened(original: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(original)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise UnreadableOriginal(f"{original.name} cannot be read ({error})") from error


def keep_jpeg(picture: Image.Image, look: Look, path: Path) -> None:
    """Write a page as JPEG. Raises OSError."""
    picture = picture.convert("L") if picture.mode == "1" else picture
    path.write_bytes(_encoded(picture, look, "JPEG", quality=JPEG_QUALITY))


def keep_page(picture: Image.Image, look: Look, path: Path) -> None:
    """Write a page as a PDF will hold it: fax-coded (ITU-T T.6) in black and white, else JPEG. Raises OSError."""
    if picture.mode == "1":
        # In one strip, which img2pdf takes as it is; several it would decode and code again.
        path.write_bytes(_encoded(picture, look, "TIFF", compression="group4", strip_size=WHOLE))
    else:
        keep_jpeg(picture, look, path)


def _encoded(picture: Image.Image, look: Look, kind: str, **options: object) -> bytes:
    """The picture as a file in memory.

    Straight to a file Pillow holds Python's lock for the whole page, and forgets that the disk was full.
    """
    made = io.BytesIO()
    picture.save(made, kind, dpi=(look.resolution, look.resolution), **options)
    return made.getvalue()


def append_tiff(picture: Image.Image, look: Look, path: Path) -> None:
    """Add a page to a TIFF: fax-coded in black and white, else JPEG. Raises OSError."""
    width, height = picture.size
    if picture.mode == "1":
        rows = range(0, height, STRIP)
        strips = [_fax(picture.crop((0, top, width, min(top + STRIP, height)))) for top in rows]
        page = TiffPage(width, height, look.resolution, GROUP4, 1, strips, STRIP)
    else:
        strips = [_encoded(picture, look, "JPEG", quality=JPEG_QUALITY)]
        page = TiffPage(width, height, look.resolution, JPEG, len(picture.getbands()), strips, height)
    append_page(path, page)


def _fax(strip: Image.Image) -> bytes:
    """The strip in ITU-T T.6, black being 0: what lies in a TIFF of one strip."""
    made = io.BytesIO()
    strip.save(made, "TIFF", compression="group4", strip_size=WHOLE)
    with Image.open(made) as tiff:
        (offset,), (size,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined] # it is a TiffImageFile
    return made.getvalue()[offset : offset + size]


def bind_pdf(pages: Sequence[Path], look: Look, made: datetime, path: Path, *, archive: bool) -> None:
    """Bind pages into a PDF of the paper's exact size, PDF/A-1b (ISO 19005-1) with `archive`. Raises OSError."""
    width, height = (side * POINTS_PER_MM for side in PAPERS[look.paper])
    profile = path.with_suffix(".icc")
    options: dict[str, object] = {}
    if archive:
        profile.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
        options["pdfa"] = str(profile)
    try:
        with path.open("wb") as stream:
            img2pdf.convert(
                *(str(page) for page in pages),
                outputstream=stream,
                # Pixels are whole and paper is not: the picture fills the page to the edge.
                layout_fun=lambda *_: (width, height, width, height),
                # Its other engine (pikepdf) leaves the type of the PDF/A metadata out.
                engine=img2pdf.Engine.internal,
                creationdate=made,
                moddate=made,
                producer="panel-sim",
                **options,
            )
    finally:
        profile.unlink(missing_ok=True)
