"""The reports of Inst. on paper: they print what the screens show, and never a secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev

Make = Callable[..., Any]
REPORTS = "settings/reports"


def printed(panel: Any, report: str) -> Any:
    """The sheet of a report that was asked for on the panel."""
    panel.tap(f"{REPORTS}/{report}", f"report/{report}/start")
    assert panel.screen == "status-sheet/printing"
    return panel.advance(3).asked(ef.PrintSheet)[0].sheet


def lines(sheet: Any) -> dict[str, str]:
    return {f"{block.title}: {label}": value for block in sheet.blocks for label, value in block.rows}


@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer"])
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("report", ["configuration", "supplies", "usage"])
def test_every_report_is_whole_on_every_model(glass: Make, model: str, language: str, report: str) -> None:
    sheet = printed(glass(model, screen=REPORTS, language=language), report)
    assert (sheet.kind, sheet.language) == (f"report/{report}", language)
    assert sheet.blocks
    assert "⟨" not in repr(sheet)


def test_the_configuration_is_how_the_device_is_set(glass: Make) -> None:
    panel = glass("mfp", screen=REPORTS)
    panel.feed(ev.ValueSet("panel.sleep_timer_min", 42), ev.ValueSet("network.obtain_ip", "manual"))
    found = lines(printed(panel, "configuration"))
    assert found["Grundinställningar: Insomningstimer"] == "42 min"
    assert found["Grundinställningar: Ljud: Normalt läge: Ljudtyp"] == "Mönster 1"
    assert found["Nätverksinställningar: Avancerat: TCP/IP: Hämta IP-adress"] == "Manuell"
    assert not [label for label in found if "Nätverksstatus" in label], "what is only told is on the status sheet"


def test_no_secret_is_printed(glass: Make) -> None:
    panel = glass("mfp", screen=REPORTS)
    panel.feed(ev.ValueSet("wifi.password", "HEMLIGT-1"), ev.ValueSet("wifi.direct_password", "HEMLIGT-2"))
    for report in ("configuration", "supplies", "usage"):
        sheet = repr(printed(panel, report))
        assert "HEMLIGT" not in sheet
        assert "•" not in sheet
        panel.feed(ev.SheetPrinted(panel.session.job, "/ut/x.pdf")).tap("status-sheet/done/ok")


def test_supplies_and_usage_with_the_sheet_that_was_just_printed(glass: Make) -> None:
    panel = glass("mfp", screen=REPORTS)
    supplies = lines(printed(panel, "supplies"))
    assert "82 %" in supplies.values()
    panel.feed(ev.SheetPrinted(1, "/ut/x.pdf")).tap("status-sheet/done/ok")
    assert "12409 sidor" in lines(printed(panel, "usage")).values()


def test_cancel_and_no_paper(glass: Make) -> None:
    panel = glass("mfp", screen=REPORTS).tap(f"{REPORTS}/usage", "report/usage/cancel")
    assert (panel.screen, panel.log) == (REPORTS, {})
    panel.feed(ev.ConditionChanged("media-empty", True)).tap(f"{REPORTS}/usage").press("start")
    assert panel.screen == "status-sheet/no-paper"
    panel.tap("status-sheet/no-paper/filled").advance(3)
    assert panel.asked(ef.PrintSheet)[0].sheet.kind == "report/usage"
