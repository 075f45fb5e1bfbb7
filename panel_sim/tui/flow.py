"""Content that flows from the top and scrolls: what is in sight is painted, the rest only measured."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from panel_sim.tui.canvas import Area, Canvas, Touch
from panel_sim.tui.fitting import cells

Painter = Callable[[Area], None]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the content: its height in lines, how it is painted, its id when it can be touched."""

    height: int
    paint: Painter
    id: str = ""


def gap(height: int = 1) -> Block:
    """Empty lines."""
    return Block(height, lambda area: None)


def text_block(text: Sequence[str], style: str, x: int = 0) -> Block:
    """Lines of text in one style."""

    def paint(area: Area) -> None:
        for y, line in enumerate(text):
            area.put(x, y, line, style)

    return Block(len(text), paint)


class Flow:
    """Blocks one under the other."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.tops: list[int] = []
        self.height = 0
        spans: dict[str, tuple[int, int]] = {}
        for block in blocks:
            self.tops.append(self.height)
            if block.id:
                spans[block.id] = (self.height, block.height)
            self.height += block.height
        self.spans = spans
        self.order = tuple(spans)

    def paint(self, area: Area, touch: Touch) -> None:
        """Paint what is in sight at the wanted scroll, with a scroll bar when there is more, and tell the canvas."""
        canvas = area.canvas
        canvas.viewport = area.height
        canvas.order, canvas.spans = self.order, self.spans
        canvas.scroll_max = max(0, self.height - area.height)
        canvas.scroll = scroll = max(0, min(touch.scroll, canvas.scroll_max))
        if area.height <= 0:
            return
        index = max(0, bisect_right(self.tops, scroll) - 1)
        while index < len(self.blocks) and self.tops[index] < scroll + area.height:
            block, y = self.blocks[index], self.tops[index] - scroll
            if y >= 0:
                block.paint(area.area(0, y, area.width, block.height))
            else:
                _paint_cut(area, block, y)
            index += 1

    def bar(self, area: Area, ground: str = "lcd") -> None:
        """A scroll bar down the area, when the content is higher than what was painted last."""
        canvas = area.canvas
        height = area.height
        if canvas.scroll_max <= 0 or height < 2:
            return
        size = max(1, height * canvas.viewport // max(1, self.height))
        start = (height - size) * canvas.scroll // canvas.scroll_max
        for y in range(height):
            held = start <= y < start + size
            area.put(0, y, "█" if held else "│", f"{'dim' if held else 'line'} on {ground}")


def _paint_cut(area: Area, block: Block, y: int) -> None:
    """Paint a block whose upper lines are scrolled away: on a canvas of its own, from which the rest is taken over."""
    own = Canvas(area.width, block.height, "")
    block.paint(own.area())
    for line in range(-y, block.height):
        x = 0
        for text, style in own.line(line):
            if style:
                area.fill(x, line + y, cells(text), 1, style)
                if text.strip():
                    area.runs(x, line + y, ((text, style),))
            x += cells(text)
    for hit in own.hits:
        area.hit(hit.id, hit.x, max(0, hit.y + y), hit.width, hit.height + min(0, hit.y + y), hit.kind, hit.group)

