"""Path files as tests: one for each model and language that a file is played in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from panel_sim.loading.problems import Problems
from panel_sim.paths.files import ENDING, Reader
from panel_sim.paths.outcome import PASSED, SKIPPED, PathResult
from panel_sim.paths.playings import Playing, play_one, playings
from panel_sim.paths.reports.sentences import failure_text
from panel_sim.paths.step import Place
from panel_sim.pytesting.ground import BROKEN_BY, ground_of

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

_NOT_IN_MARKERS = re.compile(r"[^\w.+-]+")


class PathFailed(AssertionError):
    """A path did not hold, or was broken off; what is told of it is the report that `panel-sim run` gives."""

    def __init__(self, result: PathResult) -> None:
        super().__init__(failure_text(result))
        self.result = result


class PathFileNode(pytest.File):
    """A path file, read when it is collected; what is wrong in it is told by file and line."""

    def collect(self) -> Iterator[PathItem]:
        """One test for each playing."""
        ground = ground_of(self.config)
        problems = Problems()
        read = Reader(ground.names, problems).read(_shown(self.path))
        if problems or read is None:
            raise self.CollectError("\n".join(str(one) for one in problems.sorted()))
        name = self.path.name.removesuffix(ENDING)
        for playing in playings(
            [read], ground.menus, models=ground.models, model=ground.model, language=ground.language
        ):
            yield PathItem.from_parent(self, name=f"{name}[{playing.model}-{playing.language}]", playing=playing)


def _shown(path: Path) -> Path:
    """The file as it is called from here, where it lies below; reports name it so."""
    try:
        return path.relative_to(os.getcwd())
    except ValueError:
        return path


class PathItem(pytest.Item):
    """One playing of a path file."""

    def __init__(self, *, playing: Playing, **rest: Any) -> None:
        super().__init__(**rest)
        self.playing = playing
        self.add_marker("panel_path")
        self.extra_keyword_matches.update(playing.path.tags)
        for tag in playing.path.tags:
            _mark(self, tag)

    def runtest(self) -> None:
        """Play it on a device of its own."""
        ground = ground_of(self.config)
        result = ground.run(
            play_one(self.playing, ground.make, ground.translations, way=ground.make.way, broken=BROKEN_BY)
        )
        self.user_properties += [
            ("title", result.path.title),
            ("model", result.model),
            ("language", result.language),
            ("steps", len(result.steps)),
            ("practice_seconds", round(sum(one.seconds for one in result.steps), 3)),
        ]
        if result.state == SKIPPED:
            # Told at the file, not at this line.
            raise pytest.skip.Exception(result.reason, _use_item_location=True)
        if result.state != PASSED:
            raise PathFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The report of the failure, without our own source lines."""
        error = excinfo.value
        if not isinstance(error, PathFailed):
            return super().repr_failure(excinfo, style)
        told = excinfo.getrepr(style="value")
        crash = getattr(told, "reprcrash", None)
        if crash is not None:
            failed = error.result.failed
            place = failed.step.place if failed else Place(error.result.path.file, 1)
            found = failed.failure.found if failed and failed.failure else error.result.reason
            words = f"{failed.step.words} - " if failed else ""
            crash.path, crash.lineno, crash.message = place.file, place.line, f"{words}{found}"
        return told

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, and what it is called in reports."""
        return self.path, 0, f"{self.playing.path.title} [{self.playing.model} {self.playing.language}]"


def _mark(item: pytest.Item, tag: str) -> None:
    """Give a test the marker that its tag stands for, declared so that --strict-markers holds.

    A tag that is called like a marker with arguments (skipif, timeout) is left a keyword: nobody meant that marker.
    """
    name = _NOT_IN_MARKERS.sub("_", tag).strip("_")
    if not name:
        return
    declared = {line.partition(":")[0].strip() for line in item.config.getini("markers")}
    if any(one.startswith(f"{name}(") for one in declared):
        return
    if name not in declared:
        item.config.addinivalue_line("markers", f"{name}: tag of path files (panel-sim).")
    item.add_marker(name)
