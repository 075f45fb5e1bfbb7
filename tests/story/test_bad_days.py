"""Bad days on the real program: killed, interrupted, resized to nothing, damaged files, a taken port."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pexpect
import pytest

from panel_sim.adapters.home import Home
from panel_sim.adapters.token_cache import TokenCache

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "panel_sim", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def begin_scan(panel: Any, original: str) -> None:
    """Anna, who has signed in, starts a scan to herself."""
    panel.until("Till Min e-post")
    panel.until(lambda glass: (panel.home / "ready.json").exists())
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press("1111", "enter")
    panel.choose("Original (övning)")
    panel.choose(original)
    panel.until("Färgläge")
    panel.choose("Starta")


def test_killed_while_sending_it_is_interrupted_and_never_sent_twice(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna")
    panel.until(lambda glass: (panel.home / "ready.json").exists())
    panel.control("POST", "/faults", {"name": "smtp-silent"})
    begin_scan(panel, "Faktura")
    panel.until("» tcp")
    panel.kill()
    again = terminal(home=panel.home)
    again.until(lambda glass: (panel.home / "ready.json").exists())
    again.choose("Jobbstatus")
    assert "Avbröts" in again.until("Till Min e-post  anna@ovning.example")
    assert again.control("GET", "/mail") == {"mails": []}, "nothing may be sent by itself"
    assert again.quit() == 0


def test_ctrl_c_during_a_send_asks_and_leaves_the_job_interrupted(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna")
    panel.until(lambda glass: (panel.home / "ready.json").exists())
    panel.control("POST", "/faults", {"name": "smtp-silent"})
    begin_scan(panel, "Faktura")
    panel.until("» tcp")
    panel.press("ctrl+c")
    panel.until("avsluta")
    panel.press("ctrl+c")
    panel.child.expect(pexpect.EOF, timeout=30)
    panel.child.close()
    assert panel.child.exitstatus == 130
    shown = program("--home", str(panel.home), "go", "Jobbstatus").stdout
    assert "Avbröts" in shown


def test_sigterm_ends_the_device_with_exit_code_0(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "panel_sim", "--home", str(tmp_path / "home"), "device", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    with started.stdout:
        ready = json.loads(started.stdout.readline())
        assert ready["ready"] is True
        assert set(ready) >= {
            "authority",
            "client_id",
            "scopes",
            "ca_file",
            "smtp",
            "pages",
            "control",
            "control_token",
        }
        started.send_signal(signal.SIGTERM)
        assert started.wait(30) == 0
        assert started.stdout.read() == ""


def test_a_second_program_on_the_same_home_is_refused(terminal: Callable[..., Any]) -> None:
    panel = terminal()
    panel.until("Till Min e-post")
    second = program("--home", str(panel.home), "device")
    assert second.returncode == 3
    assert str(panel.home) in second.stderr
    assert second.stderr.count("\n") == 1
    # Looking is allowed while somebody else holds the home.
    assert "Jobbstatus" in program("--home", str(panel.home), "go", "Jobbstatus").stdout
    assert panel.quit() == 0


def test_resized_to_nothing_and_back(terminal: Callable[..., Any]) -> None:
    panel = terminal()
    panel.until("Till Min e-post")
    panel.resize(20, 5)
    panel.until(lambda glass: "Till Min e-post" not in glass and glass.strip() != "")
    panel.resize(1, 1)
    panel.read(0.5)
    panel.resize(80, 24)
    panel.until("Till Min e-post")
    panel.resize(120, 40)
    panel.until("Övningsklocka")
    assert panel.quit() == 0


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = program("--home", str(tmp_path / "home"), "--port-base", str(port), "device")
    assert refused.returncode == 3
    assert str(port) in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("place", ["/proc/panel-sim", "/dev/null", "/dev/null/home"])
def test_a_home_that_cannot_be_used(place: str) -> None:
    refused = program("--home", place, "device")
    assert refused.returncode == 3
    assert place.split("/")[1] in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_damaged_files_are_set_aside_and_told(terminal: Callable[..., Any], tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = terminal("--given", "epas-anna", home=home)
    begin_scan(first, "Faktura")
    first.until("har skickats till", 60)
    assert first.quit() == 0
    (home / "settings.json").write_bytes(b'{"values": {"panel.la')
    (home / "jobs.sqlite").write_bytes(b"SQLite format 3\x00 and then nothing of the kind" * 100)
    for token in (home / "tokens").rglob("*.json"):
        token.write_bytes(b"\x00\x01")
    panel = terminal(home=home)
    assert "settings.json.damaged-1" in panel.until("inställningar var skadade")
    kept = sorted(path.name for path in home.iterdir() if "damaged" in path.name)
    assert any(name.startswith("settings.json") for name in kept)
    assert any(name.startswith("jobs.sqlite") for name in kept)
    panel.press("enter")
    panel.press("enter")
    panel.until("Till Min e-post")
    assert len(panel.control("GET", "/mail")["mails"]) == 1, "the practice mailboxes were not damaged"
    assert panel.quit() == 0


def test_secret_files_are_private_and_secrets_stay_in_them(terminal: Callable[..., Any], tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    panel = terminal("--given", "epas-anna", "--log-file", str(log))
    begin_scan(panel, "Faktura")
    panel.until("har skickats till", 60)
    kept = TokenCache(partial(Home.open(panel.home, exclusive=False).token_cache, "practice")).load("user:anna")
    assert kept is not None
    secrets = [secret.encode() for secret in re.findall(r'"secret": ?"([^"]{20,})"', kept.cache)]
    assert secrets, "the token cache holds tokens"
    secrets += [b"Ovning-123!", b"12345678", str(panel.ready()["control_token"]).encode()]
    for path in panel.home.rglob("*"):
        if path.is_file() and not path.is_socket():
            assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"
    public = [log, *(panel.home / "output").rglob("*"), panel.home / "settings.json", panel.home / "jobs.sqlite"]
    for path in public:
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret in content], path
    assert not [secret for secret in secrets if secret.decode(errors="ignore") in panel.glass]
    database = sqlite3.connect(panel.home / "jobs.sqlite")
    dump = "\n".join(database.iterdump())
    database.close()
    assert not [secret for secret in secrets if secret.decode() in dump]
    assert panel.quit() == 0


def test_too_small_and_no_terminal_are_sentences(tmp_path: Path) -> None:
    refused = program("--home", str(tmp_path / "home"), stdin=subprocess.DEVNULL)
    assert refused.returncode == 2
    assert "--plain" in refused.stderr


def test_headers_cannot_be_injected_from_the_glass(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna")
    panel.until(lambda glass: (panel.home / "ready.json").exists())
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press("1111", "enter")
    panel.choose("Ämne")
    panel.until("OK")
    # What a paste with line ends would type: they never get into the line.
    panel.press("åäö 漢字\x0bBcc: bo@ovning.example")
    panel.until("Bcc: bo")
    panel.choose("OK")
    panel.until("Färgläge")
    panel.choose("Starta")
    panel.until("har skickats till", 60)
    [mail] = panel.control("GET", "/mail")["mails"]
    assert mail["to"] == ["anna@ovning.example"]
    assert "漢字" in mail["subject"]
    assert os.linesep not in mail["subject"]
    assert panel.quit() == 0
