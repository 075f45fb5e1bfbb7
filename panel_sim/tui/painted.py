"""The base of the painted widgets: lines of segments from a painter, cached as strips; touches told by region."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.events import Leave, MouseMove
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from panel_sim.tui.canvas import Hit, Line, Picture
from panel_sim.tui.fitting import cells
from panel_sim.tui.palette import DEFAULT, PALETTES, resolve

CACHE_LIMIT = 1024
"""How many ready lines a widget keeps: some fifty screens."""


def difference(y: int, was: Line, now: Line, width: int) -> Region:
    """The part of a line that two paintings of it do not share."""
    left = right = 0
    most = min(len(was), len(now))
    same = 0
    while same < most and was[same] == now[same]:
        left += cells(was[same][0])
        same += 1
    back = 0
    while back < most - same and was[-1 - back] == now[-1 - back]:
        right += cells(was[-1 - back][0])
        back += 1
    return Region(left, y, max(1, width - left - right), 1)


class Painted(Widget):
    """A widget that paints a Picture line by line (Textual's line API)."""

    ALLOW_SELECT = False
    picture: Picture | None = None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: dict[Line, Strip] = {}
        self._made_for: tuple[str, tuple[int, ...]] = ("", ())
        self._last: tuple[Picture | None, Region, str, list[Strip]] = (None, Region(), "", [])
        self.hover = ""
        self.placed = (-1, -1, -1, -1)
        """Where the app put the widget: x, y, width, height."""

    def draw(self, width: int, height: int) -> Picture:
        """Paint what is to be seen in `width` x `height` cells."""
        raise NotImplementedError

    def repaint(self, *, partly: bool = False) -> None:
        """Paint again. `partly`: only lines that differ are sent to the terminal (a moved selection, a typed letter).

        Without it nothing is even drawn before the terminal is ready for it, so Views that nobody sees cost nothing.
        """
        old = self.picture
        self.picture = None
        if not partly or old is None or not old.lines or (old.width, old.height) != tuple(self.size):
            self.refresh()
            return
        if self.app._batch_count:
            # Nothing is painted before somebody says so; until then more may change, and each drawing costs.
            self.refresh()
            return
        changed = [
            difference(y, was, now, old.width)
            for y, (was, now) in enumerate(zip(old.lines, self.painted.lines, strict=True))
            if was != now
        ]
        if changed:
            self.refresh(*changed)

    @property
    def painted(self) -> Picture:
        """The picture as it stands, painted now if need be."""
        width, height = self.size
        if self.picture is None or (self.picture.width, self.picture.height) != (width, height):
            self.picture = self.draw(width, height)
        return self.picture

    def render_line(self, y: int) -> Strip:
        """One line as a strip."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region as strips; strips of lines seen before come from the cache.

        Textual's own way would measure borders and run filters line by line for each repaint; these widgets have no
        border and no padding, so a line that was painted once is ready for good, filters included.
        """
        picture = self.painted
        app = self.app
        theme = app.theme if app.theme in PALETTES else DEFAULT
        if self._last[0] is picture and self._last[1:3] == (crop, theme):
            # Textual asks each widget anew when any of them has changed.
            return list(self._last[3])
        filters = app.get_line_filters()
        made_for = (theme, tuple(map(id, filters)))
        if made_for != self._made_for or len(self._strips) > CACHE_LIMIT:
            self._strips.clear()
            self._made_for = made_for
        whole = crop.x == 0 and crop.width == picture.width
        strips: list[Strip] = []
        known = self._strips
        for y in range(crop.y, crop.bottom):
            line = picture.lines[y] if 0 <= y < len(picture.lines) else ()
            strip = known.get(line)
            if strip is None or strip.cell_length != picture.width:
                strip = known[line] = self._strip(line, picture.width, theme, filters)
            strips.append(strip if whole else strip.crop(crop.x, crop.right))
        self._last = (picture, crop, theme, strips)
        return list(strips)

    def _strip(self, line: Line, width: int, theme: str, filters: Sequence[LineFilter]) -> Strip:
        strip = Strip([Segment(text, resolve(style, theme)) for text, style in line]).adjust_cell_length(width)
        background = self.background_colors[1]
        for each in filters:
            strip = strip.apply_filter(each, background)
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
            self.repaint(partly=True)
