"""The imagined terminal: what Textual writes ends up where a real one would put it."""

from __future__ import annotations

import pyte
import pytest

from panel_sim.stages.cells import Cells, veil

PALE = f"38;2;{int(veil()[:2], 16)};{int(veil()[2:4], 16)};{int(veil()[4:], 16)}"
WRITTEN = [
    "\x1b[2;3HHej\x1b[1;38;2;1;2;3;48;2;4;5;6mdu\x1b[0m!",
    "\x1b[1;1H\x1b[31mrad ett\x1b[0m\n\x1b[2;1Hab",
    "\x1b[?2026h\x1b[3;18Hlång rad som\x1b[?2026l",
    "\x1b[3;1H漢字x\x1b[4;1Hå\x1b]0;title\x07ä",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_as_a_real_terminal_has_it(written: str) -> None:
    cells = Cells(20, 5)
    cells.write(written)
    screen = pyte.Screen(20, 5)
    screen.reset_mode(pyte.modes.DECAWM)
    pyte.Stream(screen).feed(written)
    shown = [row.rstrip() for row in screen.display]
    if "lång" not in written:  # what does not fit is never written by the compositor
        assert [row.rstrip() for row in cells.rows()] == shown
    else:
        assert cells.rows()[2].endswith("lån")


def test_what_is_pale_is_not_there() -> None:
    cells = Cells(20, 2)
    cells.write(f"\x1b[1;1H\x1b[{PALE};48;2;9;9;9mbakom\x1b[0m fram")
    assert cells.rows()[0].rstrip() == "      fram"
    assert cells.writings == 1
