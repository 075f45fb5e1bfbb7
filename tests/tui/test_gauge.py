"""Bars and legs."""

import pytest

from panel_sim.core.jobs import Leg
from panel_sim.tui.canvas import Canvas, Look
from panel_sim.tui.gauge import legs_row, paint_gauge, percent, time_taken, to_come


@pytest.mark.parametrize(
    ("done", "total", "shown"),
    [(0, 10, 0), (5, 10, 50), (10, 10, 100), (20, 10, 100), (-3, 10, 0), (1, 0, 0), (1e200, 1e-200, 100),
     (float("nan"), 1, 0),
     (float("inf"), float("inf"), 0)],
)
def test_percent(done: float, total: float, shown: int) -> None:
    assert percent(done, total) == shown


@pytest.mark.parametrize(
    ("ms", "shown"), [(0, "0 ms"), (0.4, "<1 ms"), (24.4, "24 ms"), (12_345, "12 s"), (float("nan"), ""), (-1, "")]
)
def test_time_taken(ms: float, shown: str) -> None:
    assert time_taken(Leg("tcp", True, ms)) == shown


def test_without_pixels_the_gauge_tells_its_parts_apart_by_glyphs() -> None:
    canvas = Canvas(10, 1)
    paint_gauge(canvas.area(), 0, 0.3, Look(pixels=False))
    assert "".join(text for text, _ in canvas.line(0)) == "███░░░░░░░"


def test_legs_stand_side_by_side_and_go_on_below() -> None:
    names = (("dns", "dns"), ("tcp", "tcp"), ("tls", "tls"), ("auth", "auth"))
    canvas = Canvas(40, 8)
    used = legs_row(canvas.area(), (Leg("dns", True, 3), Leg("tcp", False, 9, "refused")), names)
    lines = ["".join(text for text, _ in canvas.line(y)).rstrip() for y in range(8)]
    assert lines[:2] == ["✓ dns  ✗ tcp    · tls · auth", "3 ms   refused"]
    assert used == 2
    narrow = Canvas(12, 9)
    used = legs_row(narrow.area(), (Leg("dns", True, 3), Leg("tcp", None)), names)
    lines = ["".join(text for text, _ in narrow.line(y)).rstrip() for y in range(9)]
    assert lines[:used] == ["✓ dns  » tcp", "3 ms   ...", "· tls · auth"]


def test_a_leg_that_was_not_needed_is_not_shown_as_to_come() -> None:
    names = (("refresh", "token"), ("dns", "dns"), ("tcp", "tcp"), ("data", "data"))
    assert to_come((), names) == list(names)
    assert to_come((Leg("dns", True, 1.0), Leg("tcp", False, 2.0)), names) == [("data", "data")]
    assert to_come((Leg("data", True, 1.0),), names) == []
