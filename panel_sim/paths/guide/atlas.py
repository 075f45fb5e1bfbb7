"""Where labels lead: the panel's screens and Web Config's pages as one kind of map, whatever the device's state is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from panel_sim.core.machine import OPENER, compile_moves
from panel_sim.core.menus import LOCKED_SCREEN, Menus, ScreenSpec
from panel_sim.core.words import Words
from panel_sim.paths.walking import folded

DEEPEST = 4
"""How many levels below a place a label is looked for that a path leaves out levels before."""


@dataclass(frozen=True, slots=True)
class Way:
    """Something with a label on a screen or page: where it may lead, and the guards that it is shown or works under.

    `menu`: it is there to open another screen or page, not to do something.
    """

    id: str
    label: str
    to: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    menu: bool = False


class Atlas:
    """The ways from every place, in one language. Places and ways have the same ids in all languages."""

    def __init__(self, kind: str, start: str, ways: Mapping[str, tuple[Way, ...]], titles: Mapping[str, str]) -> None:
        self.kind = kind
        self.start = start
        self.ways = ways
        self.titles = titles
        self._by_label: dict[str, dict[str, list[Way]]] = {}
        self._below: dict[str, dict[str, list[tuple[Way, ...]]]] = {}

    def labelled(self, place: str, label: str) -> list[Way]:
        """The ways of a place that bear a label, case and spacing apart."""
        known = self._by_label.get(place)
        if known is None:
            known = {}
            for way in self.ways.get(place, ()):
                known.setdefault(folded(way.label), []).append(way)
            self._by_label[place] = known
        return known.get(folded(label), [])

    def way(self, place: str, id: str) -> Way | None:
        """The way with that id."""
        return next((way for way in self.ways.get(place, ()) if way.id == id), None)

    def below(self, place: str, label: str) -> list[tuple[Way, ...]]:
        """The shortest chains of ways from a place to a label that is not on it; each ends with the label's way."""
        known = self._below.get(place)
        if known is None:
            known = self._below[place] = self._look_below(place)
        found = known.get(folded(label), [])
        return [chain for chain in found if len(chain) == len(found[0])] if found else []

    def _look_below(self, place: str) -> dict[str, list[tuple[Way, ...]]]:
        found: dict[str, list[tuple[Way, ...]]] = {}
        seen = {place, self.start}
        ahead: list[tuple[str, tuple[Way, ...]]] = [(place, ())]
        for here, chain in ahead:
            for way in self.ways.get(here, ()):
                if chain:
                    found.setdefault(folded(way.label), []).append((*chain, way))
                if len(chain) < DEEPEST:
                    for target in way.to:
                        if target not in seen:
                            seen.add(target)
                            ahead.append((target, (*chain, way)))
        return found

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label, folded."""
        return frozenset(folded(way.label) for ways in self.ways.values() for way in ways)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The labels that a path may begin with, folded."""
        return frozenset(folded(way.label) for way in self.ways.get(self.start, ()))


def atlas_of_panel(menus: Menus, language: str) -> Atlas:
    """The panel of one model: rows, tiles, buttons, ticks, tabs and choices of every screen."""
    words = Words(menus.words, menus.model.words, language)
    ways = {screen.id: tuple(_ways(screen, menus, words)) for screen in menus.screens.values()}
    titles = {id: words.first(f"title.{id}", id) for id in menus.screens}
    return Atlas("panel", menus.home, ways, titles)


def _ways(screen: ScreenSpec, menus: Menus, words: Words) -> Iterable[Way]:
    moves = compile_moves(screen, menus)
    for row in (*screen.rows, *screen.ticks, *screen.buttons):
        if row.kind not in ("heading", "text"):
            to = [move.to for move in moves.get(f"tap:{row.id}", ())]
            if row.setting and row.id in menus.screens:
                to.append(row.id)
            yield Way(row.id, words(row.words or row.id), _targets(to, menus), row.when + row.enabled, bool(row.opens))
    for tab in screen.tabs:
        yield Way(tab, words(tab), (tab,), menu=True)
    if screen.kind == "choice" and screen.setting in menus.values:
        for choice in menus.values[screen.setting].choices:
            label = words.first(f"value.{screen.setting}.{choice}", f"value.{choice}")
            yield Way(f"{screen.id}/{choice}", label)


def _targets(to: list[str], menus: Menus) -> tuple[str, ...]:
    ends = ("", LOCKED_SCREEN, menus.home, *OPENER)
    return tuple(dict.fromkeys(target for target in to if target not in ends))
