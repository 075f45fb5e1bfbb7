"""Paints a View: frame and content, at any size, without a terminal."""

from __future__ import annotations

from panel_sim.core.views import Asleep, Entry, Home, JobDetail, Listing, Notice, Off, Progress, SignInCode, View
from panel_sim.tui.canvas import Area, Canvas, Look, Picture, Touch
from panel_sim.tui.paint_code import paint_code
from panel_sim.tui.paint_entry import paint_entry
from panel_sim.tui.paint_frame import hints, paint_bottom, paint_status
from panel_sim.tui.paint_home import paint_home
from panel_sim.tui.paint_job import paint_job
from panel_sim.tui.paint_list import paint_list
from panel_sim.tui.paint_notice import paint_notice
from panel_sim.tui.paint_progress import paint_progress
from panel_sim.tui.words import word

NO_TOUCH = Touch()
PLAIN_LOOK = Look(pixels=False)
FULL_LOOK = Look()


def paint(view: View, width: int, height: int, touch: Touch = NO_TOUCH, look: Look = FULL_LOOK) -> Picture:
    """The LCD of `view` in `width` x `height` cells: never wider, never higher, whatever is in the View."""
    body = view.body
    if isinstance(body, (Asleep, Off)):
        return _dark(view, width, height)
    canvas = Canvas(width, height)
    area = canvas.area()
    bars = height >= 4
    content = area.area(0, 1, width, height - 2) if bars else area
    paint_content(content, view, touch, look)
    if bars:
        paint_status(area.area(0, 0, width, 1), view, touch)
        shown = hints(view, canvas.scroll_max > 0, touch.full_qr)
        paint_bottom(area.area(0, height - 1, width, 1), view, touch, shown)
    return canvas.picture()


def paint_content(area: Area, view: View, touch: Touch, look: Look) -> None:
    """What stands between the bars."""
    body = view.body
    if isinstance(body, Home):
        paint_home(area, view, body, touch, look)
    elif isinstance(body, Listing):
        paint_list(area, view, body, touch, look)
    elif isinstance(body, Notice):
        _paint_under(area, view, look)
        paint_notice(area, view, body, touch, look)
    elif isinstance(body, Entry):
        paint_entry(area, view, body, touch, look)
    elif isinstance(body, Progress):
        paint_progress(area, view, body, touch, look)
    elif isinstance(body, SignInCode):
        paint_code(area, view, body, touch, look)
    elif isinstance(body, JobDetail):
        paint_job(area, view, body, touch, look)


def _paint_under(area: Area, view: View, look: Look) -> None:
    """What a notice stands over, in one pale colour and out of reach."""
    area.fill(0, 0, area.width, area.height, "veil on veilbg")
    under = view.over
    if under is None or isinstance(under.body, (Asleep, Off, Notice, SignInCode, Entry)):
        return
    canvas = Canvas(area.width, area.height)
    paint_content(canvas.area(), under, Touch(), Look(pixels=False))
    for y in range(canvas.height):
        text = "".join(text for text, _ in canvas.line(y))
        # Each word apart, so that the card lies on top of some and the others stay.
        x = 0
        for piece in text.split(" "):
            if piece:
                area.put(x, y, piece, "veil on veilbg")
            x += len(piece) + 1


def _dark(view: View, width: int, height: int) -> Picture:
    asleep = isinstance(view.body, Asleep)
    ground = "asleep" if asleep else "off"
    canvas = Canvas(width, height, f"asleepink on {ground}")
    area = canvas.area()
    text = word(view.language, "wake" if asleep else "power-on")
    area.put(max(0, (width - len(text)) // 2), height // 2, text, f"asleepink on {ground}")
    if asleep:
        area.hit("wake", 0, 0, width, height)
    return canvas.picture()
