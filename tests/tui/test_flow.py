"""Content that scrolls."""

from panel_sim.tui.canvas import Area, Canvas, Touch
from panel_sim.tui.flow import Block, Flow, gap, text_block


def block(name: str, height: int) -> Block:
    def paint(area: Area) -> None:
        area.fill(0, 0, area.width, height, f"ground-{name}")
        for y in range(height):
            area.put(0, y, f"{name}{y}", "ink")
        area.hit(name, 0, 0, area.width, height)

    return Block(height, paint, name)


def shown(flow: Flow, height: int, scroll: int) -> tuple[list[str], Canvas]:
    canvas = Canvas(6, height)
    flow.paint(canvas.area(), Touch(scroll=scroll))
    return ["".join(text for text, _ in canvas.line(y)).rstrip() for y in range(height)], canvas


def test_blocks_stand_one_under_the_other() -> None:
    flow = Flow([block("a", 1), gap(), block("b", 2), text_block(["end"], "ink")])
    assert shown(flow, 5, 0)[0] == ["a0", "", "b0", "b1", "end"]
    assert flow.order == ("a", "b")
    assert flow.spans == {"a": (0, 1), "b": (2, 2)}


def test_a_block_that_is_half_scrolled_away_shows_its_rest() -> None:
    flow = Flow([block("a", 3), block("b", 3)])
    lines, canvas = shown(flow, 3, 2)
    assert lines == ["a2", "b0", "b1"]
    assert [(hit.id, hit.y, hit.height) for hit in canvas.hits] == [("a", 0, 1), ("b", 1, 2)]
    assert canvas.line(0)[-1][1] == "ground-a"


def test_scroll_stays_in_bounds() -> None:
    flow = Flow([block("a", 10)])
    for wanted, got in ((-4, 0), (3, 3), (99, 6)):
        canvas = shown(flow, 4, wanted)[1]
        assert canvas.scroll == got
        assert canvas.scroll_max == 6


def test_the_bar_shows_where_one_is() -> None:
    flow = Flow([block("a", 40)])
    canvas = Canvas(2, 8)
    flow.paint(canvas.area().area(0, 0, 1, 8), Touch(scroll=32))
    flow.bar(canvas.area().area(1, 0, 1, 8))
    bar = [canvas.line(y)[-1][0][-1] for y in range(8)]
    assert bar == ["│"] * 7 + ["█"]


def test_an_empty_flow_is_no_trouble() -> None:
    assert shown(Flow([]), 2, 5)[0] == ["", ""]
