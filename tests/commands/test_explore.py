"""panel-sim explore: what it finds, how it tells it, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
RULES = """format: 1
invariants:
  - name: supplies-lead-astray
    about: Planted, so that something is found.
    on: [supplies]
    press: home
    leads: [settings]
  - name: behind-a-login
    about: Planted, so that something behind a login is found.
    on: [settings/general]
    when: [administrator_logged_in]
    press: home
    leads: [settings]
"""
ENGLISH = """format: 1
invariants: [{name: no-english, about: Planted., on: [supplies], never_shows: [Supply Status]}]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, "utf-8")
    return path


ONE = ("explore", "--model", "printer", "--language", "sv", "--given", "factory")


class TestFinding:
    @pytest.mark.slow
    def test_the_shipped_printer_has_nothing_wrong(self, command: Command, tmp_path: Path) -> None:
        done = command("explore", "--model", "printer", "--coverage", tmp_path / "c.json", home=False)
        assert done.code == 0, done.out
        kinds = {line.split(": ")[1] for line in done.out.splitlines() if line.startswith("printer ") and ": " in line}
        assert {kind for kind in kinds if "screens" not in kind} <= {"unwalked-edge", "one-sided-guard"}
        counts = json.loads((tmp_path / "c.json").read_text("utf-8"))["models"]["printer"]["counts"]
        assert counts["screens"]["met"] == counts["screens"]["of"]
        assert counts["edges"]["met"] > 0.9 * counts["edges"]["of"]

    def test_one_beginning(self, command: Command) -> None:
        done = command(*ONE, home=False)
        assert done.code == 0
        assert "printer sv [factory]: " in done.out
        assert "unreached-screen" not in done.out, "one beginning alone cannot tell"
        assert "Nothing is wrong." in done.out

    def test_what_is_found_is_told_with_its_way(self, command: Command, rules: Path) -> None:
        done = command(*ONE, "--invariants", rules, home=False)
        assert done.code == 1
        lines = done.out.splitlines()
        (told,) = [number for number, line in enumerate(lines) if "invariant: supplies-lead-astray" in line]
        assert lines[told].startswith("printer sv supplies: ")
        assert lines[told + 1].strip() == "tap: Status för förbrukningsmat."
        assert "1 invariant" in lines[-1]

    def test_as_json(self, command: Command, rules: Path) -> None:
        done = command(*ONE, "--invariants", rules, "--json", home=False)
        (found,) = map(json.loads, done.out.splitlines())
        assert (found["kind"], found["screen"], found["what"]) == ("invariant", "supplies", "supplies-lead-astray")
        assert found["way"] == ["tap: Status för förbrukningsmat."]
        assert found["start"] == "factory"
        assert "screens" in done.err

    def test_a_path_file_for_each_finding_plays(self, command: Command, rules: Path, tmp_path: Path) -> None:
        folder = tmp_path / "found"
        done = command(
            "explore", "--model", "printer", "--given", "factory,locked", "--invariants", rules, "--paths", folder,
            home=False,
        )  # fmt: skip
        assert done.code == 1
        files = sorted(folder.iterdir())
        assert len(files) >= 2
        assert f"{len(files)} path files are in {folder}" in done.out
        assert any("log_in: {administrator: true}" in one.read_text("utf-8") for one in files)
        played = command("run", folder, home=False)
        assert played.code == 0, played.out

    def test_a_random_walk_is_told_and_shortened(self, command: Command, rules: Path, tmp_path: Path) -> None:
        walk = ("--walks", 4, "--length", 300, "--seed", 7, "--invariants", rules, "--json")
        outs = [command(*ONE, *map(str, walk), home=False) for _ in range(2)]
        assert outs[0].out == outs[1].out
        assert "random walk with seed" in outs[0].err
        assert min(len(json.loads(line)["way"]) for line in outs[0].out.splitlines()) <= 2

    def test_the_other_language_is_looked_at_too(self, command: Command, tmp_path: Path) -> None:
        rules = tmp_path / "rules.yaml"
        rules.write_text(ENGLISH, "utf-8")
        done = command(*ONE[:3], "--given", "factory", "--invariants", rules, "--json", home=False)
        assert {json.loads(line)["language"] for line in done.out.splitlines()} == {"en"}

    def test_from_a_screen(self, command: Command) -> None:
        done = command(*ONE, "--screen", "jobs", "--deep", "1", home=False)
        assert done.code == 0
        assert "[factory, jobs]" in done.out

    def test_strict(self, command: Command) -> None:
        assert command(*ONE, "--strict", home=False).code == 0, "one beginning gives no advice"


class TestRefusing:
    @pytest.mark.parametrize(
        ("arguments", "code", "told"),
        [
            (("--model", "mfq"), 2, "mfq"),
            (("--language", "de"), 2, "de"),
            (("--given", "factroy"), 2, "factory"),
            (("--screen", "nowhere"), 1, "nowhere"),
            (("--coverage", "c.doc"), 2, ".html"),
        ],
    )
    def test_what_there_is_not(self, arguments: tuple[str, str], code: int, told: str, command: Command) -> None:
        done = command("explore", "--model", "printer", *arguments, home=False)
        assert (done.code, done.out) == (code, "")
        assert told in done.err

    def test_invariants_with_problems(self, command: Command, tmp_path: Path) -> None:
        rules = tmp_path / "rules.yaml"
        rules.write_text("format: 1\ninvariants:\n  - {name: a, press: home, times: 1000, leads: [home]}\n", "utf-8")
        done = command(*ONE, "--invariants", rules, home=False)
        assert (done.code, done.out) == (2, "")
        assert f"{rules}:3" in done.err

    def test_places_that_cannot_be_written_are_tried_first(self, command: Command, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for option, name in (("--coverage", "c.md"), ("--paths", "p")):
            done = command(*ONE, option, tmp_path / "file" / name, home=False)
            assert (done.code, done.out) == (3, "")
            assert "cannot be written" in done.err


@pytest.mark.slow
def test_ctrl_c_tells_what_was_found_until_then(tmp_path: Path) -> None:
    coverage = tmp_path / "c.json"
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", "panel_sim", "explore", "--model", "printer", "--coverage", str(coverage)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    assert "screens" in first
    # As a terminal does it: all processes hear of it.
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert "Interrupted: not everything was tried." in out
    assert json.loads(coverage.read_text("utf-8"))["runs"] >= 1
