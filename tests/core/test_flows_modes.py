"""Sleep, time-outs, power, help, notices, and values at the glass."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.core.views import Entry

Make = Any


class TestTime:
    def test_sleep_and_wake(self, glass: Make) -> None:
        panel = glass("mfp")
        panel.feed(ev.ValueSet("panel.operation_timeout", False)).tap("home/settings").advance(15 * 60 - 1)
        assert panel.screen == "settings"
        panel.advance(1)
        assert panel.screen == "asleep"
        assert panel.view.bar.lamps.power == "blinking"
        panel.tap("settings/general")
        assert panel.screen == "settings", "the first touch only wakes"
        assert panel.advance(15 * 60).screen == "asleep"

    def test_a_touch_puts_sleep_off(self, glass: Make) -> None:
        panel = glass("mfp").advance(14 * 60).tap("home/settings").advance(14 * 60)
        assert panel.screen != "asleep"
        assert panel.advance(60).screen == "asleep"

    def test_operation_time_out_logs_out_and_goes_home(self, glass: Make) -> None:
        panel = glass.at_form().advance(3 * 60 - 1)
        assert panel.screen == "email"
        panel.advance(1)
        assert (panel.screen, panel.session.user) == ("home", "")

    def test_it_happens_asleep_too(self, glass: Make) -> None:
        panel = glass.at_form().feed(ev.ValueSet("panel.sleep_timer_min", 1)).advance(60)
        assert panel.screen == "asleep"
        panel.advance(300)
        assert (panel.screen, panel.session.user) == ("asleep", "")
        assert panel.tap("anything").screen == "home"

    def test_switched_off(self, glass: Make) -> None:
        panel = glass.at_form().feed(ev.ValueSet("panel.operation_timeout", False)).advance(14 * 60)
        assert (panel.screen, panel.session.user) == ("email", "anna")

    def test_an_error_stays_until_somebody_has_seen_it(self, glass: Make) -> None:
        panel = glass.sending().feed(ev.MailRefused(1, Failure("timed-out"), ())).advance(14 * 60)
        assert panel.screen == "email/failed"
        panel.tap("email/failed/ok").advance(180)
        assert panel.session.user == ""

    def test_an_error_stays_under_sleep(self, glass: Make) -> None:
        panel = glass.sending().feed(ev.MailRefused(1, Failure("timed-out"), ())).advance(3600)
        assert panel.screen == "asleep"
        assert panel.tap("x").screen == "email/failed"

    @pytest.mark.parametrize("over", ["", "help", "jobs"])
    def test_what_is_under_way_is_not_thrown_away(self, glass: Make, over: str) -> None:
        panel = glass.sending()
        if over == "help":
            panel.press("help")
        elif over:
            panel.tap(over)
        panel.advance(3600)
        assert panel.session.user == "anna"
        assert panel.screen not in ("home", "asleep")

    def test_the_limits_count_from_when_they_are_changed(self, glass: Make) -> None:
        panel = glass.at_form().advance(100).feed(ev.ValueSet("panel.operation_timeout_min", 1))
        panel.press("help").press("back").advance(60)
        assert panel.screen == "home"


class TestPower:
    def test_off_and_on(self, glass: Make) -> None:
        panel = glass.sending().press("power")
        assert panel.screen == "power"
        panel.tap("power/off")
        assert panel.screen == "off"
        assert {ef.CancelMail(1), ef.StopScan(1)} <= set(panel.effects)
        assert panel.log[1].state == "canceled"
        assert panel.timers == {}
        assert panel.view.bar.lamps.power == "dark"
        panel.tap("home/settings").press("home").press("help").type("x")
        assert panel.screen == "off"
        panel.press("power")
        assert (panel.screen, panel.session.user) == ("home", "")
        assert set(panel.timers) == glass.ALWAYS

    def test_cancel_and_sleep(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/settings").press("power").tap("power/cancel")
        assert panel.screen == "settings"
        panel.press("power").tap("power/sleep")
        assert panel.screen == "asleep"
        assert panel.press("power").screen == "settings"

    def test_a_printer_sign_in_under_way_ends_too(self, glass: Make) -> None:
        panel = glass("mfp").feed(
            ev.PrinterSignInAsked(), ev.CodeShown("printer-pending", "AB", "https://x.example", 900, 5)
        )
        panel.press("power").tap("power/off")
        assert ef.CancelSignIn("printer-pending") in panel.effects
        assert panel.timers == {}


class TestHelpAndNotices:
    def test_help_is_about_the_screen_below(self, glass: Make) -> None:
        panel = glass("mfp").press("help")
        home = panel.view.body.text
        assert panel.tap("help/ok").screen == "home"
        panel.tap("home/jobs").press("help")
        assert panel.view.body.text != home
        assert panel.press("help").screen == "help"
        assert panel.press("back").screen == "jobs"

    def test_notices_wait_for_each_other(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/settings")
        panel.feed(ev.Told("told.set-aside.settings", "settings.json.damaged-1"), ev.Told("told.not-saved", "full"))
        assert (panel.screen, panel.view.body.detail) == ("told", "Det skadade finns kvar som settings.json.damaged-1.")
        panel.tap("told/ok")
        assert (panel.screen, panel.view.body.detail) == ("told", "full")
        assert panel.tap("told/ok").screen == "settings"
        assert panel.session.told == []

    @pytest.mark.parametrize(("language", "said", "why"), [
        ("sv", "Enhetens inställningar var skadade", "Disken är full."),
        ("en", "The device's settings were damaged", "The disk is full."),
    ])
    def test_notices_speak_the_language_of_the_glass(self, glass: Make, language: str, said: str, why: str) -> None:
        panel = glass("mfp", language=language)
        panel.feed(ev.Told("told.set-aside.settings", "s.damaged-1"), ev.Told("told.not-kept", "ENOSPC"))
        assert panel.view.body.text.startswith(said)
        assert panel.tap("told/ok").view.body.detail == why
        panel.feed(ev.Told("told.not-saved", "EUNHEARDOF")).tap("told/ok")
        assert panel.view.body.detail == "EUNHEARDOF"

    @pytest.mark.parametrize("how", ["back", "home"])
    def test_a_notice_that_was_left_is_not_shown_twice(self, glass: Make, how: str) -> None:
        panel = glass("mfp").feed(ev.Told("told.other", "one")).press(how)
        assert panel.screen == "home"
        panel.feed(ev.Told("told.other", "two"))
        assert panel.view.body.detail == "two"

    def test_notices_of_the_night_are_read_in_the_morning(self, glass: Make) -> None:
        panel = glass("mfp").advance(3600)
        assert panel.screen == "asleep"
        panel.feed(ev.Told("told.other", "x"))
        assert panel.screen == "asleep"
        assert panel.tap("x").screen == "told"
        assert panel.tap("told/ok").screen == "home"

    def test_notices_while_off(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/settings").press("power").tap("power/off").feed(ev.Told("told.other", "x"))
        assert panel.press("power").screen == "told"
        assert panel.tap("told/ok").screen == "home"


def test_values_at_the_glass(glass: Make) -> None:
    panel = glass("mfp").tap(
        "home/settings", "settings/general", "settings/general/basic", "settings/general/basic/sleep-timer"
    )
    body = panel.view.body
    assert isinstance(body, Entry)
    assert (body.text, body.limit) == ("15", "1 – 240")
    ok = "settings/general/basic/sleep-timer/ok"
    panel.type("999").tap(ok)
    assert panel.view.body.problem == "Talet ligger utanför gränserna."
    panel.enter("30").tap(ok)
    assert panel.screen == "settings/general/basic"
    assert panel.device.number("panel.sleep_timer_min") == 30
    assert ef.SaveDevice() in panel.effects
    assert panel.timers["sleep"] == panel.seconds + 1800


def test_the_language_changes_at_once(glass: Make) -> None:
    panel = glass("mfp").tap("home/language", "language/panel", "language/panel/en")
    assert panel.view.language == "en"
    assert panel.view.bar.jobs == "Job/Status"
