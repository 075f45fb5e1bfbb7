"""From the command to the first painted panel, with everything started behind it, beside a minimal Textual program."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks.table import Row
from benchmarks.terminal import MINIMAL_PAINTED, PANEL, PANEL_PAINTED, minimal, running

RUNS = 7


def rows() -> list[Row]:
    """A new home (keys and certificates are made) and a home that was used before, which is what a user meets daily."""
    new, used, peer = [], [], []
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-", ignore_cleanup_errors=True) as folder:
        for run in range(RUNS + 1):
            with running((*PANEL, "--home", str(Path(folder) / f"new-{run}"))) as terminal:
                new.append(terminal.until(lambda text: PANEL_PAINTED in text) - terminal.started)
            with running((*PANEL, "--home", str(Path(folder) / "used"))) as terminal:
                used.append(terminal.until(lambda text: PANEL_PAINTED in text) - terminal.started)
                terminal.quiet(0.5)  # what a first start makes is made
            with minimal() as terminal:
                peer.append(terminal.until(lambda text: MINIMAL_PAINTED in text) - terminal.started)
    # The first round warms the disk's cache and writes byte code.
    return [
        Row("first painted panel", median(used[1:]), "s", 0.7, "minimal Textual app", median(peer[1:])),
        Row("first painted panel, new home", median(new[1:]), "s", 0.7, "minimal Textual app", median(peer[1:])),
    ]
