"""The panel's app in a real terminal, with somebody outside who is told when what they typed has been painted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import events

from panel_sim.tui.app import PanelApp, Simulator
from panel_sim.tui.barrier import handled, hold_painting, paint_now
from panel_sim.tui.bench import Bench, BenchActions

FIRST_LINE, COLUMNS = 2, 900
"""How the number of a piece of input is told as a place on the terminal."""
MARK = "\x1b]7791;{number}\x07"
"""What is written after each painting that was asked for: an operating system command that no terminal knows."""


def ending(number: int) -> bytes:
    """What ends a piece of input: the answer of a terminal that was asked where its cursor is."""
    return f"\x1b[{FIRST_LINE + number // COLUMNS};{1 + number % COLUMNS}R".encode()


class DrivenApp(PanelApp):
    """The panel's app. Input comes through the terminal alone; each piece of it ends with `ending`."""

    def __init__(
        self,
        simulator: Simulator,
        *,
        bench: Callable[[], Bench] | None = None,
        actions: BenchActions | None = None,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(simulator, bench=bench, actions=actions, on_ready=on_ready)
        self._bench_wanted = False
        self._read = 0
        self._marks = 0
        self._more = asyncio.Condition()

    async def on_cursor_position(self, event: events.CursorPosition) -> None:
        """All input before this has been read."""
        self._read = (event.y + 1 - FIRST_LINE) * COLUMNS + event.x
        async with self._more:
            self._more.notify_all()

    async def heard(self, number: int) -> None:
        """Wait until that piece of input was read and handled."""
        async with self._more:
            await self._more.wait_for(lambda: self._read >= number)
        await handled(self)

    async def painted_anew(self) -> int:
        """Wait until all that was told has been handled, and paint; gives the number of the mark written then."""
        await handled(self)
        if not self._batch_count:
            hold_painting(self)
        paint_now(self)
        self._marks += 1
        if self._driver is not None:
            self._driver.write(MARK.format(number=self._marks))
            self._driver.flush()
        return self._marks
