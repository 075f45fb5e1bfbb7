"""Setting Wi-Fi up at the panel: the wizard, push button, PIN code; cancelled at each point nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.network_state import nearby
from panel_sim.core.rules.wifi_set_up import wps_pin

Make = Callable[..., Any]
ROUTER = "settings/general/network/wifi-setup/router"


class TestWizard:
    def at_networks(self, glass: Make, model: str = "mfp") -> Any:
        panel = glass(model, screen=ROUTER).tap(f"{ROUTER}/wizard")
        assert panel.screen == "wifi/searching"
        panel.advance(2)
        assert panel.screen == "wifi/networks"
        return panel

    def test_a_network_of_the_list(self, glass: Make) -> None:
        panel = self.at_networks(glass, "mfp-small")
        labels = [row.label for row in panel.view.rows()]
        assert labels[:4] == ["Ovning-Kontor", "Ovning-Labb", "Ovning-Gast", "Ovning-Lager"]
        panel.tap("network:4").enter("kort").tap("wifi/password/next")
        assert "minst 8 tecken" in panel.view.body.problem
        panel.enter("Ovning-Lager-1")
        assert "Ovning-Lager-1" not in panel.words()
        panel.tap("wifi/password/next")
        assert [row.value for row in panel.view.rows()] == ["Ovning-Lager", "WPA2-PSK (AES)"]
        panel.tap("wifi/confirm/start")
        assert panel.device.text("network.connection") == "wired", "nothing changes before it has joined"
        panel.advance(4)
        assert panel.screen == "wifi/done"
        device = panel.device
        assert device.text("network.connection") == "wifi"
        assert (device.text("wifi.ssid"), device.text("wifi.security")) == ("Ovning-Lager", "wpa2")
        assert (device.text("wifi.password"), device.text("wifi.signal")) == ("Ovning-Lager-1", "fair")
        assert len(panel.asked(ef.SaveDevice)) == 1
        assert panel.session.set_up.joining.password == ""
        assert panel.tap("wifi/done/ok").screen == ROUTER

    def test_an_open_network_wants_no_password(self, glass: Make) -> None:
        panel = self.at_networks(glass).tap("network:3")
        assert panel.screen == "wifi/confirm"
        panel.tap("wifi/confirm/start").advance(4)
        assert (panel.device.text("wifi.ssid"), panel.device.text("wifi.password")) == ("Ovning-Gast", "")

    def test_a_wrong_password_changes_nothing(self, glass: Make) -> None:
        panel = self.at_networks(glass).tap("network:1").enter("fel losenord").tap("wifi/password/next")
        before = dict(panel.device.set_values)
        panel.tap("wifi/confirm/start").advance(4)
        assert panel.screen == "wifi/failed"
        assert "Lösenordet är fel" in panel.view.body.text
        assert panel.device.set_values == before
        assert panel.session.set_up.joining.password == ""
        assert panel.tap("wifi/failed/again").screen == "wifi/searching"

    @pytest.mark.parametrize(
        ("ssid", "mode", "password", "screen", "said"),
        [
            ("Ovning-Labb", "wpa3", "Ovning-Labb-1", "wifi/done", "Ovning-Labb"),
            ("Ovning-Labb", "wpa2", "Ovning-Labb-1", "wifi/failed", "Säkerhetsläget"),
            ("Ovning-Gast", "open", "", "wifi/done", "Ovning-Gast"),
            ("Okand", "wpa2", "vad som helst", "wifi/failed", "SSID"),
        ],
    )
    def test_by_hand(self, glass: Make, ssid: str, mode: str, password: str, screen: str, said: str) -> None:
        panel = self.at_networks(glass).tap("wifi/networks/manual", "wifi/ssid/next")
        assert panel.view.body.problem == "Skriv något först."
        panel.enter(ssid).tap("wifi/ssid/next", f"wifi/security/{mode}")
        if password:
            panel.enter(password).tap("wifi/password/next")
        panel.tap("wifi/confirm/start").advance(4)
        assert panel.screen == screen
        assert said in panel.view.body.text

    WAYS = (
        ("wifi/searching", ()),
        ("wifi/networks", (2.0,)),
        ("wifi/ssid", (2.0, "wifi/networks/manual")),
        ("wifi/security", (2.0, "wifi/networks/manual", ev.Typed("Ovning-Labb"), "wifi/ssid/next")),
        ("wifi/password", (2.0, "network:1")),
        ("wifi/confirm", (2.0, "network:1", ev.Typed("Ovning-Kontor-1"), "wifi/password/next")),
        ("wifi/joining", (2.0, "network:3", "wifi/confirm/start")),
    )

    @pytest.mark.parametrize("how", ["cancel", "home", "time-out"])
    @pytest.mark.parametrize(("screen", "way"), WAYS)
    def test_cancel_at_each_point(self, glass: Make, screen: str, way: tuple[Any, ...], how: str) -> None:
        panel = glass("mfp", screen=ROUTER).tap(f"{ROUTER}/wizard")
        for step in way:
            if isinstance(step, float):
                panel.advance(step)
            else:
                panel.feed(step if isinstance(step, ev.Event) else ev.Tapped(step))
        assert panel.screen == screen
        before = dict(panel.device.set_values)
        if how == "cancel":
            assert panel.tap(f"{screen}/cancel").screen == ROUTER
        elif how == "home":
            assert panel.press("home").screen == "home"
        else:
            panel.feed(ev.TimerFired("operation"))
            panel.press("home")
        assert panel.session.set_up.joining.password == ""
        panel.advance(30)
        assert panel.device.set_values == before
        assert "wifi" not in panel.timers

    def test_back_goes_one_step(self, glass: Make) -> None:
        panel = self.at_networks(glass).tap("wifi/networks/manual").enter("Ovning-Labb").tap("wifi/ssid/next")
        for screen in ("wifi/ssid", "wifi/networks", ROUTER):
            assert panel.press("back").screen == screen

    def test_nothing_within_reach(self, glass: Make) -> None:
        panel = glass("mfp", screen=ROUTER).feed(ev.ConditionChanged("network-unplugged", True))
        panel.tap(f"{ROUTER}/wizard").advance(2)
        assert panel.screen == "wifi/failed"
        assert "Inget trådlöst nätverk" in panel.view.body.text

    def test_a_network_that_went_away_under_the_finger(self, glass: Make) -> None:
        panel = self.at_networks(glass).feed(ev.ValueSet("wifi.nearby", "Ensam|open|good|"))
        assert panel.tap("network:4").screen == "wifi/searching"

    @pytest.mark.parametrize("way", ["push-button", "others/pin"])
    def test_wps(self, glass: Make, way: str) -> None:
        row = f"{ROUTER}/{way}"
        screen = f"wifi/{way.rpartition('/')[2]}"
        panel = glass("mfp", screen=row.rpartition("/")[0]).tap(row)
        assert "Simulerat" in panel.view.body.detail
        panel.tap(f"{screen}/start").advance(6)
        assert panel.screen == "wifi/done"
        assert (panel.device.text("wifi.ssid"), panel.device.text("wifi.password")) == (
            "Ovning-Kontor",
            "Ovning-Kontor-1",
        )
        assert panel.device.text("network.connection") == "wifi"

    def test_nobody_answers_wps(self, glass: Make) -> None:
        panel = glass("mfp", screen=ROUTER).feed(ev.ValueSet("wifi.nearby", "Cafe|open|good|"))
        panel.tap(f"{ROUTER}/push-button", "wifi/push-button/start").advance(6)
        assert panel.screen == "wifi/failed"
        assert "WPS" in panel.view.body.text

    def test_wifi_off_again(self, glass: Make) -> None:
        others = f"{ROUTER}/others"
        panel = glass("mfp", screen=others)
        assert panel.tap(f"{others}/disable").screen == others, "there is nothing to disable"
        panel.feed(ev.ValueSet("network.connection", "wifi")).tap(f"{others}/disable", "wifi/disable/yes")
        assert panel.device.text("network.connection") == "wired"


def test_the_check_digit_of_a_pin() -> None:
    for serial in ("PSX5900001", "PSX0790004", ""):
        pin = wps_pin(serial)
        digits = [int(digit) for digit in pin]
        assert len(pin) == 8
        assert (3 * sum(digits[0::2]) + sum(digits[1::2])) % 10 == 0


def test_networks_that_do_not_fit_are_passed_over(glass: Make) -> None:
    panel = glass("mfp")
    panel.device.set("wifi.nearby", f"|open|good|; A|wep|good|; B|open|loud|; {'x' * 33}|open|good|; C|open|poor|")
    assert [one.ssid for one in nearby(panel.device)] == ["C"]
