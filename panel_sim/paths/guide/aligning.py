"""Lays a path's labels along an atlas at the least cost: what fits, where a level is missing, renamed or too much."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel_sim.paths.guide.atlas import Atlas, Way
from panel_sim.paths.walking import folded

NEAR = 0.65
"""How alike two labels must be for one to pass as the other's new name (difflib's ratio)."""
LOST = 10.0
"""What each level costs from the first one on that nothing like is there for."""
MOST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a path.

    `kind`: "missing" (`right` are the levels left out), "renamed", "language" (`language` says which), "extra" or
    "lost" (nothing like it is there; `right` is what there is). `label` is what the document has, `under` the label
    that it follows.
    """

    kind: str
    label: str
    under: str
    right: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """How labels lie along an atlas: what it costs (0 for a path that holds), the ways, the faults."""

    cost: float
    ways: tuple[Way, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels along the way."""
        return tuple(way.label for way in self.ways)


def exact(atlas: Atlas, labels: Sequence[str]) -> Route | None:
    """The route of a path that holds as it is written, case and spacing apart."""
    ends: dict[str, tuple[Way, ...]] = {atlas.start: ()}
    for level, label in enumerate(labels):
        reached: dict[str, tuple[Way, ...]] = {}
        last: tuple[Way, ...] | None = None
        for place, chain in ends.items():
            for way in atlas.labelled(place, label):
                last = last or (*chain, way)
                for target in way.to:
                    reached.setdefault(target, (*chain, way))
        if level == len(labels) - 1:
            return Route(0, last) if last else None
        ends = reached
    return None


class Aligner:
    """Looks for the best route of paths that do not hold; `others` are the same atlas in other languages."""

    def __init__(self, atlas: Atlas, others: Mapping[str, Atlas]) -> None:
        self.atlas = atlas
        self.others = others

    def best(self, labels: Sequence[str]) -> Route:
        """The cheapest route; its last fault is "lost" where nothing like the rest of the path is there."""
        self._labels = tuple(labels)
        self._memo: dict[tuple[str, int], Route] = {}
        return self._from(self.atlas.start, 0)

    def _from(self, place: str, level: int) -> Route:
        if level == len(self._labels):
            return Route(0, ())
        key = (place, level)
        known = self._memo.get(key)
        if known is None:
            # What is being worked out counts as lost, so that two screens that lead to each other come to an end.
            self._memo[key] = self._lost(place, level)
            known = self._memo[key] = min(self._tries(place, level), key=lambda route: route.cost)
        return known

    def _tries(self, place: str, level: int) -> list[Route]:
        label, under = self._labels[level], self._under(place, level)
        held = [self._on((way,), level) for way in self.atlas.labelled(place, label)]
        if any(route.cost == 0 for route in held):
            return held
        tries = [*held, self._lost(place, level)]
        if len(label) > MOST_LABEL:
            return tries
        for language, other in self.others.items():
            for named in other.labelled(place, label):
                way = self.atlas.way(place, named.id)
                if way is not None:
                    tries.append(self._on((way,), level, 1, Fault("language", label, under, (way.label,), language)))
        for chain in self.atlas.below(place, label)[:4]:
            skipped = tuple(way.label for way in chain[:-1])
            tries.append(self._on(chain, level, 0.6 + 0.4 * len(skipped), Fault("missing", label, under, skipped)))
        # The matcher keeps what it learnt of its second text.
        likeness = difflib.SequenceMatcher(None, "", folded(label))
        for way in self.atlas.ways.get(place, ()) if not held else ():
            likeness.set_seq1(folded(way.label))
            if likeness.real_quick_ratio() >= NEAR and likeness.quick_ratio() >= NEAR and likeness.ratio() >= NEAR:
                cost = 1.1 + 1 - likeness.ratio()
            elif level + 1 < len(self._labels) and any(
                below.menu for target in way.to for below in self.atlas.labelled(target, self._labels[level + 1])
            ):
                cost = 1.65
            else:
                continue
            tries.append(self._on((way,), level, cost, Fault("renamed", label, under, (way.label,))))
        if level + 1 < len(self._labels) and (level or len(self._labels) > 2):
            rest = self._from(place, level + 1)
            tries.append(Route(1.9 + rest.cost, rest.ways, (Fault("extra", label, under), *rest.faults)))
        return tries

    def _on(self, chain: tuple[Way, ...], level: int, cost: float = 0, *faults: Fault) -> Route:
        """The route that goes on from the end of a chain of ways with the next level."""
        if level + 1 == len(self._labels):
            return Route(cost, chain, faults)
        rests = [self._from(target, level + 1) for target in chain[-1].to]
        rest = min(rests, key=lambda route: route.cost, default=self._ended(chain[-1], level + 1))
        return Route(cost + rest.cost, chain + rest.ways, (*faults, *rest.faults))

    def _under(self, place: str, level: int) -> str:
        return self._labels[level - 1] if level else self.atlas.titles.get(place, place)

    def _lost(self, place: str, level: int) -> Route:
        there = tuple(dict.fromkeys(way.label for way in self.atlas.ways.get(place, ())))
        fault = Fault("lost", self._labels[level], self._under(place, level), there)
        return Route(LOST * (len(self._labels) - level), (), (fault,))

    def _ended(self, way: Way, level: int) -> Route:
        return Route(LOST * (len(self._labels) - level), (), (Fault("lost", self._labels[level], way.label),))
