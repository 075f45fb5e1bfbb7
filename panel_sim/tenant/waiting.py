"""What faults keep waiting: answers that come late on the practice clock, and callers who are never answered."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable
from itertools import count

from panel_sim.tenant.clock import TenantClock, WatchedClock

LOOK_AGAIN_S = 0.02
"""How often a clock that does not tell when it is wound is looked at, while something waits for it."""

LOOK_AGAIN_WATCHED_S = 0.5
"""The same for one that tells: only against a clock whose time stands still for a moment."""

Release = Callable[[], None]


class Waiting:
    """Counts and wakes what waits. `sleep` belongs to the tenant's loop, all else to any thread.

    Something whose moment has come no longer counts as held, even before the loop has run: whoever winds the clock
    and asks at once is never told that nothing more will happen.
    """

    def __init__(self, clock: TenantClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = count()
        self._due: dict[int, float] = {}
        self._sleepers: dict[int, tuple[float, asyncio.Future[None]]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watchers: list[Callable[[], None]] = []
        self._look_again = LOOK_AGAIN_S
        if isinstance(clock, WatchedClock):
            self._look_again = LOOK_AGAIN_WATCHED_S
            clock.watch(self.moved)

    def held(self) -> int:
        """How many connections or requests a fault keeps waiting now."""
        now = self._clock.now()
        with self._lock:
            return sum(due > now for due in self._due.values())

    def next_due(self) -> float | None:
        """The practice time at which the first of them goes on by itself; None when none ever does."""
        with self._lock:
            first = min(self._due.values(), default=math.inf)
        return None if math.isinf(first) else first

    def watch(self, watcher: Callable[[], None]) -> Release:
        """Call `watcher` whenever something begins or ends to wait, from any thread; gives a way to stop."""
        with self._lock:
            self._watchers.append(watcher)

        def stop() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return stop

    def hold(self, due: float = math.inf) -> Release:
        """Count something as held, until `due` on the practice clock or for ever; gives what lets it go."""
        number = next(self._numbers)
        with self._lock:
            self._due[number] = due
        self._tell()

        def release() -> None:
            with self._lock:
                gone = self._due.pop(number, None)
            if gone is not None:
                self._tell()

        return release

    async def sleep(self, seconds: float) -> None:
        """Wait so long on the practice clock."""
        loop = self._loop = asyncio.get_running_loop()
        due = self._clock.now() + seconds
        release = self.hold(due)
        number, woken = next(self._numbers), loop.create_future()
        self._sleepers[number] = (due, woken)
        try:
            self._look()
            await woken
        finally:
            self._sleepers.pop(number, None)
            release()

    def moved(self) -> None:
        """The clock was wound: wake what is due."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock.now()
        for due, woken in self._sleepers.values():
            if due <= now and not woken.done():
                woken.set_result(None)
        ahead = [due for due, woken in self._sleepers.values() if not woken.done()]
        if ahead and self._loop is not None:
            # A clock that stands still until it is wound must not keep the loop busy, hence the least.
            wait = min(max(min(ahead) - now, 0.001), self._look_again)
            self._timer = self._loop.call_later(wait, self._look)

    def _tell(self) -> None:
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            watcher()
