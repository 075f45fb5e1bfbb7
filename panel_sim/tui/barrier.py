"""When what was touched, typed or told has been handled and painted: a message barrier, and no guess by time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from panel_sim.tui.app import PanelApp
    from panel_sim.tui.painted import Painted


async def handled(app: PanelApp) -> None:
    """Wait until every message that reached the app before this call has been handled, with what came of it.

    Textual's queues keep their order, so a note that takes the way of an event arrives after it: from the app to the
    widget, once more to the widget (a click's handler posts a message of its own there), and back through the screen.
    """
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def tell() -> None:
        if not done.done():
            done.set_result(None)

    _along((app, app.screen, app.lcd, app.lcd, app.hard, app.hard, app.screen, app), tell)()
    await done


def _along(pumps: Sequence[MessagePump], arrived: Callable[[], None]) -> Callable[[], None]:
    """What passes through the queues one after another, and tells when it is through."""
    if not pumps:
        return arrived
    onward = _along(pumps[1:], arrived)

    def post() -> None:
        if not pumps[0].call_later(onward):
            # The app is closing: nothing will come through any more.
            arrived()

    return post


def hold_painting(app: PanelApp) -> None:
    """From now on nothing is painted but by `paint_now`; for an app that somebody else tells when to paint."""
    app._batch_count = 1


def paint_now(app: PanelApp) -> None:
    """Write to the terminal what has changed since it was last painted, at once and whole.

    Textual collects what is to be painted until its timer of 60 beats a second fires; a step that is to be seen does
    not wait for that. Call it in the app's own loop. Where parts get another size (the bench opens), they paint
    themselves once more when they have heard of it, so that `handled` and a second call follow.
    """
    screen, parts = app.screen, _parts(app)
    for part in parts:
        # Its own note to the screen may still be on the way.
        part._repaint_required = False
        if part._repaint_regions and part.display:
            screen._dirty_widgets.add(part)
        if part._layout_required:
            part._layout_required = False
            screen._clear_arrangement_cache()
            screen._layout_required = True
    held, app._batch_count = app._batch_count, 0
    try:
        screen._on_timer_update()
    finally:
        app._batch_count = held


def _parts(app: PanelApp) -> tuple[Painted, ...]:
    return (app.lcd, app.top, app.hard, app.foot, app.pane, app.small, *app.sides)
