"""A project of somebody else: a folder with tests, run by a pytest of its own, which finds our plugin by its name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Ran:
    """What pytest answered."""

    code: int
    out: str
    err: str


class Project:
    """Files in a folder, and pytest on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def pytest(self, *arguments: str) -> Ran:
        """Run as its users do, warnings as errors; whatever our own run wants of pytest is kept away."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV"))}
        env["COLUMNS"] = "200"
        # Hypothesis, which these projects do not use, loads for a second.
        plain = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-W", "error")
        typed = [sys.executable, "-m", "pytest", *plain, *arguments]
        done = subprocess.run(typed, cwd=self.folder, env=env, capture_output=True, text=True, timeout=100)
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with strict markers and strict configuration."""
    one = Project(tmp_path / "project")
    one.write("pytest.ini", "[pytest]\naddopts = --strict-markers --strict-config\n")
    return one


@pytest.fixture
def made(project: Project) -> Callable[..., Project]:
    """Make it with files: made(**{"test_a.py": "..."})."""

    def make(files: dict[str, str]) -> Project:
        for name, text in files.items():
            project.write(name, text)
        return project

    return make
