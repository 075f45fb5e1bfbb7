"""The stage on the real program in a terminal: typed at and clicked on through the terminal, read from its screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from panel_sim.core.footprints import Footprints
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus
from panel_sim.core.views import Entry, Home, SignInCode, View
from panel_sim.options import Options, Refused
from panel_sim.paths import logging_in
from panel_sim.paths.stage import Unreached
from panel_sim.paths.step import PathFile
from panel_sim.paths.walking import Astray
from panel_sim.stages.headless import Observer, needed_by
from panel_sim.stages.looking import Page, value_on
from panel_sim.stages.program import Program, ProgramEnded
from panel_sim.stages.wire import decoded
from panel_sim.tui.glass import view_text
from panel_sim.tui.paint_frame import LOCK, LOCK_SIGN, USER, can_start, means
from panel_sim.tui.words import word

BEZEL = (4, 3)
"""Columns and lines that the panel takes besides its LCD."""
BACKSPACE, ESCAPE, PAGE_UP, PAGE_DOWN = b"\x7f", b"\x1b[27u", b"\x1b[5~", b"\x1b[6~"
"""Escape is spelled as terminals spell it that leave no doubt (the Kitty protocol): a lone one makes programs wait."""
HANDS = {"home", "help", "power"}
MOST_PAGES = 200


class TerminalStage:
    """See paths.stage.Stage. What a person does and sees goes through the terminal; what is around the device (time,
    faults, the tenant) is asked of the program over its channel."""

    way = "pty"

    def __init__(self, program: Program) -> None:
        self._program = program
        self._view: View | None = None
        self._now = 0.0
        self._fed = 0
        self._glass: Sequence[int] = ()
        self._observers: list[Observer] = []
        self._jobs: tuple[Job, ...] = ()

    async def open(self) -> None:
        """Wait until the panel is painted and all behind it is up. Raises ProgramEnded."""
        await self._ask("look")

    async def _ask(self, what: str, typed: bytes = b"", **arguments: object) -> Any:
        try:
            answer = await asyncio.to_thread(self._program.ask, what, typed, **arguments)
        except asyncio.CancelledError:
            # Nobody waits for the answer any more; and what the program is at cannot be taken back.
            self._program.kill()
            raise
        return self._told(answer)

    def _asked_now(self, what: str, typed: bytes = b"", **arguments: object) -> Any:
        return self._told(self._program.ask(what, typed, **arguments))

    def _told(self, answer: dict[str, Any]) -> Any:
        self._view = decoded(answer["view"])
        self._now, self._fed, self._glass = answer["now"], answer["fed"], answer["glass"]
        for kind, what in answer["seen"]:
            for observer in tuple(self._observers):
                observer(kind, decoded(what))
        if "astray" in answer:
            sentence, label, there, nearest = answer["astray"]
            raise Astray(sentence, label, tuple(there), nearest)
        if "unreached" in answer:
            raise Unreached(answer["unreached"])
        if "broken" in answer:
            raise Refused(answer["broken"], 3)
        return decoded(answer["is"])

    @property
    def view(self) -> View:
        """What the program says that its glass shows (for ids; what is seen is read from the terminal)."""
        assert self._view is not None, "open comes first"
        return self._view

    # What is seen.

    def shown(self) -> str:
        """See Stage."""
        if isinstance(self.view.body, SignInCode):
            # The code stands there in letters of every size.
            return view_text(self.view)
        return self._page().text()

    def sees(self, text: str) -> bool:
        """See Stage."""
        return self._page().shows(text) or any(page.shows(text) for page in self._pages())

    def value_of(self, label: str) -> str | None:
        """See Stage."""
        view = self.view
        where = f'"{view.title}" ({view.screen})'
        locked = word(view.language, "locked")
        found = value_on([self._page()], label, locked, where)
        return found if found else value_on(self._pages(), label, locked, where)

    def picture(self) -> str:
        """See Stage."""
        return str(self._asked_now("picture"))

    def _page(self) -> Page:
        rows = self._program.rows()
        x, y, width, height, top, bottom = self._glass
        lcd = [row[x : x + width] for row in rows[y : y + height]]
        return Page(lcd, [row[max(0, x - 2) : x + width + 2] for row in (*rows[top:y], "", *rows[y + height : bottom])])

    def _scrolls(self) -> bool:
        """Whether a scroll bar stands at the right of what is on the glass."""
        x, y, width, height, *_ = self._glass
        right = "".join(row[x + width // 2 : x + width] for row in self._program.rows()[y : y + height])
        return "█" in right and "│" in right

    def _pages(self) -> list[Page]:
        """All of a list that is longer than the glass, scrolled through with the keys."""
        if not self._scrolls() or isinstance(self.view.body, Home):
            return [self._page()]
        pages = [self._page()]
        for key in (PAGE_UP, PAGE_DOWN):
            for _ in range(MOST_PAGES):
                before = self._page().text()
                self._asked_now("look", key)
                if self._page().text() == before:
                    break
                pages.append(self._page())
        return pages

    # What a person does.

    async def tap(self, label: str) -> None:
        """See Stage."""
        chosen = await self._ask("sought", label=label)
        body = self.view.body
        if isinstance(body, Home) and chosen["page"] >= 0:
            for _ in range(body.pages):
                now = self.view.body
                if not isinstance(now, Home) or now.page == chosen["page"]:
                    break
                await self._ask("look", PAGE_DOWN)
            await self._ask("sought", label=label)
        await self._tap_at(label, "led")

    async def _tap_at(self, label: str, asked: str = "look") -> None:
        """Click where the label stands; where that was only a word, the next place. Raises Unreached."""
        fed = self._fed
        for key in (b"", PAGE_UP, PAGE_DOWN):
            for _ in range(MOST_PAGES if key else 1):
                before = self._page().text()
                if key:
                    if not self._scrolls():
                        break
                    await self._ask("look", key)
                for x, y in self._page().places(label):
                    await self._click(self._glass[0] + x, self._glass[1] + y, asked)
                    if self._fed != fed:
                        return
                if key and self._page().text() == before:
                    break
        raise Unreached(f'"{label}" stands nowhere on the terminal where it can be touched.')

    async def _click(self, x: int, y: int, asked: str = "look") -> None:
        at = f"{x + 1};{y + 1}".encode()
        await self._ask(asked, b"\x1b[<0;" + at + b"M\x1b[<0;" + at + b"m")

    async def touch(self, row: str) -> None:
        """Touch a row, button or icon of the bar by its id; what bears it is looked for by its words."""
        view = self.view
        words = {one.id: one.label for one in view.rows()} | {one.id: one.label for one in view.buttons()}
        if row in (LOCK, USER):
            await self._touch_bar(row)
            return
        await self._tap_at(words.get(row) or row)

    async def _touch_bar(self, row: str) -> None:
        """The lock or the user's name in the status bar; where nobody's name stands there, the key for it."""
        bar = self.view.bar
        for text in (bar.lock, LOCK_SIGN) if row == LOCK else (bar.user,):
            if text and (column := self._page().lcd[0].rfind(f" {text} ")) >= 0:
                await self._click(self._glass[0] + column + 1, self._glass[1])
                return
        if row == LOCK:
            raise Unreached("The lock is nowhere on the terminal: the panel lock is off.")
        await self._ask("look", b"u")

    async def press(self, key: str) -> None:
        """See Stage."""
        view = self.view
        if key in HANDS:
            name = dict(view.bar.key_words).get(key, key)
            x, bottom = self._glass[0], self._glass[5]
            line = self._glass[1] + self._glass[3]
            for number, row in enumerate(self._program.rows()[line:bottom], line):
                if (column := row.find(f" {name} ", max(0, x - 2))) >= 0:
                    await self._click(column + 1, number)
                    return
        elif key == "stop":
            button = next((one for one in view.buttons() if means(one.id, "stop") or means(one.id, "cancel")), None)
            if button is not None:
                await self._tap_at(button.label)
                return
        if key == "start" and not can_start(view):
            raise Unreached(f'There is nothing to start on "{view.title}" ({view.screen}).')
        keys = {"back": ESCAPE, "stop": ESCAPE, "start": b"s"}
        if key not in keys:
            raise Unreached(f"There is no key {key} on this panel.")
        await self._ask("look", keys[key])

    async def type(self, text: str) -> None:
        """See Stage."""
        view = self.view
        if not isinstance(view.body, Entry):
            raise Unreached(f'Nothing can be typed on "{view.title}" ({view.screen}): no entry is open.')
        typed = "".join(one for one in text if one == "\b" or one.isprintable())
        await self._ask("look", typed.encode().replace(b"\b", BACKSPACE))

    # Time.

    async def settle(self) -> None:
        """See Stage."""
        await self._ask("settle")

    async def jump(self, most: float) -> float | None:
        """See Stage."""
        wound = await self._ask("jump", most=most)
        return None if wound is None else float(wound)

    async def advance(self, seconds: float) -> None:
        """See Stage."""
        await self._ask("advance", seconds=seconds)

    def now(self) -> float:
        """See Stage."""
        return self._now

    # What is around the device.

    async def fault(self, name: str, present: bool, settings: Mapping[str, object]) -> None:
        """See Stage."""
        await self._ask("fault", name=name, present=present, settings=dict(settings))

    async def policy(self, changes: Mapping[str, object]) -> None:
        """See Stage."""
        await self._ask("policy", changes=dict(changes))

    async def revoke(self, user: str) -> None:
        """See Stage."""
        await self._ask("revoke", user=user)

    async def approve(self, user: str, outcome: str, consent: str) -> None:
        """See Stage."""
        await self._ask("approve", user=user, outcome=outcome, consent=consent)

    async def log_in(self, user: str, administrator: bool, secret: str) -> None:
        """See Stage."""
        await logging_in.log_in(self, user, administrator, secret)

    async def log_out(self) -> None:
        """See Stage."""
        await logging_in.log_out(self)

    async def set_values(self, values: Mapping[str, object]) -> None:
        """See Stage."""
        await self._ask("set_values", values=dict(values))

    async def jobs(self) -> Sequence[Job]:
        """See Stage; of a program that has ended, the jobs that it told of last."""
        with suppress(ProgramEnded):
            self._jobs = await self._ask("jobs")
        return self._jobs

    async def mail(self, to: str | None) -> Sequence[Mapping[str, object]]:
        """See Stage."""
        found: Sequence[Mapping[str, object]] = await self._ask("mail", to=to)
        return found

    async def sheet(self) -> str | None:
        """See Stage."""
        found: str | None = await self._ask("sheet")
        return found

    def footprints(self) -> Footprints:
        """Where the panel has been since the stage was made; nowhere, as far as an ended program tells."""
        try:
            seen = self._asked_now("footprints")
        except ProgramEnded:
            return Footprints()
        return Footprints(set(seen["screens"]), set(seen["moves"]), set(seen["asked"]))

    def observe(self, observer: Observer) -> Callable[[], None]:
        """See Stage."""
        self._observers.append(observer)
        self._asked_now("observe", wanted=True)

        def end() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return end

    async def close(self) -> None:
        """See Stage."""
        await asyncio.to_thread(self._program.close)


class InTerminal:
    """Makes stages in a terminal; see paths.stage.StageMaker. `options` say whose menus and states are read."""

    way = TerminalStage.way

    def __init__(self, menus: Callable[[str], Menus], options: Options) -> None:
        self._menus = menus
        self._options = options

    async def __call__(self, path: PathFile, model: str, language: str) -> TerminalStage:
        """The program in the path's fixtures, on its start screen. Raises NotHere, Refused and ProgramEnded."""
        menus = self._menus(model)
        needed_by(path, menus)
        arguments = ["--model", model, "--given", ",".join(path.given)]
        arguments += ["--language", language] if language else []
        arguments += ["--screen", path.start] if path.start != menus.home else []
        for name, folder in (("--menus", self._options.menus), ("--states", self._options.states)):
            arguments += [name, str(folder)] if folder is not None else []
        columns, lines = menus.model.columns + BEZEL[0], menus.model.lines + BEZEL[1]
        stage = TerminalStage(Program(arguments, columns, lines))
        try:
            await stage.open()
        except BaseException:
            await stage.close()
            raise
        return stage


__all__ = ["InTerminal", "ProgramEnded", "TerminalStage"]
