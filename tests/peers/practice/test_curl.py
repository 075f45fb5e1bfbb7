"""curl does the whole of it with nothing but requests: a code, tokens, and a mail."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.peers

ANNA, BO = "anna@ovning.example", "bo@ovning.example"
LETTER = f"From: {ANNA}\r\nTo: {BO}\r\nSubject: From curl\r\n\r\nHello.\r\n"

Curl = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def curl(foreign: Any, practice: Any, find: Callable[[str, str], str]) -> Curl:
    """curl, which trusts the practice authority only."""
    program = find("curl", "curl")

    def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        common = ("--silent", "--show-error", "--max-time", "30", "--cacert", practice.ca_file)
        return foreign.run([program, *common, *arguments], said)

    return run


def mail(curl: Curl, practice: Any, token: str, *more: str) -> subprocess.CompletedProcess[str]:
    """curl sends a letter."""
    return curl(
        *("--ssl-reqd", f"smtp://localhost:{practice.smtp_port}", "--user", f"{ANNA}:", "--oauth2-bearer", token),
        *("--mail-from", ANNA, "--mail-rcpt", BO, "--upload-file", "-", *more),
        said=LETTER,
    )


def test_the_device_flow_by_hand_and_a_mail(curl: Curl, practice: Any) -> None:
    form = ("--data-urlencode", f"client_id={practice.client_id}")
    scope = " ".join([*practice.scopes, "offline_access", "openid"])
    endpoints = f"{practice.authority}/oauth2/v2.0"
    asked = json.loads(curl(*form, "--data-urlencode", f"scope={scope}", f"{endpoints}/devicecode").stdout)
    poll = (
        *(*form, "--data-urlencode", "grant_type=urn:ietf:params:oauth:grant-type:device_code"),
        *("--data-urlencode", f"device_code={asked['device_code']}", f"{endpoints}/token"),
    )
    assert json.loads(curl(*poll).stdout)["error"] == "authorization_pending"
    practice.approve(asked["user_code"])
    practice.control("POST", "/clock", {"advance_s": asked["interval"] + 1})
    tokens = json.loads(curl(*poll).stdout)
    renewed = json.loads(
        curl(
            *(*form, "--data-urlencode", "grant_type=refresh_token", "--data-urlencode", f"scope={scope}"),
            *("--data-urlencode", f"refresh_token={tokens['refresh_token']}", f"{endpoints}/token"),
        ).stdout
    )
    sent = mail(curl, practice, renewed["access_token"])
    assert sent.returncode == 0, sent.stderr
    assert practice.mail()["subject"] == "From curl"


def test_the_token_on_the_auth_line_works_too(curl: Curl, practice: Any) -> None:
    sent = mail(curl, practice, practice.sign_in(), "--sasl-ir", "--login-options", "AUTH=XOAUTH2")
    assert sent.returncode == 0, sent.stderr
    assert practice.mail()["from"] == ANNA


def test_a_refused_token_is_a_login_that_was_denied(curl: Curl, practice: Any) -> None:
    sent = mail(curl, practice, practice.sign_in(BO))
    assert (sent.returncode, "denied" in sent.stderr) == (67, True)


def test_a_discovery_document_that_names_what_there_is(curl: Curl, practice: Any) -> None:
    document = json.loads(curl(f"{practice.authority}/v2.0/.well-known/openid-configuration").stdout)
    keys = json.loads(curl(document["jwks_uri"]).stdout)["keys"]
    assert document["device_authorization_endpoint"] == f"{practice.authority}/oauth2/v2.0/devicecode"
    assert {key["kty"] for key in keys} == {"RSA"}


def test_a_bad_certificate_is_refused(curl: Curl, practice: Any) -> None:
    token = practice.sign_in()
    practice.control("POST", "/faults", {"name": "tls-bad"})
    assert mail(curl, practice, token).returncode == 60
