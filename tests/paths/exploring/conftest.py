"""A device of a few screens, in which one thing at a time can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest

from panel_sim.core.menus import Menus, Move, RowSpec, ScreenSpec, StateSpec
from panel_sim.core.rules import NAMES
from panel_sim.loading import load
from panel_sim.shipped import shipped

Small = Callable[..., Menus]


@cache
def shipped_printer() -> Menus:
    return load(shipped("menus"), shipped("states"), "printer", NAMES)


def small(
    *screens: ScreenSpec,
    rows: Sequence[RowSpec] = (),
    on: Mapping[str, Mapping[str, tuple[Move, ...]]] | None = None,
    words: Mapping[str, str] | None = None,
    keys: Sequence[str] = ("pressed.home", "pressed.back"),
) -> Menus:
    """Home opens a menu; the menu has `rows` and opens every one of `screens`. `keys` work everywhere."""
    printer = shipped_printer()
    own = [RowSpec(f"menu/{one.id}", opens=one.id) for one in screens if one.parent == "menu"]
    home = ScreenSpec("home", kind="home", rows=(RowSpec("home/menu", opens="menu"),))
    menu = ScreenSpec("menu", parent="home", rows=(*own, *rows))
    everything = (home, menu, *screens)
    named = [row.id for screen in everything for row in (*screen.rows, *screen.buttons)]
    spoken = {name: name.rpartition("/")[2].capitalize() for name in (*named, *(one.id for one in everything))}
    spoken |= {f"text.{one.id}": "Text." for one in everything}
    return Menus(
        printer.model,
        {screen.id: screen for screen in everything},
        printer.values,
        {screen: StateSpec(screen, on=triggers) for screen, triggers in (on or {}).items()},
        tuple(rule for rule in printer.any if rule.trigger in keys),
        {language: {**known, **spoken, **(words or {})} for language, known in printer.words.items()},
    )


@pytest.fixture
def small_device() -> Small:
    """Makes a small device: small_device(screen, ..., rows=, on=, words=, keys=)."""
    return small


@pytest.fixture
def printer() -> Menus:
    """The smallest of the shipped models."""
    return shipped_printer()
