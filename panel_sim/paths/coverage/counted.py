"""Counts what runs met, model by model; runs add up, on one machine or from the files of many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from panel_sim.paths.coverage.map import Edge, EdgeId, MenuMap, Outcome
from panel_sim.paths.outcome import PathResult

FORMAT = 1


class CoverageProblem(Exception):
    """A coverage file cannot be used; the sentence says why."""


@dataclass(slots=True)
class Met:
    """What the runs on one model met."""

    screens: set[str] = field(default_factory=set)
    edges: set[EdgeId] = field(default_factory=set)
    guards: set[Outcome] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of one kind was met."""

    what: str
    met: int
    of: int

    @property
    def percent(self) -> float:
        """From 0 to 100; nothing to be met is all of it."""
        return 100.0 * self.met / self.of if self.of else 100.0


class Coverage:
    """What runs met of the models' maps. Things that a map does not have (any more) are not counted."""

    def __init__(self, maps: Iterable[MenuMap]) -> None:
        self.maps: Mapping[str, MenuMap] = {one.model: one for one in maps}
        self.met: dict[str, Met] = {model: Met() for model in self.maps}
        self.runs = 0

    def add(self, result: PathResult) -> None:
        """Count a playing; a model without a map is left out."""
        self.note(result.model, result.screens, result.moves, result.asked)
        self.runs += 1

    def note(
        self, model: str, screens: Iterable[str], edges: Iterable[EdgeId], guards: Iterable[Outcome]
    ) -> None:
        """Count what was met on a model."""
        if (met := self.met.get(model)) is not None:
            met.screens.update(screens)
            met.edges.update(edges)
            met.guards.update(guards)

    def counts(self, model: str) -> tuple[Counted, ...]:
        """Screens, edges of their own, edges of every screen, guard outcomes."""
        there, met = self.maps[model], self.met[model]
        own = [edge for edge in there.edges.values() if not edge.anywhere]
        common = {edge.trigger for edge in there.edges.values() if edge.anywhere}
        gone = {trigger for screen, trigger, index in met.edges if _anywhere(there, (screen, trigger, index))}
        return (
            Counted("screens", len(there.screens.keys() & met.screens), len(there.screens)),
            Counted("edges", sum(edge.id in met.edges for edge in own), len(own)),
            Counted("edges of every screen", len(common & gone), len(common)),
            Counted("guard outcomes", len(there.guards & met.guards), len(there.guards)),
        )

    def percent(self) -> float:
        """Over all models: the least of screens, edges and guard outcomes, which is what --fail-under asks."""
        kinds: dict[str, list[Counted]] = {}
        for model in self.maps:
            for counted in self.counts(model):
                kinds.setdefault(counted.what, []).append(counted)
        return min(
            (
                Counted(what, sum(one.met for one in found), sum(one.of for one in found)).percent
                for what, found in kinds.items()
            ),
            default=100.0,
        )

    def missing(self, model: str) -> tuple[list[str], list[Edge], list[Outcome]]:
        """The screens, own edges and guard outcomes that were not met."""
        there, met = self.maps[model], self.met[model]
        return (
            [screen for screen in there.screens if screen not in met.screens],
            [edge for edge in there.own() if edge.id not in met.edges],
            sorted(there.guards - met.guards),
        )

    def as_data(self) -> dict[str, Any]:
        """Plain data for a file: what was met, and the counts for whoever reads it."""
        return {
            "format": FORMAT,
            "runs": self.runs,
            "percent": round(self.percent(), 2),
            "models": {
                model: {
                    "counts": {one.what: {"met": one.met, "of": one.of} for one in self.counts(model)},
                    "screens": sorted(met.screens),
                    "edges": sorted(map(list, met.edges)),
                    "guards": sorted(map(list, met.guards)),
                }
                for model, met in self.met.items()
            },
        }

    def merge(self, data: Mapping[str, Any]) -> None:
        """Add what `as_data` gave, of another run."""
        for model, met in data["models"].items():
            self.note(
                model,
                met["screens"],
                ((screen, trigger, index) for screen, trigger, index in met["edges"]),
                ((name, bool(answer)) for name, answer in met["guards"]),
            )
        self.runs += data["runs"]


def _anywhere(there: MenuMap, edge: EdgeId) -> bool:
    known = there.edges.get(edge)
    return known is not None and known.anywhere


def read_coverage(path: Path) -> dict[str, Any]:
    """The data of a coverage file; raises CoverageProblem for one that is not there or is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CoverageProblem(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CoverageProblem(f"{path} is not a coverage file: it is not JSON.") from None
    if not _is_coverage(data):
        raise CoverageProblem(f"{path} is not a coverage file of format {FORMAT}; run --coverage writes one.")
    assert isinstance(data, dict)
    return data


def _is_coverage(data: Any) -> bool:
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("runs"), int):
        return False
    models = data.get("models")
    return isinstance(models, dict) and all(
        isinstance(met, dict)
        and _all(met.get("screens"), lambda one: isinstance(one, str))
        and _all(met.get("edges"), lambda one: _shaped(one, str, str, int))
        and _all(met.get("guards"), lambda one: _shaped(one, str, bool))
        for met in models.values()
    )


def _all(found: Any, fits: Any) -> bool:
    return isinstance(found, list) and all(map(fits, found))


def _shaped(one: Any, *kinds: type) -> bool:
    return isinstance(one, list) and len(one) == len(kinds) and all(map(isinstance, one, kinds))
