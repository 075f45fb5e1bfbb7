"""Resident memory of the panel with all services, beside a minimal Textual program."""

from __future__ import annotations

from statistics import median

from benchmarks.table import Row
from benchmarks.terminal import MINIMAL_PAINTED, PANEL_PAINTED, minimal, panel

RUNS = 3


def rows() -> list[Row]:
    """Measured once the first painting is over and nothing more happens."""
    ours, peers = [], []
    for _ in range(RUNS):
        with panel() as terminal:
            terminal.until(lambda text: PANEL_PAINTED in text)
            terminal.quiet(2.0)
            ours.append(terminal.memory_mb())
        with minimal() as terminal:
            terminal.until(lambda text: MINIMAL_PAINTED in text)
            terminal.quiet(2.0)
            peers.append(terminal.memory_mb())
    return [Row("memory of the panel with all services", median(ours), "MB", 120, "minimal Textual app", median(peers))]
