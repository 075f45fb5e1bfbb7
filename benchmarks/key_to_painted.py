"""From a key to the last byte of what was painted for it, in a real pty, beside a minimal Textual program."""

from __future__ import annotations

from itertools import cycle, islice
from statistics import quantiles

from benchmarks.table import Row
from benchmarks.terminal import (
    DOWN,
    ENTER,
    ESCAPE,
    LEFT,
    MINIMAL_PAINTED,
    PANEL_PAINTED,
    RIGHT,
    UP,
    Terminal,
    minimal,
    panel,
)

KEYS = 200
ROUND = 20


def p95_ms(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return quantiles(seconds, n=20)[-1] * 1000


def timed(terminal: Terminal, keys: tuple[bytes, ...], count: int) -> list[float]:
    """Press the keys in turn."""
    return [terminal.painted_after(key) for key in islice(cycle(keys), count)]


def opening(terminal: Terminal, count: int) -> list[float]:
    """Press Enter and close again; only the opening is timed, since a lone Escape makes every terminal program wait."""
    times = []
    for _ in range(count):
        times.append(terminal.painted_after(ENTER))
        terminal.painted_after(ESCAPE)
    return times


def rows() -> list[Row]:
    """A moved cursor, and a screen that opens. The two programs take turns, so that both meet the same machine."""
    moved: list[float] = []
    opened: list[float] = []
    peer_moved: list[float] = []
    peer_opened: list[float] = []
    with panel() as ours, minimal() as peer:
        ours.until(lambda text: PANEL_PAINTED in text)
        peer.until(lambda text: MINIMAL_PAINTED in text)
        for terminal in (ours, peer):
            terminal.quiet(1.0)
        timed(ours, (RIGHT, LEFT), ROUND)
        timed(peer, (DOWN, UP), ROUND)
        for _ in range(KEYS // ROUND):
            moved += timed(ours, (RIGHT, LEFT), ROUND)
            peer_moved += timed(peer, (DOWN, UP), ROUND)
            opened += opening(ours, ROUND // 2)
            peer_opened += opening(peer, ROUND // 2)
    return [
        Row("key to painted, p95", p95_ms(moved), "ms", 16, "minimal Textual app", p95_ms(peer_moved)),
        Row(
            "key to painted, p95, a screen opens", p95_ms(opened), "ms", 16, "minimal Textual app", p95_ms(peer_opened)
        ),
    ]
