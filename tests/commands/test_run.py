"""panel-sim run: files in, one line a playing, failures in full, the exit code that says how it went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
GOOD = """title: Nätverksstatus
tags: [network]
steps:
  - go: Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus
  - on: settings/general/network/status
"""
BAD = """title: Felstavat
tags: [typo, network]
steps:
  - tap: Inst.
  - tap: Allmäna inställningar
    note: the guide spells it so
"""


@pytest.fixture
def paths(tmp_path: Path) -> Path:
    folder = tmp_path / "paths"
    folder.mkdir()
    (folder / "good.path.yaml").write_text(GOOD, "utf-8")
    (folder / "bad.path.yaml").write_text(BAD, "utf-8")
    return folder


class TestRunning:
    def test_all_good(self, command: Command, paths: Path) -> None:
        done = command("run", paths / "good.path.yaml", home=False)
        assert done.code == 0
        assert "Nätverksstatus [mfp sv]  2 steps" in done.out
        assert "1 passed; 2 steps" in done.out
        assert done.err == ""

    def test_a_failure_is_told_in_full(self, command: Command, paths: Path) -> None:
        done = command("run", paths, home=False)
        assert done.code == 1
        bad = paths / "bad.path.yaml"
        assert f"{bad}:5: step 2: tap: Allmäna inställningar" in done.out
        assert "note: the guide spells it so" in done.out
        assert 'Did you mean "Allmänna inställningar"?' in done.out
        assert f"panel-sim run {bad} --from-step 2" in done.out
        assert "1 passed, 1 failed; 4 steps" in done.out

    def test_only_what_failed_last(self, command: Command, paths: Path) -> None:
        command("run", paths, home=False)
        again = command("run", paths, "--only-failed", home=False)
        assert again.code == 1
        assert "0 passed, 1 failed" in again.out
        mended = BAD.replace("Allmäna", "Allmänna")
        (paths / "bad.path.yaml").write_text(mended, "utf-8")
        assert command("run", paths, "--only-failed", home=False).code == 0
        assert "No file failed" in command("run", paths, "--only-failed", home=False).out

    def test_tags(self, command: Command, paths: Path) -> None:
        assert "0 passed, 1 failed" in command("run", paths, "--tag", "typo", home=False).out
        assert "1 passed, 1 failed" in command("run", paths, "--tag", "typo", "--tag", "network", home=False).out
        assert "nothing to play" in command("run", paths, "--tag", "other", home=False).out

    def test_shards_are_everything_once(self, command: Command, paths: Path) -> None:
        outs = [command("run", paths, "--shard", f"{number}/2", home=False).out for number in (1, 2)]
        assert sorted("1 passed" in out for out in outs) == [False, True]
        refused = command("run", paths, "--shard", "3/2", home=False)
        assert (refused.code, "such as 1/4" in refused.err) == (2, True)

    def test_every_language(self, command: Command, paths: Path) -> None:
        done = command("run", paths / "good.path.yaml", "--language", "all", home=False)
        assert done.code == 0
        assert "[mfp sv]" in done.out
        assert "[mfp en]" in done.out

    def test_another_language_alone(self, command: Command, paths: Path) -> None:
        done = command("run", paths / "good.path.yaml", "--language", "en", home=False)
        assert done.code == 0
        assert "[mfp en]" in done.out
        assert "1 passed" in done.out

    def test_every_model_and_what_one_lacks(self, command: Command, paths: Path) -> None:
        (paths / "scan.path.yaml").write_text("start: email\nsteps:\n  - on: email\n", "utf-8")
        done = command("run", paths / "scan.path.yaml", "--model", "all", home=False)
        assert done.code == 0
        assert "The model printer has no screen email." in done.out
        assert "1 skipped" in done.out

    def test_another_beginning(self, command: Command, paths: Path) -> None:
        (paths / "lock.path.yaml").write_text("steps:\n  - log_in: {administrator: true}\n", "utf-8")
        assert command("run", paths / "lock.path.yaml", home=False).code == 1
        assert command("run", paths / "lock.path.yaml", "--given", "showroom,locked", home=False).code == 0

    def test_from_a_step_on(self, command: Command, paths: Path) -> None:
        file = paths / "late.path.yaml"
        file.write_text("steps:\n  - on: settings\n  - tap: Inst.\n  - on: settings\n", "utf-8")
        assert command("run", file, home=False).code == 1
        assert command("run", file, "--from-step", "2", home=False).code == 0


class TestRefusals:
    def test_files_that_cannot_be_read(self, command: Command, paths: Path) -> None:
        file = paths / "broken.path.yaml"
        file.write_text("steps:\n  - tapp: Inst.\n", "utf-8")
        done = command("run", paths, home=False)
        assert done.code == 2
        assert f"{file}:2:" in done.err
        assert "tap" in done.err
        assert done.out == "", "nothing is played before everything was read"

    def test_nothing_there(self, command: Command, tmp_path: Path) -> None:
        assert command("run", tmp_path / "nowhere", home=False).code == 2

    def test_unknown_model_and_language(self, command: Command, paths: Path) -> None:
        for option, value in (("--model", "mfq"), ("--language", "de")):
            done = command("run", paths, option, value, home=False)
            assert done.code == 2
            assert value in done.err

    def test_a_real_profile_is_no_playground(self, command: Command, paths: Path, tmp_path: Path) -> None:
        config = tmp_path / "panel-sim.toml"
        config.write_text(
            '[profiles.work]\nauthority = "https://localhost:1/x"\nclient_id = "x"\nscopes = ["s"]\n'
            'smtp_host = "localhost"\nsmtp_port = 1\n',
            "utf-8",
        )
        arguments = ("run", paths, "--profile", "work", "--config", config)
        assert "--live" in command(*arguments, home=False).err
        done = command(*arguments, "--live", home=False)
        assert done.code == 2
        assert "practice tenant" in done.err


@pytest.mark.slow
class TestInterrupting:
    def test_ctrl_c_leaves_a_report(self, tmp_path: Path) -> None:
        steps = "  - tap: Inst.\n  - press: home\n" * 20_000
        file = tmp_path / "long.path.yaml"
        file.write_text(f"title: Lång\nsteps:\n{steps}", "utf-8")
        short = tmp_path / "a.path.yaml"
        short.write_text(GOOD, "utf-8")
        child = subprocess.Popen(
            [sys.executable, "-u", "-m", "panel_sim", "run", short, file, short],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"},
        )
        assert child.stdout is not None
        # The first is over, so the long one is on its way.
        assert "Nätverksstatus" in child.stdout.readline()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        assert child.returncode == 130, out + err
        assert "interrupted" in out
        assert "1 passed, 1 broken off" in out
        assert "1 not played" in out
        assert "Traceback" not in out + err
