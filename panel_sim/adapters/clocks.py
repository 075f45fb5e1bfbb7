"""The device's clocks: one that people live on, one that tests and path files turn by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path


class _Due:
    """A timer on a heap."""

    __slots__ = ("at", "call", "cancelled", "order")

    def __init__(self, at: float, order: int, call: Callable[[], None]) -> None:
        self.at, self.order, self.call, self.cancelled = at, order, call, False

    def __lt__(self, other: _Due) -> bool:
        return (self.at, self.order) < (other.at, other.order)

    def cancel(self) -> None:
        """Stop it."""
        self.cancelled = True


class ManualClock:
    """Time that stands still until `advance`; timers fire in the order in which they come due."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime(2026, 11, 23, 9, 41, tzinfo=timezone.utc)
        self._seconds = 0.0
        self._due: list[_Due] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        """The moment that the clock stands at."""
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._seconds

    def call_later(self, seconds: float, call: Callable[[], None]) -> _Due:
        """Fire when the clock has been wound that far."""
        due = _Due(self._seconds + max(0.0, seconds), next(self._order), call)
        heapq.heappush(self._due, due)
        return due

    def next_due(self) -> float | None:
        """Seconds to the next timer; None when none runs."""
        while self._due and self._due[0].cancelled:
            heapq.heappop(self._due)
        return self._due[0].at - self._seconds if self._due else None

    def advance(self, seconds: float) -> None:
        """Wind forward, firing what comes due on the way. Raises ValueError for a negative number."""
        if seconds < 0:
            raise ValueError("a clock is wound forward, never back")
        end = self._seconds + seconds
        while self._due and self._due[0].at <= end:
            due = heapq.heappop(self._due)
            if not due.cancelled:
                self._seconds = max(self._seconds, due.at)
                due.call()
        self._seconds = end


class LoopClock:
    """The computer's time plus what was wound forward, on an asyncio loop. The offset is kept in `path` if given."""

    def __init__(self, loop: asyncio.AbstractEventLoop, path: Path | None = None) -> None:
        self._loop = loop
        self._path = path
        self._lock = threading.Lock()
        self._due: list[_Due] = []
        self._order = itertools.count()
        self._handle: asyncio.TimerHandle | None = None
        self._offset = self._read()

    def _read(self) -> float:
        if self._path is None:
            return 0.0
        try:
            offset = json.loads(self._path.read_text("utf-8"))["offset_s"]
            return max(0.0, float(offset))
        except (OSError, ValueError, KeyError, TypeError):
            # A new home, or a damaged file: practice time begins at the present.
            return 0.0

    @property
    def offset(self) -> float:
        """Seconds that practice time is ahead of the computer's."""
        return self._offset

    def now(self) -> datetime:
        """Practice time, in the computer's time zone."""
        wall = datetime.fromtimestamp(time.time(), timezone.utc)  # noqa: TID251  # the one place that reads the wall clock
        return (wall + timedelta(seconds=self._offset)).astimezone()

    def monotonic(self) -> float:
        """Never goes back, even when the computer's clock is set back."""
        return time.monotonic() + self._offset  # noqa: TID251  # see `now`

    def call_later(self, seconds: float, call: Callable[[], None]) -> _Due:
        """Fire in the loop's thread; must be called there."""
        due = _Due(self.monotonic() + max(0.0, seconds), next(self._order), call)
        heapq.heappush(self._due, due)
        if self._due[0] is due:
            self._schedule()
        return due

    def _schedule(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        while self._due and self._due[0].cancelled:
            heapq.heappop(self._due)
        if self._due:
            wait = max(0.0, self._due[0].at - self.monotonic())
            self._handle = self._loop.call_later(wait, self._fire)

    def _fire(self) -> None:
        self._handle = None
        while self._due and (self._due[0].cancelled or self._due[0].at <= self.monotonic()):
            due = heapq.heappop(self._due)
            if not due.cancelled:
                due.call()
        self._schedule()

    def advance(self, seconds: float) -> None:
        """Wind forward, from any thread; what comes due fires in the loop's next turn."""
        if seconds < 0:
            raise ValueError("a clock is wound forward, never back")
        with self._lock:
            self._offset += seconds
            if self._path is not None:
                temporary = self._path.with_suffix(".new")
                try:
                    temporary.write_text(json.dumps({"offset_s": self._offset}), "utf-8")
                    os.replace(temporary, self._path)
                except OSError:
                    # Practice time is right as long as the program runs; it is only not remembered.
                    pass
        self._loop.call_soon_threadsafe(self._schedule)

    def rewind(self) -> None:
        """Back to the present: for a new start."""
        with self._lock:
            self._offset = 0.0
            if self._path is not None:
                self._path.unlink(missing_ok=True)


class WallClock:
    """The computer's time for commands that only look: nothing waits, so timers never fire."""

    def now(self) -> datetime:
        """The present, in the computer's time zone."""
        return datetime.fromtimestamp(time.time(), timezone.utc).astimezone()  # noqa: TID251  # see LoopClock.now

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()  # noqa: TID251  # see LoopClock.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> _Due:
        """A timer that nobody waits for."""
        return _Due(self.monotonic() + seconds, 0, call)

    def advance(self, seconds: float) -> None:
        """Nothing waits, so nothing is wound."""
