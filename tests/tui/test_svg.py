"""Pictures that stand alone."""

from xml.etree import ElementTree

from panel_sim.tui.svg import svg_document


def test_blocks_become_rectangles_and_words_text() -> None:
    blocks, words = ("▀▄█", "#ff0000", "#00ff00", False, False), (" hej <&>", "#0000ff", "", True, True)
    svg = svg_document([[blocks, words]], "T & t")
    ElementTree.fromstring(svg)
    assert "▀" not in svg
    assert "hej" in svg
    assert "&lt;&amp;&gt;" in svg
    assert "T &amp; t" in svg
    assert svg.count("#ff0000") == 3


def test_nothing_comes_from_elsewhere() -> None:
    svg = svg_document([[("x", "", "", False, False)]], "t").replace('xmlns="http://www.w3.org/2000/svg"', "")
    for foreign in ("http", "url(", "@import", "@font-face", "<script", "<style", "href"):
        assert foreign not in svg
