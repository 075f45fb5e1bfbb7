"""A running device and its log: signing in, scanning and sending leave their facts there, and not one secret."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.log_file import LogFile
from panel_sim.core.events import CodeShown, PrinterSignInAsked, Tapped, Typed, ValueSet
from panel_sim.options import Options
from panel_sim.running import Running

PASSWORD, PIN = "Ovning-123!", "1111"
SUBJECT, WIFI = "Hemlig-rubrik", "Hemligt-natverk-1"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def tell(log: Path, story: Callable[[Running], Coroutine[Any, Any, None]], options: Options) -> str:
    """Run a device with a log through a story; answers what the log says then."""

    async def whole() -> None:
        running = Running(options, page_seconds=0.0)
        try:
            await running.bring_up()
            await story(running)
        finally:
            await running.close()

    kept = LogFile(log)
    try:
        asyncio.run(whole())
    finally:
        kept.close()
    return log.read_text()


async def until(running: Running, screen: str) -> None:
    """Let effects run until the panel shows that screen."""
    for _ in range(40):
        await running.simulator.settle()
        if running.simulator.panel.machine.screen == screen:
            return
        await asyncio.sleep(0)
    raise AssertionError(f"{running.simulator.panel.machine.screen} is not {screen}")


def test_the_whole_story_without_a_secret(tmp_path: Path, log: Path) -> None:
    secrets: set[str] = {PASSWORD, PIN, SUBJECT, WIFI, "12345678"}

    async def story(running: Running) -> None:
        simulator = running.simulator
        simulator.observe(lambda kind, what: secrets.add(what.user_code) if isinstance(what, CodeShown) else None)
        secrets.add(str(running.ready["control_token"]))
        feed = simulator.feed
        feed(ValueSet("wifi.password", WIFI))
        # Bo signs in at the panel, typing everything, partly with the keys on the glass.
        feed(Tapped("home/to-my-email"))
        for digit in "2222":
            feed(Tapped(f"key:{digit}"))
        feed(Tapped("login/pin/ok"))
        await until(running, "sign-in")
        feed(Tapped("sign-in/next"))
        await until(running, "sign-in/password")
        feed(Typed(PASSWORD))
        feed(Tapped("sign-in/password/ok"))
        await until(running, "sign-in/done")
        feed(Tapped("sign-in/done/ok"))
        # His subject, scan and mail.
        feed(Tapped("email/subject"))
        feed(Typed(SUBJECT))
        feed(Tapped("email/subject/ok"))
        feed(Tapped("email/start"))
        await until(running, "email/done")
        # The printer's own sign-in with a code, which nobody finishes; trouble; ninety days.
        feed(PrinterSignInAsked())
        await simulator.settle()
        running.set_fault("paper-out", True)
        await asyncio.to_thread(running.set_fault, "smtp-down", True)
        await asyncio.to_thread(running.set_fault, "smtp-down", False)
        port = simulator.ports.sign_in
        assert port is not None
        secrets.update([(await port.token(account, lambda leg: None)).value for account in ("user:bo", "printer")])
        running.clock.advance(90 * 86400)
        await asyncio.sleep(0)

    said = tell(log, story, Options(home=tmp_path / "home", given=("epas",)))
    assert len(secrets) == 9, "a user code and tokens are among them"
    lines = [line.split(" ", 2)[2] for line in said.splitlines()]
    told = "\n".join(lines)
    assert not [secret for secret in secrets if secret in told]
    assert "bo@" not in told
    for fact in (
        "info event Tapped key:…",
        "info event Typed",
        "info effect SubmitSignIn user:bo password",
        "info event SignedIn user:bo",
        "info effect StartScan job 1 pdf",
        "info event MailSent job 1",
        "info event ConditionChanged media-empty begins",
        "info the fault smtp-down begins",
        "info the fault smtp-down ends",
        "info practice time is wound forward by 7776000 s",
        "info control: http://127.0.0.1:",
    ):
        assert fact in told, fact
    legs = re.findall(r"LegReached job 1 (\w+) ok \d+ ms", told)
    assert {"dns", "tcp", "tls", "auth", "mail", "rcpt", "data"} <= set(legs)


def test_a_fault_of_the_program_has_its_places(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(running: Running) -> None:
        async def broken(*_: object) -> None:
            raise LookupError("hemligt")

        # The port is what breaks; all around it is real.
        monkeypatch.setattr(running.simulator.ports.sheets, "print", broken)
        running.simulator.feed(Tapped("home/status-sheet"))
        running.simulator.feed(Tapped("status-sheet/start"))
        running.clock.advance(4)
        await until(running, "told")

    said = tell(log, story, Options(home=tmp_path / "home"))
    assert "error a fault of the program" in said
    assert "LookupError" in said
    assert "in broken" in said
    assert "hemligt" not in said


def test_without_a_log_nobody_watches(tmp_path: Path) -> None:
    async def story() -> int:
        running = Running(Options(home=tmp_path / "home"))
        try:
            return len(running.simulator._observers)
        finally:
            await running.close()

    assert asyncio.run(story()) == 0
