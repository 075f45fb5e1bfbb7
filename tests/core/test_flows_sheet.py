"""Printing the network status sheet, with paper and without."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure

Make = Any


class TestSheet:
    def test_with_paper(self, glass: Make) -> None:
        panel = glass("mfp")
        full = panel.device.number("paper.tray_1_sheets")
        panel.tap("home/status-sheet", "status-sheet/start")
        assert panel.screen == "status-sheet/printing"
        assert panel.view.bar.lamps.data == "blinking"
        panel.advance(3)
        sheet = panel.asked(ef.PrintSheet)[0]
        assert (sheet.job, sheet.sheet.language) == (1, "sv")
        panel.feed(ev.SheetPrinted(1, "/ut/blad.pdf"))
        assert panel.screen == "status-sheet/done"
        assert panel.view.body.detail == "/ut/blad.pdf"
        assert panel.device.number("paper.tray_1_sheets") == full - 1
        assert (panel.log[1].state, panel.log[1].output) == ("completed", "/ut/blad.pdf")
        assert panel.tap("status-sheet/done/ok").screen == "home"

    def test_every_page_takes_paper_and_counts(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").advance(3)
        full, total = panel.device.number("paper.tray_1_sheets"), panel.device.number("counters.total")
        panel.feed(ev.SheetPrinted(1, "/ut/blad.pdf", 3))
        assert panel.device.number("paper.tray_1_sheets") == full - 3
        assert panel.device.number("counters.total") == total + 3
        assert panel.log[1].pages == 3

    def empty(self, glass: Make) -> Any:
        panel = (
            glass("mfp").feed(ev.ConditionChanged("media-empty", True)).tap("home/status-sheet", "status-sheet/start")
        )
        assert panel.screen == "status-sheet/no-paper"
        assert "Slut på papper" in panel.view.body.text
        assert panel.view.bar.lamps.error == "lit"
        assert (panel.view.bar.printer_state, panel.view.bar.printer_state_reasons) == ("stopped", ("media-empty",))
        assert panel.log[1].reasons == ("media-empty",)
        return panel

    @pytest.mark.parametrize("how", ["tap", "condition", "value"])
    def test_it_waits_for_paper_and_goes_on(self, glass: Make, how: str) -> None:
        panel = self.empty(glass).advance(1000)
        assert panel.screen == "status-sheet/no-paper"
        if how == "tap":
            panel.tap("status-sheet/no-paper/filled")
        elif how == "condition":
            panel.feed(ev.ConditionChanged("media-empty", False))
        else:
            panel.feed(ev.ValueSet("paper.tray_1_sheets", 5))
        assert panel.screen == "status-sheet/printing"
        assert panel.advance(3).asked(ef.PrintSheet)[0].job == 1
        assert panel.log[1].reasons == ()
        assert panel.view.bar.lamps.error == "dark"

    def test_filling_fills_every_tray(self, glass: Make) -> None:
        panel = glass("mfp").feed(ev.ConditionChanged("media-empty", True), ev.ValueSet("paper.tray_2_sheets", 0))
        panel.tap("home/paper", "paper/fill")
        for tray in ("paper.tray_1_sheets", "paper.tray_2_sheets"):
            assert panel.device.number(tray) == panel.device.specs[tray].most

    def test_an_open_cover_is_not_an_empty_tray(self, glass: Make) -> None:
        panel = (
            glass("mfp").feed(ev.ConditionChanged("cover-open", True)).tap("home/status-sheet", "status-sheet/start")
        )
        assert panel.screen == "status-sheet/no-paper"
        assert "Luckan" in panel.view.body.text
        assert "media-empty" not in panel.device.conditions
        assert panel.tap("status-sheet/no-paper/filled").screen == "status-sheet/no-paper"
        assert panel.feed(ev.ConditionChanged("cover-open", False)).screen == "status-sheet/printing"

    @pytest.mark.parametrize("stage", ["printing", "no-paper"])
    @pytest.mark.parametrize("how", ["tap", "back", "stop"])
    def test_cancel(self, glass: Make, stage: str, how: str) -> None:
        panel = (
            self.empty(glass) if stage == "no-paper" else glass("mfp").tap("home/status-sheet", "status-sheet/start")
        )
        panel = panel.tap(f"status-sheet/{stage}/cancel") if how == "tap" else panel.press(how)
        assert panel.screen == "home"
        assert panel.log[1].state == "canceled"
        assert set(panel.timers) == glass.ALWAYS
        sheets = panel.device.number("paper.tray_1_sheets")
        panel.feed(ev.SheetPrinted(1, "/late.pdf"), ev.SheetFailed(1, Failure("disk-full")))
        assert (panel.log[1].state, panel.log[1].output) == ("canceled", "")
        assert panel.device.number("paper.tray_1_sheets") == sheets

    def test_cancelled_from_the_job_list(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").press("home")
        panel.tap("home/jobs", "job:1", "jobs/job/cancel")
        assert panel.log[1].state == "canceled"
        assert not panel.advance(10).asked(ef.PrintSheet)

    def test_cancelled_in_the_engine_nothing_of_it_remains(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").advance(3)
        assert panel.asked(ef.PrintSheet)
        panel.tap("status-sheet/printing/cancel")
        assert panel.asked(ef.StopPrinting) == [ef.StopPrinting(1)]
        assert panel.log[1].state == "canceled"

    def test_home_lets_it_print(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").press("home").advance(3)
        assert panel.asked(ef.PrintSheet)
        panel.feed(ev.SheetPrinted(1, "/ut.pdf"))
        assert (panel.log[1].state, panel.screen) == ("completed", "home")

    def test_two_sheets_at_once(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").press("home").advance(1)
        panel.tap("home/status-sheet", "status-sheet/start").advance(10)
        assert [sheet.job for sheet in panel.asked(ef.PrintSheet)] == [1, 2]

    def test_paper_loaded_elsewhere_while_another_screen_lies_over(self, glass: Make) -> None:
        panel = self.empty(glass).tap("jobs", "jobs/printer", "jobs/printer/fill").advance(3)
        assert panel.asked(ef.PrintSheet)
        panel.feed(ev.SheetPrinted(1, "/ut.pdf"))
        assert panel.press("back").screen == "status-sheet/done"

    def test_it_could_not_be_written(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/status-sheet", "status-sheet/start").advance(3)
        panel.feed(ev.SheetFailed(1, Failure("disk-full", reply="No space left on device")))
        assert panel.screen == "status-sheet/failed"
        assert panel.log[1].code == 306
        assert panel.tap("status-sheet/failed/ok").screen == "home"

    def test_a_scanner_has_none(self, glass: Make) -> None:
        assert "status-sheet" not in glass("scanner").menus.screens

    def test_no_secret_stands_on_it(self, glass: Make) -> None:
        panel = glass("mfp", "epas-anna")
        panel.feed(ev.ValueSet("wifi.password", "HEMLIGT-1"), ev.ValueSet("email.auth_password", "HEMLIGT-2"))
        panel.tap("home/status-sheet", "status-sheet/start").advance(3)
        sheet = repr(panel.asked(ef.PrintSheet)[0].sheet)
        assert "HEMLIGT" not in sheet
        assert "•" not in sheet
        assert "⟨" not in sheet
        assert "smtp-mail.outlook.com" in sheet
