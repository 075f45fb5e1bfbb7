"""Sleep and operation time-out: wound up by a touch, put off while something is under way."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect
from panel_sim.core.registry import GUARDS, timer

SLEEP, OPERATION = timer("sleep"), timer("operation")


def _limit(context: Context, name: str) -> float:
    """The time-out in seconds; 0 where it is switched off."""
    if name == SLEEP:
        return 60.0 * context.device.number("panel.sleep_timer_min", 15)
    if not context.device.on("panel.operation_timeout", True):
        return 0.0
    return 60.0 * context.device.number("panel.operation_timeout_min", 3)


def wind_up(context: Context) -> Iterable[Effect]:
    """Start both timers afresh."""
    effects: list[Effect] = []
    for name in (SLEEP, OPERATION):
        effects += context.stop_timer(name)
        if limit := _limit(context, name):
            effects.append(context.start_timer(name, limit))
    return effects


def touched(context: Context) -> Iterable[Effect]:
    """A person did something: timers that do not run are started; those that run find out when they fire."""
    effects: list[Effect] = []
    for name in (SLEEP, OPERATION):
        if name not in context.session.timers and (limit := _limit(context, name)):
            effects.append(context.start_timer(name, limit))
    return effects


def not_yet(context: Context, name: str) -> Effect | None:
    """A timer that fired although its time has not come: the rest of it, started again. None: it holds."""
    if name not in (SLEEP, OPERATION):
        return None
    limit = _limit(context, name)
    if not limit:
        return None
    left = limit - (context.seconds - context.session.last_input)
    if left > 0.001:
        return context.start_timer(name, left)
    # An error stays on the glass until somebody has seen it, and work under way is not thrown away.
    if GUARDS["is_busy"](context) or (name == OPERATION and GUARDS["shows_error"](context)):
        return context.start_timer(name, limit)
    return None
