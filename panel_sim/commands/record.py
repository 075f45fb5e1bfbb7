"""panel-sim record: use the panel, get a path file; it is played again at once, and must hold."""

from __future__ import annotations

import asyncio
import functools
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from panel_sim.adapters.files import write_whole
from panel_sim.adapters.loop_clock import LoopClock
from panel_sim.bootstrap import read_menus
from panel_sim.commands.stopping import keep_quiet
from panel_sim.options import Options, Refused
from panel_sim.paths.files import ENDING, read_path_files
from panel_sim.paths.outcome import PASSED, PathResult
from panel_sim.paths.playings import Playing, play_one
from panel_sim.paths.recording.listening import Listening
from panel_sim.paths.recording.noted import Head, Noted, count, spoken, written
from panel_sim.paths.recording.recorder import Recorder
from panel_sim.paths.reports.sentences import failure_text
from panel_sim.paths.translating import Translations
from panel_sim.running import DEVICE_FAULTS, Running
from panel_sim.running.path_names import path_names
from panel_sim.running.rehearsal import Stuck
from panel_sim.running.tenancy import close_all
from panel_sim.stages.headless import Headless
from panel_sim.tui.words import word

SEE, UNDO = "=", ("undo", "ångra")
"""What stands for the two keys with --plain."""
SHOWROOM = ("showroom",)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for besides the common options."""

    plain: bool = False
    force: bool = False


def run(options: Options, file: Path, wishes: Wishes) -> int:
    """Record into `file`: 0 when the recording holds, 1 when it does not, 130 when broken off by Ctrl-C.

    Raises Refused (exit code 2) before anything is recorded.
    """
    _check(options, file, wishes)
    keep_quiet()
    home = Path(tempfile.mkdtemp(prefix="panel-sim-record-"))
    options = replace(options, home=home, given=options.given or SHOWROOM)
    try:
        code, recording = asyncio.run((_plain if wishes.plain else _panel)(options, file))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if not recording.steps:
        print("Nothing was recorded.", file=sys.stderr)
        return code
    print(f"{file}: {recording.steps} steps.")
    return code or _played_again(options, file)


def _check(options: Options, file: Path, wishes: Wishes) -> None:
    if options.profile != "practice" or options.tenant is not None:
        raise Refused("What is recorded is played on the practice tenant; record without --profile and --tenant.", 2)
    if not file.name.endswith(ENDING):
        raise Refused(f"A path file is called something{ENDING}, not {file.name}.", 2)
    if file.exists() and not wishes.force:
        raise Refused(f"{file} is there already; --force writes over it.", 2)
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.", 2)
    if not wishes.plain and not (sys.stdout.isatty() and sys.stderr.isatty()):
        raise Refused("The panel wants a terminal; use --plain to record typed lines.", 2)


class Recording:
    """A recording under way: listens to a running device and keeps the file up to date after every step."""

    def __init__(self, options: Options, file: Path, running: Running) -> None:
        view = running.simulator.view
        context = running.simulator.panel.context
        home = next((text for key, text in view.bar.key_words if key == "home"), "")
        title = file.name.removesuffix(ENDING).replace("-", " ")
        self._head = Head(
            title, view.language, context.menus.model.id, options.given, options.screen or "home", home
        )
        self._file = file
        self._running = running
        self._text = ""
        faults = {condition: name for name, condition in DEVICE_FAULTS.items()}
        secrets = frozenset(key for key, spec in context.device.specs.items() if spec.secret)
        self.recorder = Recorder(view, faults=faults, secrets=secrets)
        self.simulator = Listening(running.simulator, self.recorder, running.clock.monotonic, self._keep)

    def listen(self) -> None:
        """From now on what is done to the device from outside, to the tenant and the clock is recorded too."""
        loop, running = asyncio.get_running_loop(), self._running
        self.simulator.everything = True

        def told(what: str, facts: Mapping[str, object]) -> None:
            # The tenant tells in its own thread, perhaps when the panel is no more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.simulator.outside, what, facts)

        if running.tenant is not None:
            running.tenant.watch_changes(told)
        if isinstance(running.clock, LoopClock):
            running.clock.on_wound = lambda seconds: told("advance", {"seconds": seconds})

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return count(self.recorder.notes)

    @property
    def lost(self) -> str:
        """The screen to go back to before recording goes on."""
        return self.recorder.lost

    def see(self, selected: str) -> str:
        """Record that the glass shows what it shows; a sentence saying what."""
        wanted = self.recorder.see(selected, self._running.clock.monotonic())
        self._keep()
        language = self.simulator.view.language
        return word(language, "recorded-see").format(words=_told(wanted)) if wanted else word(
            language, "recorded-nothing"
        )

    def undo(self) -> str:
        """Take the last step back; a sentence saying which."""
        gone = self.recorder.undo()
        self._keep()
        language = self.simulator.view.language
        if gone is None:
            return word(language, "undone-nothing")
        said = word(language, "undone").format(words=_told([gone]))
        if self.lost:
            said += " " + word(language, "undone-back").format(screen=self.lost)
        return said

    def _keep(self) -> None:
        """Write the file where it changed, whole or not at all, so that it can be read whatever happens next."""
        notes = self.recorder.notes
        text = written(self._head, notes) if count(notes) else ""
        if text == self._text:
            return
        self._text = text
        if text:
            write_whole(self._file, text.encode())
        else:
            self._file.unlink(missing_ok=True)


def _told(notes: Sequence[Noted]) -> str:
    return "; ".join(spoken(one) for one in notes)


async def _panel(options: Options, file: Path) -> tuple[int, Recording]:
    from panel_sim.commands.bench_data import BenchData
    from panel_sim.tui.recording import RecordingApp

    running = Running(options)
    recording = Recording(options, file, running)
    bench = BenchData(running)
    failed: list[BaseException] = []
    up: asyncio.Task[None] | None = None

    async def bring_up() -> None:
        try:
            await running.bring_up()
            recording.listen()

            def arrived() -> None:
                bench.read_mail()
                app.refresh_bench()

            arrived()
            running.watch_mail(arrived)
        except Exception as error:
            failed.append(error)
            app.exit(3)

    def ready() -> None:
        nonlocal up
        up = asyncio.get_running_loop().create_task(bring_up())

    app = RecordingApp(recording.simulator, recording, bench=bench, actions=bench.actions(), on_ready=ready)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: app.exit(0))
    try:
        code = await app.run_async()
    finally:
        if up is not None and not up.done():
            await asyncio.wait([up], timeout=10)
        await running.close()
    if failed:
        raise failed[0]
    return code or 0, recording


async def _plain(options: Options, file: Path) -> tuple[int, Recording]:
    from panel_sim.tui.plain import run_plain

    def aside(line: str) -> str | None:
        if line == SEE:
            return recording.see("")
        return recording.undo() if line.lower() in UNDO else None

    loop, code = asyncio.get_running_loop(), 0
    running = Running(options)
    try:
        recording = Recording(options, file, running)
        await running.bring_up()
        recording.listen()
        work = asyncio.ensure_future(run_plain(recording.simulator, sys.stdin, sys.stdout, aside))

        def stop(answer: int) -> None:
            nonlocal code
            code = answer
            work.cancel()

        loop.add_signal_handler(signal.SIGTERM, stop, 0)
        loop.add_signal_handler(signal.SIGINT, stop, 130)
        with suppress(asyncio.CancelledError):
            await work
    finally:
        await running.close()
    return code, recording


def _played_again(options: Options, file: Path) -> int:
    """Play what was recorded, without a screen, and say whether it holds."""
    path = read_path_files([file], path_names(options))[0]
    menus = functools.cache(functools.partial(read_menus, options))
    make = Headless(menus)
    broken = (Stuck, Refused)

    async def whole() -> PathResult:
        playing = Playing(path, path.model, path.language, path.language)
        return await play_one(playing, make, Translations(make, menus, broken), way=make.way, broken=broken)

    try:
        result = asyncio.run(whole())
    finally:
        close_all()
    if result.state == PASSED:
        print("Played again: it holds.")
        return 0
    print(f"Played again, it does not hold:\n{failure_text(result)}")
    return 1
