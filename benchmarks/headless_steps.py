"""Menu-path steps a second without a screen: label found, panel stepped, effects run, View built; beside its peers."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from types import SimpleNamespace

from transitions import Machine

from benchmarks.peers.minimal_app import MinimalApp
from benchmarks.table import Row
from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.dice import SystemDice
from panel_sim.adapters.job_log import SqliteJobLog
from panel_sim.adapters.passwords import ScryptPasswords
from panel_sim.adapters.store import JsonStore
from panel_sim.core.device import Device
from panel_sim.core.events import Pressed
from panel_sim.core.panel import Panel
from panel_sim.core.rules import NAMES
from panel_sim.loading import load
from panel_sim.paths.walking import split, walk
from panel_sim.shipped import shipped
from panel_sim.simulator import Ports, Simulator

PATH = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Status för e-postserver"
END = "settings/general/network/status/email-server"
TURNS, SECONDS = 7, 0.4
PILOT_KEYS = 40


def steps_per_second(*walks: Callable[[], int]) -> list[float]:
    """Repeat each walk, which says how many steps it made; in turns, so that all meet the same machine. The medians."""
    speeds: list[list[float]] = [[] for _ in walks]
    for turn in range(TURNS + 1):
        for once, measured in zip(walks, speeds, strict=True):
            steps = 0
            started = time.perf_counter()
            while (passed := time.perf_counter() - started) < SECONDS:
                steps += once()
            if turn:  # the first turn warms up
                measured.append(steps / passed)
    return [median(measured) for measured in speeds]


def panel_walk(folder: Path) -> Callable[[], int]:
    """The shipped device, with its real store and job history in `folder`."""
    menus = load(shipped("menus"), shipped("states"), "mfp", NAMES)
    ports = Ports(
        clock=ManualClock(),
        store=JsonStore(folder / "settings.json"),
        jobs=SqliteJobLog(folder / "jobs.sqlite"),
        passwords=ScryptPasswords(SystemDice()),
    )
    simulator = Simulator(Panel(menus, Device(menus.values)), ports)
    steps = len(split(PATH)) + 1

    def there_and_home() -> int:
        view = walk(simulator, PATH)
        if view.screen != END:
            raise RuntimeError(f"the path ended on {view.screen}")
        simulator.feed(Pressed("home"))
        return steps

    return there_and_home


def transitions_walk(screens: int = 250) -> Callable[[], int]:
    """What transitions alone can do: a flat machine of as many states, one trigger each, nothing else."""
    model = SimpleNamespace()
    names = [f"s{number}" for number in range(screens)]
    Machine(
        model=model,
        states=names,
        initial=names[0],
        auto_transitions=False,
        transitions=[
            {"trigger": f"t{number}", "source": name, "dest": names[(number + 1) % screens]}
            for number, name in enumerate(names)
        ],
    )
    triggers: Mapping[int, Callable[[], bool]] = {number: getattr(model, f"t{number}") for number in range(screens)}

    def walk() -> int:
        for number in range(screens):
            triggers[number]()
        return screens

    return walk


async def pilot_keys_per_second() -> float:
    """What a test of a Textual program usually does: Pilot presses a key and waits until it is painted."""
    async with MinimalApp().run_test() as pilot:
        await pilot.press("down")
        started = time.perf_counter()
        for _ in range(PILOT_KEYS // 2):
            await pilot.press("down")
            await pilot.press("up")
        return PILOT_KEYS / (time.perf_counter() - started)


def rows() -> list[Row]:
    """One guide path over and over, beside Pilot and beside the bare engine."""
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as folder:
        ours, bare = steps_per_second(panel_walk(Path(folder)), transitions_walk())
    what, unit, goal = "path steps, headless", "steps/s", 20_000
    return [
        Row(what, ours, unit, goal, "Textual Pilot", asyncio.run(pilot_keys_per_second()), more_is_better=True),
        Row(what, ours, unit, goal, "bare transitions", bare, more_is_better=True),
    ]
