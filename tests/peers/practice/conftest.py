"""The practice tenant alone, in a process of its own, for clients that know nothing of panel-sim."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

PASSWORD = "Ovning-123!"
ANNA, BO = "anna@ovning.example", "bo@ovning.example"


class Practice:
    """A running tenant: its ready line, and its control API."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.ready = ready
        self.ca_file = str(ready["ca_file"])
        self.authority = str(ready["authority"])
        self.client_id = str(ready["client_id"])
        self.scopes = [str(scope) for scope in ready["scopes"]]
        self.smtp_port = int(ready["smtp"]["port"])

    def control(self, verb: str, path: str, body: object = None) -> Any:
        """One request to the control API; its answer."""
        bearer = {"Authorization": f"Bearer {self.ready['control_token']}"}
        answer = httpx.request(verb, self.ready["control"] + path, json=body, headers=bearer, trust_env=False)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def policy(self, **switches: object) -> None:
        """Turn switches."""
        self.control("PATCH", "/policy", switches)

    def approve(self, user_code: str, user: str = ANNA, outcome: str = "accept") -> dict[str, Any]:
        """What the person would do at the page."""
        return dict(self.control("POST", "/approve", {"user_code": user_code, "user": user, "outcome": outcome}))

    def sign_in(self, user: str = ANNA, scope: str = "") -> str:
        """An access token, by the plain requests of RFC 8628."""
        trust = ssl.create_default_context(cafile=self.ca_file)
        scope = scope or " ".join([*self.scopes, "offline_access", "openid"])
        with httpx.Client(verify=trust, base_url=f"{self.authority}/oauth2/v2.0/", trust_env=False) as client:
            asked = client.post("devicecode", data={"client_id": self.client_id, "scope": scope}).json()
            assert self.approve(asked["user_code"], user)["step"] == "done"
            grant = {"client_id": self.client_id, "grant_type": "urn:ietf:params:oauth:grant-type:device_code"}
            answer = client.post("token", data=grant | {"device_code": asked["device_code"]}).json()
        return str(answer["access_token"])

    def mail(self, to: str = BO) -> dict[str, Any]:
        """The only mail that came to somebody."""
        [one] = self.control("GET", f"/mail?to={to}")["mails"]
        return dict(one)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A tenant where the organisation has consented and polls may come each second."""
    arguments = [sys.executable, "-m", "panel_sim", "--home", str(tmp_path / "home"), "tenant", "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        tenant = Practice(json.loads(started.stdout.readline()))
        tenant.control("POST", "/consent", {})
        tenant.policy(poll_interval_s=1)
        yield tenant
        started.terminate()
        assert started.wait(30) == 0
