"""A real program in a real pseudo-terminal, watched byte by byte with the time of each."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte

COLUMNS, LINES = 80, 24
PANEL = (str(Path(sys.executable).parent / "panel-sim"),)
MINIMAL = (sys.executable, str(Path(__file__).parent / "peers/minimal_app.py"))
PANEL_PAINTED, MINIMAL_PAINTED = "Språk", "Item 12"
"""What is on the screen once the first painting is whole: the last tile of Home's first page, the last item."""

RIGHT, LEFT, DOWN, UP, ENTER, ESCAPE = b"\x1b[C", b"\x1b[D", b"\x1b[B", b"\x1b[A", b"\r", b"\x1b"


class NothingPainted(Exception):
    """The program did not paint what was waited for; the message shows what was on the screen."""


class Terminal:
    """A running program and what its screen shows. Times are seconds of `time.perf_counter`."""

    def __init__(self, command: tuple[str, ...]) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.started = time.perf_counter()
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0], list(command[1:]), env=environment, dimensions=(LINES, COLUMNS), timeout=30
        )

    @property
    def pid(self) -> int:
        """The program's process."""
        return int(self._child.pid)

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self._screen.display)

    def _read(self, within_s: float) -> float | None:
        """Take what the program wrote, waiting at most so long; when it came, or None."""
        ready, _, _ = select.select([self._child.child_fd], [], [], within_s)
        if not ready:
            return None
        came = time.perf_counter()
        try:
            data = os.read(self._child.child_fd, 65536)
        except OSError:  # Linux: the other side is gone
            data = b""
        if not data:
            raise NothingPainted(f"the program ended; its screen was\n{self.text()}")
        self._stream.feed(data)
        return came

    def until(self, holds: Callable[[str], bool], within_s: float = 30.0) -> float:
        """Wait until `holds(text of the screen)`; when the bytes came that made it so. Raises NothingPainted."""
        end = time.perf_counter() + within_s
        while (left := end - time.perf_counter()) > 0:
            came = self._read(left)
            if came is not None and holds(self.text()):
                return came
        raise NothingPainted(f"not painted within {within_s} s; the screen was\n{self.text()}")

    def quiet(self, for_s: float, within_s: float = 30.0) -> float | None:
        """Read until nothing was written for so long; when the last bytes came, None if there were none."""
        last = None
        end = time.perf_counter() + within_s
        while time.perf_counter() < end:
            came = self._read(for_s)
            if came is None:
                return last
            last = came
        raise NothingPainted(f"the program never fell quiet; its screen was\n{self.text()}")

    def painted_after(self, key: bytes) -> float:
        """Press a key; seconds until the last byte of the painting that followed. Raises NothingPainted."""
        self.quiet(0.02)
        pressed = time.perf_counter()
        os.write(self._child.child_fd, key)
        last = self._read(2.0)
        if last is None:
            raise NothingPainted(f"nothing was painted after the key {key!r}; the screen was\n{self.text()}")
        return (self.quiet(0.02) or last) - pressed

    def memory_mb(self) -> float:
        """Resident memory of the program and its children, in MB."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
        rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        family = {self.pid}
        while grown := {pid for pid, parent, _ in rows if parent in family and pid not in family}:
            family |= grown
        return sum(rss for pid, _, rss in rows if pid in family) / 1024

    def close(self) -> None:
        """End the program."""
        self._child.close(force=True)


@contextmanager
def running(command: tuple[str, ...]) -> Iterator[Terminal]:
    """A program in a terminal of its own, ended at the end."""
    terminal = Terminal(command)
    try:
        yield terminal
    finally:
        terminal.close()


@contextmanager
def panel() -> Iterator[Terminal]:
    """The real panel with a new home, which is thrown away."""
    home = tempfile.mkdtemp(prefix="panel-sim-bench-")
    try:
        with running((*PANEL, "--home", home)) as terminal:
            yield terminal
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def minimal() -> Iterator[Terminal]:
    """The peer."""
    with running(MINIMAL) as terminal:
        yield terminal
