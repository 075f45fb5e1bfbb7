"""The stage in a terminal: the real program, its real keys and clicks, its end whatever happens."""

from __future__ import annotations

import asyncio
import builtins
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from panel_sim.core.views import SignInCode
from panel_sim.options import Options, Refused
from panel_sim.paths import step as st
from panel_sim.paths.outcome import BROKEN
from panel_sim.paths.playing import play
from panel_sim.paths.stage import Unreached
from panel_sim.paths.walking import Astray
from panel_sim.shipped import shipped
from panel_sim.stages import program
from panel_sim.stages.terminal import InTerminal, ProgramEnded, TerminalStage
from panel_sim.tui.glass import SAMPLE_CODE

pytestmark = pytest.mark.slow
BASIC = "settings/general/basic"
Act = Callable[[TerminalStage], Coroutine[Any, Any, Any]]


def alive(pid: int) -> bool:
    """Whether a process still runs; one that has ended and was not waited for does not count."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def in_terminal(path_script: Any) -> Callable[..., Any]:
    """Does something on a stage of its own, and looks after that nothing of it is left."""

    def do(act: Act, *, menus: Path | None = None, lines: int = 0, **head: Any) -> Any:
        def menus_of(model: str) -> Any:
            found = path_script.menus(model)
            return replace(found, model=replace(found.model, lines=lines)) if lines else found

        async def whole() -> Any:
            stage = await InTerminal(menus_of, Options(menus=menus))(path_script(**head).file, "mfp", "sv")
            pid, folder = stage._program._process.pid, stage._program._folder
            assert folder.stat().st_mode & 0o777 == 0o700
            try:
                return await act(stage)
            finally:
                await stage.close()
                assert not alive(pid)
                assert not folder.exists()

        return asyncio.run(whole())

    return do


def test_a_list_is_scrolled_with_keys_for_a_row_out_of_sight(in_terminal: Callable[..., Any], tmp_path: Path) -> None:
    """The same menus on a lower panel, whose list of basic settings does not fit."""
    folder = tmp_path / "menus"
    shutil.copytree(shipped("menus"), folder)
    model = folder / "models/mfp.yaml"
    model.write_text(model.read_text("utf-8").replace("lines: 21", "lines: 12"), "utf-8")

    async def act(stage: TerminalStage) -> None:
        assert "Rörelsesensor" not in stage.shown()
        assert stage.sees("Rörelsesensor")
        assert not stage.sees("Gäststatus")
        assert stage.value_of("Rörelsesensor") == "På"
        await stage.tap("Rörelsesensor")
        assert stage.value_of("Rörelsesensor") == "Av"
        await stage.tap("LCD-ljusstyrka")
        assert stage.view.screen.startswith(f"{BASIC}/")
        assert f"{stage.value_of('LCD-ljusstyrka')}" in ("None", "7", "")

    in_terminal(act, menus=folder, lines=12, start=BASIC)


def test_what_there_is_not_and_what_is_seen(in_terminal: Callable[..., Any]) -> None:
    seen: list[str] = []

    async def act(stage: TerminalStage) -> None:
        with pytest.raises(Astray, match="Did you mean"):
            await stage.tap("Insst.")
        with pytest.raises(Unreached, match="no entry"):
            await stage.type("x")
        with pytest.raises(Unreached, match="smtp-down"):
            await stage.fault("smtp-dwn", True, {})
        stop = stage.observe(lambda kind, what: seen.append(f"{kind} {type(what).__name__}"))
        await stage.tap("Inst.")
        stop()
        await stage.press("back")
        assert stage.view.screen == "home"
        assert "settings" in stage.footprints().screens
        assert stage.sees("ÖVNING"), "the banner on the bezel"
        assert "<svg" in stage.picture()

    in_terminal(act)
    assert seen == ["event Tapped"]


def test_a_code_stands_in_no_report(in_terminal: Callable[..., Any]) -> None:
    async def act(stage: TerminalStage) -> None:
        await stage.log_in("anna", False, "")
        await stage.tap("Till Min e-post")
        await stage.tap("Använd kod")
        await stage.settle()
        body = stage.view.body
        assert isinstance(body, SignInCode)
        assert stage.sees(body.user_code), "it is on the terminal"
        assert body.user_code not in stage.shown()
        assert SAMPLE_CODE in stage.shown()
        assert body.user_code not in stage.picture()
        # Whoever ends now leaves a last screen with the code on it.
        stage._program.kill()
        with pytest.raises(ProgramEnded) as ended:
            await stage.settle()
        assert body.user_code not in str(ended.value)

    in_terminal(act, given=("epas",))


def test_a_program_that_dies_ends_the_playing_as_broken(in_terminal: Callable[..., Any], path_script: Any) -> None:
    file = path_script(st.Tap("Inst."), st.Tap("Allmänna inställningar"), st.On("settings/general")).file

    async def act(stage: TerminalStage) -> Any:
        await stage.tap("Inst.")
        await stage.press("home")
        os.kill(stage._program._process.pid, signal.SIGKILL)
        return await play(file, stage, broken=(ProgramEnded,))

    result = in_terminal(act)
    assert result.state == BROKEN
    assert "exit code -9" in result.reason
    assert "Till Min e-post" in result.reason, "its last screen"


def test_a_playing_that_is_cancelled_takes_the_program_along(path_script: Any) -> None:
    file = path_script(st.Advance(1e9), st.On("home")).file

    async def whole() -> tuple[str, int]:
        stage = await InTerminal(path_script.menus, Options())(file, "mfp", "sv")
        asked = stage._program.ask
        at_work = asyncio.Event()
        loop = asyncio.get_running_loop()

        def ask(*what: Any, **more: Any) -> Any:
            loop.call_soon_threadsafe(at_work.set)
            return asked(*what, **more)

        stage._program.ask = ask  # type: ignore[method-assign]  # watched
        task = asyncio.ensure_future(play(file, stage))
        await at_work.wait()
        task.cancel()
        try:
            result = await task
        finally:
            await stage.close()
        return result.state, stage._program._process.pid

    state, pid = asyncio.run(whole())
    assert state == BROKEN
    assert not alive(pid)


def test_without_pyte_it_says_what_to_install(path_script: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name == "pyte":
            raise ImportError(name)
        return real(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Refused, match=r"panel-sim\[pty\]"):
        program.Program([], 80, 24)


def test_ctrl_c_leaves_a_report_and_no_orphan(tmp_path: Path) -> None:
    long = tmp_path / "long.path.yaml"
    long.write_text("title: Lång\nsteps:\n" + "  - tap: Inst.\n  - press: home\n" * 20_000, "utf-8")
    short = tmp_path / "a.path.yaml"
    short.write_text("title: Kort\nsteps:\n  - tap: Inst.\n", "utf-8")
    run = subprocess.Popen(
        [sys.executable, "-u", "-m", "panel_sim", "run", "--pty", short, long],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONUTF8": "1"},
    )
    assert run.stdout is not None
    assert "Kort" in run.stdout.readline()
    while not (children := _children(run.pid)):
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, out + err
    # While the second program starts nothing of the second file was played; after that it was broken off.
    assert "1 passed, 1 broken off" in out or "1 not played" in out
    assert "Traceback" not in out + err
    assert not any(map(alive, children))
    assert list(tmp_path.glob("panel-sim-pty-*")) == []


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def test_a_passing_run_needs_no_terminal_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a.path.yaml"
    file.write_text("title: Kort\nsteps:\n  - tap: Inst.\n  - see: Underhåll\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "panel_sim", "run", "--pty", file],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed; 2 steps" in done.stdout
    assert done.stderr == ""
