"""panel-sim run: play path files, one line for each, failures in full, and the summary."""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from panel_sim.adapters.clocks import WallClock
from panel_sim.adapters.files import write_whole
from panel_sim.bootstrap import cache_folder, check_given, read_menus
from panel_sim.commands.run_reports import Asked, Reports
from panel_sim.commands.stopping import keep_quiet
from panel_sim.core.menus import Menus
from panel_sim.loading import models
from panel_sim.options import Options, Refused
from panel_sim.paths.files import read_path_files
from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, PathResult
from panel_sim.paths.playings import ALL, Playing, Shard, play_one, playings
from panel_sim.paths.reports.sentences import failure_text, summary
from panel_sim.paths.stage import StageMaker
from panel_sim.paths.step import PathFile
from panel_sim.paths.translating import Translations
from panel_sim.running.path_names import path_names
from panel_sim.running.rehearsal import Stuck
from panel_sim.running.tenancy import close_all
from panel_sim.shipped import shipped
from panel_sim.stages.headless import Headless, HeadlessStage

MenusOf = Callable[[str], Menus]
INTERRUPTED = 130
ENVIRONMENT = 3
SIGNS = {PASSED: ("✓", "ok"), FAILED: ("✗", "FAILED"), BROKEN: ("✗", "BROKEN"), SKIPPED: ("-", "-")}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked of a run besides the common options."""

    from_step: int = 1
    only_failed: bool = False
    tags: tuple[str, ...] = ()
    shard: str = ""
    live: bool = False
    way: str = HeadlessStage.way
    """headless, tui or pty: how the device is reached."""
    only_looked_at: bool = False
    """Whether the TUI is painted only for steps that look at it."""
    reports: Asked = field(default_factory=Asked)


def run(options: Options, targets: Sequence[Path], wishes: Wishes) -> int:
    """Play the files that are meant: 0 all passed, 1 one failed, 3 the environment failed, 130 interrupted.

    Raises Refused and DataProblems (exit code 2) before anything is played.
    """
    _, code = results_of(options, targets, wishes)
    return code


def results_of(options: Options, targets: Sequence[Path], wishes: Wishes) -> tuple[list[PathResult] | None, int]:
    """Play, tell, and give the results with the exit code; None where there was nothing to play."""
    keep_quiet()
    plain = replace(options, model="" if options.model == ALL else options.model)
    menus: MenusOf = functools.cache(functools.partial(read_menus, plain))
    chosen = _chosen(options, targets, wishes, menus)
    # With JSON lines, stdout is wanted for data.
    say = functools.partial(_say, err=wishes.reports.as_json)
    reports = Reports(wishes.reports, say)
    reports.check()
    if not chosen:
        say("No file failed when it was last played." if wishes.only_failed else "There is nothing to play.")
        return None, reports.ended([], menus)
    # What was loaded stays: looking through it again and again costs a tenth of the speed.
    gc.freeze()
    stopwatch = WallClock().monotonic
    began = stopwatch()
    try:
        results, interrupted = asyncio.run(_play_all(chosen, wishes, menus, options, reports))
    finally:
        close_all()
    seconds = stopwatch() - began
    for result in results:
        if result.state in (FAILED, BROKEN):
            say(f"\n{result.path.title} ({result.id})\n{failure_text(result)}")
    steps = sum(len(result.steps) for result in results)
    left = len(chosen) - len(results)
    rest = f"; {left} not played" if left else ""
    say(f"\n{summary(results)}, {steps / max(seconds, 1e-6):,.0f} a second{rest}")
    _remember(results)
    told = reports.ended(results, menus)
    return results, INTERRUPTED if interrupted else max(told, _code(results))


def _code(results: Sequence[PathResult]) -> int:
    states = {result.state for result in results}
    return ENVIRONMENT if BROKEN in states else 1 if FAILED in states else 0


def _chosen(options: Options, targets: Sequence[Path], wishes: Wishes, menus: MenusOf) -> list[Playing]:
    """What is to be played; raises Refused and DataProblems."""
    if options.profile != "practice":
        if not wishes.live:
            raise Refused(f"Paths would sign in and send for real with {options.profile}; --live says you mean it.", 2)
        raise Refused("Paths wind the clock and break servers, which only the practice tenant can bear.", 2)
    try:
        shard = Shard.of_text(wishes.shard) if wishes.shard else Shard(1, 1)
    except ValueError as error:
        raise Refused(str(error), 2) from None
    check_given(options)
    files = [_begun(path, options) for path in read_path_files(targets, path_names(options))]
    if wishes.only_failed:
        last = _last()
        files = [one for one in files if last.get(_key(one)) in (FAILED, BROKEN)]
    known = models(options.menus or shipped("menus"))
    for word, there in ((options.model, known), (options.language, list(menus(known[0]).words))):
        if word not in ("", ALL, *there):
            raise Refused(f"There is no {word}; there are {', '.join(there)}, and all for each.", 2)
    return playings(
        files,
        menus,
        models=known,
        model=options.model,
        language=options.language,
        tags=wishes.tags,
        shard=shard,
    )


def _begun(path: PathFile, options: Options) -> PathFile:
    """The file, beginning where the command line says."""
    return replace(path, given=options.given or path.given, start=options.screen or path.start)


def _stages(wishes: Wishes, menus: MenusOf, options: Options) -> tuple[StageMaker, tuple[type[Exception], ...]]:
    """What makes the stages, and which of their exceptions say that the environment failed."""
    broken: tuple[type[Exception], ...] = (Stuck, Refused)
    if wishes.way == "tui":
        from panel_sim.stages.screen import AppBroke, OnScreen

        return OnScreen(menus, only_looked_at=wishes.only_looked_at), (*broken, AppBroke)
    if wishes.way == "pty":
        from panel_sim.stages.terminal import InTerminal, ProgramEnded

        return InTerminal(menus, options), (*broken, ProgramEnded)
    return Headless(menus), broken


async def _play_all(
    chosen: Sequence[Playing], wishes: Wishes, menus: MenusOf, options: Options, reports: Reports
) -> tuple[list[PathResult], bool]:
    """Play one after another, telling each; ends early when somebody interrupts."""
    results: list[PathResult] = []
    make, broken = _stages(wishes, menus, options)
    translations = Translations(Headless(menus), menus, broken)
    interrupted = False
    current: asyncio.Task[PathResult] | None = None

    def interrupt() -> None:
        nonlocal interrupted
        interrupted = True
        if current is not None:
            current.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    for playing in chosen:
        work = play_one(
            playing,
            make,
            translations,
            way=wishes.way,
            from_step=wishes.from_step,
            trace=wishes.reports.trace is not None,
            broken=broken,
        )
        current = loop.create_task(work)
        try:
            result = await current
        except asyncio.CancelledError:
            # It had not begun.
            break
        results.append(reports.played(result))
        reports.say(_line(result))
        if interrupted:
            break
    return results, interrupted


def _line(result: PathResult) -> str:
    told = f"{_sign(result.state)} {result.path.title} [{result.model} {result.language}]"
    if result.state == PASSED:
        return f"{told}  {len(result.steps)} steps, {result.cost * 1000:.0f} ms"
    if (failed := result.failed) is not None and result.state == FAILED:
        return f"{told}  {failed.step.place}: {failed.step.words}"
    return f"{told}  {result.reason}"


def _sign(state: str) -> str:
    sign, word = SIGNS[state]
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return word
    return sign


def _say(text: str, *, err: bool) -> None:
    click.echo(text, err=err)


# What is remembered for --only-failed.


def _key(path: PathFile) -> str:
    return str(Path(path.file).resolve())


def _memory() -> Path:
    return cache_folder() / "last-run.json"


def _last() -> dict[str, str]:
    try:
        read = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError):
        # Nothing was played yet, or somebody else wrote there: nothing is known to have failed.
        return {}
    return {str(key): str(state) for key, state in read.items()} if isinstance(read, dict) else {}


def _remember(results: Sequence[PathResult]) -> None:
    """Keep each file's worst state; of a disk that is full nobody needs to hear at the end of a run."""
    worst = (BROKEN, FAILED, SKIPPED, PASSED)
    states: dict[str, str] = {}
    for result in results:
        key = _key(result.path)
        states[key] = min(states.get(key, PASSED), result.state, key=worst.index)
    try:
        _memory().parent.mkdir(parents=True, exist_ok=True)
        write_whole(_memory(), json.dumps(_last() | states, indent=1).encode())
    except OSError:
        return
