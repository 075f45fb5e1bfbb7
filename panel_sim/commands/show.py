"""panel-sim show: open one screen by its id and print it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from panel_sim.adapters.clocks import WallClock
from panel_sim.bootstrap import looking
from panel_sim.commands.output import write_bytes, write_text
from panel_sim.options import Options, Refused
from panel_sim.tui.glass import view_json, view_svg, view_text


def run(options: Options, *, form: str, output: Path | None) -> int:
    """Print the screen as text, JSON, SVG or PNG."""
    view = looking(options, WallClock(), use_home=False).view
    match form:
        case "json":
            write_text(json.dumps(view_json(view), ensure_ascii=False, indent=2), output)
        case "svg":
            write_text(view_svg(view), output)
        case "png":
            write_bytes(png(view_svg(view)), output)
        case _:
            write_text(view_text(view), output)
    return 0


def png(svg: str) -> bytes:
    """An SVG as a PNG; raises Refused where the system has no converter."""
    import shutil
    import subprocess

    converter = shutil.which("rsvg-convert")
    if converter is None:
        raise Refused("PNG wants the program rsvg-convert (librsvg); install it, or take --format svg.", 3)
    with tempfile.NamedTemporaryFile("w", suffix=".svg", encoding="utf-8") as file:
        file.write(svg)
        file.flush()
        made = subprocess.run([converter, file.name], capture_output=True, check=False)  # noqa: S603  # found by which
    if made.returncode:
        raise Refused("rsvg-convert could not draw the picture; take --format svg.", 3)
    return made.stdout
