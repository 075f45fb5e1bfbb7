"""The device as its files have it, for all models at once: what is read before a model is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from panel_sim.core.menus import EntrySpec, Model, Move, RowSpec, Source, ValueData, ValueSpec
from panel_sim.loading.catalogues import Catalogue

Needs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row with what it needs. `sound` is False where it had problems, so that nothing follows from what it lacks."""

    spec: RowSpec
    needs: Needs = ()
    sound: bool = True


@dataclass(slots=True)
class WrittenScreen:
    """A screen; an id may be written several times when no model has two of them at once."""

    id: str
    source: Source
    kind: str = "list"
    rows: tuple[WrittenRow, ...] = ()
    buttons: tuple[WrittenRow, ...] = ()
    ticks: tuple[WrittenRow, ...] = ()
    tabs: tuple[tuple[str, int], ...] = ()
    list: str = ""
    view: str = ""
    entry: EntrySpec | None = None
    needs: Needs = ()
    """Its own needs and those of all that it stands inside."""
    locked: bool = False
    tone: str = ""
    inside: str = ""
    """The screen whose row it was written in; "" for one that stands by itself."""
    sound: bool = True
    icon: str = ""


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value with what it needs."""

    spec: ValueSpec
    needs: Needs = ()


@dataclass(slots=True)
class WrittenState:
    """What one chart says of one screen; triggers are as written."""

    screen: str
    source: Source
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    on: dict[str, tuple[Move, ...]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenAny:
    """A move from every screen but some."""

    trigger: str
    move: Move
    source: Source
    except_: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenModel:
    """A model with its own defaults (and their lines) and the lines of its own words."""

    model: Model
    source: Source
    values: dict[str, tuple[ValueData | None, int]] = field(default_factory=dict)
    word_lines: dict[str, int] = field(default_factory=dict)
    capability_lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Written:
    """All files of a device; `root` is what problems call the menus folder."""

    root: str = "menus"
    screens: dict[str, list[WrittenScreen]] = field(default_factory=dict)
    values: dict[str, list[WrittenValue]] = field(default_factory=dict)
    states: list[WrittenState] = field(default_factory=list)
    any: list[WrittenAny] = field(default_factory=list)
    models: dict[str, WrittenModel] = field(default_factory=dict)
    words: dict[str, Catalogue] = field(default_factory=dict)
    needs: list[tuple[str, Source]] = field(default_factory=list)
    """Every capability that is asked for, and where."""
    lost: set[str] = field(default_factory=set)
    """Parts of which a file could not be read (screens, values, states, models, words, words/sv): nothing is concluded
    from what they lack."""
