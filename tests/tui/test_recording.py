"""The app while it records: two keys, and a line that says how far the recording is."""

from __future__ import annotations

import asyncio
from typing import Any

from panel_sim.adapters.clocks import ManualClock
from panel_sim.bootstrap import looking
from panel_sim.options import Options
from panel_sim.tui.recording import RecordingApp


class Kept:
    """A recording that only notes what it is asked for."""

    steps = 3
    lost = ""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def see(self, selected: str) -> str:
        self.asked.append(f"see {selected}")
        return "seen"

    def undo(self) -> str:
        self.asked.append("undo")
        self.lost = "settings"
        return "undone"


def test_keys_and_line() -> None:
    async def work() -> None:
        kept = Kept()
        simulator: Any = looking(Options(), ManualClock(), use_home=False)
        app = RecordingApp(simulator, kept)
        async with app.run_test(size=(100, 30)) as pilot:
            assert app.foot.sign == "● Spelar in: 3 steg"
            line = app.foot.draw(100, 1).text()
            assert "F4 kontrollera" in line
            assert "F8 ångra steg" in line
            assert line.rstrip().endswith("● Spelar in: 3 steg")
            narrow = app.foot.draw(40, 1).text()
            assert narrow.rstrip().endswith("● Spelar in: 3 steg")
            await pilot.press("f4", "f8")
            await pilot.pause()
            assert kept.asked == [f"see {app.lcd.touch.selected}", "undo"]
            assert app.foot.sign == "● Gå tillbaka till settings"

    asyncio.run(work())
