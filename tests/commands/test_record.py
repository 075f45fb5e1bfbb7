"""panel-sim record --plain: lines in, a path file out that holds at once; what is refused before it begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SESSION = """Till Min e-post
1111

anna@ovning.example

Ovning-123!

=

starta
=
=
undo
hem
quit
"""
STEPS = """  - tap: Till Min e-post
  - log_in: {user: anna}
  - tap: Använd kod
  - sign_in: {as: anna@ovning.example}
  - on: sign-in/done
  - see: Du är inloggad.
  - tap: OK
  - tap: Starta
  - on: email/done
  - press: home
"""


def record(file: Path, *more: str, lines: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """The real program, typed into through a pipe."""
    typed = [sys.executable, "-m", "panel_sim", "record", str(file), "--plain", *more]
    return subprocess.run(
        typed, input=lines, capture_output=True, text=True, timeout=100, env={**os.environ, **env}, encoding="utf-8"
    )


def test_a_sign_in_and_a_scan(tmp_path: Path) -> None:
    file = tmp_path / "my-scan.path.yaml"
    done = record(file, "--given", "epas", lines=SESSION)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "Played again: it holds." in done.stdout
    text = file.read_text("utf-8")
    assert text.partition("steps:\n")[2] == STEPS
    assert text.startswith("title: my scan\nlanguage: sv\nmodel: mfp\ngiven: [epas]\n")
    for secret in ("1111", "Ovning-123"):
        assert secret not in text
    again = subprocess.run(
        [sys.executable, "-m", "panel_sim", "run", str(file)], capture_output=True, text=True, timeout=60
    )
    assert again.returncode == 0, again.stdout


def test_language_model_start(tmp_path: Path) -> None:
    file = tmp_path / "a.path.yaml"
    done = record(
        file, "--language", "en", "--model", "mfp-small", "--screen", "settings", lines="General Settings\n=\nquit\n"
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    text = file.read_text("utf-8")
    assert "language: en\nmodel: mfp-small\nstart: settings\n" in text
    assert "Asserted: on: settings/general" in done.stdout


def test_a_recording_that_is_killed_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "a.path.yaml"
    typed = [sys.executable, "-m", "panel_sim", "record", str(file), "--plain"]
    with subprocess.Popen(
        typed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("Inst.\nUnderhåll\n")
        child.stdin.flush()
        for line in child.stdout:
            if line.startswith("== Underhåll"):
                break
        child.send_signal(signal.SIGKILL)
    assert file.read_text("utf-8").endswith("steps:\n  - go: Inst. > Underhåll\n")


def test_nothing_done_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "a.path.yaml"
    done = record(file, lines="quit\n")
    assert (done.returncode, file.exists()) == (0, False)
    assert "Nothing was recorded." in done.stderr


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [
        ("there.path.yaml", [], "is there already; --force writes over it"),
        ("a.yaml", [], "is called something.path.yaml"),
        ("nowhere/a.path.yaml", [], "There is no folder"),
        ("a.path.yaml", ["--given", "showrom"], "Did you mean showroom"),
    ],
)
def test_what_is_refused(command: Callable[..., Any], tmp_path: Path, name: str, more: list[str], why: str) -> None:
    (tmp_path / "there.path.yaml").write_text("mine", "utf-8")
    done = command("record", tmp_path / name, "--plain", *more, home=False)
    assert done.code == 2
    assert why in done.err
    assert (tmp_path / "there.path.yaml").read_text("utf-8") == "mine"


def test_without_a_terminal(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("record", tmp_path / "a.path.yaml", home=False)
    assert (done.code, "--plain" in done.err) == (2, True)
