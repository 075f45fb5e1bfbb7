"""Where exploring begins when nobody says: beginnings that between them meet everything a device can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from panel_sim.core.menus import ValueData


@dataclass(frozen=True, slots=True)
class Start:
    """One beginning: fixtures, and what is so besides them."""

    given: tuple[str, ...] = ("showroom",)
    conditions: tuple[str, ...] = ()
    values: Mapping[str, ValueData] = field(default_factory=dict)
    screen: str = ""

    def __str__(self) -> str:
        """Give `epas-anna, media-empty`."""
        values = [f"{key}={value}" for key, value in self.values.items()]
        return ", ".join([*self.given, *self.conditions, *values, *([self.screen] if self.screen else [])])


PLAN = (
    Start(),
    Start(("epas-anna",)),
    Start(("epas-anna", "locked")),
    Start(("factory",)),
    Start(("epas-anna",), ("media-empty",)),
    Start(("epas-anna",), ("network-unplugged",)),
    Start(("showroom", "old-firmware"), values={"network.connection": "wifi", "network.dns_setting": "manual"}),
)
