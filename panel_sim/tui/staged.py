"""The panel's app on a terminal that is only imagined: what it writes is handed over, what is touched is posted."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from rich.color import ColorSystem
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.filter import Monochrome, NoColor
from textual.keys import _character_to_key
from textual.message import Message

from panel_sim.core.events import Event
from panel_sim.tui.app import PanelApp, Simulator
from panel_sim.tui.barrier import handled, hold_painting, paint_now
from panel_sim.tui.bench import Bench, BenchActions
from panel_sim.tui.canvas import Hit, Look, Picture
from panel_sim.tui.painted import Painted
from panel_sim.tui.palette import DEFAULT
from panel_sim.tui.terminal import Letters

ERASE = "\b"


class AppBroke(Exception):
    """The app itself failed: a fault of the program, told in one sentence."""


class HandedOver(HeadlessDriver):
    """Textual's driver for an imagined terminal; `written` takes what a real one would be sent."""

    written: Callable[[str], None] | None = None

    @property
    def is_headless(self) -> bool:
        """Textual paints nothing where nobody takes it."""
        return self.written is None

    def write(self, data: str) -> None:
        """Hand it over."""
        if self.written is not None:
            self.written(data)


class StagedApp(PanelApp):
    """The panel's app, touched and read by a program in the same loop."""

    def __init__(
        self, simulator: Simulator, *, bench: Callable[[], Bench] | None = None, actions: BenchActions | None = None
    ) -> None:
        self._opened = asyncio.Event()
        super().__init__(
            simulator, bench=bench, actions=actions, on_ready=self._opened.set, theme=DEFAULT, look=Look()
        )
        # What this process's own terminal cannot show, the imagined one can.
        self._letters = Letters("utf-8")
        self._filters = [one for one in self._filters if not isinstance(one, (Monochrome, NoColor))]
        self.console._color_system = ColorSystem.TRUECOLOR
        self.driver_class = HandedOver
        self.paints_each = True
        """Whether every event that was fed is painted, or only what `paint` is called for."""
        self._fed: asyncio.Future[None] | None = None
        self._what_broke: BaseException | None = None
        self._at_work: asyncio.Task[int | None] | None = None

    async def open(self, size: tuple[int, int], written: Callable[[str], None]) -> None:
        """Begin, and paint for the first time. Raises AppBroke."""
        out, err = sys.stdout, sys.stderr
        self._at_work = asyncio.get_running_loop().create_task(self.run_async(size=size, mouse=False))
        ready = asyncio.ensure_future(self._opened.wait())
        await asyncio.wait((ready, self._at_work), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        # Textual takes what is printed for its own; here others go on printing beside it.
        sys.stdout, sys.stderr = out, err
        self._check()
        hold_painting(self)
        driver = self._driver
        assert isinstance(driver, HandedOver)
        driver.written = written
        await handled(self)
        self.screen.refresh()
        self.screen._repaint_required = True
        paint_now(self)

    async def end(self) -> None:
        """Leave."""
        task = self._at_work
        if task is None:
            return
        if not task.done():
            self.exit(0)
        out, err = sys.stdout, sys.stderr
        await asyncio.wait((task,))
        sys.stdout, sys.stderr = out, err
        self._at_work = None

    def want_bench(self) -> None:
        """Show the bench beside the panel, before the app is opened."""
        self._bench_wanted = True

    # What is done.

    def feed(self, event: Event) -> None:
        """See PanelApp; whoever waits for it goes on."""
        super().feed(event)
        if self.paints_each:
            # At once, before the parts tell Textual that they want to be painted.
            paint_now(self)
        if self._fed is not None and not self._fed.done():
            self._fed.set_result(None)

    async def click(self, part: Painted, hit: Hit) -> None:
        """Click in the middle of what can be touched there, and wait until the panel was told. Raises AppBroke."""
        x, y = hit.x + hit.width // 2, hit.y + hit.height // 2
        await self._told(part, events.Click(part, x, y, 0, 0, 1, False, False, False))

    async def touch(self, row: str) -> None:
        """Have the LCD say that a row was touched, wherever it stands. Raises AppBroke."""
        await self._told(self.lcd, self.lcd.Tapped(row))

    async def _told(self, part: Painted, message: Message) -> None:
        self._fed = asyncio.get_running_loop().create_future()
        part.post_message(message)
        try:
            await self._fed
        finally:
            self._fed = None
        self._check()

    async def keys(self, *names: tuple[str, str | None]) -> None:
        """Press keys, each by its name and character, and wait until they were handled. Raises AppBroke."""
        for name, character in names:
            self.post_message(events.Key(name, character))
        await handled(self)
        self._check()

    async def write(self, text: str) -> None:
        """Type a text key by key."""
        await self.keys(*(("backspace", "\x7f") if one == ERASE else (_character_to_key(one), one) for one in text))

    def paint(self) -> None:
        """Paint what has changed. Raises AppBroke."""
        self._check()
        try:
            paint_now(self)
        except Exception as error:
            self._handle_exception(error)
        self._check()

    def glass(self) -> Picture:
        """What is painted on the LCD, and where it can be touched. Raises AppBroke."""
        self._check()
        try:
            return self.lcd.painted
        except Exception as error:
            self._handle_exception(error)
            self._check()
            raise

    @property
    def broken(self) -> bool:
        """Whether it has failed."""
        return self._what_broke is not None

    # What goes wrong.

    def _handle_exception(self, error: Exception) -> None:
        self._what_broke = error
        if self._fed is not None and not self._fed.done():
            self._fed.set_result(None)
        self.exit(1)

    def _check(self) -> None:
        if self._what_broke is not None:
            raise AppBroke(f"The panel's app broke: {type(self._what_broke).__name__}: {self._what_broke}")
