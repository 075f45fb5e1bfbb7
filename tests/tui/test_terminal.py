"""What terminals can show."""

import io

import pytest
from rich.console import Console
from rich.segment import Segment
from textual.color import Color

from panel_sim.tui.terminal import Letters, look_of


@pytest.mark.parametrize(
    ("colours", "environ", "encoding", "pixels"),
    [("truecolor", {}, "utf-8", True), ("256", {}, "utf-8", True), ("standard", {}, "utf-8", False),
     ("truecolor", {"NO_COLOR": "1"}, "utf-8", False), ("truecolor", {}, "latin-1", False), (None, {}, "utf-8", False)],
)
def test_pixels_want_colours_and_utf_8(colours: str, environ: dict[str, str], encoding: str, pixels: bool) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=file, color_system=colours, force_terminal=bool(colours), legacy_windows=False)
    assert look_of(console, environ).pixels is pixels


def test_letters_that_cannot_be_written_have_stand_ins() -> None:
    ascii_only = Letters("ascii")
    assert ascii_only.spell("► Nätverk › ✓ 漢…") == "> Natverk > v ??."
    assert Letters("latin-1").spell("► åäö") == "> åäö"
    assert Letters("no-such").spell("å") == "a"
    out = ascii_only.apply([Segment("plain"), Segment("å▀")], Color(0, 0, 0))
    assert [segment.text for segment in out] == ["plain", "a~"]
