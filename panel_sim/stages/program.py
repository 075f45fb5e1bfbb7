"""The real program in a real pseudo-terminal: started, typed at, asked, read, and ended with all that it left."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel_sim.options import Refused
from panel_sim.stages.cells import veil
from panel_sim.tui.driven import MARK, ending
from panel_sim.tui.glass import SAMPLE_CODE

if TYPE_CHECKING:
    import pyte

PATIENCE = 60.0
"""Seconds of the computer's time without an answer after which the program is taken to hang."""
GOODBYE = 5.0
"""Seconds that it may take to leave."""
CHUNK = 1 << 16
ONLY_MINE = ("NO_COLOR", "COLUMNS", "LINES", "TEXTUAL_DRIVER", "TMUX", "STY")
"""What this process's own terminal is said to be, which the program's is not."""

_PIXELS = str.maketrans("█▌▐▀▄", "     ")
_CODE = re.compile(r"(?:[A-Z0-9] ?){3}- ?(?:[A-Z0-9] ?){3}- ?(?:[A-Z0-9] ?){2}[A-Z0-9]")
"""A device code, close together or spaced out; in large letters it is made of pixels."""


class ProgramEnded(Exception):
    """The program ended or answered no more; the sentence says how, and shows its last screen."""


class Program:
    """`python -m panel_sim`, in a home that is thrown away, on a terminal of the given size. Raises Refused (exit code
    3) where there is no pyte or no pseudo-terminal, and ProgramEnded from each of its methods.

    `ask` and what it does are for one thread at a time; `close` may come from another.
    """

    def __init__(self, arguments: Sequence[str], columns: int, lines: int) -> None:
        self._screen, self._stream = _emulator(columns, lines)
        self._folder = Path(tempfile.mkdtemp(prefix="panel-sim-pty-"))
        self._guard = threading.Lock()
        self._painting = threading.Lock()
        self._inputs = 0
        self._unread = b""
        self._unpainted = bytearray()
        self._ended = False
        ours, theirs = socket.socketpair()
        self._socket = ours
        try:
            self._terminal, slave = pty.openpty()
        except OSError as error:
            ours.close()
            theirs.close()
            raise Refused(f"There is no pseudo-terminal to be had: {error.strerror}.", 3) from None
        environment = {name: value for name, value in os.environ.items() if name not in ONLY_MINE}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
        _sized(slave, columns, lines)
        home = ("--home", str(self._folder / "home"), "--driven", str(theirs.fileno()))
        try:
            # Of a session of its own: an interrupt that is meant for this program does not reach that one.
            self._process = subprocess.Popen(  # noqa: S603  # this very program
                [sys.executable, "-m", "panel_sim", *home, *arguments],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=environment,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        finally:
            os.close(slave)
            theirs.close()

    def ask(self, what: str, typed: bytes = b"", **arguments: object) -> dict[str, Any]:
        """Type something, ask something, and give the answer once both were handled and painted."""
        with self._guard:
            if self._ended:
                raise ProgramEnded(self._last_words("has ended"))
            if typed:
                self._inputs += 1
                self._write(typed + ending(self._inputs))
            line = json.dumps({"do": what, "with": arguments, "input": self._inputs}).encode() + b"\n"
            try:
                self._socket.sendall(line)
            except OSError:
                self._die()
            return self._answer()

    def _answer(self) -> dict[str, Any]:
        """Read both ends until the answer is there, and what was painted before it."""
        answer: dict[str, Any] | None = None
        mark = b""
        while answer is None or mark not in self._unpainted:
            ready, _, _ = select.select([self._socket.fileno(), self._terminal], [], [], PATIENCE)
            if not ready:
                self.kill()
                raise ProgramEnded(self._last_words(f"did not answer for {PATIENCE:.0f} seconds"))
            if self._terminal in ready:
                self._read()
            if self._socket.fileno() in ready and answer is None:
                try:
                    data = self._socket.recv(CHUNK)
                except OSError:
                    data = b""
                if not data:
                    self._die()
                self._unread += data
                if b"\n" in self._unread:
                    whole, _, self._unread = self._unread.partition(b"\n")
                    answer = json.loads(whole)
                    mark = MARK.format(number=answer["mark"]).encode() if answer["mark"] else b""
        return answer

    def _read(self) -> None:
        try:
            data = os.read(self._terminal, CHUNK)
        except OSError:
            # Linux says so when nobody has the other side open any more.
            data = b""
        if not data:
            self._die()
        self._unpainted += data

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._terminal, data) :]
            except OSError:
                self._die()

    def _die(self) -> None:
        with suppress(OSError):
            while select.select([self._terminal], [], [], 0.1)[0] and (data := os.read(self._terminal, CHUNK)):
                self._unpainted += data
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GOODBYE)
        self.kill()
        raise ProgramEnded(self._last_words(f"ended (exit code {self._process.poll()})"))

    def _last_words(self, how: str) -> str:
        self._ended = True
        lines = (line.translate(_PIXELS).rstrip() for line in self.rows())
        glass = _CODE.sub(SAMPLE_CODE, "\n".join(line for line in lines if line))
        return f"The program in the terminal {how}. Its last screen was\n{glass}"

    # What stands on its terminal.

    def rows(self) -> list[str]:
        """The terminal's lines; what stands pale under a notice is left out, for nobody is to read it."""
        with self._painting:
            # Whoever was interrupted looks at it too, while the thread that asked still reads.
            return self._rows()

    def _rows(self) -> list[str]:
        if self._unpainted:
            self._stream.feed(bytes(self._unpainted))
            self._unpainted.clear()
        pale, buffer, width = veil(), self._screen.buffer, self._screen.columns
        rows = []
        for number in range(self._screen.lines):
            row = buffer[number]
            rows.append("".join(" " if row[x].fg == pale else row[x].data for x in range(width)))
        return rows

    # Its end.

    def kill(self) -> None:
        """End it at once, with every process that it started."""
        self._ended = True
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, 9)

    def close(self) -> None:
        """Have it leave, and take its home away."""
        with suppress(OSError):
            # It leaves when nobody is there any more; what it still paints is read, so that it need not wait.
            self._socket.shutdown(socket.SHUT_RDWR)
        reader = threading.Thread(target=self._drain, daemon=True)
        reader.start()
        try:
            self._process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        reader.join(GOODBYE)
        with self._guard:
            self._ended = True
            self._socket.close()
            with suppress(OSError):
                os.close(self._terminal)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _drain(self) -> None:
        with suppress(OSError):
            while os.read(self._terminal, CHUNK):
                pass


def _sized(descriptor: int, columns: int, lines: int) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _emulator(columns: int, lines: int) -> tuple[pyte.Screen, pyte.ByteStream]:
    try:
        import pyte
    except ImportError:
        raise Refused(
            "Running in a terminal needs pyte, which reads what a terminal shows: pip install 'panel-sim[pty]'.", 3
        ) from None
    screen = pyte.Screen(columns, lines)
    return screen, pyte.ByteStream(screen)
