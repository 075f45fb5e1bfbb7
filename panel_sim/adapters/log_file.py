"""The log that --log-file asks for: one line a happening, on both clocks, without anything secret."""

from __future__ import annotations

import logging
import os
import re
import stat
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from panel_sim.adapters.redaction import redact

LOGGER = "panel_sim"
"""The name that every module of ours logs under. What libraries log may hold tokens, and goes nowhere."""
OTHERS = ("asyncio",)
"""Loggers that tell of errors in our own code; of those only the places are kept."""
_ADDRESS = re.compile(r"[^\s<>@,;:\"'()\[\]]+@(?=[\w-])")

Now = Callable[[], datetime]


class LogFile(logging.Handler):
    """Appends to `path` (mode 0600) what our loggers are told, until `close`. Raises OSError where it cannot be opened.

    A line is: the computer's time, practice time (or `-` where there is none yet), how grave it is, what happened. Of
    an error that nobody expected the places in the code follow, indented; never its words, which may hold values.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOCTTY
        number = os.open(path, flags, 0o600)
        if stat.S_ISREG(os.fstat(number).st_mode):
            # An older file of that name may be readable by others.
            try:
                os.fchmod(number, 0o600)
            except OSError:
                os.close(number)
                raise
        self._file = number
        self.practice: Now | None = None
        self._level_before = logging.getLogger(LOGGER).level
        logging.getLogger(LOGGER).setLevel(logging.INFO)
        for name in (LOGGER, *OTHERS):
            logging.getLogger(name).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line. A log that cannot be written (the disk is full) must not stop what it tells of."""
        if self._file >= 0 and (record.name.startswith(LOGGER) or record.levelno >= logging.ERROR):
            with suppress(OSError):
                os.write(self._file, (self.format(record) + "\n").encode("utf-8", "replace"))

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the places of an error below it."""
        wall = datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(timespec="milliseconds")
        practice = self.practice().isoformat(timespec="seconds") if self.practice is not None else "-"
        ours = record.name.startswith(LOGGER)
        words = masked(record.getMessage()) if ours else f"an error that nobody caught, told by {record.name}"
        lines = [f"{wall} {practice} {record.levelname.lower()} {words}"]
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            lines += [f"  {line}" for line in places(error)]
        return "\n".join(lines)

    def close(self) -> None:
        """Let the file go; what is logged from now on goes nowhere."""
        for name in (LOGGER, *OTHERS):
            logging.getLogger(name).removeHandler(self)
        if self._file >= 0:
            logging.getLogger(LOGGER).setLevel(self._level_before)
            with suppress(OSError):
                os.close(self._file)
            self._file = -1
        super().close()


def tell_practice_time(now: Now | None) -> None:
    """From now on the lines of every open log have the practice time too; None: no longer."""
    for handler in logging.getLogger(LOGGER).handlers:
        if isinstance(handler, LogFile):
            handler.practice = now


def log_addresses(ready: Mapping[str, Any]) -> None:
    """Tell the log where everything listens. What else a ready line holds (the control token) is left out."""
    for name, address in addresses(ready):
        logging.getLogger(LOGGER).info("%s: %s", name, address)


def addresses(ready: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The addresses in a ready line, by name."""
    for name, value in ready.items():
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            yield name, value
        elif name == "smtp" and isinstance(value, Mapping):
            yield name, f"{value.get('host')}:{value.get('port')}"
        elif name == "pages" and isinstance(value, Mapping):
            yield from ((f"pages.{page}", str(address)) for page, address in value.items())


def masked(text: str) -> str:
    """A text fit for the log: one line, nothing that looks like a token, and of mail addresses only the domain."""
    return redact(_ADDRESS.sub("***@", text))


def places(error: BaseException) -> Iterator[str]:
    """Where an error came from, line by line, and from what others; their kinds and places, never their words."""
    seen: set[int] = set()
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    for link in reversed(chain):
        yield type(link).__name__
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
