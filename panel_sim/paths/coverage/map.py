"""What there is to be covered on a model: its screens, its edges, the outcomes of its guards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from panel_sim.core.machine import compile_moves
from panel_sim.core.menus import Menus, Move, Source

EdgeId = tuple[str, str, int]
"""Screen, trigger, and which of its moves."""
Outcome = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Edge:
    """A move of the machine. `anywhere` is true for one that stands for every screen (Home, help, time-outs)."""

    screen: str
    trigger: str
    index: int
    to: str
    source: Source
    anywhere: bool

    @property
    def id(self) -> EdgeId:
        """What a run names it by."""
        return self.screen, self.trigger, self.index

    def __str__(self) -> str:
        """Give `home: tap:settings -> settings (menus/home.yaml:12)`."""
        which = f" [{self.index + 1}]" if self.index else ""
        place = f" ({self.source.file}:{self.source.line})" if self.source.file else ""
        return f"{self.screen}: {self.trigger}{which} -> {self.to or 'stays'}{place}"


@dataclass(frozen=True, slots=True)
class MenuMap:
    """One model's screens (in the files' order, with their parents), edges and guard outcomes."""

    model: str
    screens: Mapping[str, str]
    """Screen id to the id of the screen above it, "" where none is."""
    edges: Mapping[EdgeId, Edge]
    guards: frozenset[Outcome]

    def own(self) -> list[Edge]:
        """The edges that were written for one screen; those of every screen are left out."""
        return [edge for edge in self.edges.values() if not edge.anywhere]


def menu_map(menus: Menus) -> MenuMap:
    """Everything there is on a model."""
    edges: dict[EdgeId, Edge] = {}
    guards: set[Outcome] = set()
    for screen in menus.screens.values():
        common = {id(move) for rule in menus.any if screen.id not in rule.except_ for move in rule.moves}
        for trigger, moves in compile_moves(screen, menus).items():
            for index, move in enumerate(moves):
                edge = Edge(screen.id, trigger, index, move.to, move.source, id(move) in common)
                edges[edge.id] = edge
                guards |= _outcomes(move)
    parents = {screen.id: screen.parent for screen in menus.screens.values()}
    return MenuMap(menus.model.id, parents, edges, frozenset(guards))


def _outcomes(move: Move) -> set[Outcome]:
    return {(name, answer) for name in (*move.when, *move.unless) for answer in (True, False)}
