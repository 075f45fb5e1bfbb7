"""The pytest plugin, a switchboard: path files as tests, and the fixtures `panel` and `practice_tenant`.

Importing it costs next to nothing. What it is made of lies in panel_sim.pytesting and is imported when a path file is
met or a fixture is asked for, so that a project without either notices nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from panel_sim.pytesting.panel import Panel
    from panel_sim.pytesting.practice import PracticeTenant

ENDING = ".path.yaml"
MARKERS = (
    "panel(model=None, language=None, given=None, start=None): the device that the fixture panel makes (panel-sim).",
    "panel_path: every test that is a path file (panel-sim).",
)
GROUND_MODULE = "panel_sim.pytesting.ground"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and ini settings."""
    group = parser.getgroup("panel-sim", "panel-sim: path files and the panel")
    group.addoption("--panel-language", default="", help="Language on the glass: sv, en, or all (for path files).")
    group.addoption("--panel-model", default="", help="Model of the device: mfp, printer ..., or all (for path files).")
    group.addoption(
        "--panel-update-snapshots", action="store_true", help="Write what panel.matches_snapshot() would compare with."
    )
    parser.addini("panel_language", "Language on the glass where nothing else says one.", default="")
    parser.addini("panel_model", "Model of the device where nothing else says one.", default="")
    parser.addini("panel_menus", "Folder with menus of your own, from the ini file's folder.", default="")
    parser.addini("panel_states", "Folder with charts of your own, from the ini file's folder.", default="")
    parser.addini("panel_collect", "Whether *.path.yaml are collected as tests.", type="bool", default=True)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give everything back."""
    if GROUND_MODULE in sys.modules:
        from panel_sim.pytesting.ground import give_back

        give_back(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A path file is a file with tests: one for each model and language that it is played in."""
    if not file_path.name.endswith(ENDING) or not parent.config.getini("panel_collect"):
        return None
    from panel_sim.pytesting.items import PathFileNode

    return PathFileNode.from_parent(parent, path=file_path)


@pytest.fixture
def panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    """A device of the test's own, as the marker `panel` wants it: walk, touch, type, expect, wind the clock."""
    from panel_sim.pytesting.panel import opened

    device = opened(request)
    try:
        yield device
    finally:
        device.close()


@pytest.fixture
def practice_tenant(request: pytest.FixtureRequest) -> PracticeTenant:
    """The running practice tenant, seeded anew: the one behind the test's panel, else one for programs of your own."""
    from panel_sim.pytesting.practice import lent

    return lent(request)
