"""What a running device tells the log that --log-file asks for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

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


def log_addresses(ready: Mapping[str, Any]) -> None:
    """Tell the log where everything listens. What else a ready line holds (the control token) is left out."""
    for name, address in addresses(ready):
        log.info("%s: %s", name, address)


def addresses(ready: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The addresses in a ready line, by name."""
    for name, value in ready.items():
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            yield name, value
        elif name == "smtp" and isinstance(value, Mapping):
            yield name, f"{value.get('host')}:{value.get('port')}"
        elif name == "pages" and isinstance(value, Mapping):
            yield from ((f"pages.{page}", str(address)) for page, address in value.items())
