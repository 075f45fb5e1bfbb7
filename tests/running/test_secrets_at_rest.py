"""A full run leaves no token, code or password in any file: not in the home, a log, a picture or a sheet."""

from __future__ import annotations

import asyncio
import json
import re
import zlib
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.log_file import LogFile
from panel_sim.adapters.token_cache import TokenCache
from panel_sim.cli import main
from panel_sim.core.events import CodeShown, PrinterSignInAsked, Tapped, Typed
from panel_sim.options import Options
from panel_sim.running import Running
from panel_sim.tui.glass import view_json, view_svg, view_text

PASSWORD = "Ovning-123!"
ACCOUNTS = ("printer", "user:bo")


async def until(running: Running, screen: str) -> None:
    """Let effects run until the panel shows that screen."""
    for _ in range(40):
        await running.simulator.settle()
        if running.simulator.panel.machine.screen == screen:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"{running.simulator.panel.machine.screen} is not {screen}")


async def a_full_run(running: Running, folder: Path) -> set[str]:
    """Sign in with a code and at the panel, scan, send, print, and take pictures; answers every secret there was."""
    simulator = running.simulator
    secrets = {PASSWORD, "12345678"}
    simulator.observe(lambda kind, what: secrets.add(what.user_code) if isinstance(what, CodeShown) else None)

    def picture(name: str) -> None:
        (folder / f"{name}.svg").write_text(view_svg(simulator.view))
        (folder / f"{name}.txt").write_text(view_text(simulator.view))
        (folder / f"{name}.json").write_text(json.dumps(view_json(simulator.view)))

    feed = simulator.feed
    feed(Tapped("home/to-my-email"))
    for digit in "2222":
        feed(Tapped(f"key:{digit}"))
    feed(Tapped("login/pin/ok"))
    await until(running, "sign-in")
    feed(Tapped("sign-in/next"))
    await until(running, "sign-in/password")
    feed(Typed(PASSWORD))
    picture("password")
    feed(Tapped("sign-in/password/ok"))
    await until(running, "sign-in/done")
    feed(Tapped("sign-in/done/ok"))
    feed(Tapped("email/start"))
    await until(running, "email/done")
    picture("sent")
    feed(PrinterSignInAsked())
    await simulator.settle()
    picture("code")
    kept = TokenCache(partial(running.home.token_cache, "practice"))
    for account in ACCOUNTS:
        tokens = kept.load(account)
        assert tokens is not None
        secrets.add(tokens.access_token)
        secrets |= set(re.findall(r'"secret": ?"([^"]{20,})"', tokens.cache))
    return secrets


def written(*folders: Path) -> dict[Path, bytes]:
    """Every file's content; what a PDF has packed is unpacked."""
    found = {}
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL) if path.suffix == ".pdf" else ():
            try:
                content += zlib.decompress(packed)
            except zlib.error:
                continue
        found[path] = content
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, folder: Path, log: Path) -> set[str]:
    async def whole() -> set[str]:
        running = Running(Options(home=home, given=("epas",)), page_seconds=0.0)
        try:
            await running.bring_up()
            return await a_full_run(running, folder)
        finally:
            await running.close()

    kept = LogFile(log)
    try:
        return asyncio.run(whole())
    finally:
        kept.close()


def test_no_secret_lies_in_any_file_and_a_new_start_leaves_nothing(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    secrets = run(home, pictures, pictures / "log.txt")
    assert len(secrets) >= 7, "a user code, and access and refresh tokens of two, are among them"
    for form in ("text", "pdf"):
        assert main(["--home", str(home), "sheet", "--format", form, "--output", str(pictures / f"sheet.{form}")]) == 0
    files = written(home, pictures)
    assert len(files) > 20
    told = {(path, secret) for path, content in files.items() for secret in secrets if secret.encode() in content}
    assert told == set()
    tokens = [path for path in files if path.parent.name == "tokens"]
    assert sorted(path.name for path in tokens)[0] == "key"
    assert len(tokens) == 1 + len(ACCOUNTS)
    assert main(["--home", str(home), "reset", "--yes"]) == 0
    capfd.readouterr()
    left = [path for path in home.rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["lock"]


def test_signing_everybody_out_leaves_nothing(home: Path, tmp_path: Path) -> None:
    async def whole() -> Any:
        running = Running(Options(home=home, given=("epas-anna",)), page_seconds=0.0)
        try:
            await running.bring_up()
            assert len(list(running.home.tokens.iterdir())) == 3
            port = running.simulator.ports.sign_in
            assert port is not None
            await asyncio.gather(port.sign_out("printer"), port.sign_out("user:anna"))
            return list(running.home.tokens.iterdir())
        finally:
            await running.close()

    assert asyncio.run(whole()) == []
