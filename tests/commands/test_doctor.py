"""panel-sim doctor, the real program: JSON lines for programs, a checklist for people, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from panel_sim.adapters.home import Home
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Tenant

ANNA, ADMIN = "anna@ovning.example", "admin@ovning.example"
LEGS = ["device_code", "sign_in", "refresh", "dns", "tcp", "tls", "auth", "mail", "rcpt", "data", "verdict"]
pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def doctor(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the program in a home of the test's own."""
    started: list[subprocess.Popen[str]] = []
    environment = {
        **os.environ,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "REQUESTS_CA_BUNDLE": "/dev/null",
        "SSL_CERT_FILE": "/dev/null",
    }

    def begin(*arguments: str | Path) -> subprocess.Popen[str]:
        made = subprocess.Popen(
            [sys.executable, "-m", "panel_sim", "--home", str(tmp_path / "home"), "doctor", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        started.append(made)
        return made

    yield begin
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Tenant]:
    """A practice tenant that runs elsewhere."""
    with Tenant(tmp_path / "tenant", clock=OffsetClock()) as running:
        running.seed("smtp-auth-on")
        running.grant_consent()
        running.set_policy(poll_interval_s=1)
        yield running


@pytest.fixture
def ready(tenant: Tenant, tmp_path: Path) -> Path:
    """The file with its ready line."""
    path = tmp_path / "ready.json"
    path.write_text(json.dumps(tenant.ready.as_dict()))
    return path


def lines(stream: IO[str] | None) -> Iterator[dict[str, Any]]:
    assert stream is not None
    for line in stream:
        yield json.loads(line)


def test_a_green_verdict_in_json(doctor: Any, tenant: Tenant, ready: Path) -> None:
    program = doctor("--tenant", ready, "--to", "bo@ovning.example", "--json")
    told = lines(program.stdout)
    first = next(told)
    assert (first["leg"], first["ok"]) == ("device_code", True)
    assert first["verification_uri"] == tenant.ready.as_dict()["pages"]["device_login"]
    tenant.approve(first["user_code"], ANNA)
    rest = list(told)
    assert program.wait(30) == 0, program.stderr.read()
    assert [line["leg"] for line in (first, *rest)] == LEGS
    assert all(line["ok"] is True for line in rest)
    assert all(line["ms"] >= 0 and isinstance(line["detail"], str) for line in (first, *rest[:-1]))
    assert rest[-1] == {
        "leg": "verdict",
        "ok": True,
        "code": None,
        "failed": None,
        "kind": None,
        "detail": f"{ANNA} → bo@ovning.example",
        "advice": "",
    }
    assert len(tenant.mail("bo@ovning.example")) == 1
    assert program.stderr.read() == ""


def test_a_red_verdict_in_json_keeps_every_secret(doctor: Any, tenant: Tenant, ready: Path, tmp_path: Path) -> None:
    tenant.set_policy(smtp_auth_org=False)
    program = doctor("--tenant", ready, "--json", "--language", "sv", "--log-file", tmp_path / "log")
    told = lines(program.stdout)
    first = next(told)
    tenant.approve(first["user_code"], ANNA)
    rest = list(told)
    assert program.wait(30) == 1
    verdict = rest[-1]
    assert (verdict["ok"], verdict["code"], verdict["failed"]) == (False, 370, "auth")
    assert verdict["detail"].startswith("535 5.7.139")
    assert "Set-TransportConfig" in verdict["advice"]
    assert "administratör" in verdict["advice"]
    assert first["user_code"] not in json.dumps(rest)
    assert "eyJ" not in json.dumps(rest)
    assert not (tmp_path / "home").exists(), "nothing is kept, and no home is needed"
    log = (tmp_path / "log").read_text()
    assert "doctor auth failed" in log
    assert "doctor verdict auth-refused 370" in log
    assert not [secret for secret in (first["user_code"], "eyJ", "anna") if secret in log]


@pytest.mark.parametrize(("language", "said"), [("en", "The printer would show the code 370."), ("sv", "koden 370")])
def test_people_get_a_checklist_with_the_code_in_large_letters(
    doctor: Any, tenant: Tenant, ready: Path, language: str, said: str
) -> None:
    tenant.set_policy(security_defaults=True)
    program = doctor("--tenant", ready, "--language", language)
    code, seen = "", ""
    for line in program.stdout:
        seen += line
        word = line.strip()
        if len(word) == 9 and word.isalnum() and word.isupper():
            code = word
            tenant.approve(code, ANNA)
    assert program.wait(30) == 1
    assert tenant.ready.as_dict()["pages"]["device_login"] in seen
    assert "█" in seen
    assert said in seen
    assert seen.count("✓") == 6
    assert seen.count("✗") == 1
    assert "\x1b" not in seen, "no colours where no terminal is"
    assert all(len(line) <= 110 for line in seen.splitlines())


def test_practice_brings_its_own_tenant(doctor: Any, tmp_path: Path) -> None:
    program = doctor("--json")
    told = lines(program.stdout)
    first = next(told)
    ready = json.loads((tmp_path / "home" / "ready.json").read_text())
    request = urllib.request.Request(
        ready["control"] + "/approve",
        json.dumps(
            {"user_code": first["user_code"], "user": ADMIN, "outcome": "accept", "consent": "organization"}
        ).encode(),
        {"Authorization": f"Bearer {ready['control_token']}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()
    rest = list(told)
    assert program.wait(30) == 0, (rest, program.stderr.read())
    assert [line["leg"] for line in (first, *rest)] == LEGS
    tcp = next(line for line in rest if line["leg"] == "tcp")
    assert tcp["detail"].startswith("smtp-mail.outlook.com:587 → localhost:")
    assert list((tmp_path / "home" / "tokens").iterdir()) == []


def test_ctrl_c(doctor: Any, ready: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        program = doctor("--tenant", ready, "--json")
        next(lines(program.stdout))
        program.send_signal(number)
        out, err = program.communicate(timeout=20)
        assert (program.returncode, out, err) == (130, "", "")


def test_a_home_in_use_points_to_what_runs_there(doctor: Any, tmp_path: Path) -> None:
    with Home.open(tmp_path / "home") as home:
        (home.folder / "ready.json").write_text("{}")
        program = doctor()
        out, err = program.communicate(timeout=30)
    assert (program.returncode, out) == (3, "")
    assert f"--tenant {home.folder / 'ready.json'}" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "nobody"], "--to wants an e-mail address"),
        (["--language", "de"], "There is no language de"),
        (["--profile", "work"], "There is no profile work"),
        (["--tenant", "missing.json"], "cannot be read"),
        (["--tenant", __file__], "is not the line"),
    ],
)
def test_wrong_usage(doctor: Any, arguments: list[str], said: str) -> None:
    program = doctor(*arguments)
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_profile_of_ones_own(doctor: Any, tenant: Tenant, tmp_path: Path) -> None:
    line = tenant.ready.as_dict()
    config = tmp_path / "panel-sim.toml"
    config.write_text(
        f"""
[profiles.lab]
authority = "{line["authority"]}"
client_id = "{line["client_id"]}"
scopes = {json.dumps(line["scopes"])}
smtp_host = "localhost"
smtp_port = {line["smtp"]["port"]}
ca_file = "{line["ca_file"]}"
timeout_s = 10
"""
    )
    program = doctor("--profile", "lab", "--config", config, "--json")
    told = lines(program.stdout)
    first = next(told)
    tenant.approve(first["user_code"], ANNA)
    assert [entry["leg"] for entry in told] == LEGS[1:]
    assert program.wait(30) == 0
    assert not (tmp_path / "home").exists()


def test_nobody_there_is_a_red_verdict(doctor: Any, tmp_path: Path) -> None:
    config = tmp_path / "panel-sim.toml"
    config.write_text(
        """
[profiles.lab]
authority = "https://localhost:1/x"
client_id = "x"
scopes = ["smtp"]
smtp_host = "localhost"
"""
    )
    program = doctor("--profile", "lab", "--config", config, "--json", "--language", "en")
    out, _ = program.communicate(timeout=30)
    first, verdict = (json.loads(line) for line in out.splitlines())
    assert program.returncode == 1
    assert (first["leg"], first["ok"]) == ("device_code", False)
    assert (verdict["ok"], verdict["code"], verdict["kind"]) == (False, 360, "connection-refused")
    assert "localhost, port 1" in verdict["advice"]
