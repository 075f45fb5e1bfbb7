"""panel-sim coverage: add up coverage files and show them, and what run and explore write with --coverage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from panel_sim.bootstrap import read_menus
from panel_sim.loading import models
from panel_sim.options import Options, Refused
from panel_sim.paths.coverage import Coverage, CoverageProblem, menu_map, read_coverage
from panel_sim.paths.coverage.told import MOST, markdown, table
from panel_sim.shipped import shipped

ENDINGS = (".json", ".md", ".html", ".txt")


def run(options: Options, files: Sequence[Path], *, output: Path | None, fail_under: float, missing: int) -> int:
    """Add the files up, print the table or write `output`; 1 when less than `fail_under` percent was met."""
    known = models(options.menus or shipped("menus"))
    chosen = [options.model] if options.model not in ("", "all") else known
    coverage = Coverage(menu_map(read_menus(options, model)) for model in chosen)
    try:
        for path in files:
            coverage.merge(read_coverage(path))
    except CoverageProblem as problem:
        raise Refused(str(problem), 2) from None
    if output is None:
        click.echo(table(coverage, missing=missing), nl=False)
    else:
        write_coverage(coverage, output, missing=missing)
    return checked(coverage, fail_under)


def checked(coverage: Coverage, fail_under: float) -> int:
    """0 when enough was met, else 1 and a sentence."""
    percent = coverage.percent()
    if percent + 1e-9 >= fail_under:
        return 0
    click.echo(f"panel-sim: {percent:.1f} % was met, and {fail_under:g} % is wanted.", err=True)
    return 1


def check_ending(path: Path) -> None:
    """Raise Refused for a name that does not say in which form it is written."""
    if path.suffix not in ENDINGS:
        raise Refused(f"{path} must end with {', '.join(ENDINGS)}: that says in which form it is written.", 2)


def write_coverage(coverage: Coverage, path: Path, *, missing: int = MOST) -> None:
    """Write the coverage in the form that the name asks for; raises Refused."""
    check_ending(path)
    match path.suffix:
        case ".json":
            text = json.dumps(coverage.as_data(), ensure_ascii=False) + "\n"
        case ".md":
            text = markdown(coverage, missing=missing)
        case ".txt":
            text = table(coverage, missing=missing)
        case _:
            from panel_sim.paths.coverage.page import coverage_page

            text = coverage_page(coverage)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.", 3) from None
