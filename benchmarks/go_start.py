"""From the shell to the answer of `panel-sim go`, beside the bare start of Python with click."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.table import Row

PATH = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus"
ANSWER = "Status för e-postserver"
RUNS = 11


def seconds(command: tuple[str, ...], environment: Mapping[str, str], answer: str = "") -> float:
    """How long a command takes; raises RuntimeError where it fails or does not answer what it should."""
    started = time.perf_counter()
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, encoding="utf-8")
    passed = time.perf_counter() - started
    if done.returncode or answer not in done.stdout:
        raise RuntimeError(f"{command[-1]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return passed


def rows() -> list[Row]:
    """In turns, so that all meet the same machine; byte code and compiled menus lie there, as after any first use."""
    program = (sys.executable, "-m", "panel_sim", "go")
    with tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"),
            "PYTHONUTF8": "1",
            "XDG_CACHE_HOME": str(Path(folder) / "cache"),
        }
        answer, click, bare = [], [], []
        for _ in range(RUNS + 1):
            answer.append(seconds((*program, "--home", str(Path(folder) / "home"), PATH), environment, ANSWER))
            click.append(seconds((sys.executable, "-c", "import click"), environment))
            bare.append(seconds((sys.executable, "-c", "pass"), environment))
    what = "panel-sim go, from shell to answer"
    # The first round writes the byte code and compiles the menus.
    return [
        Row(what, median(answer[1:]), "s", 0.3, "python -c 'import click'", median(click[1:])),
        Row(what, median(answer[1:]), "s", 0.3, "python -c pass", median(bare[1:])),
    ]
