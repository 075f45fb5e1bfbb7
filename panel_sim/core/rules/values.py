"""Changing declared values at the glass, and typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from panel_sim.core.context import Context
from panel_sim.core.device import fitted
from panel_sim.core.effects import Effect, SaveDevice
from panel_sim.core.entry import is_address
from panel_sim.core.events import Tapped
from panel_sim.core.menus import ValueData
from panel_sim.core.registry import effect, guard
from panel_sim.core.rules import timers
from panel_sim.core.rules.paper import TRAY, feed_waiting

PROBLEMS = {"number": "problem.number", "email": "problem.address", "ipv4": "problem.ipv4"}
"""What is said of an entry that does not fit, by its kind or charset."""


def value_changed(c: Context, key: str) -> Iterable[Effect]:
    """What follows when a value was set: words, timers, the store."""
    effects: list[Effect] = []
    if key == "panel.language":
        c.words.speak(c.device.text(key))
    elif key.startswith(("panel.sleep_timer", "panel.operation_timeout")):
        effects += timers.wind_up(c)
    elif key == "panel.lock" and not c.device.on(key):
        c.session.administrator = False
    elif key == TRAY and c.device.number(key) > 0:
        c.device.conditions.discard("media-empty")
        effects += feed_waiting(c) or ()
    if not key.startswith("draft."):
        effects.append(SaveDevice())
    return effects


def set_values(c: Context, values: Mapping[str, ValueData | None]) -> Iterable[Effect]:
    """Set several values at once and keep them once; None is the default, and what the model lacks is passed over."""
    effects: list[Effect] = []
    for key, value in values.items():
        if key not in c.device.specs:
            continue
        if value is None:
            c.device.set_values.pop(key, None)
        else:
            c.device.set(key, value)
        effects += [effect for effect in value_changed(c, key) if not isinstance(effect, SaveDevice)]
    return (*effects, SaveDevice())


@effect
def toggle_value(c: Context) -> Iterable[Effect]:
    """Turn the switch that was tapped."""
    if not isinstance(c.event, Tapped):
        return ()
    row = next((row for row in c.menus.screens[c.screen].rows if row.id == c.event.row), None)
    if row is None:
        return ()
    c.device.set(row.setting, not c.device.on(row.setting))
    return value_changed(c, row.setting)


@effect
def choose_value(c: Context) -> Iterable[Effect]:
    """Take the choice that was tapped."""
    spec = c.menus.screens[c.screen]
    if not isinstance(c.event, Tapped):
        return ()
    c.device.set(spec.setting, c.event.row.removeprefix(spec.id + "/"))
    return value_changed(c, spec.setting)


def typed(c: Context) -> str:
    """What stands in the open entry."""
    return c.session.entry.text if c.session.entry is not None else ""


def row_number(event: Tapped) -> int:
    """The number in a row's id, such as 12 of job:12; 0 where there is none."""
    number = event.row.partition(":")[2]
    return int(number) if number.isdecimal() and len(number) < 10 else 0


@guard
def entry_fits(c: Context) -> bool:
    """What was typed fits the value's declaration."""
    spec = c.menus.screens[c.screen]
    try:
        fitted(c.menus.values[spec.setting], typed(c))
    except ValueError:
        return False
    return True


@effect
def store_entry(c: Context) -> Iterable[Effect]:
    """Set the value to what was typed."""
    spec = c.menus.screens[c.screen]
    c.device.set(spec.setting, fitted(c.menus.values[spec.setting], typed(c)))
    return value_changed(c, spec.setting)


@effect
def show_entry_problem(c: Context) -> None:
    """Say that what was typed does not fit."""
    spec = c.menus.screens[c.screen]
    kind = "number" if spec.kind == "number" else spec.entry.charset if spec.entry else "text"
    c.session.problem = PROBLEMS.get(kind, "problem.text")


@guard
def typed_something(c: Context) -> bool:
    """Something was typed."""
    return bool(typed(c).strip())


@guard
def typed_address(c: Context) -> bool:
    """What was typed can be an e-mail address."""
    return is_address(typed(c).strip())


@effect
def ask_for_address(c: Context) -> None:
    """Say that an e-mail address is wanted."""
    c.session.problem = "problem.address"


@effect
def ask_for_text(c: Context) -> None:
    """Say that something must be typed."""
    c.session.problem = "problem.empty"
