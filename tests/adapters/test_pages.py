"""Pictures of pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageSequence, ImageStat

from panel_sim.adapters.originals import originals
from panel_sim.adapters.pages import PAPERS, Look, Stopped, UnreadableOriginal, append_tiff, count_pages, render

LETTER, INVOICE, BROCHURE, THICK = (one.path for one in originals())


def _dark(picture: Image.Image) -> float:
    """The share of ink, 0 to 1."""
    return 1 - float(ImageStat.Stat(picture.convert("L")).mean[0]) / 255


@pytest.mark.parametrize(("colour", "mode"), [("mono", "1"), ("gray", "L"), ("colour", "RGB")])
@pytest.mark.parametrize("resolution", [100, 200, 300])
def test_a_page_has_the_mode_and_pixels_asked_for(colour: str, mode: str, resolution: int) -> None:
    picture = render(LETTER, 1, Look(colour, resolution, "a4", 0))
    assert picture.mode == mode
    assert picture.size == (round(210 / 25.4 * resolution), round(297 / 25.4 * resolution))
    assert 0.01 < _dark(picture) < 0.4


def test_600_dpi_is_seamless_where_bands_meet() -> None:
    look = Look("gray", 600, "a4", 0)
    picture = render(THICK, 0, look)
    assert picture.size == (4961, 7016)
    # The cover fades slowly: a seam would be a row that differs from its neighbours everywhere.
    for seam in range(512, 7016, 512):
        above, below = (picture.crop((0, row, 200, row + 1)) for row in (seam - 1, seam))
        assert ImageStat.Stat(ImageChops.difference(above, below)).mean[0] < 6


def test_colour_is_colour() -> None:
    red, _, blue = ImageStat.Stat(render(INVOICE, 0, Look("colour", 100, "a4", 0)).crop((0, 0, 827, 20))).mean
    assert red > blue + 80


def test_density_makes_pages_lighter_and_darker_step_by_step() -> None:
    for colour in ("gray", "mono"):
        inks = [_dark(render(BROCHURE, 1, Look(colour, 100, "a4", density))) for density in range(-4, 5)]
        assert inks == sorted(inks)
        assert inks[-1] > inks[4] > inks[0]
        assert len(set(inks)) == 9


def test_black_and_white_keeps_tones_as_dots() -> None:
    gray, mono = (_dark(render(BROCHURE, 0, Look(colour, 200, "a4", 0))) for colour in ("gray", "mono"))
    assert mono == pytest.approx(gray, abs=0.12)


@pytest.mark.parametrize("paper", list(PAPERS))
def test_the_scan_area_is_the_paper(paper: str) -> None:
    assert render(LETTER, 0, Look("gray", 100, paper, 0)).size == tuple(
        round(side / 25.4 * 100) for side in PAPERS[paper]
    )


def test_a_smaller_area_cuts_the_original_and_a_larger_one_leaves_white() -> None:
    full = render(LETTER, 0, Look("gray", 100, "a4", 0))
    part = render(LETTER, 0, Look("gray", 100, "a5", 0))
    assert ImageChops.difference(full.crop((0, 0, *part.size)), part).getbbox() is None
    legal = render(LETTER, 0, Look("gray", 100, "legal", 0))
    assert legal.crop((0, 1175, *legal.size)).getextrema() == (255, 255)


def test_on_a3_the_original_is_larger() -> None:
    a4, a3 = (render(LETTER, 0, Look("gray", 100, paper, 0)) for paper in ("a4", "a3"))
    assert _dark(a3) == pytest.approx(_dark(a4), abs=0.01)


def test_a_blank_back_is_white() -> None:
    for colour in ("mono", "gray", "colour"):
        assert _dark(render(LETTER, None, Look(colour, 100, "a4", 0))) == 0


def test_rendering_stops_when_told() -> None:
    asked = iter([False, True])
    with pytest.raises(Stopped):
        render(LETTER, 0, Look("gray", 300, "a4", 0), lambda: next(asked))
    assert render(LETTER, 0, Look("gray", 100, "a4", 0)).mode == "L"


def test_bad_originals_are_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 and then nothing")
    for path in (bad, tmp_path / "none.pdf"):
        with pytest.raises(UnreadableOriginal, match=path.name):
            count_pages(path)
        with pytest.raises(UnreadableOriginal, match=path.name):
            render(path, 0, Look("gray", 100, "a4", 0))
    with pytest.raises(UnreadableOriginal, match="has no page 9"):
        render(LETTER, 8, Look("gray", 100, "a4", 0))


def test_threads_may_render_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda page: render(THICK, page, Look("gray", 100, "a4", 0)), [3] * 8))
    assert all(ImageChops.difference(pictures[0], picture).getbbox() is None for picture in pictures)


@pytest.mark.parametrize("colour", ["mono", "gray", "colour"])
def test_a_tiff_grows_by_pages_that_others_read(tmp_path: Path, colour: str) -> None:
    path = tmp_path / "x.tiff"
    look = Look(colour, 200, "a4", 0)
    pages = [render(LETTER, page, look) for page in range(3)]
    for page in pages:
        append_tiff(page, look, path)
    with Image.open(path) as tiff:
        assert len(list(ImageSequence.Iterator(tiff))) == 3
        for number, page in enumerate(pages):
            tiff.seek(number)
            assert tiff.size == page.size
            assert tiff.mode == page.mode
            assert tiff.info["dpi"] == (200, 200)
            assert tiff.info["compression"] == ("group4" if colour == "mono" else "jpeg")
            difference = ImageChops.difference(tiff.convert("RGB"), page.convert("RGB"))
            assert max(ImageStat.Stat(difference).mean) < (0.001 if colour == "mono" else 2)
