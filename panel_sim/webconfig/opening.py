"""Puts the pages of one device together, from the shipped data."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.loading.web_pages import read_pages
from panel_sim.ports import Dice
from panel_sim.shipped import shipped
from panel_sim.simulator import Simulator
from panel_sim.webconfig.app import SiteData, WebConfig
from panel_sim.webconfig.forms import read_forms
from panel_sim.webconfig.guarding import LOCAL
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.rooms import Parts
from panel_sim.webconfig.words import read_words


def read_site() -> SiteData:
    """The pages as they are shipped; raises DataProblems. Takes some time: call it in a thread."""
    folder = shipped("assets") / "webconfig"
    return SiteData(
        read_pages((folder / "pages.yaml").read_bytes(), "webconfig/pages.yaml"),
        read_forms(folder / "forms"),
        read_words(folder / "words"),
    )


def web_config(
    simulator: Simulator,
    data: SiteData,
    parts: Parts,
    dice: Dice,
    *,
    cookie: str = "webconfig",
    hosts: Iterable[str] = LOCAL,
) -> WebConfig:
    """The pages of the device that `simulator` drives; use them in its loop's thread.

    `cookie` must differ between devices that a browser knows by the same name, ports apart.
    """
    ports = simulator.ports
    return WebConfig(
        Printer(simulator),
        data,
        parts,
        clock=ports.clock,
        dice=dice,
        passwords=ports.passwords,
        cookie=cookie,
        hosts=hosts,
    )
