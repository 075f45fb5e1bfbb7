"""Who stands at the panel: the administrator at the lock, users, their contacts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panel_sim.core import effects as ef
from panel_sim.core import events as ev

Make = Callable[..., Any]


class TestAdministrator:
    LOCKED = "settings/general/network/status"

    def test_a_locked_row_asks_and_opens_after_logging_in(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked", screen="settings/general/network")
        assert panel.view.bar.lock == "låst"
        row = next(row for row in panel.view.rows() if row.id == self.LOCKED)
        assert row.locked
        panel.tap(self.LOCKED)
        assert panel.screen == "locked"
        panel.tap("locked/administrator").enter("12345678").tap("administrator/ok")
        assert panel.session.administrator
        assert panel.screen == "settings/general/network"
        assert panel.view.bar.lock == "administratör"
        assert panel.tap(self.LOCKED).screen == self.LOCKED

    def test_five_wrong_ones_close_the_door_for_ten_minutes(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").tap("lock")
        for tried in range(5):
            assert not panel.view.body.problem or tried
            panel.enter("fel").tap("administrator/ok")
            assert panel.view.body.text == ""
        assert "10 min" in panel.view.body.problem
        panel.enter("12345678").tap("administrator/ok")
        assert not panel.asked(ef.CheckPassword)
        assert not panel.session.administrator
        panel.advance(150).press("help").press("back")
        panel.advance(120).enter("12345678").tap("administrator/ok")
        assert "6 min" in panel.view.body.problem
        panel.advance(150).press("help").press("back")
        panel.advance(179).enter("12345678").tap("administrator/ok")
        assert not panel.session.administrator
        panel.advance(1).enter("12345678").tap("administrator/ok")
        assert panel.session.administrator

    def test_a_right_one_starts_the_count_anew(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").tap("lock")
        for _ in range(4):
            panel.enter("fel").tap("administrator/ok")
        panel.enter("12345678").tap("administrator/ok")
        assert panel.session.administrator
        panel.tap("lock", "administrator-out/yes", "lock").enter("fel").tap("administrator/ok")
        assert "Fel lösenord" in panel.view.body.problem

    def test_nothing_typed(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").tap("lock", "administrator/ok")
        assert panel.view.body.problem == "Skriv något först."
        panel.type("x")
        assert panel.view.body.problem == ""

    def test_logging_out_locks_again(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").administrator()
        assert panel.tap("lock").screen == "administrator-out"
        panel.tap("administrator-out/yes")
        assert (panel.screen, panel.session.administrator) == ("home", False)

    def test_taking_the_lock_off_logs_out_and_opens_everything(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").administrator()
        panel.feed(ev.ValueSet("panel.lock", False))
        assert not panel.session.administrator
        assert panel.view.bar.lock == ""
        panel.tap("lock")
        assert panel.screen == "home", "there is nothing to unlock"

    def test_contacts_under_the_lock(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "locked").tap("home/contacts", "edit-contact:1")
        assert [button.enabled for button in panel.view.buttons()] == [False, False, True]
        panel.tap("contacts/contact/delete")
        assert len(panel.device.contacts) == 2, "a greyed button does nothing, whoever taps it"
        panel.tap("contacts/contact/edit")
        assert panel.screen == "contacts/contact"
        assert panel.press("back").tap("contacts/new").screen == "locked"


class TestContacts:
    def test_add_change_delete(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/contacts", "contacts/new", "contacts/name/next")
        assert panel.view.body.problem == "Skriv något först."
        panel.type("Åsa 李").tap("contacts/name/next").type("asa@x.example").tap("contacts/address/ok")
        assert panel.screen == "contacts"
        assert [(one.number, one.name, one.address) for one in panel.device.contacts][2] == (
            3,
            "Åsa 李",
            "asa@x.example",
        )
        panel.tap("edit-contact:3", "contacts/contact/edit")
        assert panel.view.body.text == "Åsa 李"
        panel.enter("Åsa").tap("contacts/name/next").enter("inte").tap("contacts/address/ok")
        assert panel.view.body.problem
        panel.enter("a@x.example").tap("contacts/address/ok")
        assert (panel.device.contacts[2].name, panel.device.contacts[2].address) == ("Åsa", "a@x.example")
        panel.tap("edit-contact:3", "contacts/contact/delete")
        assert len(panel.device.contacts) == 2
        assert ef.SaveDevice() in panel.effects


class TestUsers:
    def test_id_and_password(self, glass: Make) -> None:
        panel = glass("mfp").tap("user", "login/pin/user").type("Anna").tap("login/user/next")
        assert panel.screen == "login/password"
        assert "Anna" in panel.view.body.prompt
        panel.type("fel").tap("login/password/ok")
        assert (panel.screen, panel.view.body.problem) == ("login/password", "Fel lösenord eller ID. Försök igen.")
        assert panel.press("back").screen == "login/user"
        panel.tap("login/user/next").type("Ovning-123!").tap("login/password/ok")
        assert panel.screen == "home"
        assert panel.view.bar.user == "Anna Ek"

    def test_the_device_may_want_id_and_password(self, glass: Make) -> None:
        panel = glass("mfp")
        panel.device.set("epas.authentication", "user-password")
        assert panel.tap("home/to-my-email").screen == "login/user"
        assert panel.press("home").tap("user").screen == "login/user"

    def test_wrong_pins_close_the_door(self, glass: Make) -> None:
        panel = glass("mfp").tap("user")
        for _ in range(5):
            panel.enter("0000").tap("login/pin/ok")
        assert "10 min" in panel.view.body.problem
        panel.enter("1111").tap("login/pin/ok")
        assert panel.session.user == ""

    def test_logging_out_forgets_the_draft(self, glass: Make) -> None:
        panel = glass.at_form().tap("user")
        assert panel.screen == "logout"
        assert "Anna" in panel.view.body.text
        panel.tap("logout/yes")
        assert (panel.screen, panel.session.user, panel.session.recipients) == ("home", "", [])
        assert panel.session.origin == ""

    def test_a_small_model_has_no_users(self, glass: Make) -> None:
        panel = glass("mfp-small").tap("user")
        assert panel.screen == "home"
        assert "home/to-my-email" not in {tile.id for tile in panel.view.body.tiles}
