"""When nothing more will happen by itself: effects that are over, or that wait for practice time alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from panel_sim.adapters.aside import abandoned, on_abandoned, post
from panel_sim.adapters.clocks import ManualClock
from panel_sim.simulator import Simulator

if TYPE_CHECKING:
    from panel_sim.tenant.service import Tenant

PATIENCE = 20.0
"""Seconds of the computer's time without any progress after which something is broken, not slow."""
TURNS = 5
"""Turns of the loop in which a cancelled effect lets go of what it waited for."""


class Stuck(Exception):
    """Effects under way neither ended nor waited for practice time; the sentence names them."""


class Settling:
    """Waits for a device on a clock that is turned by hand, and winds that clock.

    `tenant` gives the practice tenant where there is one, `bringing` what is bringing one up.
    """

    def __init__(
        self,
        simulator: Simulator,
        clock: ManualClock,
        tenant: Callable[[], Tenant | None],
        bringing: Callable[[], asyncio.Task[Any] | None],
    ) -> None:
        self._simulator = simulator
        self._clock = clock
        self._tenant = tenant
        self._bringing = bringing

    async def settle(self) -> None:
        """Until no effect is under way, or only such as wait for practice time. Raises Stuck, and what bringing the
        tenant up raised."""
        simulator = self._simulator
        bringing = self._bringing()
        if not simulator.under_way() and (bringing is None or (bringing.done() and self._tenant() is not None)):
            return
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        stops = [simulator.observe(lambda kind, what: woken.set()), on_abandoned(lambda: post(loop, _set, woken))]
        self._clock.on_wait = woken.set
        watched: Tenant | None = None
        try:
            while True:
                woken.clear()
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                tenant = self._tenant()
                if tenant is not None and watched is None:
                    watched = tenant
                    stops.append(watched.watch_held(lambda: post(loop, _set, woken)))
                work: list[asyncio.Task[Any]] = list(simulator.under_way())
                bringing = self._bringing()
                if bringing is not None:
                    if bringing.done():
                        # A tenant that could not be had is the environment's failure, not the device's.
                        bringing.result()
                    else:
                        work.append(bringing)
                if not work or await self._all_wait(work):
                    break
                waker = loop.create_task(woken.wait())
                done, _ = await asyncio.wait([*work, waker], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
                waker.cancel()
                if not done:
                    names = ", ".join(sorted({one.get_name() for one in simulator.under_way()}))
                    raise Stuck(f"Nothing has moved for {PATIENCE:.0f} seconds of real time: {names or 'the tenant'}.")
        finally:
            self._clock.on_wait = _nothing
            for stop in stops:
                stop()

    async def _all_wait(self, work: Sequence[object]) -> bool:
        """Whether everything under way waits for practice time."""
        clock = self._clock
        if len(work) <= clock.waits:
            return True
        tenant = self._tenant()
        if tenant is None or len(work) > clock.waits + self._held(tenant):
            return False
        # Connections that were given up may still count; the tenant's loop takes note of them in a turn or two.
        await asyncio.to_thread(tenant.turn)
        return len(self._simulator.under_way()) <= clock.waits + self._held(tenant)

    def _held(self, tenant: Tenant) -> int:
        return max(0, tenant.held() - abandoned() - self._clock.ends)

    def next_due(self) -> float | None:
        """Seconds to the next moment at which anything happens by itself; None when nothing will."""
        due = self._clock.next_due()
        tenant = self._tenant()
        if tenant is not None and (late := tenant.next_due()) is not None:
            late = max(0.0, late - self._clock.now().timestamp())
            due = late if due is None else min(due, late)
        return due

    def wind(self, seconds: float) -> None:
        """Wind the clock forward; what comes due on the way fires. Settle first: deadlines are timers too."""
        self._clock.advance(seconds)
        self._simulator.refresh()


def _set(event: asyncio.Event) -> None:
    event.set()


def _nothing() -> None:
    """Nobody waits to hear."""
