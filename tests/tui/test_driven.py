"""The number at the end of a piece of input: what Textual's own parser makes of it."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from panel_sim.tui.driven import COLUMNS, FIRST_LINE, ending


@pytest.mark.parametrize("number", [1, 2, 42, 899, 900, 901, 123_456])
def test_it_comes_as_one_event_that_means_nothing_else(number: int) -> None:
    heard = list(XTermParser().feed(f"a{ending(number).decode()}"))
    assert [type(event) for event in heard] == [events.Key, events.CursorPosition]
    place = heard[-1]
    assert isinstance(place, events.CursorPosition)
    assert (place.y + 1 - FIRST_LINE) * COLUMNS + place.x == number
