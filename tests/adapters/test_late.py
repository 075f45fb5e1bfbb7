"""Adapters that come late: calls wait for the real one, in order, and may be given up while they wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.late import LateMailer, LateScanner, LateSheets, LateSignIn
from panel_sim.core.effects import Mail, ScanSettings, Sheet, SheetBlock
from panel_sim.core.events import SignedIn, SignedOut
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Token

MAIL = Mail("a@b", ("c@d",), "s", "t", "f", "pdf", datetime(2026, 1, 1, tzinfo=UTC), "<1@b>")
LETTER = ScanSettings("invoice", "mono", "pdf", 200, False, "a4", 0, "Skanning")


class Directory:
    """A sign-in that writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:
        async def answer(*given: object, **named: object) -> Any:
            self.asked.append((name, *given, *named.values()))
            answers = {"sign_out": SignedOut("x"), "token": Token("a@b", "t")}
            return answers.get(name, SignedIn("x", "a@b"))

        return answer


def test_sign_in_waits_and_then_every_call_gets_through() -> None:
    async def work() -> None:
        late, real = LateSignIn(), Directory()
        waiting = [
            asyncio.ensure_future(call)
            for call in (
                late.start("u", at_panel=True, language="sv"),
                late.poll("u"),
                late.submit("u", "password", "p"),
                late.cancel("u"),
                late.sign_out("u"),
                late.keep("u", "v"),
                late.token("u", lambda leg: None),
            )
        ]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        waiting[1].cancel()
        await asyncio.sleep(0)
        late.become(real)
        done = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
        assert [call[0] for call in real.asked] == ["start", "submit", "cancel", "sign_out", "keep", "token"]
        assert real.asked[0] == ("start", "u", True, "sv")
        assert isinstance(done[1], asyncio.CancelledError)
        assert done[6] == Token("a@b", "t")
        assert await late.poll("u") == SignedIn("x", "a@b")

    asyncio.run(work())


def test_the_mailer_is_made_once_when_the_first_mail_goes() -> None:
    made: list[int] = []

    class Mailer:
        async def send(
            self,
            mail: Mail,
            attachments: Sequence[Path],
            token: Token,
            on_leg: Callable[[Leg], None],
            on_progress: Callable[[int, int], None],
        ) -> Failure | None:
            return Failure("timed-out") if attachments else None

    def make() -> Any:
        made.append(1)
        return Mailer()

    async def work() -> None:
        late = LateMailer()

        async def send(*attachments: Path) -> Failure | None:
            return await late.send(MAIL, attachments, Token("a@b", "t"), lambda leg: None, lambda sent, total: None)

        first, given_up = asyncio.ensure_future(send()), asyncio.ensure_future(send())
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.sleep(0)
        assert not made
        late.become(make)
        assert not made
        assert await asyncio.wait_for(first, 20) is None
        assert await send(Path("x")) == Failure("timed-out")
        assert made == [1]

    asyncio.run(work())


def test_the_scanner_really_scans(tmp_path: Path) -> None:
    async def work() -> None:
        late = LateScanner(tmp_path, ManualClock(), 0.0)
        pages: list[tuple[int, int]] = []
        scan = await late.scan(7, LETTER, lambda page, of: pages.append((page, of)))
        assert (scan.pages, pages[-1]) == (1, (1, 1))
        assert list(late.paths(7)) == [scan.path]
        assert scan.path.read_bytes().startswith(b"%PDF")
        late.forget(7)
        assert not scan.path.exists()
        with pytest.raises(FileNotFoundError):
            late.paths(7)

    asyncio.run(work())


def test_the_sheet_really_is_printed(tmp_path: Path) -> None:
    sheet = Sheet("PS", "Ark", "PS-1", "nu", (SheetBlock("Nätverk", (("IP-adress", "192.0.2.10"),)),), "fot")

    async def work() -> None:
        late = LateSheets(tmp_path, ManualClock())
        first, second = (await late.print(1, sheet)).path, (await late.print(2, sheet)).path
        assert first != second
        assert first.read_bytes().startswith(b"%PDF")
        assert "192.0.2.10" in first.with_suffix(".txt").read_text("utf-8")

    asyncio.run(work())


def test_whoever_brings_the_real_one_hears_that_it_is_wanted() -> None:
    async def story() -> None:
        wanted: list[str] = []
        late = LateSignIn(lambda: wanted.append("wanted"))
        assert wanted == []
        waiting = asyncio.ensure_future(late.poll("printer"))
        await asyncio.sleep(0)
        assert wanted == ["wanted"]
        late.become(Directory())  # type: ignore[arg-type]  # it answers what is asked here
        await waiting
        await late.poll("printer")
        assert wanted == ["wanted"]

    asyncio.run(story())


def test_folders_are_made_when_they_are_needed(tmp_path: Path) -> None:
    made: list[str] = []

    def folder() -> Path:
        made.append("spool")
        return tmp_path

    scanner = LateScanner(folder, ManualClock(), 0.0)
    assert made == []
    scanner.forget(1)
    scanner.forget(2)
    assert made == ["spool"]
