"""Root Certificate Update, and Firmware Update: what is there, and fetching what is newer (simulated)."""

from __future__ import annotations

from starlette.responses import Response

from panel_sim.core.network_state import trouble
from panel_sim.core.rules.firmware import KEY as FIRMWARE
from panel_sim.core.rules.firmware import NEW, OLD
from panel_sim.core.viewing import choice_words, value_words
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.visit import Page, Visit

ROOT, NEWEST = "device.root_certificate", "02.04"
"""The version of the root certificates that there are, and of those that can be fetched."""


class RootPage(Page):
    """The certificates that the device came with; a newer set can be fetched (simulated)."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    async def answer(self, visit: Visit) -> Response:
        """Show the version; bring it up to date on Start."""
        now = self._printer.device.text(ROOT)
        if visit.posted is None:
            return visit.write(
                "update.html",
                about="root",
                now=now,
                newest=visit.words("update.newest", version=NEWEST),
                old=now != NEWEST,
            )
        if now == NEWEST:
            visit.mine.tell("told.newest")
        elif trouble(self._printer.device) is not None:
            visit.mine.tell("told.no-network")
        else:
            self._printer.set({ROOT: NEWEST})
            visit.mine.tell("told.updated", version=NEWEST)
        return visit.go(visit.page)


class FirmwarePage(Page):
    """The firmware; a newer one can be fetched (simulated), and with it OAuth2."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    async def answer(self, visit: Visit) -> Response:
        """Show both versions; bring it up to date on Start."""
        seen, old = visit.seen, self._printer.device.text(FIRMWARE) == OLD
        newest = choice_words(seen, FIRMWARE, NEW)
        if visit.posted is None:
            return visit.write(
                "update.html",
                about="firmware",
                now=value_words(seen, FIRMWARE),
                newest=visit.words("update.newest", version=newest),
                old=old,
            )
        if not old:
            visit.mine.tell("told.newest")
        elif trouble(self._printer.device) is not None:
            visit.mine.tell("told.no-network")
        else:
            self._printer.set({FIRMWARE: NEW})
            visit.mine.tell("told.updated", version=newest)
        return visit.go(visit.page)
