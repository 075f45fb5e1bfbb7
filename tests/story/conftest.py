"""The real program in a real pty, read as a person reads it, and a person at the directory's pages."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pexpect
import pyte
import pytest

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "space": " ",
    "backspace": "\x7f",
    "f2": "\x1bOQ",
    "ctrl+q": "\x11",
    "ctrl+c": "\x03",
    "home": "\x1b[H",
}


class Terminal:
    """panel-sim in a pty of a given size. Nothing sleeps: `until` reads what is painted until it holds."""

    def __init__(self, arguments: list[str], home: Path, columns: int = 80, lines: int = 24, **env: str) -> None:
        self.home = home
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **env}
        # What the test runner says of its own terminal is not what this one is.
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            environment.pop(name, None)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "panel_sim", "--home", str(home), *arguments],
            dimensions=(lines, columns),
            env=environment,
            timeout=30,
        )

    @property
    def glass(self) -> str:
        """What stands on the terminal now."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float) -> bool:
        """Read what is painted within that time; False when nothing came."""
        try:
            self._stream.feed(self.child.read_nonblocking(65536, seconds))
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return False
        return True

    def until(self, holds: str | Callable[[str], bool], seconds: float = 30) -> str:
        """Read until the text is there (or the question holds); fails with what was on the glass."""
        wanted = (lambda glass: holds in glass) if isinstance(holds, str) else holds
        rounds = int(seconds / 0.25)
        for _ in range(rounds):
            if wanted(self.glass):
                # The terminal gets a screen in several pieces; a reader waits for the whole.
                while self.read(0.05):
                    pass
                return self.glass
            if not self.child.isalive():
                break
            self.read(0.25)
        if wanted(self.glass):
            return self.glass
        raise AssertionError(f"waited {seconds} s for {holds!r}; the glass shows:\n{self.glass}")

    def press(self, *keys: str) -> None:
        """Press keys by name; anything else is typed."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def choose(self, label: str) -> None:
        """Click on a label once it is there, as a finger would."""
        self.until(label)
        # From below: buttons stand under what they are about, titles above it.
        for number, line in reversed(list(enumerate(self.screen.display))):
            column = line.find(label)
            if column >= 0:
                at = f"{column + 2};{number + 1}"
                self.child.send(f"\x1b[<0;{at}M\x1b[<0;{at}m")
                return
        raise AssertionError(f"there is no {label!r} on the glass:\n{self.glass}")

    def ready(self) -> dict[str, object]:
        """The ready line that the program keeps in its home once everything behind the panel is up."""
        self.until(lambda glass: (self.home / "ready.json").exists())
        return dict(json.loads((self.home / "ready.json").read_text()))

    def control(self, verb: str, path: str, body: object = None) -> object:
        """Ask the practice tenant's control API, as a trainer's script would."""
        ready = self.ready()
        answer = httpx.request(
            verb, f"{ready['control']}{path}", json=body, headers={"Authorization": f"Bearer {ready['control_token']}"}
        )
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.child.setwinsize(lines, columns)
        self.screen.resize(lines, columns)

    def code(self) -> str:
        """The code on a sign-in screen, read from the small print beside the large letters."""
        found = re.search(
            r"(?<![A-Z0-9])([A-Z0-9](?: ?[A-Z0-9]){2} ?- ?[A-Z0-9](?: ?[A-Z0-9]){2} ?- ?[A-Z0-9](?: ?[A-Z0-9]){2})",
            self.glass,
        )
        assert found, self.glass
        return found[1].replace(" ", "")

    def quit(self) -> int:
        """Leave by key; answers the exit code."""
        self.press("ctrl+q")
        self.child.expect(pexpect.EOF, timeout=30)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    def kill(self) -> None:
        """kill -9."""
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
        self.child.close(force=True)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the program; every one started is ended with the test."""
    started: list[Terminal] = []

    def start(*arguments: str, home: Path | None = None, columns: int = 80, lines: int = 24, **env: str) -> Terminal:
        one = Terminal(list(arguments), home or tmp_path / "home", columns, lines, **env)
        started.append(one)
        return one

    yield start
    for one in started:
        one.kill()


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.step = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in attrs}
        if tag == "form" and not self.action:
            self.action = at.get("action", "")
        elif tag == "input" and at.get("type") == "hidden":
            self.hidden[at["name"]] = at.get("value", "")
        elif tag == "meta" and at.get("name") == "practice-step":
            self.step = at.get("content", "")
        elif tag == "a":
            self.links.append(at.get("href", ""))


class Person:
    """Somebody with a browser: fills in the forms that the pages show."""

    def __init__(self) -> None:
        self.browser = httpx.Client(follow_redirects=True)
        self.page = httpx.Response(200)

    def _read(self) -> _Form:
        form = _Form()
        form.feed(self.page.text)
        return form

    def open(self, address: str) -> str:
        """Go to an address; answers the step that the page is at."""
        self.page = self.browser.get(address)
        return self._read().step

    def fill(self, **fields: str) -> str:
        """Fill in the form and send it; answers the next step."""
        form = self._read()
        self.page = self.browser.post(urljoin(str(self.page.url), form.action), data={**form.hidden, **fields})
        return self._read().step

    def links(self) -> list[str]:
        """Where the page leads."""
        return [urljoin(str(self.page.url), link) for link in self._read().links]

    def sign_in(self, address: str, code: str, account: str, password: str = "Ovning-123!") -> str:
        """Type the code, sign in and go on; answers the last step."""
        assert self.open(address) == "code"
        assert self.fill(code=code) == "account"
        assert self.fill(account=account) == "password"
        step = self.fill(password=password)
        return self.fill(answer="continue") if step == "confirm" else step


@pytest.fixture
def person() -> Iterator[Person]:
    """Somebody with a browser."""
    one = Person()
    yield one
    one.browser.close()
