"""A thousand path files as tests of a project: pytest on two processes, each path on a device of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row

FILES = 1000
TURNS = 3
PATH = """title: Nätverksstatus {number}
tags: [network]
steps:
  - go: Inst. > Allmänna inställningar > Nätverksinställningar
  - tap: Nätverksstatus
  - on: settings/general/network/status
  - press: home
"""


def project(folder: Path, files: int) -> None:
    """A project with so many path files."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number in range(files):
        (folder / f"path-{number:04}.path.yaml").write_text(PATH.format(number=number), "utf-8")


def peers(folder: Path, files: int) -> None:
    """A project with as many tests that do nothing: what pytest itself takes."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number in range(files):
        (folder / f"test_{number:04}.py").write_text("def test_nothing():\n    pass\n")


def seconds(folder: Path) -> float:
    """What pytest takes from start to end, as whoever types it waits. Raises RuntimeError where a test fails."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    # Compiled modules are kept, as they are where programs are installed, but not in the installation itself.
    env["PYTHONPYCACHEPREFIX"] = str(folder.parent / "compiled")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    taken = time.perf_counter() - began
    if done.returncode or f"{FILES} passed" not in done.stdout:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return taken


def rows() -> list[Row]:
    """The best of some runs: what other programs of this machine take is not ours."""
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as name:
        ours, theirs = Path(name, "paths"), Path(name, "peers")
        best = []
        for folder, fill in ((ours, project), (theirs, peers)):
            folder.mkdir()
            fill(folder, FILES)
            seconds(folder)
            best.append(min(seconds(folder) for _ in range(TURNS)))
    what = f"{FILES:,} isolated path tests through pytest -n 2"
    return [Row(what, best[0], "s", 10.0, f"{FILES:,} test files that do nothing", best[1])]
