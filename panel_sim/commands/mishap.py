"""What the user is told when something went wrong that no command expected."""

from __future__ import annotations

import errno
import logging
import sys
import tempfile
from pathlib import Path

from panel_sim.adapters.log_file import LOGGER, places
from panel_sim.loading import DataProblems
from panel_sim.options import Refused

log = logging.getLogger(LOGGER)


def refuse(refused: Refused) -> int:
    """Say why a command cannot do what was asked, and answer the exit code."""
    print(f"panel-sim: {refused}", file=sys.stderr)
    if log.hasHandlers():
        log.warning("refused: %s", refused)
    return refused.code


def explain(error: Exception) -> int:
    """Say in a sentence what happened, and answer the exit code; the traceback goes to a file, never to the user."""
    if log.hasHandlers():
        log.error("the program ends by an error", exc_info=error)
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
            # Values and the error's own words are left out on purpose: they could hold secrets.
            file.writelines(f"{line}\n" for line in places(error))
        place = f" Please report it with {Path(file.name)}."
    except OSError:
        place = ""
    print(f"panel-sim: a fault of the program: {type(error).__name__}.{place}", file=sys.stderr)
    return 3
