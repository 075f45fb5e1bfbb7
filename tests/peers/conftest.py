"""What all peer tests share: foreign programs in an environment of their own, and a person at web pages."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin

import httpx
import pytest

NODE = Path(__file__).parent / "node"
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"])
"""Servers lie in the sbin folders, which not everybody's PATH has."""

INSTALL = "as root, tests/peers/install system; then make test-peers"


def needed(program: str, package: str) -> str:
    """Where a foreign program is; without it the test fails, since a skipped one would look like a good one."""
    found = shutil.which(program, path=PATH)
    if found is None:
        pytest.fail(f"{program} is missing (Debian's package {package}): {INSTALL}.", pytrace=False)
    return found


class Talk:
    """A foreign program that is running: lines in, JSON lines out. What it complains of lies in a file."""

    def __init__(self, process: subprocess.Popen[str], complaints: Path) -> None:
        self.process = process
        self._complaints = complaints

    @property
    def _out(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def hear(self) -> dict[str, Any]:
        """The next line; a program that ended instead fails the test with what it complained of."""
        line = self._out.readline()
        assert line, f"{self.process.args!r} said nothing more:\n{self.complaints()}"
        return dict(json.loads(line))

    def rest(self) -> list[dict[str, Any]]:
        """All further lines, to the program's end."""
        return [dict(json.loads(line)) for line in self._out]

    def tell(self, text: str) -> None:
        """A line to the program."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def done(self, timeout: float = 60) -> int:
        """Close its input and wait for its end; the exit code."""
        with contextlib.suppress(BrokenPipeError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        return self.process.wait(timeout)

    def complaints(self) -> str:
        """Its stderr so far."""
        return self._complaints.read_text("utf-8", "replace")


class Foreign:
    """Starts foreign programs in a bare environment: nothing of this machine's certificates or proxies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._talks: list[Talk] = []

    def environment(self, **more: str) -> dict[str, str]:
        """PATH, a home and a language, and what the caller adds."""
        return {"PATH": PATH, "HOME": str(self.folder), "LANG": "C.UTF-8", **more}

    def start(self, arguments: Sequence[str | Path], **more: str) -> Talk:
        """Start a program that talks in JSON lines; it is stopped when the test ends."""
        complaints = self.folder / f"stderr-{len(self._talks)}"
        with complaints.open("w") as stderr:
            process = subprocess.Popen(
                list(map(str, arguments)),
                cwd=self.folder,
                env=self.environment(**more),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self._talks.append(Talk(process, complaints))
        return self._talks[-1]

    def run(self, arguments: Sequence[str | Path], said: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(
            list(map(str, arguments)),
            cwd=self.folder,
            env=self.environment(**more),
            input=said,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def node(self, program: str, options: dict[str, Any], **more: str) -> Talk:
        """Start one of the programs in tests/peers/node."""
        node = needed("node", "nodejs")
        if not (NODE / "node_modules").is_dir():
            pytest.fail("The node packages are missing: make test-peers installs them.", pytrace=False)
        return self.start([node, NODE / program, json.dumps(options)], **more)

    def close(self) -> None:
        """End all that were started."""
        for talk in self._talks:
            process = talk.process
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):
                    if stream is not None:
                        stream.close()


class _Forms(HTMLParser):
    """The forms of a page, each with where it goes and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of the newest form."""
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((of.get("action", ""), {}))
        elif tag == "input" and of.get("name") and self.forms and of.get("type") not in ("submit", "checkbox"):
            self.forms[-1][1][of["name"]] = of.get("value", "")


class Person:
    """Somebody with a browser, who fills a page's form in and sends it. Cookies are kept, redirects followed."""

    def __init__(self, ca_file: Path | None = None) -> None:
        trust = ssl.create_default_context(cafile=str(ca_file)) if ca_file else False
        self._browser = httpx.Client(follow_redirects=True, verify=trust, trust_env=False, timeout=30)
        self._page: httpx.Response | None = None

    @property
    def text(self) -> str:
        """The page that is open."""
        assert self._page is not None
        return self._page.text

    def open(self, address: str) -> None:
        """Type an address."""
        self._page = self._browser.get(address)
        self._page.raise_for_status()

    def fill(self, **fields: str) -> None:
        """Send the page's first form with these fields filled in."""
        assert self._page is not None
        [(action, hidden), *_] = _Forms(self.text).forms
        self._page = self._browser.post(urljoin(str(self._page.url), action), data=hidden | fields)
        assert self._page.status_code < 500, self.text

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Foreign]:
    """Foreign programs, stopped at the end."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    programs = Foreign(folder)
    yield programs
    programs.close()


@pytest.fixture
def find() -> Callable[[str, str], str]:
    """Where a foreign program is, or a failure that says which package has it."""
    return needed


@pytest.fixture
def person() -> Iterator[Person]:
    """Somebody with a browser; at pages over plain HTTP."""
    somebody = Person()
    yield somebody
    somebody.close()
