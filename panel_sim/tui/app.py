"""The panel in a terminal: paints the simulator's Views and feeds it what is touched and typed."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterable
from typing import ClassVar, Protocol

from textual import events
from textual._compositor import LayoutUpdate
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from panel_sim.core.events import CursorMoved, Event, Pressed, Tapped, Typed
from panel_sim.core.views import SignInCode, View
from panel_sim.tui.ask import Ask
from panel_sim.tui.bench import Bench, BenchActions
from panel_sim.tui.bench_pane import BenchPane
from panel_sim.tui.bezel import BezelTop, FootLine, HardKeys, Side, TooSmall, blinks
from panel_sim.tui.canvas import Look
from panel_sim.tui.glass import masked
from panel_sim.tui.keys import KEYBOARD
from panel_sim.tui.lcd import Lcd
from panel_sim.tui.paint_frame import can_start, means
from panel_sim.tui.painted import Painted
from panel_sim.tui.palette import DEFAULT, PALETTES
from panel_sim.tui.svg import Run, svg_document
from panel_sim.tui.terminal import Letters, is_unicode, look_of, theme_of, written_encoding
from panel_sim.tui.themes import themes
from panel_sim.tui.words import word

BENCH_FROM = 120
"""From this width on the bench stands beside the panel without being asked."""
BENCH_LEAST = 36
"""The bench is not narrower than this."""
LEAST = (60, 18)
"""Smaller terminals are not painted on, whatever the model."""


class Simulator(Protocol):
    """What the app needs of the simulator. A `refresh()` that repaints what the clock changed is used when there."""

    @property
    def view(self) -> View:
        """What the glass shows now."""

    def feed(self, event: Event) -> View:
        """One step of the panel."""

    def watch(self, watcher: Callable[[View], None]) -> Callable[[], None]:
        """Tell `watcher` when the View changed; gives the way to stop that."""


def _place(part: Painted, x: int, y: int, width: int, height: int) -> None:
    """Put a widget somewhere; nothing is laid out anew when it stands there already."""
    if part.placed != (x, y, width, height):
        part.placed = (x, y, width, height)
        part.styles.offset, part.styles.width, part.styles.height = (x, y), width, height


class PanelApp(App[int]):
    """The panel, the bench beside it, and the terminal's own keys. Its result is the exit code."""

    TITLE = "panel-sim"
    CSS = """
    Screen { overflow: hidden; }
    Painted { position: absolute; }
    CommandPalette > Vertical { max-width: 76; }
    CommandPalette SearchIcon { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "bench", "Bench", priority=True),
        Binding("ctrl+c", "interrupt", "Quit", priority=True, show=False),
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("ctrl+s", "screenshot", "Picture"),
        Binding("f6", "switch_focus", "Panel or bench", priority=True, show=False),
    ]

    def __init__(
        self,
        simulator: Simulator,
        *,
        bench: Callable[[], Bench] | None = None,
        actions: BenchActions | None = None,
        on_ready: Callable[[], None] | None = None,
        theme: str | None = None,
        look: Look | None = None,
    ) -> None:
        super().__init__()
        for known in themes():
            self.register_theme(known)
        self.simulator = simulator
        self._bench = bench
        self._actions = actions
        self._on_ready = on_ready
        view = simulator.view
        self.view = view
        encoding = written_encoding(os.environ)
        self.look = look or look_of(self.console, os.environ, encoding)
        self._letters = Letters(encoding)
        self._bench_wanted: bool | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._ticks = 0
        self.lcd = Lcd(view, self.look, id="lcd")
        self.top = BezelTop(view, self.look, id="top")
        self.hard = HardKeys(view, id="hard")
        self.sides = (Side(), Side())
        self.foot = FootLine(view.language, id="foot")
        self.small = TooSmall(view.language, id="small")
        self.pane = BenchPane(bench, actions, view.language, id="bench")
        for part in (self.small, self.pane):
            part.display = False
        self.theme = theme or theme_of(self.console)

    def compose(self) -> ComposeResult:
        """The parts side by side, each placed by `arrange`: fewer layers mean less to compose for each repaint."""
        yield from (self.top, self.lcd, *self.sides, self.hard, self.pane, self.small, self.foot)

    def on_mount(self) -> None:
        """Listen to the simulator and paint for the first time."""
        self.lcd.focus()
        self._unsubscribe = self.simulator.watch(self._changed)
        self.show(self.simulator.view)
        self.arrange(self.size.width, self.size.height)
        self.set_interval(1.0, self._tick)
        if self._on_ready is not None:
            self.call_after_refresh(self._on_ready)

    def on_unmount(self) -> None:
        """Stop listening."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    # What the simulator says.

    def _changed(self, view: View) -> None:
        """The simulator's View changed; called in whatever thread changed it."""
        if self._thread_id == threading.get_ident():
            self.show(view)
        else:
            self.call_later(self.show, view)

    def show(self, view: View) -> None:
        """Paint another View; only what differs is painted."""
        old, self.view = self.view, view
        if view.bar != old.bar:
            self.top.view = self.hard.view = view
            self.top.repaint()
            if view.bar.key_words != old.bar.key_words:
                self.hard.repaint()
        if (view.columns, view.lines) != (old.columns, old.lines):
            self.arrange(self.size.width, self.size.height)
        if view.language != old.language:
            for speaker in (self.foot, self.small, self.pane):
                speaker.language = view.language
                speaker.repaint()
        self.lcd.show(view)
        if self.pane.display:
            self.pane.repaint()

    def refresh_bench(self) -> None:
        """The bench's data changed though the View did not."""
        if self.pane.display:
            self.pane.repaint()

    async def painted(self) -> None:
        """Wait until the last View fed or told has been painted. For tasks other than the app's own."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def tell() -> None:
            if not done.done():
                done.set_result(None)

        if self.call_after_refresh(tell):
            await done

    def _tick(self) -> None:
        """Once a second: countdowns, blinking lamps; the clock's minute a few times a minute."""
        self._ticks += 1
        refresh = getattr(self.simulator, "refresh", None)
        if refresh is not None and (isinstance(self.view.body, SignInCode) or self._ticks % 5 == 0):
            refresh()
        if blinks(self.view.bar) or not self.top.lit:
            self.top.lit = not self.top.lit
            self.top.repaint()
        if self.pane.display:
            self.pane.repaint()

    # What people do.

    def feed(self, event: Event) -> None:
        """Hand an event to the panel and show what comes of it."""
        view = self.simulator.feed(event)
        if view is not self.view:
            self.show(view)
        elif self.pane.display:
            self.pane.repaint()

    def on_lcd_tapped(self, message: Lcd.Tapped) -> None:
        """Something on the glass was touched."""
        if isinstance(self.view.body, SignInCode) and means(message.row_id, "copy"):
            self._copy()
        self.feed(Tapped(message.row_id))

    def on_lcd_pressed(self, message: Lcd.Pressed) -> None:
        """A key stood for a hard key."""
        self.feed(Pressed(message.key))

    def on_hard_keys_pressed(self, message: HardKeys.Pressed) -> None:
        """A hard key of the bezel was clicked."""
        self.feed(Pressed(message.key))

    def on_lcd_typed(self, message: Lcd.Typed) -> None:
        """Text was typed."""
        self.feed(Typed(message.text))

    def on_lcd_cursor_moved(self, message: Lcd.CursorMoved) -> None:
        """The cursor is to move."""
        self.feed(CursorMoved(message.columns))

    def on_lcd_copy_asked(self, message: Lcd.CopyAsked) -> None:
        """`c`: copy the code; where the screen has a button for it, that is touched too."""
        button = next((item.id for item in self.view.buttons() if means(item.id, "copy")), "")
        self._copy()
        if button:
            self.feed(Tapped(button))

    def on_foot_line_asked(self, message: FootLine.Asked) -> None:
        """One of the terminal's own keys was clicked."""
        self.run_worker(self.run_action(f"app.{message.action}"), exclusive=False)

    def _copy(self) -> None:
        """Put the code on the clipboard of the terminal (OSC 52), wherever that is."""
        body = self.view.body
        if isinstance(body, SignInCode) and body.user_code:
            self.copy_to_clipboard(body.copy_text or body.user_code)
            self.notify(word(self.view.language, "copied"), timeout=2)

    # Size and place.

    def on_resize(self, event: events.Resize) -> None:
        """The terminal has another size."""
        self.arrange(event.size.width, event.size.height)

    def needed(self) -> tuple[int, int]:
        """The least size of a terminal that this model's panel fits in."""
        return max(self.view.columns, min(LEAST[0], self.view.columns + 4)), self.view.lines + 2

    def arrange(self, width: int, height: int) -> None:
        """Give every part its place: the LCD keeps its size, what is left over goes to the bezel and the bench."""
        need_width, need_height = self.needed()
        columns, lines = self.view.columns, self.view.lines
        beside = width - (columns + 4)
        wanted = self._bench_wanted
        if wanted is None:
            wanted = self._bench is not None and width >= BENCH_FROM
        alone = wanted and beside < BENCH_LEAST
        small = (width < need_width or height < need_height) and not alone
        shown = not alone and not small
        footed = not small and height > need_height
        room = height - int(footed)
        bench_width = 0 if not wanted or small else width if alone else max(BENCH_LEAST, min(beside - 2, 72))

        self.small.have, self.small.need = (width, height), (need_width, need_height)
        self.foot.bench_shown, self.foot.narrow = wanted, alone
        for part, there in ((self.top, shown), (self.lcd, shown), (self.hard, shown), (self.pane, bool(bench_width)),
                            (self.small, small), (self.foot, footed)):
            part.display = there
        _place(self.small, 0, 0, width, height)
        _place(self.foot, 0, height - 1, width, 1)
        _place(self.pane, width - bench_width, 0, bench_width, room)
        bezel = 2 if width >= columns + 4 else 0
        above = 2 if room >= lines + 5 else 1
        below = max(1, min(3, room - lines - above))
        left = max(0, (width - (0 if alone else bench_width) - columns - 2 * bezel) // 2)
        top = max(0, (room - lines - above - below) // 2)
        _place(self.top, left, top, columns + 2 * bezel, above)
        _place(self.lcd, left + bezel, top + above, columns, lines)
        for index, side in enumerate(self.sides):
            side.display = shown and bezel > 0
            _place(side, left + index * (bezel + columns), top + above, bezel, lines)
        _place(self.hard, left, top + above + lines, columns + 2 * bezel, below)
        self.foot.repaint()
        self.small.repaint()
        if isinstance(self.screen, Ask):
            return
        if alone:
            self.pane.focus()
        elif not self.pane.has_focus or not bench_width:
            self.lcd.focus()

    def action_bench(self) -> None:
        """Show or hide the bench; where both do not fit, it takes the panel's place."""
        self._bench_wanted = not self.pane.display
        self.arrange(self.size.width, self.size.height)

    def action_switch_focus(self) -> None:
        """Hand the keyboard to the bench or back to the panel."""
        if self.pane.display and not self.pane.has_focus:
            self.pane.focus()
        elif self.lcd.display:
            self.lcd.focus()

    # The terminal's own matters.

    def watch_theme(self, theme: str) -> None:
        """Another theme: everything is painted anew in its colours."""
        for part in (self.lcd, self.top, *self.sides, self.hard, self.foot, self.small, self.pane):
            part.repaint()

    def get_line_filters(self) -> list[LineFilter]:
        """Textual's filters, and last the one for terminals that lack letters."""
        filters = list(super().get_line_filters())
        if not is_unicode(self._letters.encoding):
            filters.append(self._letters)
        return filters

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        view, language = self.view, self.view.language

        def say(key: str) -> str:
            return word(language, key).capitalize()

        for key, text in view.bar.key_words:
            yield SystemCommand(text, KEYBOARD.get(key, key), lambda key=key: self.feed(Pressed(key)))
        if can_start(view):
            yield SystemCommand(say("start"), KEYBOARD["start"], lambda: self.feed(Pressed("start")))
        if view.can_back:
            yield SystemCommand(view.back_label, KEYBOARD["back"], lambda: self.feed(Pressed("back")))
        yield SystemCommand(view.bar.jobs, KEYBOARD["jobs"], lambda: self.feed(Tapped("jobs")))
        yield SystemCommand(say("bench"), "F2", self.action_bench)
        for name in PALETTES:
            about = word(language, f"about-{name}")
            yield SystemCommand(f"{say('theme')}: {about}", name, lambda name=name: setattr(self, "theme", name))
        yield SystemCommand(say("picture"), "Ctrl+S", self.deliver_screenshot)
        yield SystemCommand(say("quit"), "Ctrl+Q", self.action_quit)

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The terminal's screen as SVG that needs nothing from elsewhere; a code on it is replaced by the sample."""
        self._mask(masked(self.view))
        try:
            update = self.screen._compositor.render_update(full=True, screen_stack=self._background_screens)
        finally:
            self._mask(None)
        lines: list[list[Run]] = []
        for strips in update.strips if isinstance(update, LayoutUpdate) else ():
            lines.append([])
            for text, style, _ in (segment for strip in strips for segment in strip):
                ink = style.color.get_truecolor().hex if style and style.color else ""
                ground = style.bgcolor.get_truecolor().hex if style and style.bgcolor else ""
                if style and style.reverse:
                    ink, ground = ground, ink
                lines[-1].append((text, ink, ground, bool(style and style.bold), bool(style and style.underline)))
        palette = PALETTES.get(self.theme, PALETTES[DEFAULT])
        return svg_document(lines, title or self.title, palette["desk"], palette["bezelink"])

    def action_command_palette(self) -> None:
        """Open the command palette, in the glass's language."""
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            placeholder = word(self.view.language, "palette-search")
            self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def _mask(self, view: View | None) -> None:
        """Paint `view` in place of the real one (None: the real one again), also behind what lies over the panel."""
        self.lcd.mask(view)
        for screen in self.screen_stack:
            # A question or the palette keeps a picture of the screen under it: it must be taken anew.
            screen._styles_cache.clear()
            screen.refresh()

    async def action_quit(self) -> None:
        """Leave; when a job is under way, ask first."""
        self._leave(0)

    def action_interrupt(self) -> None:
        """Ctrl-C: leave as an interrupted program does."""
        self._leave(130)

    def _leave(self, code: int) -> None:
        if isinstance(self.screen, Ask):
            self.exit(code)
        elif self.view.bar.active_jobs > 0:
            say = self.view.language
            question = Ask(word(say, "ask-quit"), word(say, "yes"), word(say, "no"))
            self.push_screen(question, lambda yes: self.exit(code) if yes else None)
        else:
            self.exit(code)
