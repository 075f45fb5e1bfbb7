"""The program's end of the channel over which it is driven: one JSON line asks, one answers."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from panel_sim.core.events import Event
from panel_sim.core.views import View
from panel_sim.options import Refused
from panel_sim.paths.stage import Unreached
from panel_sim.paths.walking import Astray, Label, led, sought
from panel_sim.running.powered import Powered
from panel_sim.running.settling import Stuck
from panel_sim.stages.headless import HeadlessStage
from panel_sim.stages.wire import encoded
from panel_sim.tui.driven import DrivenApp

LONGEST = 1 << 20
ASKED = frozenset(
    {"settle", "jump", "advance", "fault", "policy", "revoke", "approve", "set_values", "jobs", "mail", "sheet"}
)
"""What a stage does around the device. What a person does comes through the terminal."""

SILENT = frozenset({"sought", "observe", "footprints"})
"""What changes nothing on the glass."""


class Driven:
    """Answers whoever holds the other end of a socket that this process was given when it was started.

    Nobody else can reach it: it has no name. When it is closed, the program ends.
    """

    def __init__(self, descriptor: int, app: DrivenApp, device: Powered) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(False)
        self._app = app
        self._stage = HeadlessStage(device)
        self._seen: list[tuple[str, object]] = []
        self._stop_observing: Callable[[], None] | None = None
        self._fed = 0
        self._touched: tuple[View, Label, int] | None = None
        self._stage.simulator.observe(self._count)

    def _count(self, kind: str, what: object) -> None:
        self._fed += kind == "event" and isinstance(what, Event)

    async def serve(self, up: Awaitable[object]) -> None:
        """Answer until the other end is closed, once everything behind the panel is up; then leave."""
        try:
            await up
            await self._answers()
        finally:
            self._socket.close()
            self._app.exit(0)

    async def _answers(self) -> None:
        loop = asyncio.get_running_loop()
        unread = b""
        while data := await loop.sock_recv(self._socket, LONGEST):
            *lines, unread = (unread + data).split(b"\n")
            for line in lines:
                answer = await self._answer(json.loads(line))
                await loop.sock_sendall(self._socket, json.dumps(answer).encode() + b"\n")

    async def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        app, stage = self._app, self._stage
        answer: dict[str, Any] = {}
        # First what was typed, then what is asked.
        if asked["input"]:
            await app.heard(asked["input"])
        try:
            answer["is"] = encoded(await self._done(asked["do"], asked["with"]))
        except Astray as error:
            answer["astray"] = [str(error), error.label, list(error.there), error.nearest]
        except Unreached as error:
            answer["unreached"] = str(error)
        except (Stuck, Refused) as error:
            answer["broken"] = str(error)
        answer["mark"] = 0 if asked["do"] in SILENT else await app.painted_anew()
        lcd, top, hard = app.lcd.region, app.top.region, app.hard.region
        answer |= {
            "view": encoded(stage.view),
            "now": stage.now(),
            "fed": self._fed,
            "glass": [lcd.x, lcd.y, lcd.width, lcd.height, top.y, hard.bottom],
            "seen": [[kind, encoded(what)] for kind, what in self._seen],
        }
        self._seen.clear()
        return answer

    async def _done(self, what: str, arguments: dict[str, Any]) -> object:
        stage = self._stage
        if what in ASKED:
            return await getattr(stage, what)(**arguments)
        match what:
            case "sought":
                chosen = sought(stage.simulator, arguments["label"])
                self._touched = (stage.view, chosen, self._fed)
                return {"row": chosen.row, "page": chosen.page}
            case "led":
                if self._touched is not None and self._fed > self._touched[2]:
                    led(stage.simulator, *self._touched[:2])
            case "observe":
                self._observe(arguments["wanted"])
            case "footprints":
                seen = stage.footprints()
                return {"screens": seen.screens, "moves": seen.moves, "asked": seen.asked}
            case "picture":
                return self._app.export_screenshot()
        return None

    def _observe(self, wanted: bool) -> None:
        if self._stop_observing is not None:
            self._stop_observing()
            self._stop_observing = None
        if wanted:
            self._stop_observing = self._stage.observe(lambda kind, what: self._seen.append((kind, what)))
