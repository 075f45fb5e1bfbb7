"""Practice tenants that rehearsals borrow: started once a process in a throwaway folder, seeded anew for each."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from panel_sim.adapters.clocks import ManualClock
from panel_sim.options import Refused
from panel_sim.running.practice import TenantPractice
from panel_sim.tenant.service import PortTaken, Tenant, TenantFailed

_free: list[Tenancy] = []
_all: list[Tenancy] = []
_guard = threading.Lock()


class BorrowedClock:
    """The clock of a tenant that outlives its borrowers: it shows the time of whoever borrows it now."""

    def __init__(self) -> None:
        self._shown = ManualClock()
        self._watchers: list[Callable[[], None]] = []

    def show(self, clock: ManualClock) -> None:
        """From now on show this clock's time, and tell when it is wound."""
        self._shown.unwatch(self._moved)
        self._shown = clock
        clock.watch(self._moved)
        self._moved()

    def _moved(self) -> None:
        for watcher in self._watchers:
            watcher()

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._shown.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Refused: only the rehearsal winds its clock, so that its device settles between timers."""
        raise ValueError("in a rehearsal the clock is wound by the path")

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call after each winding (see the tenant's WatchedClock)."""
        self._watchers.append(watcher)


class Tenancy:
    """One tenant of this process, and what a borrower needs to know of it. Made and given back by `borrow`."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="panel-sim-tenant-"))
        self.clock = BorrowedClock()
        self.tenant = Tenant(self._folder / "tenant", clock=self.clock)
        self.practice = TenantPractice(self.tenant)
        try:
            self.ready: dict[str, Any] = self.tenant.start().as_dict()
        except (PortTaken, TenantFailed) as error:
            self.close()
            raise Refused(getattr(error, "strerror", None) or str(error), 3) from None

    def give_back(self) -> None:
        """Let the next borrower have it."""
        with _guard:
            _free.append(self)

    def close(self) -> None:
        """Stop it and take its folder away."""
        self.tenant.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


async def borrow() -> Tenancy:
    """A tenant that nobody else uses: one that was given back, else a new one. Raises Refused."""
    with _guard:
        if _free:
            return _free.pop()
    made = await asyncio.to_thread(Tenancy)
    with _guard:
        if not _all:
            atexit.register(close_all)
        _all.append(made)
    return made


def close_all() -> None:
    """Stop every tenant of this process; at its end this happens by itself."""
    with _guard:
        gone = tuple(_all)
        _all.clear()
        _free.clear()
    for one in gone:
        one.close()
