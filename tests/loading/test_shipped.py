"""The device that ships is sound on every model, from its files and from the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel_sim.core.rules import NAMES
from panel_sim.loading import check_all, load, load_cached, models

ROOT = Path(__file__).parents[2]
MENUS, STATES = ROOT / "menus", ROOT / "states"


def test_the_shipped_files_have_no_problems() -> None:
    assert [str(problem) for problem in check_all(MENUS, STATES, NAMES)] == []


def test_four_models_ship() -> None:
    assert models(MENUS) == ["mfp", "mfp-small", "printer", "scanner"]


@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_each_model_comes_from_the_cache_as_from_the_files(model: str, tmp_path: Path) -> None:
    given = load(MENUS, STATES, model, NAMES)
    assert load_cached(MENUS, STATES, model, NAMES, tmp_path) == given
    assert load_cached(MENUS, STATES, model, NAMES, tmp_path) == given
    assert set(given.words) == {"sv", "en"}
    for screen in given.screens.values():
        assert screen.parent == "" or screen.parent in given.screens
        assert all(row.opens == "" or row.opens in given.screens for row in (*screen.rows, *screen.buttons))
