"""--log-file of the real program: device and tenant tell what happened there, and nothing secret."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


Control = Callable[..., httpx.Response]


def told(command: str, folder: Path, ask: Callable[[Control], None]) -> tuple[str, dict[str, Any]]:
    """Run a service with a log, ask its control API, stop it; answers the log and the ready line."""
    log = folder / "log"
    arguments = [sys.executable, "-m", "panel_sim", "--home", folder / "home", "--log-file", log, command, "--json"]
    with subprocess.Popen([*map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        ready = dict(json.loads(started.stdout.readline()))
        headers = {"Authorization": f"Bearer {ready['control_token']}"}
        ask(lambda verb, path, body: httpx.request(verb, ready["control"] + path, json=body, headers=headers))
        started.terminate()
        assert started.wait(30) == 0
        assert started.stderr.read() == ""
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    return log.read_text(), ready


@pytest.mark.parametrize("command", ["device", "tenant"])
def test_a_service_tells_of_its_faults_and_its_clock(command: str, tmp_path: Path) -> None:
    def ask(control: Control) -> None:
        assert control("POST", "/faults", {"name": "smtp-silent"}).is_success
        assert control("DELETE", "/faults", {}).is_success
        assert control("POST", "/clock", {"advance_s": 86400}).is_success
        assert control("POST", "/password", {"user": "anna@ovning.example", "password": "Nytt-hemligt-1"}).is_success

    log, ready = told(command, tmp_path, ask)
    for fact in (
        f"begins: {command}",
        "the fault smtp-silent begins",
        "the fault smtp-silent ends",
        "practice time is wound forward by 86400 s",
        "the control API was asked for POST password",
        ready["pages"]["mailbox"],
        "panel-sim ends",
    ):
        assert fact in log, log
    for secret in (ready["control_token"], "Nytt-hemligt-1", "anna@"):
        assert secret not in log


@pytest.mark.parametrize("command", [["device"], ["tenant"], ["go", "Jobbstatus"], ["--plain"]])
def test_a_log_that_cannot_be_written_is_a_sentence(command: list[str], tmp_path: Path) -> None:
    place = tmp_path / "no" / "log"
    arguments = ["--home", str(tmp_path / "home"), "--log-file", str(place), *command]
    done = subprocess.run(
        [sys.executable, "-m", "panel_sim", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"panel-sim: The log {place} cannot be written: No such file or directory.\n"
