"""Text in cells."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from panel_sim.tui.fitting import cells, clean, cut, fit, pad, wrap


def test_wide_and_combining_characters_are_measured_in_cells() -> None:
    assert cells("Kopiera") == 7
    assert cells("åäö") == 3
    assert cells("漢字") == 4
    assert cells("e\u0301") == 1
    assert cells("►●○─▀▄█…›≡✓✗") == 12


def test_what_moves_a_cursor_is_gone() -> None:
    assert clean("a\x1b[31mb\tc\nd\u202ee\x00") == "a[31mb c de"
    assert clean("\U0001f468\u200d\U0001f469") == "\U0001f468\U0001f469"


def test_fit_says_that_something_is_missing() -> None:
    assert fit("Nätverksinställningar", 10) == "Nätverksi…"
    assert fit("kort", 10) == "kort"
    assert fit("漢字漢字", 5) == "漢字…"
    assert fit("x", 0) == ""


def test_pad_fills_to_the_cell() -> None:
    assert pad("ab", 5, "right") == "   ab"
    assert pad("ab", 5, "center") == " ab  "
    assert cells(pad("漢字漢字", 5)) == 5


def test_wrap_breaks_between_words_and_keeps_line_breaks() -> None:
    assert wrap("ett två tre", 7) == ["ett två", "tre"]
    assert wrap("a\nb", 9) == ["a", "b"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("", 5) == [""]
    assert wrap("x", 0) == []


@given(st.text(max_size=60), st.integers(0, 40))
def test_nothing_is_ever_wider_than_asked(text: str, width: int) -> None:
    assert cells(fit(text, width)) <= width
    assert cells(pad(text, width)) == width
    assert cells(cut(clean(text), width)) <= width
    assert all(cells(line) <= width for line in wrap(text, width))


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF), max_size=12))
def test_cells_agree_with_rich_for_plain_scripts(text: str) -> None:
    text = clean(text)
    assert cells(text) == sum(cell_len(char) for char in text)
