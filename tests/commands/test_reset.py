"""panel-sim reset: a new start, after asking."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.home import Home

Command = Callable[..., Any]
OURS = (
    "settings.json",
    "jobs.sqlite",
    "clock.json",
    "tokens/practice.bin",
    "tenant/state.json",
    "output/x.pdf",
    "spool/1.pdf",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    for name in (*OURS, "panel-sim.toml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text("x")
    folder.chmod(0o700)
    return folder


@pytest.mark.parametrize(("said", "gone"), [("n\n", False), ("\n", False), ("y\n", True)])
def test_it_asks(command: Command, home: Path, monkeypatch: pytest.MonkeyPatch, said: str, gone: bool) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    done = command("reset")
    assert (done.code, done.out) == (0 if gone else 1, "")
    assert str(home) in done.err
    assert [(home / name).exists() for name in OURS] == [not gone] * len(OURS)
    assert (home / "panel-sim.toml").read_text() == "x", "profiles are the user's own work"


def test_yes(command: Command, home: Path) -> None:
    assert command("reset", "--yes").code == 0
    assert not (home / "settings.json").exists()
    assert command("go", "Inst.").code == 0


def test_nobody_there_to_answer(command: Command, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert command("reset").code == 130
    assert (home / "settings.json").exists()


def test_links_are_not_followed(command: Command, home: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis").write_text("x")
    for one in (home / "output").iterdir():
        one.unlink()
    (home / "output").rmdir()
    (home / "output").symlink_to(precious)
    command("reset", "--yes")
    assert (precious / "thesis").exists()


def test_not_while_somebody_uses_it(command: Command, home: Path) -> None:
    with Home.open(home):
        done = command("reset", "--yes")
    assert done.code == 3
    assert (home / "settings.json").exists()
    assert done.err.count("\n") == 1
