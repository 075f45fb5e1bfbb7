"""The names that menus and charts may use, and the Python that owns them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect
from panel_sim.core.menus import ScreenSpec
from panel_sim.core.views import Body, Row

Guard = Callable[[Context], bool]
EffectRule = Callable[[Context], Iterable[Effect] | None]
Reading = Callable[[Context], str]
RowSource = Callable[[Context], Sequence[Row]]
Painter = Callable[[Context, ScreenSpec], Body]

T = TypeVar("T")

GUARDS: dict[str, Guard] = {}
EFFECTS: dict[str, EffectRule] = {}
READINGS: dict[str, Reading] = {}
LISTS: dict[str, RowSource] = {}
LIST_ROWS: dict[str, tuple[str, ...]] = {}
VIEWS: dict[str, Painter] = {}
TIMERS: set[str] = set()


def guard(rule: Guard) -> Guard:
    """Make a function a guard, under its own name."""
    return _put(GUARDS, rule.__name__, rule)


def effect(rule: EffectRule) -> EffectRule:
    """Make a function an effect, under its own name."""
    return _put(EFFECTS, rule.__name__, rule)


def reading(name: str) -> Callable[[Reading], Reading]:
    """Make a function the reading called `name`."""
    return lambda rule: _put(READINGS, name, rule)


def rows(name: str, *patterns: str) -> Callable[[RowSource], RowSource]:
    """Make a function the list called `name`; `patterns` are the row ids it gives, such as contact:*."""
    LIST_ROWS[name] = patterns
    return lambda rule: _put(LISTS, name, rule)


def view(rule: Painter) -> Painter:
    """Make a function the painter of a special body, under its own name."""
    return _put(VIEWS, rule.__name__, rule)


def timer(name: str) -> str:
    """Make `name` a timer's, so that charts may wait for timer_fired.<name>. Several about different things have a
    number behind a colon, as in print:12; the name is what stands before it."""
    if name in TIMERS:
        raise ValueError(f"the name {name} is taken")
    TIMERS.add(name)
    return name


def _put(table: dict[str, T], name: str, rule: T) -> T:
    if name in table:
        raise ValueError(f"the name {name} is taken")
    table[name] = rule
    return rule
