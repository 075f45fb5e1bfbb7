"""Restoring default settings by group, and clearing the internal memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.device import PENDING_PRINTER, PRINTER, STORED, Account
from panel_sim.core.jobs import ABORTED, COMPLETED, PROCESSING, Job

Make = Callable[..., Any]
SYSTEM = "settings/general/system"
CHANGED = {
    "network.device_name": "ANNAN",
    "email.smtp_port": 25,
    "wifi.ssid": "Ovning-Labb",
    "services.snmp": False,
    "fax.density": 3,
    "scan.resolution": "600",
    "email.attachment_max_mb": 5,
    "print.quiet_mode": "on",
    "panel.brightness": 2,
    "panel.home": "jobs,settings",
    "paper.tray_1_sheets": 7,
    "device.firmware": "old",
    "supplies.black": 3,
}
NETWORK = {"network.device_name", "email.smtp_port", "wifi.ssid", "services.snmp"}
SCAN = {"scan.resolution", "email.attachment_max_mb"}
NEVER = {"paper.tray_1_sheets", "device.firmware", "supplies.black"}
REST = set(CHANGED) - NETWORK - SCAN - NEVER - {"fax.density"}


def restored(glass: Make, group: str, *given: str, **how: Any) -> Any:
    """A panel with everything changed, on which the group was restored."""
    panel = glass("mfp", *given, screen="restore", **how)
    for key, value in CHANGED.items():
        panel.device.set(key, value)
    panel.tap(f"restore/{group}")
    assert panel.screen == "restore/confirm"
    return panel.tap("restore/confirm/yes")


@pytest.mark.parametrize(
    ("group", "reset"),
    [
        ("network", NETWORK),
        ("scan", SCAN),
        ("fax", {"fax.density"}),
        ("except", SCAN | REST),
        ("all", set(CHANGED) - NEVER),
    ],
)
def test_a_group_gets_its_defaults_and_the_rest_stays(glass: Make, group: str, reset: set[str]) -> None:
    panel = restored(glass, group)
    assert panel.screen == "restore/done"
    device = panel.device
    for key, value in CHANGED.items():
        assert device.value(key) == (device.specs[key].default if key in reset else value), key
    assert panel.asked(ef.SaveDevice)
    kept = panel.device.kept()["values"]
    assert isinstance(kept, dict)
    assert not reset & kept.keys(), "a default is not kept as a choice"


def test_nothing_before_it_is_confirmed(glass: Make) -> None:
    panel = glass("mfp", screen="restore")
    panel.device.set("scan.resolution", "600")
    panel.tap("restore/scan")
    assert next(button.id for button in panel.view.buttons() if button.primary) == "restore/confirm/cancel"
    assert panel.tap("restore/confirm/cancel").screen == "restore"
    assert panel.tap("restore/all").press("back").screen == "restore"
    assert panel.device.text("scan.resolution") == "600"


def test_every_group_asks_in_its_own_words(glass: Make) -> None:
    panel = glass("mfp", screen="restore")
    asked = set()
    for row in [row.id for row in panel.view.rows()]:
        asked.add(panel.tap(row).view.body.text)
        panel.press("back")
    assert len(asked) == 5


def test_all_signs_everybody_out_and_takes_the_contacts(glass: Make) -> None:
    panel = glass("mfp", "epas-anna").log_in()
    panel.device.accounts[PENDING_PRINTER] = Account("pending", "x@ovning.example")
    assert panel.device.contacts
    panel.press("home").tap("home/settings", "settings/general", f"{SYSTEM}")
    panel.tap(f"{SYSTEM}/restore", "restore/all", "restore/confirm/yes")
    assert {wish.account for wish in panel.asked(ef.SignOut)} == {PRINTER, PENDING_PRINTER, "user:anna"}
    for account in (PRINTER, PENDING_PRINTER, "user:anna"):
        panel.feed(ev.SignedOut(account))
    assert panel.device.accounts == {}
    assert panel.device.contacts == []
    assert panel.session.user == ""
    assert panel.device.on("epas.licensed"), "a licence is no setting"
    assert [user.id for user in panel.device.users] == ["anna", "bo", "admin"]
    assert panel.device.administrator_hash
    assert panel.tap("restore/done/ok").screen == "home"


def test_the_network_takes_the_printers_sign_in_along_and_no_others(glass: Make) -> None:
    panel = restored(glass, "network", "epas-anna")
    assert [wish.account for wish in panel.asked(ef.SignOut)] == [PRINTER]
    assert panel.device.account("user:anna").state == STORED
    assert panel.device.text("email.authentication") == "off"
    assert panel.tap("restore/done/ok").screen == "restore"


@pytest.mark.parametrize("group", ["scan", "fax", "except"])
def test_other_groups_leave_sign_ins_alone(glass: Make, group: str) -> None:
    assert not restored(glass, group, "epas-anna").asked(ef.SignOut)


def test_all_speaks_the_default_language_and_unlocks(glass: Make) -> None:
    panel = restored(glass, "all", "showroom", "locked", language="en")
    assert panel.view.language == "sv"
    assert not panel.device.on("panel.lock")
    assert not panel.session.administrator


def test_the_row_is_locked(glass: Make) -> None:
    panel = glass("mfp", "showroom", "locked", screen=SYSTEM)
    assert panel.tap(f"{SYSTEM}/restore").screen == "locked"


@pytest.mark.parametrize(
    ("model", "groups"),
    [
        ("mfp", ["network", "scan", "fax", "except", "all"]),
        ("printer", ["network", "except", "all"]),
        ("scanner", ["network", "scan", "except", "all"]),
    ],
)
def test_a_model_offers_the_groups_that_it_has(glass: Make, model: str, groups: list[str]) -> None:
    panel = glass(model, screen="restore")
    assert [row.id for row in panel.view.rows()] == [f"restore/{group}" for group in groups]


class TestMemory:
    ROW = f"{SYSTEM}/clear-memory"

    def job(self, panel: Any, number: int, state: str, **more: Any) -> Job:
        return Job(number, "scan-to-email", "scan/email", panel.now, state, size=1000, pages=1, **more)

    def test_documents_of_failed_jobs(self, glass: Make) -> None:
        panel = glass("mfp", screen=self.ROW)
        panel.feed(
            ev.JobsLoaded(
                (
                    self.job(panel, 1, COMPLETED),
                    self.job(panel, 2, ABORTED, code=360, failure="connection-refused", account=PRINTER),
                    self.job(panel, 3, ABORTED, code=360, failure="delivery-unknown"),
                    self.job(panel, 4, PROCESSING),
                )
            )
        )
        assert panel.view.rows()[1].value == "1 dokument"
        panel.tap(f"{self.ROW}/jobs", "clear-memory/jobs/yes")
        assert panel.asked(ef.ForgetJob) == [ef.ForgetJob(2)]
        assert panel.screen == "clear-memory/done"
        assert panel.tap("clear-memory/done/ok").view.rows()[1].value == "Inga"
        panel.tap("jobs", "job:2")
        assert "jobs/job/send-again" not in panel.ids(), "there is nothing left to send"
        assert panel.view.body.banner_code == "Fel 360", "what became of it stays"

    def test_nothing_to_clear(self, glass: Make) -> None:
        panel = glass("mfp", screen=self.ROW).tap(f"{self.ROW}/jobs")
        assert not panel.view.buttons()[1].enabled
        assert panel.tap("clear-memory/jobs/yes").screen == "clear-memory/jobs"
        assert panel.tap("clear-memory/jobs/cancel").screen == self.ROW

    def test_fonts(self, glass: Make) -> None:
        panel = glass("mfp", screen=self.ROW).tap(f"{self.ROW}/fonts")
        assert "384 kB" in panel.view.body.text
        panel.tap("clear-memory/fonts/yes")
        assert panel.device.number("memory.fonts_kb") == 0
        panel.tap("clear-memory/done/ok", f"{self.ROW}/fonts")
        assert not panel.view.buttons()[1].enabled
        assert f"{self.ROW}/fonts" not in glass("scanner", screen=self.ROW).ids()
