"""Changing the administrator's password at the panel, and going back to the one on the label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.fixtures import ADMINISTRATOR_PASSWORD

Make = Callable[..., Any]
SCREEN = "settings/general/system/security/admin-settings/password"
NEW = "Nytt-losen-7!"


def hashed(panel: Any) -> Any:
    """Let the wish for a hash be answered, as the simulator does."""
    (wish,) = panel.asked(ef.HashPassword)
    return panel.feed(ev.PasswordHashed(wish.purpose, f"hash of {wish.secret}"))


def at_new(glass: Make, *given: str) -> Any:
    panel = glass("mfp", *given, screen=SCREEN).tap(f"{SCREEN}/change")
    panel.enter(ADMINISTRATOR_PASSWORD).tap("administrator-password/next")
    assert panel.screen == "administrator-password/new"
    return panel


class TestChange:
    def test_the_new_one_opens_the_lock_and_the_old_one_does_not(self, glass: Make) -> None:
        panel = at_new(glass, "showroom", "locked").enter(NEW).tap("administrator-password/new/next")
        panel.enter(NEW).tap("administrator-password/again/ok")
        assert panel.screen == "administrator-password/changing"
        assert ADMINISTRATOR_PASSWORD in panel.device.administrator_hash, "not before it is hashed"
        hashed(panel)
        assert panel.screen == "administrator-password/done"
        assert panel.asked(ef.SaveDevice)
        assert panel.device.kept()["administrator"] == f"hash of {NEW}"
        assert panel.tap("administrator-password/done/ok").screen == SCREEN
        panel.press("home").administrator()
        assert not panel.session.administrator
        panel.press("home").administrator(NEW)
        assert panel.session.administrator

    def test_knowing_the_password_here_is_no_log_in(self, glass: Make) -> None:
        assert not at_new(glass).session.administrator

    def test_the_present_one_must_be_right(self, glass: Make) -> None:
        panel = glass("mfp", screen=SCREEN).tap(f"{SCREEN}/change", "administrator-password/next")
        assert panel.view.body.problem == "Skriv något först."
        for _ in range(5):
            panel.enter("fel").tap("administrator-password/next")
            assert panel.screen == "administrator-password"
        assert "10 min" in panel.view.body.problem
        panel.enter(ADMINISTRATOR_PASSWORD).tap("administrator-password/next")
        assert panel.screen == "administrator-password"
        assert not panel.asked(ef.CheckPassword)

    @pytest.mark.parametrize("text", ["", "1234567", "med mellanslag"])
    def test_what_is_no_password(self, glass: Make, text: str) -> None:
        panel = at_new(glass).enter(text).tap("administrator-password/new/next")
        assert panel.screen == "administrator-password/new"
        assert "8–20 tecken" in panel.view.body.problem

    def test_it_is_at_most_20_ascii_characters(self, glass: Make) -> None:
        panel = at_new(glass).enter("åäö" + "x" * 30).tap("administrator-password/new/next")
        assert panel.session.set_up.new_password == "x" * 20

    def test_twice_the_same(self, glass: Make) -> None:
        panel = at_new(glass).enter(NEW).tap("administrator-password/new/next")
        panel.enter(NEW + "x").tap("administrator-password/again/ok")
        assert panel.screen == "administrator-password/again"
        assert "inte lika" in panel.view.body.problem
        assert panel.view.body.text == ""
        assert not panel.asked(ef.HashPassword)
        panel.enter(NEW).tap("administrator-password/again/ok")
        assert panel.asked(ef.HashPassword)

    @pytest.mark.parametrize("screen", ["", "/new", "/again"])
    @pytest.mark.parametrize("how", ["cancel", "home", "off"])
    def test_cancelled_it_stays_and_nothing_is_kept(self, glass: Make, screen: str, how: str) -> None:
        panel = glass("mfp", screen=SCREEN).tap(f"{SCREEN}/change") if not screen else at_new(glass)
        if screen == "/again":
            panel.enter(NEW).tap("administrator-password/new/next")
        if how == "cancel":
            assert panel.tap(f"administrator-password{screen}/cancel").screen == SCREEN
        elif how == "home":
            panel.press("home")
        else:
            panel.press("power").tap("power/off")
        assert panel.session.set_up.new_password == ""
        assert ADMINISTRATOR_PASSWORD in panel.device.administrator_hash

    def test_back_from_the_second_typing_leads_to_the_first(self, glass: Make) -> None:
        panel = at_new(glass).enter(NEW).tap("administrator-password/new/next").press("back")
        assert panel.screen == "administrator-password/new"
        assert panel.view.body.text == ""

    def test_a_hash_that_comes_too_late_changes_nothing(self, glass: Make) -> None:
        panel = at_new(glass).enter(NEW).tap("administrator-password/new/next")
        panel.enter(NEW).tap("administrator-password/again/ok").press("home")
        panel.feed(ev.PasswordHashed("administrator", "hash of x"))
        assert ADMINISTRATOR_PASSWORD in panel.device.administrator_hash

    def test_nothing_of_it_is_ever_shown(self, glass: Make) -> None:
        panel = at_new(glass).enter(NEW)
        assert NEW not in repr(panel.view)
        panel.tap("administrator-password/new/next").enter(NEW).tap("administrator-password/again/ok")
        assert NEW not in repr(panel.asked(ef.HashPassword))
        event = ev.PasswordHashed("administrator", "scrypt$hemlig")
        assert "hemlig" not in repr(event)
        panel.feed(event)
        assert "hemlig" not in repr(panel.view)
        assert NEW not in repr(panel.session)


class TestLabel:
    def test_back_to_the_password_on_the_label(self, glass: Make) -> None:
        panel = glass("mfp", screen=SCREEN)
        panel.device.administrator_hash = f"hash of {NEW}"
        panel.tap(f"{SCREEN}/label").enter("fel").tap("administrator-password/label/ok")
        assert panel.screen == "administrator-password/label"
        hashed(panel.enter(NEW).tap("administrator-password/label/ok"))
        assert panel.device.administrator_hash == f"hash of {ADMINISTRATOR_PASSWORD}"
        assert panel.screen == "administrator-password/done"

    def test_the_label_says_what_the_fixtures_give(self, glass: Make) -> None:
        assert glass("mfp").device.text("device.label_password") == ADMINISTRATOR_PASSWORD
