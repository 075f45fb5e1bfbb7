"""The command line as its users call it: arguments in, exit code, stdout and stderr out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from panel_sim.cli import main


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of compiled menus for all of these tests, away from the user's own."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def command(
    tmp_path: Path, cache: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """Runs panel-sim in this process, in a home of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def call(*arguments: str | Path, home: bool = True) -> Done:
        before = ["--home", str(tmp_path / "home")] if home else []
        capfd.readouterr()
        code = main([*before, *map(str, arguments)])
        caught = capfd.readouterr()
        assert "Traceback" not in caught.out + caught.err
        return Done(code, caught.out, caught.err)

    return call
