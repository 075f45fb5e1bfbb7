"""A notice or dialog: a card over the screen, with its tone, readings, tick boxes and buttons."""

from __future__ import annotations

from panel_sim.core.views import Notice, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, wrap
from panel_sim.tui.flow import Block, Flow, gap, text_block
from panel_sim.tui.rows import buttons_height, paint_buttons, reading_column, row_block

SIGNS = {"good": "✓", "bad": "✗", "warn": "!", "": "i"}
COLOURS = {"good": ("good", "goodbg"), "bad": ("bad", "badbg"), "warn": ("warn", "warnbg"), "": ("accent", "plainbg")}


def paint_notice(area: Area, view: View, body: Notice, touch: Touch, look: Look) -> None:
    """Paint the card in the middle of the area; when it is higher than the area its text scrolls."""
    roomy = area.width >= 40
    width = min(area.width - (6 if roomy else 0), max(44, min(64, area.width)))
    width = max(1, min(width, area.width))
    inner = max(1, width - 4)
    head = _head(body, inner)
    blocks: list[Block] = []
    if body.rows:
        column = reading_column(body.rows, inner)
        blocks.append(gap())
        blocks += [row_block(row, inner, column, touch, view.language, "card") for row in body.rows]
    if body.ticks:
        blocks.append(gap())
        blocks += [row_block(row, inner, 1, touch, view.language, "card") for row in body.ticks]
    if body.detail:
        blocks += [gap(), text_block(wrap(body.detail, max(1, inner - 6)), "dim on card", 3)]
    blocks.append(gap())
    foot = buttons_height(body.buttons, inner - 4) + 1 if body.buttons else 0
    flow = Flow([head, *blocks])
    edges = 2 if area.height >= 10 else 0
    height = min(flow.height + foot, max(1, area.height - edges))
    foot = min(foot, max(0, height - 2))
    left, top = (area.width - width) // 2, max(0, (area.height - height) // 2)
    if edges and look.pixels and width < area.width - 2:
        area.cover(left + 1, top + height, width, 1, "shade on veilbg")
        area.put(left + 1, top + height, "▀" * width, "shade on veilbg")
        for y in range(top + 1, top + height):
            area.cover(left + width, y, 1, 1, "shade on shade")
    area.cover(left, top, width, height, "ink on card")
    card = area.area(left, top, width, height)
    view_height = height - foot
    flow.paint(card.area(0, 0, width, view_height), touch)
    flow.bar(card.area(width - 1, 0, 1, view_height), "card")
    if body.buttons and foot:
        paint_buttons(card.area(3, height - foot, inner - 4, foot), body.buttons, touch, look, "left", "card")


def _head(body: Notice, inner: int) -> Block:
    ink, ground = COLOURS.get(body.tone, COLOURS[""])
    lines = wrap(body.text, max(1, inner - 4))
    # A first line that stands apart is the name of what happened.
    named = len(lines) == 1 or ("\n" in body.text and lines[0] == body.text.split("\n")[0])
    sign = SIGNS.get(body.tone, "i")

    def paint(area: Area) -> None:
        area.fill(0, 0, area.width, len(lines) + 2, f"ink on {ground}")
        area.put(0, 0, "▌", f"{ink} on {ground}")
        for y in range(len(lines) + 2):
            area.put(0, y, "▌", f"{ink} on {ground}")
        area.put(2, 1, sign, f"bold {ink} on {ground}")
        for y, line in enumerate(lines):
            style = f"bold {ink if body.tone else 'ink'} on {ground}" if named and y == 0 else f"ink on {ground}"
            area.put(5, 1 + y, line, style, width=min(cells(line), max(0, area.width - 6)))

    return Block(len(lines) + 2, paint)
