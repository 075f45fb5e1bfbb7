"""Clocks without a loop: one that tests and path files turn by hand, one for commands that only look."""

from __future__ import annotations

import heapq
import itertools
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

FURTHEST = 100 * 365 * 86_400.0
"""How far ahead of the computer's time practice time may be."""


def check_forward(seconds: float) -> None:
    """Raise ValueError for what no clock can be wound by."""
    if not 0 <= seconds < math.inf:
        raise ValueError("a clock is wound forward, never back")


@runtime_checkable
class WaitedFor(Protocol):
    """A clock that knows how many wait for it: nothing more happens for those until it is wound."""

    def wait_began(self) -> Callable[[], None]:
        """Count one more; gives what ends it, once, however often it is called."""

    def going_on(self) -> Callable[[], None]:
        """Count one that waited for an answer as one that no longer does: its deadline has passed, say, and it is
        about to end. Gives what ends that, as above."""


def wait_began(clock: object) -> Callable[[], None]:
    """Tell a clock that wants to know it that somebody waits for it; gives what ends that. In the clock's thread."""
    return clock.wait_began() if isinstance(clock, WaitedFor) else _nothing


def going_on(clock: object) -> Callable[[], None]:
    """Tell a clock that wants to know it that somebody no longer waits for an answer; gives what ends that."""
    return clock.going_on() if isinstance(clock, WaitedFor) else _nothing


def _nothing() -> None:
    """The end of a wait that nobody counts."""


class Due:
    """A timer on a heap."""

    __slots__ = ("at", "call", "cancelled", "order")

    def __init__(self, at: float, order: int, call: Callable[[], None]) -> None:
        self.at, self.order, self.call, self.cancelled = at, order, call, False

    def __lt__(self, other: Due) -> bool:
        return (self.at, self.order) < (other.at, other.order)

    def cancel(self) -> None:
        """Stop it. It lies on its heap until its time comes; what it would have called is let go at once, since that
        may hold a whole connection."""
        self.cancelled = True
        self.call = _nothing


class ManualClock:
    """Time that stands still until `advance`; timers fire in the order in which they come due."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
        self._seconds = 0.0
        self._due: list[Due] = []
        self._order = itertools.count()
        self.waits = 0
        """How many pauses of effects wait for this clock now."""
        self.ends = 0
        """How many effects are about to end, whatever still seems to keep them waiting."""
        self.on_wait: Callable[[], None] = _nothing
        """Called when one more waits."""
        self._watchers: list[Callable[[], None]] = []

    @property
    def offset(self) -> float:
        """Seconds that it was wound."""
        return self._seconds

    def now(self) -> datetime:
        """The moment that the clock stands at."""
        return self._start + timedelta(seconds=self._seconds)

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self._seconds

    def call_later(self, seconds: float, call: Callable[[], None]) -> Due:
        """Fire when the clock has been wound that far."""
        due = Due(self._seconds + max(0.0, seconds), next(self._order), call)
        heapq.heappush(self._due, due)
        return due

    def wait_began(self) -> Callable[[], None]:
        """See WaitedFor."""
        self.waits += 1
        self.on_wait()
        return _once(self._wait_ended)

    def _wait_ended(self) -> None:
        self.waits -= 1

    def going_on(self) -> Callable[[], None]:
        """See WaitedFor."""
        self.ends += 1
        return _once(self._gone)

    def _gone(self) -> None:
        self.ends -= 1
        self.on_wait()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` after each winding."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        """Call it no more; one that was never called is left alone."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    def next_due(self) -> float | None:
        """Seconds to the next timer; None when none runs."""
        while self._due and self._due[0].cancelled:
            heapq.heappop(self._due)
        return self._due[0].at - self._seconds if self._due else None

    def advance(self, seconds: float) -> None:
        """Wind forward, firing what comes due on the way. Raises ValueError for a negative number."""
        check_forward(seconds)
        end = self._seconds + seconds
        while self._due and self._due[0].at <= end:
            due = heapq.heappop(self._due)
            if not due.cancelled:
                self._seconds = max(self._seconds, due.at)
                due.call()
        # A call may itself have wound the clock, further than this.
        self._seconds = max(self._seconds, end)
        for watcher in tuple(self._watchers):
            watcher()


def _once(call: Callable[[], None]) -> Callable[[], None]:
    """`call`, but only the first time."""
    called = False

    def first() -> None:
        nonlocal called
        if not called:
            called = True
            call()

    return first


class WallClock:
    """The computer's time for commands that only look: nothing waits, so timers never fire."""

    def now(self) -> datetime:
        """The present, in the computer's time zone."""
        return datetime.fromtimestamp(time.time(), UTC).astimezone()  # noqa: TID251  # see LoopClock.now

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()  # noqa: TID251  # see LoopClock.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> Due:
        """A timer that nobody waits for."""
        return Due(self.monotonic() + seconds, 0, call)

    def advance(self, seconds: float) -> None:
        """Nothing waits, so nothing is wound."""
