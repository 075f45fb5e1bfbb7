"""Something under way: what, how far, which legs, and the button that stops it."""

from __future__ import annotations

from panel_sim.core.jobs import Leg
from panel_sim.core.views import Progress, View
from panel_sim.tui.canvas import Area, Canvas, Look, Touch
from panel_sim.tui.fitting import cells, wrap
from panel_sim.tui.gauge import legs_row, paint_gauge, percent
from panel_sim.tui.icons import icon, lines
from panel_sim.tui.rows import buttons_height, paint_buttons


def _legs_height(body: Progress, width: int) -> int:
    """Lines that the legs take with the empty one above: as many as when all are done, so that nothing jumps."""
    if not body.legs and not body.leg_names:
        return 0
    done = tuple(Leg(name, True, 999.0) for name, _ in body.leg_names)
    measure = Canvas(width, 100).area()
    return 1 + max(legs_row(measure, legs, body.leg_names) for legs in (body.legs, done) if legs)


def paint_progress(area: Area, view: View, body: Progress, touch: Touch, look: Look) -> None:
    """Paint it in the middle: icon, text, bar, detail, legs; buttons at the bottom."""
    width = max(1, min(72, area.width - 6))
    left = max(0, (area.width - width) // 2)
    foot = buttons_height(body.buttons, width) + 1 if body.buttons else 0
    foot = min(foot, area.height)
    room = area.height - foot
    text = wrap(body.text, width)[: max(1, room)]
    detail = wrap(body.detail, width)[:3] if body.detail else []
    picture = icon(body.icon) if look.pixels else None
    legs = _legs_height(body, width)
    need = len(text) + 2 + len(detail) + legs
    if picture and picture.height + 1 + need > room:
        picture = None
    y = max(0, (room - need - (picture.height + 1 if picture else 0)) // 2)
    if picture:
        for line, segments in enumerate(lines(picture, "lcd")):
            area.runs((area.width - picture.width) // 2, y + line, segments)
        y += picture.height + 1
    for part in text:
        area.put(max(0, (area.width - cells(part)) // 2), y, part, "bold ink on lcd")
        y += 1
    if body.total > 0:
        share = percent(body.done, body.total)
        gauge = area.area(left, y, max(1, width - 7), 1)
        paint_gauge(gauge, 0, share / 100, look)
        area.put(left + max(1, width - 7), y, f"{share:>4} %", "dim on lcd")
    else:
        area.put(left, y, "· · ·", "accent on lcd", width=width, align="center")
    y += 1
    for part in detail:
        area.put(max(0, (area.width - cells(part)) // 2), y, part, "dim on lcd")
        y += 1
    if legs:
        legs_row(area.area(left, y + 1, width, max(0, room - y - 1)), body.legs, body.leg_names)
    if foot:
        paint_buttons(
            area.area(left, area.height - foot, width, foot), body.buttons, touch, look, "center"
        )
