"""The reports of panel-sim run: refused before anything is played where they cannot be written, kept as it goes on."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from panel_sim.commands import coverage as covering
from panel_sim.core.menus import Menus
from panel_sim.options import Refused
from panel_sim.paths.coverage import Coverage, menu_map
from panel_sim.paths.outcome import BROKEN, FAILED, PathResult, StepResult
from panel_sim.paths.reports.junit import write_junit
from panel_sim.paths.reports.lines import json_line
from panel_sim.paths.reports.summary_page import write_markdown
from panel_sim.paths.reports.trace_page import write_trace

ENVIRONMENT = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports are wanted, and where."""

    junit: Path | None = None
    as_json: bool = False
    """One JSON line for each playing on stdout, as it ends."""
    trace: Path | None = None
    """A folder: one page for each playing."""
    trace_only_failed: bool = False
    summary: Path | None = None
    coverage: Path | None = None
    fail_under: float = 0.0

    @property
    def files(self) -> list[Path]:
        """The files that are written at the end."""
        return [path for path in (self.junit, self.summary, self.coverage) if path is not None]


@dataclass(slots=True)
class Reports:
    """Writes what was asked for. `say` tells people; what could not be written is told once, and the rest goes on."""

    asked: Asked
    say: Callable[[str], None]
    traces: list[Path] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Raise Refused where a report cannot be written, before anything is played."""
        asked = self.asked
        if asked.coverage is not None:
            covering.check_ending(asked.coverage)
        if len(set(asked.files)) < len(asked.files):
            raise Refused("Two reports would be written to the same file; give each a name of its own.", 2)
        for path in asked.files:
            try_file(path)
        if asked.trace is not None:
            try_folder(asked.trace)

    def played(self, result: PathResult) -> PathResult:
        """Tell of one playing at once; answers the result without what only its trace needed."""
        asked = self.asked
        if asked.as_json:
            click.echo(json_line(result))
        if asked.trace is None:
            return result
        if result.steps and (not asked.trace_only_failed or result.state in (FAILED, BROKEN)):
            with self._telling(asked.trace):
                self.traces.append(write_trace(result, asked.trace))
        # A thousand playings with the glass around each step are more than a small machine holds.
        return replace(result, steps=tuple(map(_light, result.steps)))

    def ended(self, results: Sequence[PathResult], menus: Callable[[str], Menus]) -> int:
        """Write the files; 3 when one could not be written, 1 when too little was covered, else 0."""
        asked, code = self.asked, 0
        if asked.junit is not None:
            with self._telling(asked.junit):
                write_junit(results, asked.junit)
        if asked.summary is not None:
            with self._telling(asked.summary):
                write_markdown(results, asked.summary)
        if asked.coverage is not None or asked.fail_under:
            code = self._covered(results, menus)
        if len(self.traces) == 1:
            self.say(f"The trace is {self.traces[0]}")
        elif self.traces:
            self.say(f"{len(self.traces)} traces are in {asked.trace}")
        for sentence in self.unwritten:
            click.echo(f"panel-sim: {sentence}", err=True)
        return ENVIRONMENT if self.unwritten else code

    def _covered(self, results: Sequence[PathResult], menus: Callable[[str], Menus]) -> int:
        coverage = Coverage(menu_map(menus(model)) for model in dict.fromkeys(one.model for one in results))
        for result in results:
            coverage.add(result)
        if self.asked.coverage is not None:
            try:
                covering.write_coverage(coverage, self.asked.coverage)
            except Refused as refused:
                self.unwritten.append(str(refused))
        return covering.checked(coverage, self.asked.fail_under)

    @contextmanager
    def _telling(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            sentence = _sentence(path, error)
            if sentence not in self.unwritten:
                self.unwritten.append(sentence)


def _light(one: StepResult) -> StepResult:
    kept: StepResult = replace(one, before=None, after=None, glass_before="", glass_after="", happenings=())
    return kept


def try_file(path: Path) -> None:
    """Make the folder of a file that is to be written later; raises Refused where it cannot be written."""
    with _refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _try(path)


def try_folder(folder: Path) -> None:
    """Make a folder that is to be written into later; raises Refused where it cannot be."""
    with _refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _try(folder / ".panel-sim")


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(_sentence(path, error), ENVIRONMENT) from None


def _try(path: Path) -> None:
    """Whether it can be written shows when it is opened; what was not there before is not left behind."""
    there = path.exists()
    path.open("ab").close()
    if not there:
        path.unlink()


def _sentence(path: Path, error: OSError) -> str:
    reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or type(error).__name__
    return f"{path} cannot be written: {reason}."
