"""The session log: what went over each wire, without its secrets, in a file of bounded size and in memory."""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from collections import deque
from pathlib import Path
from typing import Any, Literal

from panel_sim.tenant.clock import TenantClock, utc

Who = Literal["C", "S", "*"]
"""Client, server, or a remark of ours."""

FILE_LIMIT = 2_000_000
"""Octets of the file before it becomes the older one, of which there is one."""

SESSIONS_KEPT = 300
LINES_KEPT = 400


class Session:
    """One wire from its beginning to its end: a connection of the mail server, or a request and its answer."""

    def __init__(self, log: SessionLog, number: int, service: str, begun: float) -> None:
        self._log = log
        self.number = number
        self.service = service
        self.begun = begun
        self.lines: list[str] = []

    def line(self, who: Who, text: str) -> None:
        """Note a line that holds no secret; see redaction."""
        if len(self.lines) < LINES_KEPT:
            self.lines.append(f"{who}: {text}")
        self._log.write(f"{self.service} {self.number} {who}: {text}")

    def as_dict(self) -> dict[str, Any]:
        """What the control API tells of it."""
        return {
            "number": self.number,
            "service": self.service,
            "date": utc(self.begun).isoformat(timespec="seconds"),
            "lines": list(self.lines),
        }


class SessionLog:
    """Takes lines from the tenant's loop and tells them to any thread. Failing to write never stops a service."""

    def __init__(self, folder: Path, clock: TenantClock, limit: int = FILE_LIMIT) -> None:
        self.file = folder / "sessions.log"
        self.older = folder / "sessions.1.log"
        self._clock = clock
        self._limit = limit
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._sessions: deque[Session] = deque(maxlen=SESSIONS_KEPT)
        self._handle: int | None = None
        self._size = 0

    def begin(self, service: str) -> Session:
        """A new session of `smtp`, `directory` or `pages`."""
        with self._lock:
            session = Session(self, next(self._numbers), service, self._clock.now())
            self._sessions.append(session)
        return session

    def sessions(self, service: str | None = None, most: int = SESSIONS_KEPT) -> list[dict[str, Any]]:
        """The newest sessions, newest first."""
        with self._lock:
            chosen = [each for each in self._sessions if service in (None, each.service)]
        return [each.as_dict() for each in reversed(chosen[-most:])]

    def write(self, text: str) -> None:
        """Put a line in the file, which only its owner reads."""
        stamp = utc(self._clock.now()).strftime("%Y-%m-%dT%H:%M:%SZ")
        raw = f"{stamp} {text}\n".encode("utf-8", "replace")
        # A full disk or a folder that is gone costs the log, not the mail.
        with self._lock, contextlib.suppress(OSError):
            if self._handle is None:
                self._open()
            elif self._size + len(raw) > self._limit:
                self._close()
                self.file.replace(self.older)
                self._open()
            assert self._handle is not None
            self._size += os.write(self._handle, raw)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def _open(self) -> None:
        self._handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = os.fstat(self._handle).st_size

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
