"""What the look of a screen depends on, so that it is painted anew only when some of that has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.menus import RowSpec, ScreenSpec, ValueData
from panel_sim.core.registry import GUARDS, READINGS
from panel_sim.core.views import Body, View

Ask = Callable[[Context], object]
"""One thing that a look depends on, as it is now: a guard's answer, a value, a reading."""

BRACES = re.compile(r"\{([a-z0-9_.-]+)\}")
SENTENCES = ("text", "detail", "intro", "empty")


class Kept:
    """A screen in one language, as it was painted last, and the answers that it was painted from."""

    __slots__ = ("answers", "asks", "body", "title", "view")

    def __init__(self, asks: tuple[Ask, ...]) -> None:
        self.asks = asks
        self.answers: list[object] = []
        self.title = ""
        self.body: Body | None = None
        self.view: View | None = None


def asks_of(spec: ScreenSpec, context: Context, title: str) -> tuple[Ask, ...] | None:
    """Everything but the language that a screen depends on; None where only painting it tells.

    `title` is its title before any {reading} in it is filled in.
    """
    if spec.view or spec.list or spec.kind in ("entry", "number"):
        return None
    words = context.words
    asks: list[Ask] = []
    for text in (title, *(words(f"{name}.{spec.id}") for name in SENTENCES)):
        asks += asks_of_text(text)
    if spec.setting:
        asks.append(_value(spec.setting))
    asks += asks_of_rows((*spec.rows, *spec.buttons, *spec.ticks), context)
    return tuple(dict.fromkeys(asks))


def asks_of_text(text: str) -> Iterable[Ask]:
    """The {readings} that stand in a text."""
    return (READINGS[name] for name in BRACES.findall(text) if name in READINGS)


def asks_of_rows(rows: Sequence[RowSpec], context: Context) -> tuple[Ask, ...]:
    """What rows, tiles, ticks or buttons depend on."""
    asks: list[Ask] = []
    for row in rows:
        of_row = tuple(_of_row(row, context))
        if row.when:
            asks.append(_while_seen(tuple(GUARDS[name] for name in row.when), of_row))
        else:
            asks += of_row
    return tuple(dict.fromkeys(asks))


def _of_row(row: RowSpec, context: Context) -> Iterable[Ask]:
    yield from asks_of_text(context.words(row.words or row.id))
    for name in row.enabled:
        yield GUARDS[name]
    if row.locked:
        yield GUARDS["is_locked"]
    if row.setting:
        yield _value(row.setting)
    elif row.reading:
        yield READINGS.get(row.reading) or _value(row.reading)
    elif row.kind == "tick":
        yield GUARDS["is_ticked"]


def _value(key: str) -> Ask:
    def value(context: Context) -> ValueData | None:
        device = context.device
        return device.value(key) if key in device.specs else None

    return value


def _while_seen(guards: tuple[Callable[[Context], bool], ...], asks: tuple[Ask, ...]) -> Ask:
    """What a row depends on that is not always there: it is asked for nothing while nobody sees it."""
    if not asks and len(guards) == 1:
        return guards[0]

    def seen(context: Context) -> object:
        for guard in guards:
            if not guard(context):
                return False
        return [ask(context) for ask in asks]

    return seen
