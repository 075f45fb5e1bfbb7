"""The program on the page about the practice tenant is run as it stands there, as a stranger to this project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Tenant

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/run-the-tenant-alone.md"


def block(language: str, number: int = 0) -> str:
    """A block of the page."""
    texts: list[str] = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return texts[number]


def bodies() -> dict[str, dict[str, object]]:
    """What the page's curl lines send, by the end of the address."""
    sent = re.findall(r"curl .*-d '(\{.*?\})' \"\$control/(\w+)\"", block("sh", 1))
    return {place: json.loads(body) for body, place in sent}


@pytest.mark.slow
def test_the_program_on_the_page_signs_in_and_sends(tmp_path: Path) -> None:
    with Tenant(tmp_path / "tenant", clock=OffsetClock()) as tenant:
        ready = tenant.start()
        # What `panel-sim tenant` does with a new tenant.
        tenant.seed("smtp-auth-on")
        (tmp_path / "ready.json").write_text(json.dumps(ready.as_dict()), encoding="utf-8")
        with httpx.Client(headers={"Authorization": f"Bearer {ready.control_token}"}, trust_env=False) as control:
            control.patch(f"{ready.control}/policy", json={"poll_interval_s": 1}).raise_for_status()
            assert '-X POST "$control/consent"' in block("sh", 1)
            control.post(f"{ready.control}/consent").raise_for_status()
            program = subprocess.Popen(
                [sys.executable, "-u", "-c", block("python")], cwd=tmp_path, stdout=subprocess.PIPE, text=True
            )
            assert program.stdout is not None
            with program.stdout:
                code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4,5}\b", program.stdout.readline())
                assert code, "the message names no code"
                approval = {**bodies()["approve"], "user_code": code[0]}
                control.post(f"{ready.control}/approve", json=approval).raise_for_status()
                assert program.wait(timeout=60) == 0
            mails = control.get(f"{ready.control}/mail", params={"to": "anna@ovning.example"}).json()["mails"]
    assert [mail["subject"] for mail in mails] == ["hello"]
