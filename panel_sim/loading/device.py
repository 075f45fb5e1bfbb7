"""Loads a device for one model from its files, or tells every problem at once."""

from __future__ import annotations

from pathlib import Path

from panel_sim.core.menus import Menus, Names
from panel_sim.loading.bulk import no_garbage
from panel_sim.loading.files import DataFolders, called, model_ids, read_folders
from panel_sim.loading.ground import Ground
from panel_sim.loading.links import check_links
from panel_sim.loading.problems import DataProblems, Problem, Problems, quoted
from panel_sim.loading.reading import read_written
from panel_sim.loading.selecting import Selection
from panel_sim.loading.word_checks import WordChecks
from panel_sim.loading.written import Written


def load(menus: Path, states: Path, model: str, names: Names, icons: frozenset[str] | None = None) -> Menus:
    """Give the device of `menus` and `states` as the model `model` has it.

    `names` are those that Python owns; `icons` the icons there are (None: those in assets/icons beside `menus`, where
    that folder exists). Raises DataProblems with everything that is wrong, by file and line.
    """
    problems = Problems()
    return compile_device(read_folders(menus, states, icons, problems), menus, model, names, problems)


def compile_device(folders: DataFolders, menus: Path, model: str, names: Names, problems: Problems) -> Menus:
    """Make the device of files that are read already; raises DataProblems."""
    with no_garbage():
        return _compile(folders, menus, model, names, problems)


def _compile(folders: DataFolders, menus: Path, model: str, names: Names, problems: Problems) -> Menus:
    written, ground, _ = _ground(folders, names, problems)
    chosen = written.models.get(model)
    if chosen is None:
        if "models" not in written.lost:
            told = f"there is no model {quoted(model)}"
            problems.unknown(f"{called(menus)}/models", 0, told, model, written.models.keys())
        raise DataProblems(problems.sorted())
    words = WordChecks(written, names, problems)
    result = Selection(ground, chosen, problems).menus()
    words.check(result, chosen)
    words.finish()
    found = problems.sorted()
    if found:
        raise DataProblems(found)
    return result


def models(menus: Path) -> list[str]:
    """Give the ids of the models that `menus` has, sorted."""
    return model_ids(menus)


def check_all(
    menus: Path, states: Path, names: Names, icons: frozenset[str] | None = None
) -> tuple[Problem, ...]:
    """Give every problem of every model, each once, by file and line; also words that nothing uses and screens that no
    model has. () when all is well.
    """
    problems = Problems()
    folders = read_folders(menus, states, icons, problems)
    written, ground, reached = _ground(folders, names, problems)
    words = WordChecks(written, names, problems)
    had: set[str] = set()
    for model in written.models.values():
        result = Selection(ground, model, problems).menus()
        had.update(result.screens)
        words.check(result, model)
    for id_, variants in written.screens.items():
        if id_ not in had:
            for screen in variants:
                words.spare(screen)
    words.finish()
    if not written.lost:
        words.unused()
        _never_had(written, had, reached, problems)
    return problems.sorted()


def _ground(folders: DataFolders, names: Names, problems: Problems) -> tuple[Written, Ground, set[str]]:
    written = read_written(folders, names, problems)
    ground = Ground(written, names, problems)
    return written, ground, check_links(ground, problems)


def _never_had(written: Written, had: set[str], reached: set[str], problems: Problems) -> None:
    """Note screens that a way leads to, but on no model."""
    for id_, variants in written.screens.items():
        first = variants[0]
        if id_ in reached and id_ not in had and (not first.inside or first.inside in had):
            told = f"no model has the screen {quoted(id_)}"
            problems.add(first.source.file, first.source.line, told)
