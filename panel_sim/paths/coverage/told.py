"""Coverage told as a terminal table and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from panel_sim.paths.coverage.counted import Coverage

MOST = 20
"""How many missing things of a kind are told where not all are asked for."""


def table(coverage: Coverage, *, missing: int = MOST) -> str:
    """A table for a terminal, and under it what was not met, at most `missing` of a kind."""
    lines = [f"{'model':<10} {'what':<22} {'met':>6} {'of':>6} {'%':>6}"]
    for model in coverage.maps:
        for one in coverage.counts(model):
            lines.append(f"{model:<10} {one.what:<22} {one.met:>6} {one.of:>6} {one.percent:>6.1f}")
    lines += list(_missing(coverage, missing, "{model}: {what} not met:", "  {thing}"))
    return "\n".join(lines) + "\n"


def markdown(coverage: Coverage, *, missing: int = MOST) -> str:
    """The same for a pull request or a wiki page."""
    lines = ["# Coverage", "", "| model | what | met | of | % |", "|---|---|---:|---:|---:|"]
    for model in coverage.maps:
        for one in coverage.counts(model):
            lines.append(f"| {model} | {one.what} | {one.met} | {one.of} | {one.percent:.1f} |")
    lines += list(_missing(coverage, missing, "\n## {model}: {what} not met\n", "- `{thing}`"))
    return "\n".join(lines) + "\n"


def _missing(coverage: Coverage, most: int, heading: str, item: str) -> Iterator[str]:
    for model in coverage.maps:
        screens, edges, guards = coverage.missing(model)
        outcomes = [f"{name} answers {'yes' if answer else 'no'}" for name, answer in guards]
        for what, things in (("screens", screens), ("edges", list(map(str, edges))), ("guard outcomes", outcomes)):
            if not things or not most:
                continue
            yield heading.format(model=model, what=what)
            for thing in things[:most]:
                yield item.format(thing=thing)
            if len(things) > most:
                yield item.format(thing=f"and {len(things) - most} more")
