"""The commands that the README promises: every target is there, and the build server runs what developers run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = ("run", "test", "check", "test-peers", "bench", "pictures", "clean")


def would_run(target: str) -> str:
    """The commands that `make target` would run."""
    asked = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_there(target: str) -> None:
    assert would_run(target).strip()


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "clean"])
def test_every_target_sets_itself_up(target: str) -> None:
    assert would_run(target).index("set-up-for") < would_run(target).rindex(".venv/bin/")


def test_testing_includes_checking() -> None:
    commands = would_run("test")
    assert all(tool in commands for tool in ("ruff", "mypy", "lint-imports", "pytest"))


def test_every_target_is_explained_at_the_top() -> None:
    explained = re.findall(r"^#   make ([a-z-]+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert explained == list(TARGETS)


def test_the_build_server_runs_the_readmes_command_and_the_peers() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert re.search(r"^make test ", script, re.MULTILINE)
    assert re.search(r"^make test-peers ", script, re.MULTILINE)


def test_nothing_needs_an_address_to_be_installed() -> None:
    for name in ("constraints.txt", "Makefile", ".ci/run"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
