"""The firmware update, Edit Home, and the contacts on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.home_tiles import arranged, written
from panel_sim.core.registry import GUARDS
from panel_sim.core.views import Home, Progress

Make = Callable[..., Any]
FIRMWARE = "settings/general/system/firmware"
OLD, NEW = "01.40.AA19H1", "02.10.AA25J2"


class TestFirmware:
    def found(self, glass: Make, *given: str, **how: Any) -> Any:
        panel = glass("mfp", *(given or ("showroom", "old-firmware")), screen=FIRMWARE, **how)
        panel.tap(f"{FIRMWARE}/update")
        assert panel.screen == "firmware/looking"
        return panel.advance(3)

    def test_the_latest(self, glass: Make) -> None:
        panel = self.found(glass, "showroom")
        assert panel.screen == "firmware/latest"
        assert NEW in panel.view.body.text
        assert panel.tap("firmware/latest/ok").screen == FIRMWARE

    def test_an_old_one_is_updated_and_has_oauth2_then(self, glass: Make) -> None:
        panel = self.found(glass)
        assert panel.screen == "firmware/found"
        assert [row.value for row in panel.view.rows()] == [OLD, NEW]
        assert panel.device.text("email.authentication") == "off"
        assert not GUARDS["offers_oauth2"](panel.panel.context)
        panel.tap("firmware/found/start")
        said = set()
        while panel.screen == "firmware/updating":
            assert isinstance(panel.view.body, Progress)
            said.add(panel.view.body.detail)
            panel.advance(1.5)
        assert said == {"Hämtar …", "Installerar …", "Startar om …"}
        assert panel.screen == "firmware/done"
        assert NEW in panel.view.body.text
        assert panel.device.text("device.firmware") == "current"
        assert panel.asked(ef.SaveDevice)
        assert GUARDS["offers_oauth2"](panel.panel.context)
        assert panel.tap("firmware/done/ok").view.rows()[0].value == NEW

    def test_oauth2_is_not_for_the_additional_network(self, glass: Make) -> None:
        panel = glass("mfp").feed(ev.ValueSet("email.route", "additional"))
        assert not GUARDS["offers_oauth2"](panel.panel.context)

    def test_while_it_is_fetched_it_can_be_given_up_and_after_that_nothing_stops_it(self, glass: Make) -> None:
        panel = self.found(glass).tap("firmware/found/start").advance(1.5)
        assert panel.tap("firmware/updating/cancel").screen == FIRMWARE
        assert "firmware" not in panel.timers
        panel.tap(f"{FIRMWARE}/update").advance(3).tap("firmware/found/start").advance(5 * 1.5)
        assert "firmware/updating/cancel" not in panel.ids()
        for key in ("back", "home", "stop", "power"):
            assert panel.press(key).screen == "firmware/updating"
        assert panel.tap("firmware/updating/cancel").screen == "firmware/updating"
        panel.tap("jobs").advance(60).press("back")
        assert panel.screen == "firmware/done", "it goes on under what lies over it"

    def test_the_network_goes_away_while_it_is_fetched(self, glass: Make) -> None:
        panel = self.found(glass).tap("firmware/found/start").feed(ev.ConditionChanged("network-unplugged", True))
        panel.advance(1.5)
        assert panel.screen == "firmware/failed"
        assert panel.device.text("device.firmware") == "old"
        panel.feed(ev.ConditionChanged("network-unplugged", False)).tap("firmware/failed/again").advance(3)
        panel.tap("firmware/found/start").advance(6 * 1.5)
        panel.feed(ev.ConditionChanged("network-unplugged", True)).advance(60)
        assert panel.device.text("device.firmware") == "current", "what is fetched is installed without the network"

    def test_no_network_no_news(self, glass: Make) -> None:
        panel = glass("mfp", screen=FIRMWARE).feed(ev.ConditionChanged("dns-down", True))
        assert panel.tap(f"{FIRMWARE}/update").advance(3).screen == "firmware/failed"

    def test_it_restarts_so_nobody_is_logged_in(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "old-firmware", "locked").administrator()
        panel.tap("home/settings", "settings/general", "settings/general/system", FIRMWARE, f"{FIRMWARE}/update")
        panel.advance(3).tap("firmware/found/start").advance(60)
        assert not panel.session.administrator

    def test_till_min_e_post_says_why_it_cannot_be_and_leads_to_the_update(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "old-firmware").tap("home/to-my-email")
        assert panel.screen == "firmware/too-old"
        assert OLD in panel.view.body.text
        panel.tap("firmware/too-old/update").advance(3).tap("firmware/found/start").advance(60)
        panel.tap("firmware/done/ok", "home/to-my-email")
        assert panel.screen == "login/pin"

    def test_the_update_wants_the_administrator_where_there_is_a_lock(self, glass: Make) -> None:
        panel = glass("mfp", "showroom", "old-firmware", "locked").tap("home/to-my-email", "firmware/too-old/update")
        assert panel.screen == "locked"
        panel.tap("locked/administrator").enter("12345678").tap("administrator/ok", "firmware/too-old/update")
        assert panel.screen == "firmware/looking"


class TestEditHome:
    def names(self, panel: Any) -> list[str]:
        panel.press("home")
        found: list[str] = []
        for page in range(panel.view.body.pages):
            panel.tap(f"page:{page}")
            body = panel.view.body
            assert isinstance(body, Home)
            found += [tile.id.partition("/")[2] for tile in body.tiles]
        return found

    def edit(self, panel: Any, tile: str, *rows: str) -> Any:
        panel.press("home").tap("home/settings", "settings/general", "settings/general/basic")
        panel.tap("settings/general/basic/edit-home", f"home-tile:{tile}")
        assert panel.screen == "edit-home/tile"
        return panel.tap(*(f"edit-home/tile/{row}" for row in rows))

    def test_move(self, glass: Make) -> None:
        panel = glass("mfp")
        before = self.names(panel)
        self.edit(panel, before[2], "forward", "forward", "forward")
        assert panel.view.rows()[0].value == f"1 av {len(before)}"
        assert self.names(panel) == [before[2], before[0], before[1], *before[3:]]
        self.edit(panel, before[2], "backward")
        assert self.names(panel) == [before[0], before[2], before[1], *before[3:]]

    def test_remove_and_add(self, glass: Make) -> None:
        panel = glass("mfp")
        before = self.names(panel)
        assert self.edit(panel, "contacts", "remove").screen == "edit-home"
        assert panel.view.rows()[-1].value == "Visas inte"
        assert self.names(panel) == [name for name in before if name != "contacts"]
        self.edit(panel, "contacts", "add")
        assert self.names(panel) == [*(name for name in before if name != "contacts"), "contacts"]

    def test_settings_cannot_be_removed(self, glass: Make) -> None:
        panel = glass("printer")
        self.edit(panel, "settings", "remove")
        assert panel.screen == "edit-home/tile"
        assert "settings" in self.names(panel)
        panel.feed(ev.ValueSet("panel.home", ",".join(f"-{name}" for name in self.names(panel))))
        assert self.names(panel) == ["settings"]

    def test_it_is_kept(self, glass: Make) -> None:
        panel = glass("mfp")
        self.edit(panel, "jobs", "forward", "remove")
        kept = panel.device.kept()
        again = glass("mfp")
        again.device.restore(kept)
        assert self.names(again) == self.names(panel)

    def test_the_makers_order_again(self, glass: Make) -> None:
        panel = glass("mfp")
        before = self.names(panel)
        self.edit(panel, "jobs", "forward", "remove")
        panel.tap("edit-home/default")
        assert self.names(panel) == before
        assert "panel.home" not in panel.device.set_values

    def test_what_is_switched_off_just_now_keeps_its_place(self, glass: Make) -> None:
        panel = glass("mfp")
        self.edit(panel, "to-my-email", "remove")
        panel.feed(ev.ValueSet("epas.licensed", False))
        self.edit(panel, "jobs", "forward")
        panel.feed(ev.ValueSet("epas.licensed", True))
        assert "to-my-email" not in self.names(panel)

    def test_pages_follow(self, glass: Make) -> None:
        panel = glass("printer").tap("page:1")
        for name in self.names(panel):
            if name != "settings":
                self.edit(panel, name, "remove")
        panel.press("home")
        assert (panel.view.body.pages, len(panel.view.body.tiles)) == (1, 1)

    @pytest.mark.parametrize(
        ("kept", "shown", "away"),
        [
            ("", "a b settings", ""),
            ("b", "b a settings", ""),
            ("settings,-a", "settings b", "a"),
            ("-settings,-b", "settings a", "b"),
            ("x, b ,b,-b,,-", "b a settings", ""),
        ],
    )
    def test_what_is_written(self, kept: str, shown: str, away: str) -> None:
        found = arranged(kept, ("a", "b", "settings"))
        assert found == (shown.split(), away.split())
        assert arranged(written(*found), ("a", "b", "settings")) == found


class TestContactList:
    SCREEN = "settings/general/system/contacts"

    def test_it_is_printed(self, glass: Make) -> None:
        panel = glass("mfp", screen=self.SCREEN).tap(f"{self.SCREEN}/print", "contact-list/start")
        assert (panel.screen, panel.view.title) == ("status-sheet/printing", "Kontaktlista")
        sheet = panel.advance(3).asked(ef.PrintSheet)[0].sheet
        assert sheet.kind == "contact-list"
        assert sheet.blocks[0].title == "Kontakter (2)"
        assert sheet.blocks[0].rows[0] == ("0001  Anna Ek", "anna@ovning.example")
        panel.feed(ev.SheetPrinted(1, "/ut/lista.pdf"))
        assert panel.tap("status-sheet/done/ok").screen == self.SCREEN
        assert "Kontaktlista" in panel.tap("jobs").words()

    def test_without_contacts_there_is_nothing_to_print(self, glass: Make) -> None:
        panel = glass("mfp", "factory", screen=self.SCREEN).tap(f"{self.SCREEN}/print", "contact-list/start")
        assert panel.press("start").screen == "contact-list"
        assert not panel.log
        assert panel.tap("contact-list/cancel").screen == self.SCREEN

    def test_the_list_itself_is_where_it_was(self, glass: Make) -> None:
        assert glass("scanner", screen=self.SCREEN).tap(f"{self.SCREEN}/edit").screen == "contacts"
        assert f"{self.SCREEN}/print" not in glass("scanner", screen=self.SCREEN).ids()
