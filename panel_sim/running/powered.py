"""A device that really runs, on a clock turned by hand: what a program drives from outside."""

from __future__ import annotations

import asyncio

from panel_sim.adapters.clocks import ManualClock
from panel_sim.core.events import ConditionChanged
from panel_sim.options import Options, Refused
from panel_sim.running.device import Running
from panel_sim.running.practice import DEVICE_FAULTS, TenantPractice
from panel_sim.running.rehearsal import PAGE_SECONDS, START
from panel_sim.running.settling import Settling
from panel_sim.tenant.service import Tenant


class Powered:
    """A Running whose clock stands still until it is wound; it offers what a Rehearsal does. Raises as Running does."""

    def __init__(self, options: Options) -> None:
        self.clock = ManualClock(START)
        self.running = Running(options, page_seconds=PAGE_SECONDS, clock=self.clock)
        self.simulator = self.running.simulator
        self._settling = Settling(self.simulator, self.clock, lambda: self.running.tenant, self._nobody)

    @staticmethod
    def _nobody() -> asyncio.Task[None] | None:
        """The tenant is up before the first path step."""
        return None

    @property
    def tenancy(self) -> Powered | None:
        """The practice tenant, as a Rehearsal has it."""
        return self if self.running.practice is not None else None

    @property
    def practice(self) -> TenantPractice:
        """What may be done to the tenant. Raises Refused where there is none."""
        practice = self.running.practice
        if practice is None:
            raise Refused("The practice tenant does not run.", 3)
        return practice

    @property
    def servers(self) -> Tenant:
        """The tenant itself. Raises Refused where there is none."""
        tenant = self.running.tenant
        if tenant is None:
            raise Refused("The practice tenant does not run.", 3)
        return tenant

    async def tenant(self) -> Powered:
        """See Rehearsal."""
        return self

    async def set_fault(self, name: str, present: bool, settings: dict[str, object]) -> None:
        """See Rehearsal."""
        if name in DEVICE_FAULTS:
            if settings:
                raise ValueError(f"The fault {name} takes no settings.")
            self.simulator.feed(ConditionChanged(DEVICE_FAULTS[name], present))
        elif present:
            self.servers.set_fault(name, **settings)
        else:
            self.servers.clear_fault(name)
        (self.running.faults.add if present else self.running.faults.discard)(name)

    async def settle(self) -> None:
        """See Rehearsal."""
        await self._settling.settle()

    def next_due(self) -> float | None:
        """See Rehearsal."""
        return self._settling.next_due()

    def wind(self, seconds: float) -> None:
        """See Rehearsal."""
        self._settling.wind(seconds)

    async def close(self) -> None:
        """Stop everything."""
        await self.running.close()
