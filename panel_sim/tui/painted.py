"""The base of the painted widgets: lines of segments from a painter, cached as strips; touches told by region."""

from __future__ import annotations

from rich.segment import Segment
from textual.events import Leave, MouseMove
from textual.strip import Strip
from textual.widget import Widget

from panel_sim.tui.canvas import Hit, Line, Picture
from panel_sim.tui.palette import DEFAULT, PALETTES, resolve

CACHE_LIMIT = 4096


class Painted(Widget):
    """A widget that paints a Picture line by line (Textual's line API)."""

    picture: Picture | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: dict[Line, Strip] = {}
        self._strips_theme = ""
        self.hover = ""

    def draw(self, width: int, height: int) -> Picture:
        """Paint what is to be seen in `width` x `height` cells."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Paint again: lines that look the same as before cost nothing more."""
        self.picture = None
        self.refresh()

    @property
    def painted(self) -> Picture:
        """The picture as it stands, painted now if need be."""
        width, height = self.size
        if self.picture is None or (self.picture.width, self.picture.height) != (width, height):
            self.picture = self.draw(width, height)
        return self.picture

    def render_line(self, y: int) -> Strip:
        """One line as a strip; strips of lines seen before come from the cache."""
        picture = self.painted
        if not 0 <= y < len(picture.lines):
            return Strip.blank(self.size.width)
        theme = self.app.theme if self.app.theme in PALETTES else DEFAULT
        if theme != self._strips_theme or len(self._strips) > CACHE_LIMIT:
            self._strips.clear()
            self._strips_theme = theme
        line = picture.lines[y]
        strip = self._strips.get(line)
        if strip is None:
            strip = Strip([Segment(text, resolve(style, theme)) for text, style in line])
            if strip.cell_length != picture.width:
                strip = strip.adjust_cell_length(picture.width)
            self._strips[line] = strip
        return strip

    def at(self, x: int, y: int) -> Hit | None:
        """What lies at a cell of the widget."""
        return self.painted.at(x, y)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Light up what the mouse is over."""
        hit = self.at(event.x, event.y)
        self._hovers(hit.id if hit else "")

    def on_leave(self, event: Leave) -> None:
        """The mouse has gone."""
        self._hovers("")

    def _hovers(self, identity: str) -> None:
        if identity != self.hover:
            self.hover = identity
            self.repaint()
