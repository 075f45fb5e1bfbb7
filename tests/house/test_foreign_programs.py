"""Programs that know nothing of this project use it: tmux drives the panel, a PDF reader reads the status sheet."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROGRAM = Path(sysconfig.get_path("scripts")) / "panel-sim"

pytestmark = pytest.mark.peers


def run(*command: str | Path, home: Path) -> str:
    """What a command prints; the assertion shows what it complained of."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    ran = subprocess.run(
        list(map(str, command)), cwd=home, env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


class Session:
    """A tmux server of its own with one window, in which the panel runs."""

    def __init__(self, home: Path, columns: int, lines: int) -> None:
        self._home = home
        size = ("-x", str(columns), "-y", str(lines))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, f"{PROGRAM} --home {home / 'device'}")

    def _tmux(self, *arguments: str) -> str:
        return run("tmux", "-S", self._home / "tmux.socket", *arguments, home=self._home)

    def text(self) -> str:
        """What the terminal shows."""
        return self._tmux("capture-pane", "-p")

    def until(self, holds: Callable[[str], bool]) -> str:
        """Look until it holds, thirty seconds at most; what is shown then."""
        end = time.monotonic() + 30  # noqa: TID251 - a foreign program lives on the wall clock
        while not holds(shown := self.text()):
            assert time.monotonic() < end, shown  # noqa: TID251 - as above
            threading.Event().wait(0.05)
        return shown

    def press(self, *keys: str) -> None:
        """Type keys, by tmux's names."""
        self._tmux("send-keys", *keys)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def close(self) -> None:
        """End the server, and the program with it."""
        self._tmux("kill-server")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The panel at 80x24."""
    session = Session(tmp_path, 80, 24)
    yield session
    session.close()


def test_the_panel_in_tmux_shows_home_and_opens_a_screen(session: Session) -> None:
    shown = session.until(lambda text: "Inst." in text)
    assert "ÖVNING" in shown
    session.press("Enter")
    session.until(lambda text: text != shown)


def test_a_window_that_is_too_small_says_so_and_recovers(session: Session) -> None:
    session.until(lambda text: "Inst." in text)
    session.resize(20, 5)
    session.until(lambda text: "Inst." not in text and bool(text.strip()))
    session.resize(120, 40)
    session.until(lambda text: "Inst." in text)


def test_a_pdf_reader_reads_the_status_sheet(tmp_path: Path) -> None:
    run(PROGRAM, "sheet", "--format", "pdf", "--output", tmp_path / "sheet.pdf", home=tmp_path)
    assert "(A4)" in run("pdfinfo", tmp_path / "sheet.pdf", home=tmp_path)
    text = run("pdftotext", "-layout", tmp_path / "sheet.pdf", "-", home=tmp_path)
    assert "OAuth2" in text
    assert "smtp-mail.outlook.com" in text
