"""The real program on a disk that takes no more, and in a home that may not be written to.

A limit on the size of files stands in for the full disk: every write fails, for root as well, and it can be lifted.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="this system cannot limit another process (Linux can)"),
]

NO_LIMIT = resource.RLIM_INFINITY
BOUND = 24
"""PR_CAPBSET_DROP of prctl(2)."""
OVERRIDES = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write where the mode forbids it."""
AS_ANYBODY = (
    "import ctypes, os, sys; drop = ctypes.CDLL(None).prctl; "
    f"[drop({BOUND}, one, 0, 0, 0) for one in {OVERRIDES}]; "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""Runs Python as somebody whom the modes of folders hinder, root included."""


def limit(process: int, size: int) -> None:
    """Let a process write no file beyond that size; the hard limit stays, so that this can be taken back."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, NO_LIMIT))


def program(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "panel_sim", "--home", str(home), *arguments]


def whole(command: Sequence[str], size: int = NO_LIMIT) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, NO_LIMIT)),
    )


def a_sentence(done: subprocess.CompletedProcess[str]) -> None:
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("panel-sim: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for never in ("Traceback", "fault of the program", "Error:"):
        assert never not in done.stderr


class Plain:
    """The panel as numbered lines, in pipes."""

    def __init__(self, home: Path, prefix: Sequence[str] = (), *arguments: str) -> None:
        command = [*prefix, *program(home, "--language", "en", *arguments, "--plain")[1 if prefix else 0 :]]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        assert self.process.stdout is not None
        assert self.process.stdin is not None
        self.said = self.process.stdout
        self.hears = self.process.stdin
        self.until("== Home ==")

    def until(self, text: str) -> str:
        """Read until the text stands there and no more comes; answers what was read."""
        self.shown = ""
        while text not in self.shown or select.select([self.said], [], [], 0.1)[0]:
            if not select.select([self.said], [], [], 30)[0]:
                raise AssertionError(f"waited for {text!r}; there is: {self.shown}")
            chunk = self.said.read(65536)
            if not chunk:
                raise AssertionError(f"ended before {text!r}: {self.shown}")
            self.shown += chunk.decode()
        return self.shown

    def choose(self, label: str, then: str) -> str:
        """Choose what bears the label, or give a word such as home, and read until `then` stands there."""
        numbers = re.findall(rf"^ +(\d+) .*{re.escape(label)}", self.shown, re.MULTILINE)
        self.hears.write(f"{numbers[-1] if numbers else label}\n".encode())
        return self.until(then)

    def quit(self) -> None:
        _, talk = self.process.communicate(b"quit\n", timeout=30)
        assert (self.process.returncode, talk) == (0, b"")


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Callable[..., Plain]]:
    started: list[Plain] = []

    def start(prefix: Sequence[str] = (), *arguments: str) -> Plain:
        started.append(Plain(tmp_path / "home", prefix, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize(
    ("command", "size"),
    [("device", 0), ("device", 30_000), ("device", 150_000), ("tenant", 0), ("tenant", 150_000), ("--plain", 2_000)],
)
def test_a_disk_that_is_full_at_the_start(command: str, size: int, tmp_path: Path) -> None:
    """Wherever the making of a new home ends, it is one sentence; and with room again, the same home works."""
    a_sentence(whole(program(tmp_path / "home", command), size))
    with subprocess.Popen(program(tmp_path / "home", "device", "--json"), stdout=subprocess.PIPE, text=True) as later:
        assert later.stdout is not None
        ready = json.loads(later.stdout.readline())
        policy = httpx.get(
            f"{ready['control']}/policy", headers={"Authorization": f"Bearer {ready['control_token']}"}
        ).json()
        later.terminate()
        assert later.wait(30) == 0
    assert policy["smtp_auth_org"], "the practice tenant of a new home permits SMTP AUTH, whatever happened before"


def test_a_disk_that_gets_full_is_told_and_the_device_goes_on(plain: Callable[..., Plain], tmp_path: Path) -> None:
    panel = plain()
    limit(panel.process.pid, 0)
    panel.choose("Language", "Keyboard")
    panel.choose("Keyboard", "( ) English")
    assert "The settings could not be saved." in panel.choose("English", "[OK]")
    panel.choose("OK", "Keyboard: English (QWERTY)")
    # Once is enough: the next change says nothing.
    panel.choose("Keyboard", "( ) Swedish")
    panel.choose("Swedish", "Keyboard: Swedish")
    limit(panel.process.pid, NO_LIMIT)
    panel.choose("Keyboard", "( ) English")
    panel.choose("English", "Keyboard: English (QWERTY)")
    panel.quit()
    kept = json.loads((tmp_path / "home" / "settings.json").read_text())
    assert kept["values"]["panel.keyboard"] == "en"


def test_a_device_without_a_screen_goes_on_too(tmp_path: Path) -> None:
    with subprocess.Popen(
        program(tmp_path / "home", "device", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as device:
        assert device.stdout is not None
        assert device.stderr is not None
        ready = json.loads(device.stdout.readline())
        headers = {"Authorization": f"Bearer {ready['control_token']}"}

        def control(verb: str, path: str, body: object = None) -> httpx.Response:
            return httpx.request(verb, f"{ready['control']}{path}", json=body, headers=headers)

        limit(device.pid, 0)
        refused = control("PATCH", "/policy", {"require_mfa": True})
        assert refused.status_code == 503
        assert "does not allow" in refused.json()["error"]
        assert control("GET", "/policy").json()["require_mfa"] is False, "a change is whole or not at all"
        assert control("GET", "/mail").json() == {"mails": []}
        limit(device.pid, NO_LIMIT)
        assert control("PATCH", "/policy", {"require_mfa": True}).json()["require_mfa"] is True
        device.terminate()
        assert device.wait(30) == 0
        assert device.stderr.read() == ""


class TestReadOnly:
    """A home whose folders may not be written to."""

    @pytest.fixture
    def anybody(self) -> list[str]:
        """How to start Python as somebody whom modes hinder."""
        if os.geteuid() != 0:
            return [sys.executable]
        if ctypes.CDLL(None).prctl(23, OVERRIDES[0], 0, 0, 0) < 0:
            raise AssertionError("the system does not know capabilities")
        return [sys.executable, "-c", AS_ANYBODY]

    @pytest.fixture
    def closed(self, tmp_path: Path) -> Iterator[Path]:
        """A home that was used once, and that nobody may write in now."""
        home = tmp_path / "home"
        assert whole(program(home, "reset", "--yes")).returncode == 0
        folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
        for folder in folders:
            folder.chmod(0o500)
        (home / "lock").chmod(0o400)
        yield home
        for folder in folders:
            folder.chmod(0o700)

    @pytest.mark.parametrize("command", [["device"], ["tenant"], ["--plain"], ["reset", "--yes"]])
    def test_it_is_refused_in_a_sentence(self, command: list[str], closed: Path, anybody: list[str]) -> None:
        done = whole([*anybody, *program(closed, *command)[1:]])
        a_sentence(done)
        assert str(closed) in done.stderr
        assert "--home" in done.stderr

    def test_looking_needs_no_writing(self, closed: Path, anybody: list[str]) -> None:
        for command in (["go", "Jobbstatus"], ["show", "home"], ["sheet"]):
            done = whole([*anybody, *program(closed, *command)[1:]])
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout

    def test_one_that_is_closed_while_a_device_runs_is_told(
        self, plain: Callable[..., Plain], tmp_path: Path, anybody: list[str]
    ) -> None:
        panel = plain(anybody)
        home = tmp_path / "home"
        home.chmod(0o500)
        try:
            panel.choose("Language", "Keyboard")
            panel.choose("Keyboard", "( ) English")
            assert "The settings could not be saved." in panel.choose("English", "[OK]")
            panel.choose("OK", "Keyboard: English (QWERTY)")
        finally:
            home.chmod(0o700)
        panel.quit()
