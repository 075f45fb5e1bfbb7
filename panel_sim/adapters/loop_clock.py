"""The clock that people live on: the computer's time plus what was wound forward, on an asyncio loop."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from panel_sim.adapters.clocks import FURTHEST, Due, check_forward

log = logging.getLogger("panel_sim")


class LoopClock:
    """The computer's time plus what was wound forward, on an asyncio loop. The offset is kept in `path` if given."""

    def __init__(self, loop: asyncio.AbstractEventLoop, path: Path | None = None) -> None:
        self._loop = loop
        self._path = path
        self._lock = threading.Lock()
        self._due: list[Due] = []
        self._order = itertools.count()
        self._handle: asyncio.TimerHandle | None = None
        self.on_wound: Callable[[float], None] = _nothing
        """Called with the seconds of each winding, in the thread that wound."""
        self._offset = self._read()

    def _read(self) -> float:
        if self._path is None:
            return 0.0
        try:
            offset = json.loads(self._path.read_text("utf-8"))["offset_s"]
            offset = float(offset)
            return offset if 0.0 <= offset <= FURTHEST else 0.0
        except (OSError, ValueError, KeyError, TypeError):
            # A new home, or a damaged file: practice time begins at the present.
            return 0.0

    @property
    def offset(self) -> float:
        """Seconds that practice time is ahead of the computer's."""
        return self._offset

    def now(self) -> datetime:
        """Practice time, in the computer's time zone."""
        wall = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251  # the one place that reads the wall clock
        return (wall + timedelta(seconds=self._offset)).astimezone()

    def monotonic(self) -> float:
        """Never goes back, even when the computer's clock is set back."""
        return time.monotonic() + self._offset  # noqa: TID251  # see `now`

    def call_later(self, seconds: float, call: Callable[[], None]) -> Due:
        """Fire in the loop's thread; must be called there."""
        due = Due(self.monotonic() + max(0.0, seconds), next(self._order), call)
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
        try:
            while self._due and (self._due[0].cancelled or self._due[0].at <= self.monotonic()):
                due = heapq.heappop(self._due)
                if not due.cancelled:
                    due.call()
        finally:
            # One call that fails must not silence the timers behind it.
            self._schedule()

    def advance(self, seconds: float) -> None:
        """Wind forward, from any thread; what comes due fires in the loop's next turn. Raises ValueError."""
        check_forward(seconds)
        with self._lock:
            if self._offset + seconds > FURTHEST:
                raise ValueError("practice time ends a hundred years from now")
            self._offset += seconds
            if self._path is not None:
                temporary = self._path.with_suffix(".new")
                try:
                    temporary.write_text(json.dumps({"offset_s": self._offset}), "utf-8")
                    os.replace(temporary, self._path)
                except OSError:
                    # Practice time is right as long as the program runs; it is only not remembered.
                    pass
        log.info("practice time is wound forward by %.0f s", seconds)
        self._loop.call_soon_threadsafe(self._schedule)
        self.on_wound(seconds)


def _nothing(seconds: float) -> None:
    """Nobody wants to know."""
