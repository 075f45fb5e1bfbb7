"""The practice clock of the tenant, and the one place in it that reads the machine's own clocks."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from panel_sim.tenant.private_file import write_private

log = logging.getLogger("panel_sim.tenant")


class TenantClock(Protocol):
    """What the tenant asks of a clock. Both methods are called from several threads."""

    def now(self) -> float:
        """Practice time, in seconds since 1970-01-01 UTC; never less than it was."""

    def advance(self, seconds: float) -> None:
        """Wind practice time forward."""


@runtime_checkable
class WatchedClock(Protocol):
    """A clock that also tells when it was wound, so that what waits for it wakes at once."""

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after each step forward, from the thread that made it."""


def wall_now() -> float:
    """The machine's time, for what only knows that: the validity of TLS certificates."""
    return time.time()  # noqa: TID251 - this module is the tenant's adapter for clocks


def steady_now() -> float:
    """Seconds on a clock that nobody sets."""
    return time.monotonic()  # noqa: TID251 - as above


class ManualClock:
    """A clock that moves only when told, for tests."""

    def __init__(self, start: float = 1_790_000_000.0) -> None:
        self._now = start
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> float:
        """The time it was set to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward; raises ValueError for a negative or endless step."""
        self._now += _checked(seconds)
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call after each step."""
        self._watchers.append(watcher)


class OffsetClock:
    """The machine's time plus an offset that is kept in a file, so that wound-forward time survives a restart.

    A wall clock that is set back does not take practice time with it: steps backwards are replaced by what the
    monotonic clock says, so intervals and lifetimes go on.
    """

    def __init__(
        self,
        file: Path | None = None,
        *,
        wall: Callable[[], float] = wall_now,
        steady: Callable[[], float] = steady_now,
    ) -> None:
        self._file = file
        self._read_wall = wall
        self._read_steady = steady
        self._lock = threading.Lock()
        self._watchers: list[Callable[[], None]] = []
        self._wall = wall()
        self._steady = steady()
        self._now = self._wall + _read_offset(file)

    def now(self) -> float:
        """Practice time."""
        with self._lock:
            return self._tick()

    def advance(self, seconds: float) -> None:
        """Wind forward and remember it; raises ValueError for a negative or endless step, OSError when it cannot
        be kept."""
        step = _checked(seconds)
        with self._lock:
            self._tick()
            self._now += step
            if self._file is not None:
                write_private(self._file, json.dumps({"offset_s": self._now - self._wall}).encode())
        log.info("practice time is wound forward by %.0f s", step)
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call after each step forward; the time that passes by itself is not told."""
        self._watchers.append(watcher)

    def _tick(self) -> float:
        wall, steady = self._read_wall(), self._read_steady()
        step = wall - self._wall
        if step < 0:
            step = steady - self._steady
        self._wall, self._steady = wall, steady
        self._now += max(0.0, step)
        return self._now


LONGEST_STEP_S = 100 * 366 * 86400.0
"""A hundred years: further on, dates no longer fit the documents that carry them."""


def _checked(seconds: float) -> float:
    if not 0 <= seconds <= LONGEST_STEP_S:
        raise ValueError("The practice clock goes forward only, by at most 100 years at a time.")
    return float(seconds)


def _read_offset(file: Path | None) -> float:
    """The kept offset; a file that cannot be read counts as none, since time must always start."""
    if file is None:
        return 0.0
    try:
        offset = float(json.loads(file.read_text("utf-8"))["offset_s"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0.0
    return offset if 0 <= offset <= LONGEST_STEP_S * 10 else 0.0


def utc(moment: float) -> datetime:
    """A practice time as a date; a moment beyond the calendar becomes its last day."""
    try:
        return datetime.fromtimestamp(moment, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime(9999, 12, 31, tzinfo=UTC)
