"""The same path in every way of running it (headless, on the TUI, in a pty), beside Textual's own Pilot."""

from __future__ import annotations

import asyncio
import functools
import gc
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.headless_steps import pilot_keys_per_second
from benchmarks.table import Row
from panel_sim.bootstrap import read_menus
from panel_sim.core.menus import Menus
from panel_sim.core.views import Home, Listing, View
from panel_sim.options import Options
from panel_sim.paths.files import read_path_files
from panel_sim.paths.names import Names
from panel_sim.paths.outcome import PASSED
from panel_sim.paths.playing import play
from panel_sim.paths.step import PathFile
from panel_sim.running.tenancy import close_all
from panel_sim.stages.headless import Headless
from panel_sim.stages.screen import OnScreen, ScreenStage
from panel_sim.stages.terminal import InTerminal

LABELS = ("Inst.", "Allmänna inställningar", "Nätverksinställningar", "Nätverksstatus")
STEPS = 40
ROUNDS = 10
TURNS = 5
DEEPEST = 8


@functools.cache
def menus(model: str) -> Menus:
    """A model's menus, read once as a run does it."""
    return read_menus(Options(), model)


def path_file(folder: Path, steps: int) -> PathFile:
    """A file with so many steps: four down, Home, and again; nobody looks in between."""
    lines = [*(f"  - tap: {label}" for label in LABELS), "  - press: home"]
    written = "\n".join(lines[number % len(lines)] for number in range(steps))
    path = folder / f"{steps}.path.yaml"
    path.write_text(f"title: Fyrtio steg\nsteps:\n{written}\n", "utf-8")
    return read_path_files([path], Names())[0]


async def steps_per_second(make: Any, path: PathFile, rounds: int) -> float:
    """The median over some playings on one device; its making is not counted, as the start of Pilot's app is not."""
    stage = await make(path, "mfp", "sv")
    speeds = []
    try:
        for _ in range(rounds):
            began = time.perf_counter()
            result = await play(path, stage)
            speeds.append(len(result.steps) / (time.perf_counter() - began))
            if result.state != PASSED:
                raise RuntimeError(f"the path did not hold: {result.failed}")
    finally:
        await stage.close()
    # The first meets screens that were never painted.
    return median(speeds[1:])


async def every_edge() -> tuple[float, int, int]:
    """Touch every row of every list that the menus lead to, each painted; seconds, edges and screens."""
    stage = await OnScreen(menus)(PathFile("edges", "edges", ()), "mfp", "sv")
    edges: set[tuple[str, str]] = set()
    screens: set[str] = set()

    async def walk(way: tuple[str, ...]) -> None:
        view = stage.view
        if view.screen in screens or len(way) > DEEPEST or not isinstance(view.body, (Home, Listing)):
            return
        screens.add(view.screen)
        here = view.screen
        for row in touchable(stage, view):
            if row not in touchable(stage, stage.view):
                # A switch that was touched before has taken it away.
                continue
            await stage.touch(row)
            edges.add((here, row))
            if stage.view.screen != here:
                await walk((*way, row))
                await back(here, way)

    async def back(screen: str, way: tuple[str, ...]) -> None:
        for _ in range(2):
            if stage.view.screen == screen:
                return
            await stage.press("back")
        if stage.view.screen != screen:
            await stage.press("home")
            for row in way:
                await stage.touch(row)

    began = time.perf_counter()
    await walk(())
    took = time.perf_counter() - began
    await stage.close()
    return took, len(edges), len(screens)


def touchable(stage: ScreenStage, view: View) -> list[str]:
    """The tiles and rows of a screen; actions (print, delete) are no edges of a menu."""
    body = view.body
    if isinstance(body, Home):
        return [tile.id for tile in body.tiles if tile.enabled]
    return [row.id for row in view.rows() if row.touchable and row.kind != "action"]


async def measured(folder: Path) -> dict[str, float]:
    """Steps a second of each way, taken in turns so that all meet the same machine."""
    path = path_file(folder, STEPS)
    gc.freeze()
    makes = {
        "headless": (Headless(menus), 50),
        "each": (OnScreen(menus), ROUNDS),
        "looked": (OnScreen(menus, only_looked_at=True), ROUNDS),
        "pty": (InTerminal(menus, Options()), 3),
    }
    speeds: dict[str, list[float]] = {name: [] for name in (*makes, "pilot")}
    for turn in range(TURNS):
        for name, (make, rounds) in makes.items():
            if name != "pty" or turn < 2:
                speeds[name].append(await steps_per_second(make, path, rounds))
        if turn < 2:
            speeds["pilot"].append(await pilot_keys_per_second())
    return {name: median(found) for name, found in speeds.items()}


def rows() -> list[Row]:
    """Forty steps in every way, and every edge on the TUI."""
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as name:
        speeds = asyncio.run(measured(Path(name)))
    seconds, edges, screens = asyncio.run(every_edge())
    close_all()
    pilot = speeds["pilot"]

    def row(what: str, way: str, goal: float) -> Row:
        return Row(f"40-step path, {what}", speeds[way], "steps/s", goal, "Textual Pilot", pilot, more_is_better=True)

    return [
        row("headless", "headless", 20_000),
        row("on the TUI, each step painted", "each", 500),
        row("on the TUI, only what is looked at painted", "looked", 1_000),
        row("in a pty, the real program", "pty", 15.6),
        Row(f"{edges} edges of {screens} screens on the TUI, each painted", seconds, "s", 10),
    ]


