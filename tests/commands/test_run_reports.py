"""The reports of panel-sim run: each of them for each outcome, and none that cannot be written."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from panel_sim.commands import run_reports
from panel_sim.commands.run_reports import Asked, Reports
from panel_sim.options import Refused
from panel_sim.paths import step
from panel_sim.paths.outcome import PASSED, PathResult, StepResult
from panel_sim.paths.reports.trace import read_trace
from panel_sim.paths.step import PathFile

Command = Callable[..., Any]
GOOD = "title: Rätt\nsteps:\n  - go: Inst. > Allmänna inställningar\n  - on: settings/general\n"
BAD = "title: Fel\nsteps:\n  - tap: Inst.\n  - tap: Allmäna inställningar\n"


@pytest.fixture
def paths(tmp_path: Path) -> Path:
    folder = tmp_path / "paths"
    folder.mkdir()
    (folder / "good.path.yaml").write_text(GOOD, "utf-8")
    (folder / "bad.path.yaml").write_text(BAD, "utf-8")
    return folder


class TestWriting:
    def test_all_of_them_at_once(self, command: Command, paths: Path, tmp_path: Path) -> None:
        out = tmp_path / "out"
        done = command(
            "run", paths, "--junit", out / "j" / "junit.xml", "--summary", out / "s.md", "--coverage", out / "c.json",
            "--trace", out / "traces", home=False,
        )  # fmt: skip
        assert done.code == 1
        suite = ElementTree.parse(out / "j" / "junit.xml").getroot()
        assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
        assert "## ✗ Fel (mfp, sv, headless)" in (out / "s.md").read_text("utf-8")
        covered = json.loads((out / "c.json").read_text("utf-8"))
        assert covered["runs"] == 2
        assert "settings/general" in covered["models"]["mfp"]["screens"]
        assert ["home", "tap:home/settings", 0] in covered["models"]["mfp"]["edges"]
        traces = {read_trace(path).title: read_trace(path) for path in (out / "traces").iterdir()}
        assert sorted(traces) == ["Fel", "Rätt"]
        failed = traces["Fel"].failed
        assert failed is not None
        assert "Allmänna inställningar" in failed.after
        assert "Jobbstatus" in traces["Rätt"].steps[0].before
        assert f"2 traces are in {out / 'traces'}" in done.out

    def test_traces_of_what_failed_only(self, command: Command, paths: Path, tmp_path: Path) -> None:
        done = command("run", paths, "--trace", tmp_path / "t", "--trace-only-failed", home=False)
        (path,) = (tmp_path / "t").iterdir()
        assert read_trace(path).title == "Fel"
        assert f"The trace is {path}" in done.out

    def test_json_lines_leave_stdout_to_data(self, command: Command, paths: Path) -> None:
        done = command("run", paths, "--json", home=False)
        data = [json.loads(line) for line in done.out.splitlines()]
        assert [(one["title"], one["state"]) for one in data] == [("Fel", "failed"), ("Rätt", "passed")]
        assert data[0]["failure"]["line"] == 4
        assert "1 passed, 1 failed" in done.err

    def test_too_little_covered(self, command: Command, paths: Path) -> None:
        done = command("run", paths / "good.path.yaml", "--fail-under", "90", home=False)
        assert done.code == 1
        assert "90 % is wanted" in done.err

    def test_nothing_to_play_is_a_report_too(self, command: Command, paths: Path, tmp_path: Path) -> None:
        assert command("run", paths, "--tag", "none", "--junit", tmp_path / "j.xml", home=False).code == 0
        assert ElementTree.parse(tmp_path / "j.xml").getroot().get("tests") == "0"


class TestRefusals:
    @pytest.mark.parametrize("option", ["--junit", "--summary", "--coverage", "--trace"])
    def test_a_place_that_cannot_be_written(self, option: str, command: Command, paths: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        target = tmp_path / "file" / "x.json"
        done = command("run", paths, option, target, home=False)
        assert done.code == 3
        assert f"{target} cannot be written: " in done.err
        assert done.out == "", "nothing is played before"

    def test_a_folder_in_the_place_of_a_file(self, command: Command, paths: Path, tmp_path: Path) -> None:
        done = command("run", paths, "--junit", tmp_path, home=False)
        assert (done.code, done.out) == (3, "")

    def test_an_ending_that_says_nothing(self, command: Command, paths: Path, tmp_path: Path) -> None:
        done = command("run", paths, "--coverage", tmp_path / "c.pdf", home=False)
        assert (done.code, done.out) == (2, "")
        assert ".json, .md, .html, .txt" in done.err

    def test_two_reports_in_one_file(self, command: Command, paths: Path, tmp_path: Path) -> None:
        same = tmp_path / "r.md"
        done = command("run", paths, "--summary", same, "--coverage", same, home=False)
        assert (done.code, done.out) == (2, "")

    def test_trying_leaves_nothing_behind(self, tmp_path: Path) -> None:
        kept = tmp_path / "kept.xml"
        kept.write_text("old", "utf-8")
        Reports(Asked(junit=kept, summary=tmp_path / "s.md", trace=tmp_path / "t"), print).check()
        assert kept.read_text("utf-8") == "old"
        assert not (tmp_path / "s.md").exists()
        assert list((tmp_path / "t").iterdir()) == []

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
    def test_a_full_disk_is_told_and_the_others_are_written(
        self, command: Command, paths: Path, tmp_path: Path
    ) -> None:
        done = command("run", paths, "--junit", "/dev/full", "--summary", tmp_path / "s.md", home=False)
        assert done.code == 3
        assert "/dev/full cannot be written: the disk is full." in done.err
        assert "1 passed, 1 failed" in (tmp_path / "s.md").read_text("utf-8")

    def test_a_disk_that_fills_up_between_traces(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> Path:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(run_reports, "write_trace", full)
        reports = Reports(Asked(trace=tmp_path), print)
        one = step.Step(1, "tap", step.Tap("x"), step.Place("a", 1), "tap: x")
        result = PathResult(PathFile("a", "A", ()), "mfp", "sv", "headless", PASSED, (StepResult(one, PASSED, 0.0),))
        reports.played(result)
        reports.played(result)
        assert reports.ended([result], lambda model: pytest.fail("nobody asked for coverage")) == 3
        assert capsys.readouterr().err.count("the disk is full") == 1

    def test_refused_is_what_check_raises(self, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            Reports(Asked(coverage=tmp_path / "c.doc"), print).check()


@pytest.mark.slow
def test_ctrl_c_leaves_a_trace_and_reports(tmp_path: Path) -> None:
    steps = "  - tap: Inst.\n  - press: home\n" * 20_000
    long, short, out = tmp_path / "b.path.yaml", tmp_path / "a.path.yaml", tmp_path / "out"
    long.write_text(f"title: Lång\nsteps:\n{steps}", "utf-8")
    short.write_text(GOOD, "utf-8")
    asked: list[str | Path] = ["--junit", out / "j.xml", "--summary", out / "s.md"]
    asked += ["--coverage", out / "c.json", "--trace", out / "t"]
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", "panel_sim", "run", short, long, short, "--json", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
    )
    assert child.stdout is not None
    # The first is over, so the long one is on its way.
    assert json.loads(child.stdout.readline())["state"] == "passed"
    child.send_signal(signal.SIGINT)
    output, err = child.communicate(timeout=60)
    assert child.returncode == 130, output + err
    (broken,) = map(json.loads, output.splitlines())
    assert (broken["title"], broken["state"]) == ("Lång", "broken")
    assert "Traceback" not in err
    suite = ElementTree.parse(out / "j.xml").getroot()
    assert (suite.get("tests"), suite.get("errors")) == ("2", "1")
    assert "interrupted" in (out / "s.md").read_text("utf-8")
    assert json.loads((out / "c.json").read_text("utf-8"))["runs"] == 2
    traces = {read_trace(path).title: read_trace(path) for path in (out / "t").iterdir()}
    assert traces["Lång"].state == "broken"
    assert traces["Lång"].failed is not None
