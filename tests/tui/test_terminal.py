"""What terminals can show."""

import io
import os
import subprocess
import sys

import pytest
from rich.console import Console
from rich.segment import Segment
from textual.color import Color

from panel_sim.tui.terminal import Letters, look_of, theme_of, written_encoding


@pytest.mark.parametrize(
    ("colours", "environ", "encoding", "pixels"),
    [("truecolor", {}, "utf-8", True), ("256", {}, "utf-8", True), ("standard", {}, "utf-8", False),
     ("truecolor", {"NO_COLOR": "1"}, "utf-8", False), ("truecolor", {}, "latin-1", False), (None, {}, "utf-8", False)],
)
def test_pixels_want_colours_and_utf_8(colours: str, environ: dict[str, str], encoding: str, pixels: bool) -> None:
    console = Console(file=io.StringIO(), color_system=colours, force_terminal=bool(colours), legacy_windows=False)
    assert look_of(console, environ, encoding).pixels is pixels


@pytest.mark.parametrize(
    ("colours", "theme"),
    [("truecolor", "panel-sim"), ("256", "panel-sim"), ("standard", "panel-sim-16"), (None, "panel-sim")],
)
def test_sixteen_colours_have_a_theme_of_their_own(colours: str | None, theme: str) -> None:
    console = Console(file=io.StringIO(), color_system=colours, force_terminal=bool(colours), legacy_windows=False)
    assert theme_of(console) == theme


def test_the_encoding_is_that_of_the_stream_textual_writes_to() -> None:
    assert written_encoding({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}) == "utf-8"
    program = "import os; from panel_sim.tui.terminal import written_encoding as w; print(w(os.environ))"
    for encoding in ("ascii", "utf-8"):
        told = subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True,
            text=True, check=True,
        )
        assert told.stdout.strip() == encoding


def test_letters_that_cannot_be_written_have_stand_ins() -> None:
    ascii_only = Letters("ascii")
    assert ascii_only.spell("► Nätverk › ✓ 漢…") == "> Natverk > v ??."
    assert Letters("latin-1").spell("► åäö") == "> åäö"
    assert Letters("no-such").spell("å") == "a"
    out = ascii_only.apply([Segment("plain"), Segment("å▀")], Color(0, 0, 0))
    assert [segment.text for segment in out] == ["plain", "a~"]
