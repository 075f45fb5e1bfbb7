"""A list: tabs, introduction, rows that open or can be read, buttons."""

from __future__ import annotations

from panel_sim.core.views import Listing, Row, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, fit, wrap
from panel_sim.tui.flow import Block, Flow, gap, text_block
from panel_sim.tui.rows import GUTTER, buttons_height, paint_buttons, reading_column, row_block
from panel_sim.tui.words import word


def paint_list(area: Area, view: View, body: Listing, touch: Touch, look: Look) -> None:
    """Paint the list; its rows scroll, its tabs and buttons stay."""
    top = 0
    if body.tabs and area.height >= 4:
        _paint_tabs(area, body.tabs, touch)
        top = 2
    foot = gap_above = 0
    if body.buttons:
        gap_above = int(area.height > 12)
        foot = buttons_height(body.buttons, area.width - 2 * GUTTER) + 1
        foot = min(foot + gap_above, max(0, area.height - top - 1))
    width = area.width - 1
    room = max(0, area.height - top - foot)
    padded = 1 if top == 0 and room > 6 else 0
    flow = Flow(_blocks(view, body, width, room - padded, touch))
    if padded and flow.height > room - padded:
        padded = 0
    flow.paint(area.area(0, top + padded, width, room - padded), touch)
    flow.bar(area.area(area.width - 1, top, 1, room))
    if not body.rows and not body.intro:
        text = body.empty or word(view.language, "empty")
        for y, line in enumerate(wrap(text, max(1, area.width - 6))):
            area.put(max(0, (area.width - cells(line)) // 2), top + max(0, room // 2 - 1) + y, line, "dim on lcd")
    if foot:
        bottom = area.area(GUTTER, area.height - foot + gap_above, area.width - 2 * GUTTER, foot - gap_above)
        paint_buttons(bottom, body.buttons, touch, look)


def _blocks(view: View, body: Listing, width: int, room: int, touch: Touch) -> list[Block]:
    blocks: list[Block] = []
    if body.intro:
        blocks += [text_block(wrap(body.intro, max(1, width - 2 * GUTTER)), "dim on lcd", GUTTER), gap()]
    mixed = any(row.kind in ("value", "switch") for row in body.rows)
    column = 0 if mixed else reading_column(body.rows, width)
    made = [row_block(row, width, column, touch, view.language) for row in body.rows]
    airy = sum(block.height for block in (*blocks, *made)) + sum(
        1 for upper, lower in zip(body.rows, body.rows[1:], strict=False) if _apart(upper, lower)
    )
    spacious = airy <= room
    for index, (row, block) in enumerate(zip(body.rows, made, strict=True)):
        if index and row.kind == "heading":
            blocks.append(gap())
        elif index and spacious and _apart(body.rows[index - 1], row):
            blocks.append(Block(1, _rule))
        blocks.append(block)
    if body.rows and not made:
        blocks.append(gap())
    return blocks


def _apart(upper: Row, lower: Row) -> bool:
    still = ("reading", "heading", "text")
    return upper.kind not in still and lower.kind != "heading"


def _rule(area: Area) -> None:
    area.put(GUTTER, 0, "─" * max(0, area.width - GUTTER - 1), "line on lcd")


def _paint_tabs(area: Area, tabs: tuple[Row, ...], touch: Touch) -> None:
    area.fill(0, 0, area.width, 1, "ink on line")
    x = 1
    share = max(4, (area.width - 2) // max(1, len(tabs)))
    for tab in tabs:
        selected, hovered = tab.id == touch.selected, tab.id == touch.hover
        label = fit(tab.label, max(1, share - 3))
        text = f"►{label}  " if selected else f" {label}  "
        if tab.on:
            style = "bold accent on lcd"
        elif not tab.enabled:
            style = "faint on line"
        else:
            style = "bold ink on over" if selected or hovered else "dim on line"
        if selected:
            style = "bold pickink on pick"
        width = area.put(x, 0, f" {text}", style)
        if tab.on:
            area.put(x, 1, "▀" * width, "accent on lcd")
        if tab.enabled and width:
            area.hit(tab.id, x, 0, width, 1, group="tab")
        x += width + 1
