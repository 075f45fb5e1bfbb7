"""The device as its files describe it, for one model: screens, rows, values, charts. Frozen, checked, no YAML left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from panel_sim.core.record import record

ValueData = str | int | bool


@record
class Source:
    """Where in the files a thing was written."""

    file: str
    line: int


NOWHERE = Source("", 0)
LOCKED_SCREEN = "locked"
"""The notice that a locked item opens for whoever is not the administrator."""


@record
class RowSpec:
    """A row, tile, tab, tick or button as written. Exactly one of opens, setting, reading or none (an action)."""

    id: str
    opens: str = ""
    setting: str = ""
    reading: str = ""
    when: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    locked: bool = False
    icon: str = ""
    primary: bool = False
    kind: str = ""
    """Overrides the kind that follows from the rest: "heading", "text", "tick"."""
    words: str = ""
    source: Source = NOWHERE


@record
class EntrySpec:
    """How an entry screen takes text or digits; `charset` is any, ascii, email, file-name, digits or ipv4."""

    mode: str = "text"
    secret: bool = False
    max: int = 64
    charset: str = "any"
    start: str = ""
    """A reading whose text the entry begins with."""


@record
class ScreenSpec:
    """A screen. `kind` is list, home, status, entry, notice, progress, code, job, asleep, off, choice or number.

    choice and number (and entry with `setting`) are the editors that the loader adds for rows with a setting.
    """

    id: str
    kind: str = "list"
    rows: tuple[RowSpec, ...] = ()
    list: str = ""
    tabs: tuple[str, ...] = ()
    buttons: tuple[RowSpec, ...] = ()
    ticks: tuple[RowSpec, ...] = ()
    view: str = ""
    entry: EntrySpec | None = None
    setting: str = ""
    locked: bool = False
    tone: str = ""
    parent: str = ""
    """The screen of the row that opens it, where it has one; else ""."""
    source: Source = NOWHERE
    icon: str = ""
    """The picture of a screen of kind progress."""


@record
class ValueSpec:
    """A declared value: kind is number, switch, choice, text or fixed.

    A text may have a default for each language in `defaults`; `default` is then that of the first.
    """

    key: str
    kind: str
    default: ValueData
    least: int = 0
    most: int = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    charset: str = "any"
    secret: bool = False
    source: Source = NOWHERE
    defaults: Mapping[str, str] = field(default_factory=dict)
    reset: str = ""
    """The group that restoring default settings resets it with; "" is the rest, never is for what is no setting."""


@record
class Move:
    """One way on for a trigger: the guards it wants, the effects it has, where it leads ("" stays).

    `to` may be a screen id, "back" or "opener"; `over` puts the target over the present screen.
    """

    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    to: str = ""
    over: bool = False
    source: Source = NOWHERE


@record
class StateSpec:
    """What a chart says of one screen: effects on entering and leaving, and its moves by full trigger name."""

    screen: str
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    on: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)


@record
class AnySpec:
    """Moves that hold on every screen but those in `except_`, after the screen's own."""

    trigger: str
    moves: tuple[Move, ...]
    except_: tuple[str, ...] = ()


@record
class Model:
    """A model of the device: its product name, LCD size in cells, tiles on a page of Home, capabilities, own labels."""

    id: str
    product: str
    columns: int
    lines: int
    tile_columns: int
    tile_rows: int
    capabilities: frozenset[str]
    words: Mapping[str, str] = field(default_factory=dict)


@record
class Menus:
    """Everything the files say, for one model. `words` is language -> key -> text."""

    model: Model
    screens: Mapping[str, ScreenSpec]
    values: Mapping[str, ValueSpec]
    states: Mapping[str, StateSpec]
    any: tuple[AnySpec, ...]
    words: Mapping[str, Mapping[str, str]]
    home: str = "home"


@record
class Names:
    """The names that Python owns and that the files may use; the loader checks every one."""

    guards: frozenset[str]
    effects: frozenset[str]
    readings: frozenset[str]
    lists: frozenset[str]
    views: frozenset[str]
    events: frozenset[str]
    """Event triggers without their subject: "signed_in", "timer_fired", "pressed"."""
    list_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Patterns of row ids that a named list gives, for triggers: {"contacts": ("contact:*",)}."""
    words: frozenset[str] = frozenset()
    """Word keys that Python itself uses and every language must have."""
    timers: frozenset[str] = frozenset()
    """What timers are called, for timer_fired.<name>; what stands behind a colon, as in print:12, is left out."""
