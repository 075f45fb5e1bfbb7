"""The connection check: what it finds is how the device really is set up; its report on the glass and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.views import Progress

Make = Callable[..., Any]
NETWORK = "settings/general/network"
CHECK_ROW = f"{NETWORK}/connection-check"


def checked(glass: Make, *events: ev.Event, model: str = "mfp", **how: Any) -> Any:
    """A panel on the report of a check made after the events."""
    panel = glass(model, screen=NETWORK, **how).feed(*events).tap(CHECK_ROW)
    assert panel.screen == "connection-check"
    panel.advance(10)
    assert panel.screen == "connection-check/report"
    return panel


def results(panel: Any) -> dict[str, str]:
    return {row.id.partition(":")[2]: row.value for row in panel.view.rows()}


class TestConnectionCheck:
    def test_all_is_well_on_a_cable(self, glass: Make) -> None:
        panel = checked(glass)
        assert results(panel) == dict.fromkeys(("connection", "ip-address", "ip-setup", "name-lookup"), "Godkänt")
        assert "godkänd" in panel.view.body.intro
        assert panel.tap("connection-check/report/close").screen == NETWORK

    def test_it_shows_how_far_it_is(self, glass: Make) -> None:
        panel = glass("mfp", screen=NETWORK).tap(CHECK_ROW).advance(0.6)
        body = panel.view.body
        assert isinstance(body, Progress)
        assert (body.done, body.total, body.detail) == (1, 4, "IP-adress")

    @pytest.mark.parametrize("how", ["tap", "back", "stop", "home"])
    def test_cancel(self, glass: Make, how: str) -> None:
        panel = glass("mfp", screen=NETWORK).tap(CHECK_ROW)
        panel = panel.tap("connection-check/cancel") if how == "tap" else panel.press(how)
        assert panel.screen == ("home" if how == "home" else NETWORK)
        assert "check" not in panel.timers

    MANUAL = ev.ValueSet("network.obtain_ip", "manual")

    @pytest.mark.parametrize(
        ("events", "code", "failed"),
        [
            ([ev.ConditionChanged("network-unplugged", True)], "E-1", "connection"),
            ([ev.ConditionChanged("dns-down", True)], "E-13", "name-lookup"),
            ([MANUAL], "", ""),
            ([ev.ValueSet("network.ip_address", "169.254.1.2")], "", ""),
            ([MANUAL, ev.ValueSet("network.ip_address", "169.254.1.2")], "E-8", "ip-address"),
            ([MANUAL, ev.ValueSet("network.ip_address", "0.0.0.0")], "E-8", "ip-address"),
            ([MANUAL, ev.ValueSet("network.ip_address", "192.0.2.1")], "E-8", "ip-address"),
            ([MANUAL, ev.ValueSet("network.ip_address", "192.0.2.255")], "E-10", "ip-setup"),
            ([MANUAL, ev.ValueSet("network.subnet_mask", "255.0.255.0")], "E-10", "ip-setup"),
            ([MANUAL, ev.ValueSet("network.subnet_mask", "0.0.0.0")], "E-10", "ip-setup"),
            ([MANUAL, ev.ValueSet("network.gateway", "192.0.2.9")], "E-11", "ip-setup"),
            ([MANUAL, ev.ValueSet("network.ip_address", "198.51.100.7")], "E-11", "ip-setup"),
            ([ev.ValueSet("network.dns_setting", "manual")], "", ""),
            (
                [
                    ev.ValueSet("network.dns_setting", "manual"),
                    ev.ValueSet("network.dns_primary", "198.51.100.1"),
                    ev.ValueSet("network.dns_secondary", "198.51.100.2"),
                ],
                "E-13",
                "name-lookup",
            ),
        ],
    )
    def test_the_report_is_how_the_network_is_set_up(
        self, glass: Make, events: list[ev.Event], code: str, failed: str
    ) -> None:
        panel = checked(glass, *events)
        found = results(panel)
        items = list(found)
        if not failed:
            assert set(found.values()) == {"Godkänt"}
            return
        assert f"({code})" in panel.view.body.intro
        assert found[failed] == "Underkänt"
        place = items.index(failed)
        assert [found[item] for item in items] == (
            ["Godkänt"] * place + ["Underkänt"] + ["Ej kontrollerat"] * (len(items) - place - 1)
        )

    WIFI = ev.ValueSet("network.connection", "wifi")

    @pytest.mark.parametrize(
        ("events", "code", "failed"),
        [
            ([], "", ""),
            ([ev.ConditionChanged("network-unplugged", True)], "E-2", "ssid"),
            ([ev.ValueSet("wifi.nearby", "not written so")], "E-2", "ssid"),
            ([ev.ValueSet("wifi.ssid", "Annat")], "E-3", "ssid"),
            ([ev.ValueSet("wifi.security", "open")], "E-5", "security"),
            ([ev.ValueSet("wifi.security", "wpa2")], "", ""),
            ([ev.ValueSet("wifi.password", "fel losenord")], "E-7", "key"),
            ([ev.ValueSet("wifi.password", "Ovning-Kontor-1")], "", ""),
        ],
    )
    def test_over_wifi(self, glass: Make, events: list[ev.Event], code: str, failed: str) -> None:
        panel = checked(glass, self.WIFI, *events)
        assert next(iter(results(panel))) == "ssid"
        if failed:
            assert f"({code})" in panel.view.body.intro
            assert results(panel)[failed] == "Underkänt"
        else:
            assert set(results(panel).values()) == {"Godkänt"}

    def test_again_sees_what_changed(self, glass: Make) -> None:
        panel = checked(glass, ev.ConditionChanged("network-unplugged", True))
        panel.feed(ev.ConditionChanged("network-unplugged", False)).tap("connection-check/report/again").advance(10)
        assert panel.screen == "connection-check/report"
        assert set(results(panel).values()) == {"Godkänt"}

    def test_the_report_on_paper(self, glass: Make) -> None:
        panel = checked(glass, self.WIFI, ev.ValueSet("wifi.password", "HEMLIGT-1"))
        panel.tap("connection-check/report/print")
        assert panel.screen == "status-sheet/printing"
        assert panel.view.title == "Rapport om nätverksanslutningen"
        sheet = panel.advance(3).asked(ef.PrintSheet)[0].sheet
        assert (sheet.kind, sheet.title) == ("connection-report", "Rapport om nätverksanslutningen")
        assert ("Felkod", "E-7") in sheet.blocks[0].rows
        assert ("Säkerhetsnyckel/lösenord", "Underkänt") in sheet.blocks[1].rows
        assert ("IP-adress", "192.0.2.10") in sheet.blocks[2].rows
        assert "HEMLIGT" not in repr(sheet)
        full = panel.device.number("paper.tray_1_sheets")
        panel.feed(ev.SheetPrinted(1, "/ut/rapport.pdf"))
        assert panel.device.number("paper.tray_1_sheets") == full - 1
        assert panel.tap("status-sheet/done/ok").screen == "connection-check/report"
        panel.tap("jobs")
        assert "Rapport om nätverksanslutningen" in panel.words()

    def test_without_paper_it_waits(self, glass: Make) -> None:
        panel = checked(glass, ev.ConditionChanged("media-empty", True)).tap("connection-check/report/print")
        assert panel.screen == "status-sheet/no-paper"
        panel.tap("status-sheet/no-paper/filled").advance(3)
        assert panel.asked(ef.PrintSheet)[0].sheet.kind == "connection-report"

    def test_a_scanner_does_not_print_it(self, glass: Make) -> None:
        panel = checked(glass, model="scanner")
        assert "connection-check/report/print" not in panel.ids()

    def test_in_english_as_the_real_report_says_it(self, glass: Make) -> None:
        panel = checked(glass, ev.ConditionChanged("network-unplugged", True), language="en")
        assert list(results(panel).values()) == ["FAIL", "Unchecked", "Unchecked", "Unchecked"]
