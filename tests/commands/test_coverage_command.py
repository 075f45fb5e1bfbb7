"""panel-sim coverage: files of several runs added up, shown in every form, and held to a percentage."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
STEPS = "title: A\nmodel: printer\nsteps:\n  - go: {}\n"


@pytest.fixture
def files(command: Command, tmp_path: Path) -> list[Path]:
    made = []
    for name, way in (("a", "Inst. > Allmänna inställningar"), ("b", "Jobbstatus")):
        (tmp_path / f"{name}.path.yaml").write_text(STEPS.format(way), "utf-8")
        made.append(tmp_path / f"{name}.json")
        assert command("run", tmp_path / f"{name}.path.yaml", "--coverage", made[-1], home=False).code == 0
    return made


def test_runs_add_up(command: Command, files: list[Path], tmp_path: Path) -> None:
    done = command("coverage", *files, "--model", "printer", "--output", tmp_path / "all.json", home=False)
    assert done.code == 0
    data = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert data["runs"] == 2
    assert {"home", "settings", "settings/general", "jobs"} == set(data["models"]["printer"]["screens"])


def test_a_table_on_stdout(command: Command, files: list[Path]) -> None:
    done = command("coverage", *files, "--model", "printer", "--missing", "3", home=False)
    assert done.code == 0
    assert "printer    screens" in done.out
    assert "printer: screens not met:" in done.out
    assert "more" in done.out
    assert command("coverage", *files, "--missing", "0", home=False).out.count("not met") == 0


@pytest.mark.parametrize(("ending", "begins"), [("md", "# Coverage"), ("txt", "model"), ("html", "<!doctype html>")])
def test_other_forms(ending: str, begins: str, command: Command, files: list[Path], tmp_path: Path) -> None:
    output = tmp_path / "deep" / f"c.{ending}"
    assert command("coverage", *files, "--model", "printer", "--output", output, home=False).code == 0
    assert output.read_text("utf-8").startswith(begins)


def test_too_little(command: Command, files: list[Path]) -> None:
    done = command("coverage", *files, "--fail-under", "50", home=False)
    assert done.code == 1
    assert "50 % is wanted" in done.err


def test_what_is_no_coverage_file(command: Command, files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", "utf-8")
    for wrong in (tmp_path / "x.json", tmp_path / "none.json"):
        done = command("coverage", files[0], wrong, home=False)
        assert (done.code, done.out) == (2, "")
        assert str(wrong) in done.err


def test_places_that_cannot_be_written(command: Command, files: list[Path], tmp_path: Path) -> None:
    assert command("coverage", *files, "--output", tmp_path / "c.pdf", home=False).code == 2
    assert command("coverage", *files, "--output", files[0] / "c.md", home=False).code == 3
