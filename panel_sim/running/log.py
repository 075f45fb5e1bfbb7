"""What a running device tells the log that --log-file asks for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from panel_sim.adapters.log_file import LOGGER, tell_practice_time
from panel_sim.adapters.log_words import log_words
from panel_sim.simulator import Simulator

log = logging.getLogger(LOGGER)


def follow(simulator: Simulator, now: Callable[[], datetime]) -> None:
    """Have the log told of every event, effect and fault of the program from now on; nothing where no log is kept."""
    if not log.isEnabledFor(logging.INFO):
        return
    tell_practice_time(now)

    def noted(kind: str, what: object) -> None:
        if isinstance(what, BaseException):
            log.error("a fault of the program", exc_info=what)
        else:
            log.info("%s", log_words(kind, what))

    simulator.observe(noted)
