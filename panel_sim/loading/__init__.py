"""YAML and .po files to the device of panel_sim.core.menus, with every problem told by file, line and nearest name."""

from __future__ import annotations

from pathlib import Path

from panel_sim.core.menus import Menus, Names
from panel_sim.loading.cache import load_cached
from panel_sim.loading.problems import DataProblems, Problem

__all__ = ["DataProblems", "Problem", "check_all", "load", "load_cached", "models"]

# PyYAML and difflib take longer to import than a cached device takes to load, so that what needs them is imported late.


def load(menus: Path, states: Path, model: str, names: Names, icons: frozenset[str] | None = None) -> Menus:
    """Give the device as one model has it; see `device.load`. Raises DataProblems."""
    from panel_sim.loading import device

    return device.load(menus, states, model, names, icons)


def check_all(menus: Path, states: Path, names: Names, icons: frozenset[str] | None = None) -> tuple[Problem, ...]:
    """Give every problem of every model; see `device.check_all`."""
    from panel_sim.loading import device

    return device.check_all(menus, states, names, icons)


def models(menus: Path) -> list[str]:
    """Give the ids of the models that `menus` has, sorted."""
    from panel_sim.loading import files

    return files.model_ids(menus)
