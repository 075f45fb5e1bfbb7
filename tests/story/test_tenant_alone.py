"""The practice tenant alone, used by programs that know nothing of panel-sim."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

STRANGER = """
import base64, json, smtplib, ssl, sys
import msal

ready = json.loads(sys.argv[1])
app = msal.PublicClientApplication(
    ready["client_id"], authority=ready["authority"], instance_discovery=False, verify=ready["ca_file"]
)
flow = app.initiate_device_flow(scopes=ready["scopes"])
print(json.dumps({"user_code": flow["user_code"], "verification_uri": flow["verification_uri"]}), flush=True)
result = app.acquire_token_by_device_flow(flow)
token = result["access_token"]
with smtplib.SMTP(ready["smtp"]["host"], ready["smtp"]["port"], timeout=20) as server:
    server.starttls(context=ssl.create_default_context(cafile=ready["ca_file"]))
    server.ehlo()
    code, said = server.docmd("AUTH", "XOAUTH2")
    assert code == 334, (code, said)
    blob = base64.b64encode(f"user=anna@ovning.example\\x01auth=Bearer {token}\\x01\\x01".encode()).decode()
    code, said = server.docmd(blob)
    assert code == 235, (code, said)
    server.sendmail(
        "anna@ovning.example",
        ["bo@ovning.example"],
        "From: anna@ovning.example\\r\\nTo: bo@ovning.example\\r\\nSubject: From a stranger\\r\\n\\r\\nHello.\\r\\n",
    )
print(json.dumps({"username": result["id_token_claims"]["preferred_username"]}))
"""


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The ready line of a tenant that runs alone."""
    arguments = [sys.executable, "-m", "panel_sim", "--home", str(tmp_path / "home"), "tenant", "--json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        yield dict(json.loads(started.stdout.readline()))
        started.terminate()
        assert started.wait(30) == 0


def control(ready: dict[str, Any], verb: str, path: str, body: object = None) -> Any:
    answer = httpx.request(
        verb, ready["control"] + path, json=body, headers={"Authorization": f"Bearer {ready['control_token']}"}
    )
    assert answer.status_code < 300, answer.text
    return answer.json()


def approve(ready: dict[str, Any], user_code: str, user: str = "anna@ovning.example") -> None:
    body = {"user_code": user_code, "user": user, "outcome": "accept", "consent": None}
    control(ready, "POST", "/approve", body)


def consent(ready: dict[str, Any]) -> None:
    """The administrator signs in to something and consents for everybody."""
    authority = ready["authority"]
    with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as client:
        asked = client.post(
            f"{authority}/oauth2/v2.0/devicecode",
            data={"client_id": ready["client_id"], "scope": " ".join([*ready["scopes"], "offline_access"])},
        ).json()
    body = {
        "user_code": asked["user_code"],
        "user": "admin@ovning.example",
        "outcome": "accept",
        "consent": "organization",
    }
    control(ready, "POST", "/approve", body)


def test_an_unrelated_program_signs_in_with_msal_and_sends_with_smtplib(ready: dict[str, Any]) -> None:
    consent(ready)
    control(ready, "PATCH", "/policy", {"poll_interval_s": 1})
    arguments = [sys.executable, "-c", STRANGER, json.dumps(ready)]
    # These two would override the certificate that the program names (psf/requests issue 3829).
    env = {key: value for key, value in os.environ.items() if key not in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as stranger:
        assert stranger.stdout is not None
        assert stranger.stderr is not None
        flow = json.loads(stranger.stdout.readline())
        assert flow["verification_uri"] == ready["pages"]["device_login"]
        approve(ready, flow["user_code"])
        last = stranger.stdout.read()
        assert stranger.wait(60) == 0, stranger.stderr.read()
    assert json.loads(last)["username"] == "anna@ovning.example"
    [mail] = control(ready, "GET", "/mail?to=bo@ovning.example")["mails"]
    assert mail["subject"] == "From a stranger"
