"""The three ways of running agree on every shipped path: headless, on the TUI, and on the real program in a pty."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from panel_sim.core.jobs import Job
from panel_sim.options import Options
from panel_sim.paths.files import read_path_files
from panel_sim.paths.outcome import PASSED, StepResult
from panel_sim.paths.playing import play
from panel_sim.paths.stage import Stage
from panel_sim.paths.step import PathFile
from panel_sim.running.path_names import path_names
from panel_sim.stages.headless import Headless
from panel_sim.stages.screen import OnScreen
from panel_sim.stages.terminal import InTerminal

FOLDER = Path(__file__).parents[1] / "paths"
SHIPPED = sorted([*FOLDER.glob("*.path.yaml"), *(FOLDER / "shipped" / "settings").glob("*.path.yaml")])
"""The paths written for comparing, and those of the settings. On a screen `press: start` and `press: stop` touch the
buttons that mean the same, so that paths with those go other edges there and are not compared."""


@dataclass(frozen=True)
class Told:
    """What one playing came to, without what differs by nature: paths of files, milliseconds, the moment."""

    steps: tuple[tuple[str, str, float], ...]
    """Of each step: its state, the screen after it, the practice time that it took."""
    screens: frozenset[str]
    moves: frozenset[tuple[str, str, int]]
    jobs: tuple[object, ...]
    why: str = ""


def told_of(job: Job) -> object:
    legs = tuple((leg.name, leg.ok) for leg in job.legs)
    return (job.kind, job.origin, job.state, job.reasons, job.code, job.failure, job.user, job.sender, job.to,
            job.subject, job.file_type, job.resolution, job.pages, legs)


@cache
def files() -> dict[Path, PathFile]:
    return {path: read_path_files([path], path_names(Options()))[0] for path in SHIPPED}


def played(make: Any, path: PathFile) -> Told:
    """Play the file in one way, on its model and in its language."""
    steps: list[tuple[str, str, float]] = []

    async def whole() -> Told:
        stage: Stage = await make(path, path.model or "mfp", path.language or "sv")

        def record(result: StepResult) -> None:
            steps.append((result.state, stage.view.screen, round(result.seconds, 3)))

        try:
            result = await play(path, stage, record=record)
        finally:
            await stage.close()
        failed = result.failed
        why = f"{failed.step.place} {failed.failure}" if failed is not None else result.reason
        return Told(tuple(steps), result.screens, result.moves, tuple(map(told_of, result.jobs)), why)

    return asyncio.run(whole())


@pytest.fixture(scope="module")
def headless(path_script: Any) -> Callable[[Path], Told]:
    """What each file comes to headless, played once."""

    @cache
    def once(path: Path) -> Told:
        return played(Headless(path_script.menus), files()[path])

    return once


def same(one: Told, other: Told) -> None:
    assert other.why == one.why
    assert other.steps == one.steps
    assert other.jobs == one.jobs
    assert other.screens == one.screens
    assert other.moves == one.moves


def test_there_are_paths() -> None:
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(FOLDER)).removesuffix(".path.yaml"))
class TestAgreement:
    def test_on_the_tui(self, path: Path, path_script: Any, headless: Callable[[Path], Told]) -> None:
        told = headless(path)
        assert {state for state, _, _ in told.steps} == {PASSED}, told.why
        same(told, played(OnScreen(path_script.menus), files()[path]))

    def test_on_the_tui_where_only_looked_at(
        self, path: Path, path_script: Any, headless: Callable[[Path], Told]
    ) -> None:
        same(headless(path), played(OnScreen(path_script.menus, only_looked_at=True), files()[path]))


BY_HAND = [path for path in SHIPPED if not {"settings", "set-up", "values"} & set(path.parts)]
"""In a terminal a file takes seconds to begin: those are played there that do more than look at screens."""


@pytest.mark.slow
@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: str(path.relative_to(FOLDER)).removesuffix(".path.yaml"))
def test_in_a_terminal(path: Path, path_script: Any, headless: Callable[[Path], Told]) -> None:
    same(headless(path), played(InTerminal(path_script.menus, Options()), files()[path]))
