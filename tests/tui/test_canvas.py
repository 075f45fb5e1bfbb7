"""The canvas: spans, overlaps, hits."""

from hypothesis import given
from hypothesis import strategies as st

from panel_sim.tui.canvas import Canvas
from panel_sim.tui.fitting import cells


def width_of(canvas: Canvas, y: int) -> int:
    return sum(cells(text) for text, _ in canvas.line(y))


def test_texts_lie_on_their_ground() -> None:
    canvas = Canvas(10, 1, "ground")
    area = canvas.area()
    area.fill(2, 0, 4, 1, "field")
    area.put(3, 0, "ab", "ink")
    assert canvas.line(0) == (("  ", "ground"), (" ", "field"), ("ab", "ink"), (" ", "field"), ("    ", "ground"))


def test_what_leaves_the_area_is_cut() -> None:
    canvas = Canvas(10, 2)
    area = canvas.area().area(6, 0, 10, 1)
    assert area.width == 4
    area.put(0, 0, "abcdefgh", "ink")
    area.put(0, 1, "below", "ink")
    area.put(-1, 0, "left", "ink")
    assert "".join(text for text, _ in canvas.line(0)) == "      abc…"
    assert canvas.line(1) == ((" " * 10, "ink on lcd"),)


def test_cover_wipes_what_was_written() -> None:
    canvas = Canvas(12, 1)
    area = canvas.area()
    area.put(0, 0, "abcdefghijkl", "ink")
    area.cover(3, 0, 4, 1, "card")
    area.put(4, 0, "X", "top")
    assert "".join(text for text, _ in canvas.line(0)) == "abc X  hijkl"


def test_the_last_hit_lies_on_top() -> None:
    canvas = Canvas(10, 3)
    area = canvas.area()
    area.hit("below", 0, 0, 10, 3)
    area.hit("above", 2, 1, 3, 1)
    picture = canvas.picture()
    found = picture.at(2, 1)
    assert found is not None
    assert found.id == "above"
    assert picture.at(9, 2) is picture.hits[0]
    assert picture.at(10, 0) is None


SPANS = st.lists(
    st.tuples(
        st.integers(-3, 25), st.integers(-1, 4), st.text(max_size=30), st.integers(0, 30), st.sampled_from("pfcr")
    ),
    max_size=20,
)


@given(SPANS, st.integers(0, 22), st.integers(0, 4))
def test_lines_are_exactly_as_wide_as_the_canvas(
    spans: list[tuple[int, int, str, int, str]], width: int, height: int
) -> None:
    canvas = Canvas(width, height)
    area = canvas.area()
    for x, y, text, size, what in spans:
        if what == "p":
            area.put(x, y, text, "ink on lcd")
        elif what == "f":
            area.fill(x, y, size, 2, "fill")
        elif what == "c":
            area.cover(x, y, size, 2, "cover")
        else:
            area.runs(x, y, ((text, "run"), ("漢", "wide")))
    for y in range(height):
        assert width_of(canvas, y) == width
