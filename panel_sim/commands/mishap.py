"""What the user is told when something went wrong that no command expected."""

from __future__ import annotations

import errno
import sys
import tempfile
import traceback
from pathlib import Path

from panel_sim.loading import DataProblems


def explain(error: Exception) -> int:
    """Say in a sentence what happened, and answer the exit code; the traceback goes to a file, never to the user."""
    if isinstance(error, DataProblems):
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or type(error).__name__
        print(
            f"panel-sim: {reason}{where}. Free space or choose another folder with --home, then try again.",
            file=sys.stderr,
        )
        return 3
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="panel-sim-error-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            # Locals are left out on purpose: they could hold secrets.
            traceback.print_exception(error, file=file)
        place = f" Please report it with {Path(file.name)}."
    except OSError:
        place = ""
    print(f"panel-sim: a fault of the program: {type(error).__name__}.{place}", file=sys.stderr)
    return 3
