"""Adapters that come late: the panel is painted before MSAL, the mail library and the renderers are loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.core.effects import Mail, ScanSettings, Sheet
from panel_sim.core.events import Event
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Mailer, Printed, Scan, SignIn, Token

if TYPE_CHECKING:
    from panel_sim.adapters.scanner import SampleScanner
    from panel_sim.adapters.sheet_printer import PdfSheetPrinter


class LateSignIn:
    """The port SignIn, whose calls wait until the real one is there.

    All wait for one future: it is shielded, since giving up one call must not take it from the others. `wanted` is
    called with each call that finds nothing there, by whoever brings the real one only when it is asked for.
    """

    def __init__(self, wanted: Callable[[], None] = lambda: None) -> None:
        self._future: asyncio.Future[SignIn] = asyncio.get_running_loop().create_future()
        self._wanted = wanted

    @property
    def _real(self) -> asyncio.Future[SignIn]:
        if not self._future.done():
            self._wanted()
        return self._future

    def become(self, real: SignIn) -> None:
        """From now on calls go to `real`."""
        self._future.set_result(real)

    async def start(self, account: str, *, at_panel: bool, language: str) -> Event:
        """See the port."""
        return await (await asyncio.shield(self._real)).start(account, at_panel=at_panel, language=language)

    async def poll(self, account: str) -> Event:
        """See the port."""
        return await (await asyncio.shield(self._real)).poll(account)

    async def submit(self, account: str, step: str, value: str) -> Event:
        """See the port."""
        return await (await asyncio.shield(self._real)).submit(account, step, value)

    async def cancel(self, account: str) -> None:
        """See the port."""
        await (await asyncio.shield(self._real)).cancel(account)

    async def sign_out(self, account: str) -> Event:
        """See the port."""
        return await (await asyncio.shield(self._real)).sign_out(account)

    async def keep(self, account: str, to: str) -> None:
        """See the port."""
        await (await asyncio.shield(self._real)).keep(account, to)

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        """See the port."""
        return await (await asyncio.shield(self._real)).token(account, on_leg)


class LateMailer:
    """The port Mailer, made when the first mail is sent."""

    def __init__(self) -> None:
        self._make: asyncio.Future[Callable[[], Mailer]] = asyncio.get_running_loop().create_future()
        self._mailer: Mailer | None = None

    def become(self, make: Callable[[], Mailer]) -> None:
        """From now on mail goes through what `make` makes."""
        self._make.set_result(make)

    async def send(
        self,
        mail: Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        """See the port."""
        make = await asyncio.shield(self._make)
        if self._mailer is None:
            self._mailer = await asyncio.to_thread(make)
        return await self._mailer.send(mail, attachments, token, on_leg, on_progress)


class LateScanner:
    """The port Scanner, made when the first page is scanned; so is its folder where `spool` makes it."""

    def __init__(self, spool: Path | Callable[[], Path], clock: Clock, page_seconds: float) -> None:
        self._spool, self._clock, self._page_seconds = spool, clock, page_seconds
        self._scanner: SampleScanner | None = None

    def _real(self) -> SampleScanner:
        if self._scanner is None:
            from panel_sim.adapters.scanner import SampleScanner

            spool = self._spool if isinstance(self._spool, Path) else self._spool()
            self._scanner = SampleScanner(spool, self._clock, page_seconds=self._page_seconds)
        return self._scanner

    async def scan(self, job: int, settings: ScanSettings, on_page: Callable[[int, int], None]) -> Scan:
        """See the port."""
        scanner = await asyncio.to_thread(self._real)
        return await scanner.scan(job, settings, on_page)

    def forget(self, job: int) -> None:
        """See the port."""
        self._real().forget(job)

    def paths(self, job: int) -> Sequence[Path]:
        """See the port."""
        return self._real().paths(job)

    def sweep(self, keep: Collection[int]) -> None:
        """See the port."""
        self._real().sweep(keep)


class LateSheets:
    """The port SheetPrinter, made when the first sheet is printed; so is its folder where `output` makes it."""

    def __init__(self, output: Path | Callable[[], Path], clock: Clock) -> None:
        self._output, self._clock = output, clock
        self._printer: PdfSheetPrinter | None = None

    async def print(self, job: int, sheet: Sheet) -> Printed:
        """See the port."""

        def real() -> PdfSheetPrinter:
            from panel_sim.adapters.sheet_printer import PdfSheetPrinter

            output = self._output if isinstance(self._output, Path) else self._output()
            return PdfSheetPrinter(output, self._clock)

        if self._printer is None:
            self._printer = await asyncio.to_thread(real)
        return await self._printer.print(job, sheet)
