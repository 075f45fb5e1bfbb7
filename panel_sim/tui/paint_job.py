"""One job: its banner, what it was, the record of its legs, what can be done with it."""

from __future__ import annotations

from panel_sim.core.views import JobDetail, View
from panel_sim.tui.canvas import Area, Canvas, Look, Touch
from panel_sim.tui.fitting import cells, fit, wrap
from panel_sim.tui.flow import Block, Flow, gap
from panel_sim.tui.gauge import SIGNS, legs_row, time_taken, to_come
from panel_sim.tui.paint_notice import COLOURS
from panel_sim.tui.rows import buttons_height, paint_buttons, reading_column, row_block

MARGIN = 3


def paint_job(area: Area, view: View, body: JobDetail, touch: Touch, look: Look) -> None:
    """Paint it from the top; what does not fit scrolls, the buttons stay."""
    width = max(1, area.width - 2 * MARGIN)
    foot = min(buttons_height(body.buttons, width - 2) + 1, max(0, area.height - 1)) if body.buttons else 0
    column = reading_column(body.rows, width)
    blocks: list[Block] = [_banner(body, width)]
    if body.rows:
        blocks.append(gap())
        blocks += [row_block(row, width, column, touch, view.language) for row in body.rows]
    if body.legs or body.leg_names:
        blocks.append(gap())
        blocks += _expanded(body, width) if body.expanded else [_legs(body, width)]
    # An empty line above the buttons, so that content that scrolls does not run into them.
    room = area.height - foot - int(bool(foot) and area.height > 12)
    top = 1 if sum(block.height for block in blocks) < room else 0
    flow = Flow(blocks)
    flow.paint(area.area(MARGIN, top, width, room - top), touch)
    flow.bar(area.area(area.width - 1, 0, 1, room))
    if foot:
        buttons = area.area(MARGIN, area.height - foot, width - 2, foot)
        paint_buttons(buttons, body.buttons, touch, look)


def _banner(body: JobDetail, width: int) -> Block:
    ink, ground = COLOURS.get(body.tone, COLOURS[""])
    code = fit(body.banner_code, max(0, width // 3))
    indent = 3 + (cells(code) + 2 if code else 0)
    lines = wrap(body.banner, max(1, width - indent - 2))

    def paint(area: Area) -> None:
        area.fill(0, 0, area.width, len(lines) + 2, f"ink on {ground}")
        for y in range(len(lines) + 2):
            area.put(0, y, "▌", f"{ink} on {ground}")
        area.put(3, 1, code, f"bold {ink} on {ground}")
        for y, line in enumerate(lines):
            area.put(indent, 1 + y, line, f"{'' if code else 'bold '}ink on {ground}")

    return Block(len(lines) + 2, paint)


def _legs(body: JobDetail, width: int) -> Block:
    room = max(1, width - MARGIN)
    measure = Canvas(room, 200)
    height = legs_row(measure.area(), body.legs, body.leg_names)

    def paint(area: Area) -> None:
        legs_row(area.area(MARGIN, 0, room, area.height), body.legs, body.leg_names)

    return Block(height, paint)


def _expanded(body: JobDetail, width: int) -> list[Block]:
    labels = dict(body.leg_names)
    names = [label for _, label in body.leg_names] + [labels.get(leg.name, leg.name) for leg in body.legs]
    column = min(max((cells(name) for name in names), default=0), max(1, width // 3))
    start = MARGIN + 2 + column + 2 + 8
    blocks: list[Block] = []
    for leg in body.legs:
        lines = wrap(leg.detail, max(1, width - start - 1)) if leg.detail else [""]
        sign, colour = SIGNS[leg.ok]
        label = fit(labels.get(leg.name, leg.name), column)
        taken = time_taken(leg) if leg.ok is not None else ""

        def paint(area: Area, lines: list[str] = lines, sign: str = sign, colour: str = colour, label: str = label,
                  taken: str = taken) -> None:
            area.put(MARGIN, 0, sign, f"bold {colour} on lcd")
            area.put(MARGIN + 2, 0, label, f"bold {colour} on lcd")
            area.put(MARGIN + 2 + column + 1, 0, taken, "dim on lcd", width=8, align="right")
            for y, line in enumerate(lines):
                area.put(start, y, line, "ink on lcd")

        blocks.append(Block(len(lines), paint))
    for _, label in to_come(body.legs, body.leg_names):
        text = fit(label, column)

        def pale(area: Area, text: str = text) -> None:
            area.put(MARGIN, 0, f"· {text}", "faint on lcd")

        blocks.append(Block(1, pale))
    return blocks
