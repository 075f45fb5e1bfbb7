"""The device as its web pages see it: read in any language, changed only by events."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from panel_sim.core.context import Context
from panel_sim.core.device import Device
from panel_sim.core.events import Event, ValuesSet
from panel_sim.core.menus import ValueData, ValueSpec
from panel_sim.core.words import Words
from panel_sim.simulator import Simulator


class Printer:
    """One device behind the pages. Use it in the thread of the simulator's loop."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    @property
    def context(self) -> Context:
        """What the panel knows, to be read only."""
        return self.simulator.panel.context

    @property
    def device(self) -> Device:
        """The device's lasting state, to be read only."""
        return self.context.device

    @property
    def specs(self) -> Mapping[str, ValueSpec]:
        """The values that the model has."""
        return self.device.specs

    @property
    def seconds(self) -> float:
        """The device's monotonic clock."""
        return self.simulator.ports.clock.monotonic()

    def seen_in(self, words: Words) -> Context:
        """The same knowledge in the language of a page, and at this moment."""
        seen = copy.copy(self.context)
        seen.words = words
        seen.now, seen.seconds = self.simulator.ports.clock.now(), self.seconds
        return seen

    def feed(self, event: Event) -> None:
        """Have the device take an event."""
        self.simulator.feed(event)

    def set(self, values: Mapping[str, ValueData]) -> None:
        """Set values together; those that stand so already are left alone."""
        device = self.device
        changed = tuple((key, value) for key, value in values.items() if device.value(key) != value)
        if changed:
            self.feed(ValuesSet(changed))

    @property
    def unreachable(self) -> str:
        """Why a browser would get no answer from it: off, unplugged; "" when it would."""
        if self.context.menus.screens[self.context.screen].kind == "off":
            return "off"
        return "unplugged" if "network-unplugged" in self.device.conditions else ""
