"""The bezel around the LCD as widgets: its upper edge, its hard keys, and the line of the terminal's own keys."""

from __future__ import annotations

from dataclasses import replace

from textual.events import Click
from textual.message import Message

from panel_sim.core.views import Bar, Lamps, View
from panel_sim.tui.canvas import Area, Canvas, Look, Picture, Touch
from panel_sim.tui.fitting import cells, wrap
from panel_sim.tui.paint_frame import paint_bezel, paint_keys
from panel_sim.tui.painted import Painted
from panel_sim.tui.words import word


class BezelTop(Painted):
    """Product and model, the banner that says practice or live, the lamps."""

    def __init__(self, view: View, look: Look, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view
        self.look = look
        self.lit = True

    def draw(self, width: int, height: int) -> Picture:
        """Paint the upper edge in the last of the lines."""
        canvas = Canvas(width, height, "bezelink on bezel")
        bar = self.view.bar
        if not self.lit:
            bar = dimmed(bar)
        paint_bezel(canvas.area().area(0, max(0, height - 1), width, 1), bar, Touch(), self.look)
        return canvas.picture()


def dimmed(bar: Bar) -> Bar:
    """The bar with its blinking lamps dark: every other beat."""
    lamps = bar.lamps
    power, data, error = ("dark" if lamp == "blinking" else lamp for lamp in (lamps.power, lamps.data, lamps.error))
    return replace(bar, lamps=Lamps(power, data, error))


def blinks(bar: Bar) -> bool:
    """Whether any lamp blinks."""
    return "blinking" in (bar.lamps.power, bar.lamps.data, bar.lamps.error)


class HardKeys(Painted):
    """The hard keys: power, Home, Help."""

    class Pressed(Message):
        """A hard key was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, view: View, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view

    def draw(self, width: int, height: int) -> Picture:
        """Paint the keys in the middle line."""
        canvas = Canvas(width, height, "bezelink on bezel")
        line = canvas.area().area(0, height // 2, width, 1)
        paint_keys(line, self.view, Touch(hover=self.hover))
        return canvas.picture()

    def on_click(self, event: Click) -> None:
        """A press of a key."""
        hit = self.at(event.x, event.y)
        if hit is not None:
            event.stop()
            self.post_message(self.Pressed(hit.id))


class Side(Painted):
    """A side of the bezel, beside the LCD."""

    def draw(self, width: int, height: int) -> Picture:
        """Paint nothing but the bezel."""
        return Canvas(width, height, "bezelink on bezel").picture()


class FootLine(Painted):
    """The terminal's own keys, each clickable."""

    class Asked(Message):
        """One of them was clicked: an action's name."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, language: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.language = language
        self.bench_shown = False
        self.narrow = False
        self.more: tuple[tuple[str, str, str], ...] = ()
        """Keys of what else is under way: key, word, action."""
        self.sign = ""
        """What else is under way, at the right."""

    def draw(self, width: int, height: int) -> Picture:
        """Paint the keys from the left."""
        canvas = Canvas(width, height, "benchdim on bench")
        area = canvas.area()
        bench = "panel" if self.narrow and self.bench_shown else "bench"
        keys = [("F2", bench, "bench"), ("^P", "palette", "command_palette"), ("^S", "picture", "screenshot"),
                ("^Q", "quit", "quit")]
        if self.bench_shown and not self.narrow:
            keys.insert(1, ("F6", "switch", "switch_focus"))
        keys[:0] = self.more
        if self.sign:
            size = cells(self.sign)
            area.put(area.width - size - 2, 0, self.sign, "bold benchbad on bench")
            area = area.area(0, 0, max(0, area.width - size - 4), 1)
        x = 2
        for key, name, action in keys:
            x = self._key(area, x, key, word(self.language, name), action)
        return canvas.picture()

    def _key(self, area: Area, x: int, key: str, text: str, action: str) -> int:
        size = cells(key) + 1 + cells(text)
        if x + size > area.width:
            return x
        over = action == self.hover
        area.put(x, 0, key, f"bold {'benchink' if over else 'benchhead'} on bench")
        area.put(x + cells(key) + 1, 0, text, f"{'benchink' if over else 'benchdim'} on bench")
        area.hit(action, x, 0, size, 1, "local", "bar")
        return x + size + 3

    def on_click(self, event: Click) -> None:
        """A click on one of the keys."""
        hit = self.at(event.x, event.y)
        if hit is not None:
            event.stop()
            self.post_message(self.Asked(hit.id))


class TooSmall(Painted):
    """Says which size is needed, where the panel does not fit."""

    def __init__(self, language: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.language = language
        self.have = self.need = (0, 0)

    def draw(self, width: int, height: int) -> Picture:
        """Paint the sentence in the middle, as much of it as fits."""
        canvas = Canvas(width, height, "bezelink on bezel")
        area = canvas.area()
        lines = [
            *wrap(word(self.language, "small").format(width=self.have[0], height=self.have[1]), width - 2),
            *wrap(word(self.language, "need").format(width=self.need[0], height=self.need[1]), width - 2),
        ]
        if len(lines) > height or width < 12:
            lines = [f"{self.need[0]}x{self.need[1]}"]
        top = max(0, (height - len(lines)) // 2)
        for y, line in enumerate(lines):
            area.put(max(0, (width - cells(line)) // 2), top + y, line, "brand on bezel")
        return canvas.picture()
