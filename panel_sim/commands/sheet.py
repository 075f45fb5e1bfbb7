"""panel-sim sheet: the network status sheet as text or PDF."""

from __future__ import annotations

from pathlib import Path

from panel_sim.adapters.clocks import WallClock
from panel_sim.bootstrap import looking
from panel_sim.commands.output import write_bytes, write_text
from panel_sim.core.rules.sheet import status_sheet
from panel_sim.options import Options


def run(options: Options, *, form: str, output: Path | None) -> int:
    """Print the sheet as the device in the home is now."""
    simulator = looking(options, WallClock(), use_home=True)
    sheet = status_sheet(simulator.panel.context)
    if form == "pdf":
        from panel_sim.adapters.sheet_printer import sheet_pdf

        write_bytes(sheet_pdf(sheet), output)
    else:
        from panel_sim.adapters.sheet_printer import sheet_text

        write_text(sheet_text(sheet), output)
    return 0
