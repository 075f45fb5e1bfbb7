"""panel-sim go: walk one menu path and print where it ends."""

from __future__ import annotations

import sys

from panel_sim.adapters.clocks import WallClock
from panel_sim.bootstrap import looking
from panel_sim.commands.output import write_text
from panel_sim.options import Options, Refused
from panel_sim.paths.walking import Astray, walk
from panel_sim.tui.glass import view_text


def run(options: Options, path: str) -> int:
    """Print the screen at the end of the path; exit code 1 where the path does not lead on."""
    simulator = looking(options, WallClock(), use_home=True)
    try:
        view = walk(simulator, path)
    except ValueError as error:
        raise Refused(str(error), 2) from None
    except Astray as astray:
        print(f"panel-sim: {astray}", file=sys.stderr)
        return 1
    write_text(view_text(view), None)
    return 0
