"""Network > Email Server > Connection Test: really connects as the settings say, and says what came of it."""

from __future__ import annotations

from starlette.responses import Response

from panel_sim.core.network_state import trouble
from panel_sim.core.viewing import value_words
from panel_sim.ports import Checked, MailCheck, MailServer
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.visit import Page, Visit

RESULT = "connection-test"
SHOWN = (
    "email.authentication",
    "email.service",
    "email.smtp_address",
    "email.smtp_port",
    "email.security",
    "email.certificate_validation",
)


class TestPage(Page):
    """One test at a time; what a test found stands on the page until the next one."""

    __test__ = False

    def __init__(self, printer: Printer, check: MailCheck) -> None:
        self._printer, self._check = printer, check
        self._under_way = False

    async def answer(self, visit: Visit) -> Response:
        """Show what will be tried, and the newest result; try it on Start."""
        if visit.posted is None:
            return self._show(visit)
        visit.mine.kept[RESULT] = await self._try()
        return visit.go(visit.page)

    async def _try(self) -> Checked:
        if self._under_way or self._printer.context.active_jobs:
            return Checked("busy")
        found = trouble(self._printer.device)
        if found is not None:
            return Checked("smtp-connect" if found.item == "name-lookup" else "smtp-communication", found.code)
        self._under_way = True
        try:
            return await self._check.check(self._server())
        finally:
            self._under_way = False

    def _server(self) -> MailServer:
        device = self._printer.device
        return MailServer(
            method=device.text("email.authentication"),
            host=device.text("email.smtp_address"),
            port=device.number("email.smtp_port", 587),
            security=device.text("email.security"),
            validate=device.on("email.certificate_validation"),
            sender=device.text("email.sender"),
            account=device.text("email.auth_account"),
            password=device.text("email.auth_password"),
            pop_host=device.text("email.pop_address"),
            pop_port=device.number("email.pop_port", 110),
        )

    def _show(self, visit: Visit) -> Response:
        seen, result = visit.seen, visit.mine.kept.get(RESULT)
        keys = [key for key in SHOWN if key != "email.service" or seen.device.text("email.authentication") == "oauth2"]
        return visit.write(
            "connection_test.html",
            settings=[(visit.label(key), value_words(seen, key) or "–") for key in keys],
            result=result,
            said=visit.words(f"test.{result.message}") if isinstance(result, Checked) else "",
            legs=[(visit.words.first(f"leg.{leg.name}"), leg) for leg in result.legs] if result else [],
        )
