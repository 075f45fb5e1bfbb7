"""What is done under Inst. with real adapters behind it: hashes, files, the database, sheets of paper."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.dice import SystemDice
from panel_sim.adapters.job_log import SqliteJobLog
from panel_sim.adapters.passwords import ScryptPasswords
from panel_sim.adapters.sheet_printer import PdfSheetPrinter
from panel_sim.adapters.store import JsonStore
from panel_sim.core import events as ev
from panel_sim.core.device import Device
from panel_sim.core.panel import Panel
from panel_sim.core.rules import NAMES
from panel_sim.fixtures import ADMINISTRATOR_PASSWORD, set_up_device
from panel_sim.loading import load
from panel_sim.shipped import shipped
from panel_sim.simulator import Ports, Simulator

Make = Callable[..., Any]
NEW = "Nytt-losen-7!"
PASSWORD = "settings/general/system/security/admin-settings/password"


def run(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Make a coroutine a test; what it asks for by name is still given to it."""

    @functools.wraps(test)
    def whole(*given: Any, **named: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*given, **named), 60))

    return whole


class Real:
    """A device in a folder; made again in the same folder it is the same device after a restart."""

    def __init__(self, home: Path, *given: str, screen: str = "") -> None:
        self.clock = ManualClock()
        menus = load(shipped("menus"), shipped("states"), "mfp", NAMES)
        self.device = Device(menus.values)
        self.out = home / "out"
        self.out.mkdir(exist_ok=True)
        store = JsonStore(home / "device.json")
        self.device.restore(store.load())
        self.passwords = ScryptPasswords(SystemDice(), n=2**4)
        set_up_device(self.device, self.passwords, given, pretend=True)
        self.jobs = SqliteJobLog(home / "jobs.db")
        ports = Ports(self.clock, store, self.jobs, self.passwords, sheets=PdfSheetPrinter(self.out, self.clock))
        self.simulator = Simulator(Panel(menus, self.device), ports, screen=screen)

    @property
    def screen(self) -> str:
        return self.simulator.view.screen

    async def do(self, *steps: str | float) -> None:
        """Tap ids, type what begins with a quote, let seconds pass; effects settle after each."""
        for step in steps:
            if isinstance(step, float):
                self.clock.advance(step)
            else:
                self.simulator.feed(ev.Typed(step[1:]) if step.startswith("'") else ev.Tapped(step))
            await self.simulator.settle()

    async def close(self) -> None:
        await self.simulator.stop()
        self.jobs.close()


@run
async def test_a_changed_password_outlives_a_restart(tmp_path: Path) -> None:
    device = Real(tmp_path, "showroom", "locked", screen=PASSWORD)
    old = device.device.administrator_hash
    await device.do(f"{PASSWORD}/change", f"'{ADMINISTRATOR_PASSWORD}", "administrator-password/next")
    await device.do(f"'{NEW}", "administrator-password/new/next", f"'{NEW}", "administrator-password/again/ok")
    assert device.screen == "administrator-password/done"
    assert device.device.administrator_hash != old
    await device.close()
    kept = (tmp_path / "device.json").read_text("utf-8")
    assert NEW not in kept
    again = Real(tmp_path)
    await again.do("lock", f"'{ADMINISTRATOR_PASSWORD}", "administrator/ok")
    assert again.screen == "administrator"
    await again.do(f"'{NEW}", "administrator/ok")
    assert again.simulator.panel.context.session.administrator
    await again.close()


@run
async def test_report_and_contacts_on_paper(tmp_path: Path) -> None:
    device = Real(tmp_path, "showroom", screen="settings/general/network")
    device.simulator.feed(ev.ConditionChanged("network-unplugged", True))
    await device.do("settings/general/network/connection-check", 5.0, "connection-check/report/print", 3.0)
    assert device.screen == "status-sheet/done"
    await device.do("status-sheet/done/ok")
    device.simulator.feed(ev.Pressed("home"))
    await device.do("home/settings", "settings/general", "settings/general/system", "settings/general/system/contacts")
    await device.do("settings/general/system/contacts/print", "contact-list/start", 3.0)
    assert device.screen == "status-sheet/done"
    names = sorted(path.name.partition("-")[0] for path in device.out.glob("*.pdf"))
    assert names == ["anslutningsrapport", "kontaktlista"]
    report = next(device.out.glob("anslutningsrapport*.txt")).read_text("utf-8")
    for words in ("E-1", "Underkänt", "Ej kontrollerat", "192.0.2.10", "Rapport om nätverksanslutningen"):
        assert words in report
    assert "anna@ovning.example" in next(device.out.glob("kontaktlista*.txt")).read_text("utf-8")
    assert [(job.origin, job.state) for job in device.jobs.jobs()] == [
        ("contact-list", "completed"),
        ("connection-report", "completed"),
    ]
    await device.close()


@run
async def test_home_and_wifi_outlive_a_restart(tmp_path: Path) -> None:
    device = Real(tmp_path, "showroom", screen="edit-home")
    await device.do("home-tile:contacts", "edit-home/tile/remove")
    await device.close()
    router = "settings/general/network/wifi-setup/router"
    device = Real(tmp_path, screen=router)
    await device.do(f"{router}/wizard", 2.0, "network:1", "'Ovning-Kontor-1", "wifi/password/next")
    await device.do("wifi/confirm/start", 4.0)
    assert device.screen == "wifi/done"
    await device.close()
    again = Real(tmp_path)
    assert "home/contacts" not in repr(again.simulator.panel.tiles())
    assert again.device.text("network.connection") == "wifi"
    await again.close()


@pytest.mark.parametrize(
    ("values", "failure"),
    [
        ({"network.obtain_ip": "manual", "network.gateway": "192.0.2.9"}, "unreachable"),
        ({"network.connection": "wifi", "wifi.ssid": "Annat"}, "unreachable"),
        (
            {"network.dns_setting": "manual", "network.dns_primary": "0.0.0.0", "network.dns_secondary": "0.0.0.0"},
            "name-not-found",
        ),
    ],
)
@run
async def test_what_the_check_finds_stands_in_a_mails_way(rig_of: Make, values: dict[str, str], failure: str) -> None:
    rig = rig_of()
    for key, value in values.items():
        rig.simulator.feed(ev.ValueSet(key, value))
    await rig.start_mail()
    await rig.settle()
    assert (rig.book.kept[1].failure, rig.book.kept[1].code) == (failure, 360)
    assert not rig.stage.did("token")
