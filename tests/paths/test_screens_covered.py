"""The shipped paths put every screen of every model on the glass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panel_sim.cli import main

SHIPPED = Path(__file__).parent / "shipped"
pytestmark = pytest.mark.timeout(900)
"""All shipped paths are played in one go."""
MODELS = ("mfp", "mfp-small", "printer", "scanner")


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("coverage") / "coverage.json"
    # Whether each holds is asked where each is a test of its own.
    assert main(["run", str(SHIPPED), "--model", "all", "--coverage", str(path)]) in (0, 1)
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


@pytest.mark.xdist_group("shipped-paths")
@pytest.mark.parametrize("model", MODELS)
def test_every_screen(coverage: dict[str, Any], model: str) -> None:
    counts = coverage["models"][model]["counts"]
    assert counts["screens"]["met"] == counts["screens"]["of"]
    # What is left are refusals, answers of the world and time-outs, which exploring walks.
    assert counts["edges"]["met"] >= 0.8 * counts["edges"]["of"]


@pytest.mark.xdist_group("shipped-paths")
def test_every_path_of_the_settings_holds_in_english(capfd: pytest.CaptureFixture[str]) -> None:
    code = main(["run", str(SHIPPED / "settings"), str(SHIPPED / "guide"), "--language", "en"])
    told = capfd.readouterr().out
    assert code == 0, told
    assert "skipped" not in told.rsplit("\n", 2)[-2]
