"""Coverage as one HTML page: the menu map, coloured by what was met, and under each screen what was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from panel_sim.paths.coverage.counted import Coverage
from panel_sim.paths.coverage.map import Edge


@dataclass(slots=True)
class Node:
    """A screen on the map: how much of it was met, and the screens under it."""

    screen: str
    met: bool
    gone: list[Edge] = field(default_factory=list)
    missing: list[Edge] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """all, some or none."""
        if not self.met:
            return "none"
        return "some" if self.missing else "all"

    @property
    def of(self) -> int:
        """How many edges of its own it has."""
        return len(self.gone) + len(self.missing)


def tree(coverage: Coverage, model: str) -> list[Node]:
    """The screens of a model under those that open them; screens without one stand at the top."""
    there, met = coverage.maps[model], coverage.met[model]
    nodes = {screen: Node(screen, screen in met.screens) for screen in there.screens}
    for edge in there.own():
        node = nodes[edge.screen]
        (node.gone if edge.id in met.edges else node.missing).append(edge)
    tops: list[Node] = []
    for screen, node in nodes.items():
        above = _above(screen, there.screens)
        (nodes[above].below if above else tops).append(node)
    return tops


def _above(screen: str, parents: Mapping[str, str]) -> str:
    """The screen above, "" at the top or where going up would go round in a circle."""
    seen, above = {screen}, parents[screen]
    first = above
    while above in parents:
        if above in seen:
            return ""
        seen.add(above)
        above = parents[above]
    return first if first in parents else ""


def coverage_page(coverage: Coverage) -> str:
    """The page; needs nothing from elsewhere."""
    # Not at the top: coverage is counted without it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = FileSystemLoader(Path(__file__).with_name("templates"))
    environment = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("coverage.html").render(
        coverage=coverage,
        trees={model: tree(coverage, model) for model in coverage.maps},
        guards={model: coverage.missing(model)[2] for model in coverage.maps},
    )
