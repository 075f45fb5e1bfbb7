"""The stage on the real TUI in this process: touched through its LCD, read from what it paints."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from panel_sim.core.menus import Menus
from panel_sim.core.views import Entry, Home, SignInCode
from panel_sim.paths.stage import Unreached
from panel_sim.paths.step import PathFile
from panel_sim.paths.walking import led, sought
from panel_sim.running.rehearsal import Rehearsal
from panel_sim.stages.cells import Cells
from panel_sim.stages.headless import HeadlessStage, needed_by
from panel_sim.stages.looking import Page, value_on
from panel_sim.tui.glass import masked, view_text
from panel_sim.tui.paint_frame import can_start, means, page_id
from panel_sim.tui.staged import AppBroke, StagedApp
from panel_sim.tui.words import word

BEZEL = (0, 3)
"""Columns and lines that the panel takes besides its LCD; without sides, it is painted a quarter faster."""
BENCH = 46
"""Columns for the bench, where it is wanted."""
HANDS = {"home", "help", "power"}
"""Keys of the bezel."""


class ScreenStage(HeadlessStage):
    """See paths.stage.Stage. With `only_looked_at`, steps that nobody looks at are not painted.

    A touch is a click on the LCD where the row was painted, which a long list is scrolled for; with `only_looked_at`
    the LCD says without it that the row was touched, for there is no painting to click on.
    """

    way = "tui"

    def __init__(self, rehearsal: Rehearsal, *, only_looked_at: bool = False, bench: bool = False) -> None:
        super().__init__(rehearsal)
        self._only_looked_at = only_looked_at
        view = self.view
        self.size = (view.columns + BEZEL[0] + (BENCH if bench else 0), view.lines + BEZEL[1])
        self.cells = Cells(*self.size)
        self.app = StagedApp(self.simulator)
        self.app.paints_each = not only_looked_at
        if bench:
            self.app.want_bench()

    async def open(self) -> None:
        """Begin and paint. Raises AppBroke."""
        await self.app.open(self.size, self.cells.write)

    # What is seen.

    def shown(self) -> str:
        """See Stage."""
        lcd = self.app.lcd
        if not isinstance(self.view.body, SignInCode):
            return self._page().text()
        if self.app.broken:
            # What was painted last may hold the code.
            return view_text(self.view)
        lcd.mask(masked(self.view))
        try:
            return self._page().text()
        finally:
            lcd.mask(None)

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
        self.app.paint()
        return self.app.export_screenshot()

    def _page(self) -> Page:
        """What stands on the glass now."""
        if not self.app.broken:
            self.app.paint()
        rows, app = self.cells.rows(), self.app
        lcd = app.lcd.region
        left, right = lcd.x, lcd.right

        def cut(top: int, bottom: int) -> list[str]:
            return [row[max(0, left - 2) : right + 2] for row in rows[top:bottom]]

        glass = [row[left:right] for row in rows[lcd.y : lcd.bottom]]
        return Page(glass, [*cut(app.top.region.y, lcd.y), "", *cut(lcd.bottom, app.hard.region.bottom)])

    def _pages(self) -> list[Page]:
        """All of a list that is longer than the glass, scrolled through; then it stands as it stood."""
        lcd = self.app.lcd
        picture, touch = lcd.painted, lcd.touch
        if not picture.scroll_max:
            return [self._page()]
        pages = []
        step = max(1, picture.viewport - 1)
        for scroll in range(0, picture.scroll_max + step, step):
            lcd.scroll_glass(min(scroll, picture.scroll_max))
            pages.append(self._page())
        lcd.scroll_glass(touch.scroll)
        return pages

    # What a person does.

    async def tap(self, label: str) -> None:
        """See Stage."""
        before = self.view
        chosen = sought(self.simulator, label)
        if isinstance(before.body, Home) and chosen.page >= 0 and chosen.page != before.body.page:
            await self._click(page_id(chosen.page))
            before = self.view
        await self._click(chosen.row)
        led(self.simulator, before, chosen)

    async def touch(self, row: str) -> None:
        """Touch a row, button or icon of the bar by its id."""
        if row == "user" and self.app.glass().hit(row) is None:
            # Nobody's name stands in the bar.
            await self._keys(("u", "u"))
        else:
            await self._click(row)

    async def _click(self, row: str) -> None:
        app, lcd = self.app, self.app.lcd
        if self._only_looked_at:
            await app.touch(row)
            return
        picture = app.glass()
        hit = picture.hit(row)
        for _ in range(len(picture.spans)):
            # Out of sight: a page on, until it is there.
            if hit is not None or row not in app.glass().spans:
                break
            before = app.glass().scroll
            name = "pageup" if app.glass().spans[row][0] < before else "pagedown"
            await app.keys((name, None))
            hit = app.glass().hit(row)
            if app.glass().scroll == before:
                break
        if hit is None:
            raise Unreached(f'"{row}" is nowhere on the glass.')
        await app.click(lcd, hit)
        app.paint()

    async def press(self, key: str) -> None:
        """See Stage."""
        app, view = self.app, self.view
        if key in HANDS:
            hit = app.hard.painted.hit(key)
            if hit is not None:
                await app.click(app.hard, hit)
                self._paint()
                return
        if key == "stop":
            button = next((one.id for one in view.buttons() if means(one.id, "stop") or means(one.id, "cancel")), "")
            if button:
                await self._click(button)
                return
        if key == "start" and not can_start(view):
            raise Unreached(f'There is nothing to start on "{view.title}" ({view.screen}).')
        back = app.glass().hit("back") if key == "back" else None
        if back is not None:
            await app.click(app.lcd, back)
            self._paint()
        elif key in ("back", "stop"):
            await self._keys(("escape", "\x1b"))
        elif key == "start":
            await self._keys(("s", "s"))
        else:
            raise Unreached(f"There is no key {key} on this panel.")

    async def type(self, text: str) -> None:
        """See Stage."""
        view = self.view
        if not isinstance(view.body, Entry):
            raise Unreached(f'Nothing can be typed on "{view.title}" ({view.screen}): no entry is open.')
        await self.app.write(text)
        self._paint()

    async def _keys(self, *names: tuple[str, str | None]) -> None:
        await self.app.keys(*names)
        self._paint()

    def _paint(self) -> None:
        if not self._only_looked_at:
            self.app.paint()

    # Time and what is around the device: what came of it is painted too.

    async def settle(self) -> None:
        """See Stage."""
        await super().settle()
        self._paint()

    async def jump(self, most: float) -> float | None:
        """See Stage."""
        wound = await super().jump(most)
        self._paint()
        return wound

    async def advance(self, seconds: float) -> None:
        """See Stage."""
        await super().advance(seconds)
        self._paint()

    async def fault(self, name: str, present: bool, settings: Mapping[str, object]) -> None:
        """See Stage."""
        await super().fault(name, present, settings)
        self._paint()

    async def set_values(self, values: Mapping[str, object]) -> None:
        """See Stage."""
        await super().set_values(values)
        self._paint()

    async def close(self) -> None:
        """See Stage."""
        await self.app.end()
        await super().close()


class OnScreen:
    """Makes stages on the TUI; see paths.stage.StageMaker. `menus` gives a model's menus, read once a process."""

    way = ScreenStage.way

    def __init__(self, menus: Callable[[str], Menus], *, only_looked_at: bool = False, bench: bool = False) -> None:
        self._menus = menus
        self._only_looked_at = only_looked_at
        self._bench = bench

    async def __call__(self, path: PathFile, model: str, language: str) -> ScreenStage:
        """The panel in the path's fixtures, on its start screen, painted. Raises NotHere, Refused and AppBroke."""
        menus = self._menus(model)
        needed_by(path, menus)
        screen = "" if path.start == menus.home else path.start
        rehearsal = Rehearsal(menus, given=path.given, language=language, screen=screen)
        stage = ScreenStage(rehearsal, only_looked_at=self._only_looked_at, bench=self._bench)
        try:
            await stage.open()
        except BaseException:
            await stage.close()
            raise
        return stage


__all__ = ["AppBroke", "OnScreen", "ScreenStage"]
