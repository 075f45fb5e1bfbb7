"""What painters draw on: a grid of cells held as spans, with the regions of it that can be touched."""

from __future__ import annotations

from dataclasses import dataclass, field

from panel_sim.tui.fitting import cells, clean, cut, fit, pad

Segment = tuple[str, str]
"""Text and the name of its style, such as "bold ink on lcd": flags, a colour role or #rrggbb, and the ground."""
Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A region of the canvas that can be touched.

    `kind` says what a touch means: "tap" (Tapped), "press" (a hard key), "local" (the front end itself acts).
    `group` says how arrow keys see it: "tile", "row", "tab", "button", "key" or "bar".
    """

    id: str
    x: int
    y: int
    width: int
    height: int
    kind: str = "tap"
    group: str = "row"

    def holds(self, x: int, y: int) -> bool:
        """Whether the cell lies in the region."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Touch:
    """What the front end itself knows: what is selected, what the mouse is over, how far the content is scrolled."""

    selected: str = ""
    hover: str = ""
    scroll: int = 0
    full_qr: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show. `pixels`: half blocks in many colours; else plain letters only."""

    pixels: bool = True


@dataclass(slots=True)
class Picture:
    """A painted View: its lines, what can be touched, and how its content scrolls."""

    width: int
    height: int
    lines: list[Line]
    hits: list[Hit]
    scroll: int = 0
    scroll_max: int = 0
    viewport: int = 0
    order: tuple[str, ...] = ()
    """Ids of what can be touched in the scrolling content, also outside the viewport, from the top."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each of `order` lies in the content: first line and height."""

    def text(self) -> str:
        """The lines without their styles."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self.lines)

    def at(self, x: int, y: int) -> Hit | None:
        """What is touched at a cell; what was painted last lies on top."""
        return next((hit for hit in reversed(self.hits) if hit.holds(x, y)), None)

    def hit(self, identity: str) -> Hit | None:
        """The region of an id, when it is in sight."""
        return next((hit for hit in self.hits if hit.id == identity), None)


class Canvas:
    """A grid of cells. Everything put outside it is cut off; later fills cover earlier ones, texts lie on top."""

    def __init__(self, width: int, height: int, ground: str = "ink on lcd") -> None:
        self.width, self.height = max(0, width), max(0, height)
        self._fills: list[list[tuple[int, int, str]]] = [[(0, self.width, ground)] for _ in range(self.height)]
        self._texts: list[list[tuple[int, int, str, str]]] = [[] for _ in range(self.height)]
        self.hits: list[Hit] = []
        self.order: tuple[str, ...] = ()
        self.spans: dict[str, tuple[int, int]] = {}
        self.scroll = self.scroll_max = self.viewport = 0

    def area(self) -> Area:
        """The whole canvas."""
        return Area(self, 0, 0, self.width, self.height)

    def line(self, y: int) -> Line:
        """Line `y` as segments that are exactly as wide as the canvas."""
        fills, texts = self._fills[y], self._texts[y]
        if len(texts) > 1:
            texts.sort(key=lambda span: span[0])
        segments: list[Segment] = []
        at = 0
        for x, width, text, style in texts:
            if x < at:
                # Overlapped: what stands further left wins, the rest of this text follows it.
                gone = cut(text, at - x)
                text = text[len(gone):]
                if text and cells(gone) < at - x:
                    text = " " * (cells(text[0]) - 1) + text[1:]  # Half of a wide character is covered.
                width = cells(text)
                x = at
                if not text or x + width > self.width:
                    continue
            if x > at:
                self._ground(segments, fills, at, x)
            segments.append((text, style))
            at = x + width
        if at < self.width:
            self._ground(segments, fills, at, self.width)
        return tuple(segments)

    @staticmethod
    def _ground(segments: list[Segment], fills: list[tuple[int, int, str]], start: int, end: int) -> None:
        while start < end:
            stop, style = end, ""
            for left, right, name in reversed(fills):
                if left <= start < right:
                    stop, style = min(stop, right), name
                    break
                if start < left < stop:
                    stop = left
            segments.append((" " * (stop - start), style))
            start = stop

    def picture(self) -> Picture:
        """What was painted."""
        return Picture(
            self.width, self.height, [self.line(y) for y in range(self.height)], self.hits,
            self.scroll, self.scroll_max, self.viewport, self.order, self.spans,
        )

    def _fill(self, x: int, y: int, width: int, style: str) -> None:
        fills = self._fills[y]
        if x <= 0 and width >= self.width:
            fills.clear()
        fills.append((x, x + width, style))

    def _wipe(self, x: int, y: int, width: int) -> None:
        kept: list[tuple[int, int, str, str]] = []
        for left, size, text, style in self._texts[y]:
            if left + size <= x or left >= x + width:
                kept.append((left, size, text, style))
                continue
            before = cut(text, max(0, x - left))
            if before:
                kept.append((left, cells(before), before, style))
            after = text[len(cut(text, x + width - left)):] if left + size > x + width else ""
            if after:
                kept.append((left + size - cells(after), cells(after), after, style))
        self._texts[y] = kept

    def _text(self, x: int, y: int, width: int, text: str, style: str) -> None:
        self._texts[y].append((x, width, text, style))


class Area:
    """A rectangle of a canvas with its own origin; nothing painted through it leaves it."""

    __slots__ = ("canvas", "height", "left", "top", "width")

    def __init__(self, canvas: Canvas, left: int, top: int, width: int, height: int) -> None:
        self.canvas, self.left, self.top = canvas, left, top
        self.width = max(0, min(width, canvas.width - left))
        self.height = max(0, min(height, canvas.height - top))

    def area(self, x: int, y: int, width: int, height: int) -> Area:
        """A rectangle inside this one."""
        x, y = max(0, x), max(0, y)
        return Area(
            self.canvas, self.left + x, self.top + y, min(width, self.width - x), min(height, self.height - y)
        )

    def fill(self, x: int, y: int, width: int, height: int, style: str) -> None:
        """Give a rectangle its ground."""
        right, bottom = min(self.width, x + width), min(self.height, y + height)
        x, y = max(0, x), max(0, y)
        if right > x:
            for line in range(y, bottom):
                self.canvas._fill(self.left + x, self.top + line, right - x, style)

    def cover(self, x: int, y: int, width: int, height: int, style: str) -> None:
        """Give a rectangle its ground and wipe away the texts that are there."""
        self.fill(x, y, width, height, style)
        right, bottom = min(self.width, x + width), min(self.height, y + height)
        x = max(0, x)
        if right > x:
            for line in range(max(0, y), bottom):
                self.canvas._wipe(self.left + x, self.top + line, right - x)

    def put(self, x: int, y: int, text: str, style: str, width: int | None = None, align: str = "left") -> int:
        """Write `text` at a cell, cut to `width` (or the area) with an ellipsis; gives the cells it took.

        With `width`, the text is padded to it, so that its style covers the width.
        """
        room = self.width - x
        if not 0 <= y < self.height or x < 0 or room <= 0:
            return 0
        text = fit(text, room) if width is None else pad(text, min(width, room), align)
        size = cells(text)
        if size:
            self.canvas._text(self.left + x, self.top + y, size, text, style)
        return size

    def runs(self, x: int, y: int, line: Line) -> None:
        """Write ready segments side by side (icons, codes); what does not fit is cut off."""
        for text, style in line:
            text = cut(clean(text), self.width - x)
            size = cells(text)
            if not size or not 0 <= y < self.height or x < 0:
                return
            self.canvas._text(self.left + x, self.top + y, size, text, style)
            x += size

    def hit(
        self, identity: str, x: int, y: int, width: int, height: int, kind: str = "tap", group: str = "row"
    ) -> None:
        """Let a rectangle be touched as `identity`; what lies outside the area cannot be."""
        right, bottom = min(self.width, x + width), min(self.height, y + height)
        x, y = max(0, x), max(0, y)
        if right > x and bottom > y:
            self.canvas.hits.append(Hit(identity, self.left + x, self.top + y, right - x, bottom - y, kind, group))
