"""A panel with canned Views, to look at: python tests/tui/demo_panel.py [first screen]. Enter walks, Esc goes back."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from panel_sim.tui.app import PanelApp


def main() -> None:
    canned = runpy.run_path(str(Path(__file__).with_name("conftest.py")))
    simulator = canned["CannedSimulator"](canned["SAMPLES"], sys.argv[1] if len(sys.argv) > 1 else "home")
    sys.exit(PanelApp(simulator, bench=canned["sample_bench"], actions=canned["sample_actions"]([])).run())


if __name__ == "__main__":
    main()
