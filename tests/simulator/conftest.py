"""A simulator on a clock turned by hand, with small fakes at the ports that reach the world."""

from __future__ import annotations

import asyncio
import errno
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.device import Device
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job, Leg
from panel_sim.core.menus import Menus
from panel_sim.core.panel import Panel
from panel_sim.core.rules import NAMES
from panel_sim.fixtures import set_up_device
from panel_sim.loading import load
from panel_sim.ports import Printed, Scan, ScanRefused, SignInFailed, Token
from panel_sim.shipped import shipped
from panel_sim.simulator import Ports, Simulator


@functools.cache
def menus() -> Menus:
    return load(shipped("menus"), shipped("states"), "mfp", NAMES)


class Plain:
    def hash(self, secret: str) -> str:
        return f"hash of {secret}"

    def fits(self, secret: str, hashed: str) -> bool:
        return hashed == self.hash(secret)


@dataclass
class Shelf:
    """A store that can be full."""

    state: Mapping[str, object] = field(default_factory=dict)
    saves: int = 0
    full: bool = False

    def load(self) -> Mapping[str, object]:
        return self.state

    def save(self, state: Mapping[str, object]) -> None:
        self.saves += 1
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.state = state


@dataclass
class Book:
    """A job log that can be full."""

    kept: dict[int, Job] = field(default_factory=dict)
    full: bool = False

    def add(self, job: Job) -> Job:
        self.update(made := replace(job, id=len(self.kept) + 1))
        return made

    def update(self, job: Job) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.kept[job.id] = job

    def jobs(self, limit: int = 200) -> Sequence[Job]:
        return sorted(self.kept.values(), key=lambda job: -job.id)[:limit]


class Stage:
    """Every port that works behind the glass; what each answers is set by the test, and each waits for `go`."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.answers: list[ev.Event] = []
        self.go = asyncio.Event()
        self.go.set()
        self.go_send = asyncio.Event()
        self.go_send.set()
        self.began_send = asyncio.Event()
        self.refuse_scan: Failure | None = None
        self.refuse_token: Failure | None = None
        self.refuse_mail: Failure | None = None
        self.breaks: Exception | None = None
        self.ended: list[str] = []

    async def _wait(self, what: str, go: asyncio.Event | None = None) -> None:
        try:
            await (go or self.go).wait()
        except asyncio.CancelledError:
            self.ended.append(what)
            raise

    async def _ask(self, *call: object) -> ev.Event:
        self.calls.append(call)
        await self._wait(str(call[0]))
        return self.answers.pop(0)

    async def start(self, account: str, *, at_panel: bool, language: str) -> ev.Event:
        return await self._ask("start", account, at_panel, language)

    async def poll(self, account: str) -> ev.Event:
        return await self._ask("poll", account)

    async def submit(self, account: str, step: str, value: str) -> ev.Event:
        return await self._ask("submit", account, step)

    async def sign_out(self, account: str) -> ev.Event:
        self.calls.append(("sign_out", account))
        return ev.SignedOut(account)

    async def cancel(self, account: str) -> None:
        self.calls.append(("cancel", account))

    async def keep(self, account: str, to: str) -> None:
        self.calls.append(("keep", account, to))

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        self.calls.append(("token", account))
        if self.refuse_token:
            raise SignInFailed(self.refuse_token)
        on_leg(Leg("refresh", True, 1.0))
        return Token("anna@ovning.example", "T0KEN")

    async def send(
        self,
        mail: ef.Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        self.calls.append(("send", mail.to, *attachments))
        on_leg(Leg("data", None))
        on_progress(5, 10)
        self.began_send.set()
        await self._wait("send", self.go_send)
        if self.breaks:
            raise self.breaks
        on_leg(Leg("data", True, 2.0))
        return self.refuse_mail

    async def scan(self, job: int, settings: ef.ScanSettings, on_page: Callable[[int, int], None]) -> Scan:
        self.calls.append(("scan", job))
        on_page(1, 2)
        await self._wait("scan")
        if self.refuse_scan:
            raise ScanRefused(self.refuse_scan)
        return Scan(self.paths(job)[0], 2, 1000, "Skanning.pdf")

    def forget(self, job: int) -> None:
        self.calls.append(("forget", job))

    def sweep(self, keep: Collection[int]) -> None:
        self.calls.append(("sweep", *keep))

    def paths(self, job: int) -> tuple[Path, ...]:
        return (Path(f"/spool/{job}.pdf"),)

    async def print(self, job: int, sheet: ef.Sheet) -> Printed:
        self.calls.append(("print", job))
        await self._wait("print")
        if self.breaks:
            raise self.breaks
        return Printed(Path("/ut/blad.pdf"), 2)

    def did(self, name: str) -> list[tuple[object, ...]]:
        return [call for call in self.calls if call[0] == name]


class Rig:
    """A simulator on a clock that is turned by hand."""

    def __init__(self, *given: str, bare: bool = False, book: Book | None = None, screen: str = "") -> None:
        self.clock = ManualClock()
        self.shelf = Shelf()
        self.book = book or Book()
        self.stage = Stage()
        self.device = Device(menus().values)
        set_up_device(self.device, Plain(), given or ("epas-anna",), pretend=True)
        ports = Ports(self.clock, self.shelf, self.book, Plain())
        if not bare:
            ports = replace(ports, sign_in=self.stage, mailer=self.stage, scanner=self.stage, sheets=self.stage)
        self.simulator = Simulator(Panel(menus(), self.device), ports, screen=screen)
        self.seen: list[tuple[str, object]] = []
        self.simulator.observe(lambda kind, what: self.seen.append((kind, what)))

    @property
    def screen(self) -> str:
        return self.simulator.view.screen

    def tap(self, *rows: str) -> None:
        for row in rows:
            self.simulator.feed(ev.Tapped(row))

    async def settle(self) -> None:
        await asyncio.wait_for(self.simulator.settle(), 20)

    async def log_in(self, pin: str = "1111") -> None:
        self.tap("user")
        self.simulator.feed(ev.Typed(pin))
        self.tap("login/pin/ok")
        await self.settle()

    async def start_mail(self) -> None:
        await self.log_in()
        self.tap("home/to-my-email", "email/start")

    async def until_sending(self) -> None:
        """Until the mailer was called, and no further."""
        self.stage.go_send.clear()
        await asyncio.wait_for(self.stage.began_send.wait(), 20)

    def heard(self, kind: type[object]) -> list[Any]:
        return [what for _, what in self.seen if isinstance(what, kind)]


@pytest.fixture
def rig_of() -> type[Rig]:
    """Makes one: rig(*fixtures, bare=False, book=None), inside a loop where anything works behind the glass."""
    return Rig


@pytest.fixture
def book() -> Book:
    """A job log."""
    return Book()
