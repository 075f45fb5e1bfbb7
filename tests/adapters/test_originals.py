"""The sample originals."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from panel_sim.adapters.originals import originals


def test_the_originals_are_listed_with_what_is_true_of_them() -> None:
    found = {one.id: one for one in originals()}
    assert list(found) == ["letter", "invoice", "brochure", "thick"]
    assert [one.pages for one in found.values()] == [3, 1, 2, 12]
    assert [one.id for one in found.values() if one.two_sided] == ["brochure"]
    for one in found.values():
        with pypdfium2.PdfDocument(one.path) as document:
            assert len(document) == one.pages
            for page in document:
                assert page.get_size() == pytest.approx((595.28, 841.89), abs=0.1)


def test_they_are_small_and_in_swedish() -> None:
    paths = [one.path for one in originals()]
    assert sum(path.stat().st_size for path in paths) < 300_000
    with pypdfium2.PdfDocument(paths[0]) as document:
        text = document[0].get_textpage().get_text_range()
    assert "En mild höst och en ny panna" in text


@pytest.mark.parametrize("content", ["{}x", "[1]", '[{"id": "a"}]', "3"])
def test_a_list_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "originals.json").write_text(content)
    with pytest.raises(ValueError, match=r"."):
        originals(tmp_path)
    with pytest.raises(FileNotFoundError):
        originals(tmp_path / "none")


def test_a_list_names_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "originals.json").write_text('[{"id": "a", "file": "../../x.pdf", "pages": 1, "two_sided": false}]')
    assert originals(tmp_path)[0].path == tmp_path / "x.pdf"
