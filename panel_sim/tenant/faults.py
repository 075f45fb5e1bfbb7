"""Faults on purpose: turned on and off while the tenant runs, and met by its services."""

from __future__ import annotations

import hashlib
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from panel_sim.tenant.changes import Changes
from panel_sim.tenant.dice import SeededDice, TenantDice, chance
from panel_sim.tenant.fault_rules import NAMED, Fault, FaultProblem, checked
from panel_sim.tenant.listener import Listener, Mode
from panel_sim.tenant.policy import nearest

log = logging.getLogger("panel_sim.tenant")

__all__ = ["FaultProblem", "Faults"]

SCRIPTS_KEPT = 1000
"""Device codes whose place in a script of polls is remembered."""


@dataclass
class _Active:
    """A fault that is on: how it was asked for, and how often it was met."""

    shown: dict[str, Any]
    fault: Fault
    dice: TenantDice
    met: int = 0
    acted: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def acts(self) -> bool:
        self.met += 1
        fault = self.fault
        acts = (not fault.nth or self.met in fault.nth) and (
            fault.probability >= 1 or chance(self.dice) < fault.probability
        )
        self.acted += acts
        return acts


class Faults:
    """Its methods run in the tenant's event loop."""

    def __init__(self, dice: TenantDice, make_untrusted: Callable[[], ssl.SSLContext], changes: Changes) -> None:
        self._dice = dice
        self._make_untrusted = make_untrusted
        self._changes = changes
        self._bad_context: ssl.SSLContext | None = None
        self._listeners: dict[str, Listener] = {}
        self._active: dict[str, _Active] = {}
        self._directory_is_bad = False

    def govern(self, listeners: Mapping[str, Listener]) -> None:
        """The listeners of the services `directory` and `smtp`, which go down and fall silent as a whole."""
        self._listeners = dict(listeners)

    def active(self) -> dict[str, dict[str, Any]]:
        """The faults that are on, with their options."""
        return {name: dict(each.shown) for name, each in self._active.items()}

    def met(self) -> dict[str, dict[str, int]]:
        """How often each fault that is on was met, and how often it acted; ports as a whole do not count."""
        return {name: {"met": each.met, "acted": each.acted} for name, each in self._active.items()}

    async def set(self, name: str | None, options: Mapping[str, Any]) -> str:
        """Turn a fault on, or put it in place of the one of that name; gives the name. Raises FaultProblem."""
        name, shown, fault = checked(name, options)
        dice = self._dice if fault.seed is None else SeededDice(fault.seed)
        self._active[name] = _Active(shown, fault, dice)
        log.info("the fault %s begins", name)
        await self._apply()
        self._changes.tell("fault", name=name, settings=dict(options))
        return name

    async def clear(self, name: str | None = None) -> None:
        """Mend a fault, or all of them; a named one that is not on is mended already. Raises FaultProblem."""
        gone = tuple(self._active) if name is None else tuple({name} & self._active.keys())
        for ended in gone:
            log.info("the fault %s ends", ended)
        if name is None:
            self._active.clear()
        elif self._active.pop(name, None) is None and name not in NAMED:
            raise FaultProblem(f"There is no fault {name!r}; {nearest(name, (*self._active, *NAMED))}")
        await self._apply()
        for ended in gone:
            self._changes.tell("clear", name=ended)

    def meet(self, service: str, leg: str, at: str = "end") -> Fault | None:
        """What breaks this leg this time, or None."""
        if not self._active:
            return None
        for each in tuple(self._active.values()):
            if each.fault.concerns(service, leg) and each.fault.at == at and each.acts():
                return each.fault
        return None

    def poll_word(self, fault: Fault, device_code: str) -> str:
        """What a scripted poll of this device code is answered with; `answer` when the script has run out."""
        active = next((each for each in self._active.values() if each.fault is fault), None)
        if active is None:
            return "answer"
        # Each device goes through the script on its own; its code is a secret and is not kept.
        key = hashlib.sha256(device_code.encode("utf-8", "replace")).hexdigest()
        place = active.places.pop(key, 0)
        active.places[key] = place + 1
        while len(active.places) > SCRIPTS_KEPT:
            del active.places[next(iter(active.places))]
        return fault.polls[place] if place < len(fault.polls) else "answer"

    def untrusted(self) -> ssl.SSLContext:
        """TLS with a certificate that nobody trusts."""
        if self._bad_context is None:
            self._bad_context = self._make_untrusted()
        return self._bad_context

    async def _apply(self) -> None:
        # A directory whose certificate changes is another server: connections that are kept open go too.
        was_bad, self._directory_is_bad = self._directory_is_bad, self._shows_bad_certificate("directory")
        for service, listener in self._listeners.items():
            wanted = self._wanted(service)
            if listener.mode != wanted or (service == "directory" and was_bad != self._directory_is_bad):
                await listener.switch(wanted)

    def _wanted(self, service: str) -> Mode:
        faults = [each.fault for each in self._active.values()]
        whole = {fault.do for fault in faults if fault.always and fault.concerns(service, "tcp")}
        if "refuse" in whole:
            return "down"
        return "silent" if "silence" in whole else "up"

    def _shows_bad_certificate(self, service: str) -> bool:
        return any(
            each.fault.do == "bad_certificate" and each.fault.concerns(service, "tls") for each in self._active.values()
        )
