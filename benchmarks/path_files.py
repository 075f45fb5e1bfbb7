"""Path files played without a screen: steps a second of a long one, and what a short one costs over its steps."""

from __future__ import annotations

import asyncio
import functools
import gc
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.headless_steps import pilot_keys_per_second
from benchmarks.table import Row
from panel_sim.bootstrap import read_menus
from panel_sim.core.menus import Menus
from panel_sim.options import Options
from panel_sim.paths.files import read_path_files
from panel_sim.paths.names import Names
from panel_sim.paths.outcome import PASSED
from panel_sim.paths.playing import play
from panel_sim.paths.step import PathFile
from panel_sim.stages.headless import Headless

LABELS = ("Inst.", "Allmänna inställningar", "Nätverksinställningar", "Nätverksstatus", "Status för e-postserver")
STEPS = 10_000
TIMES = 200
TURNS = 5


@functools.cache
def menus(model: str) -> Menus:
    """A model's menus, read once as a run does it."""
    return read_menus(Options(), model)


def path_file(folder: Path, steps: int) -> PathFile:
    """A file with so many steps, written and read."""
    lines = [*(f"  - tap: {label}" for label in LABELS), "  - press: home"]
    written = [lines[number % len(lines)] for number in range(steps)]
    path = folder / f"{steps}.path.yaml"
    path.write_text("title: Lång\nsteps:\n" + "\n".join(written) + "\n", "utf-8")
    return read_path_files([path], Names())[0]


async def seconds_of(path: PathFile, make: Headless) -> tuple[float, float]:
    """What a playing takes: over all, the stage's making and ending included, and for its steps alone."""
    began = time.perf_counter()
    stage = await make(path, "mfp", "sv")
    ready = time.perf_counter()
    result = await play(path, stage)
    played = time.perf_counter()
    await stage.close()
    if result.state != PASSED:
        raise RuntimeError(f"the path did not hold: {result.failed}")
    return time.perf_counter() - began, played - ready


async def measured(folder: Path) -> tuple[float, float]:
    """Steps a second of the long file, and milliseconds of a file of one step, whose device is its own."""
    long, short, make = path_file(folder, STEPS), path_file(folder, 1), Headless(menus)
    await seconds_of(short, make)
    # As a run does it: what was loaded is not looked through again and again.
    gc.freeze()
    speeds = [STEPS / (await seconds_of(long, make))[1] for _ in range(TURNS + 1)][1:]
    wholes = [(await seconds_of(short, make))[0] for _ in range(TIMES)]
    return median(speeds), median(wholes) * 1000


def reading_seconds(folder: Path) -> float:
    """What reading and checking the long file takes."""
    path_file(folder, STEPS)
    began = time.perf_counter()
    read_path_files([folder / f"{STEPS}.path.yaml"], Names())
    return time.perf_counter() - began


def rows() -> list[Row]:
    """A long path file beside Pilot, and short ones, each on a device of its own."""
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as name:
        folder = Path(name)
        speed, over = asyncio.run(measured(folder))
        reading = reading_seconds(folder)
    pilot = asyncio.run(pilot_keys_per_second())
    return [
        Row(f"path file of {STEPS:,} steps", speed, "steps/s", 20_000, "Textual Pilot", pilot, more_is_better=True),
        Row("a path file of one step, on a device of its own", over, "ms", 5.0),
        Row(f"reading a path file of {STEPS:,} steps", reading, "s", 2.0),
    ]
