"""The control API: its doings, and its sentences for bad requests."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

ADMIN, ANNA = "admin@ovning.example", "anna@ovning.example"


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic eDp5", "Bearer", "Bearer å"])
def test_the_token_is_wanted(tenant: Any, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode("utf-8")}
    answer = httpx.get(f"{tenant.ready.control}/policy", headers=headers)
    assert answer.status_code == 401
    assert "error" in answer.json()


def test_approve(control: Any, device: Any) -> None:
    flow = device.start()
    asked = {"user_code": flow["user_code"], "user": ADMIN, "outcome": "wrong-password"}
    assert control.post("/approve", json=asked).json()["code"] == "AADSTS50126"
    answer = control.post("/approve", json={**asked, "outcome": "accept", "consent": "organization"})
    assert answer.json() == {"step": "done", "code": None, "detail": None}
    assert "access_token" in device.poll(flow)
    flow = device.start()
    ignored = control.post("/approve", json={"user_code": flow["user_code"], "user": ANNA, "outcome": "ignore"})
    assert ignored.json()["step"] == "ignored"
    assert control.post("/approve", json={"user_code": flow["user_code"], "user": ANNA}).json()["step"] == "done"


def test_approve_without_anybodys_consent(control: Any, device: Any) -> None:
    flow = device.start()
    answer = control.post("/approve", json={"user_code": flow["user_code"], "user": ANNA}).json()
    assert (answer["step"], answer["code"]) == ("problem", "AADSTS90094")
    refused = control.post("/approve", json={"user_code": flow["user_code"], "user": ANNA, "consent": "organization"})
    assert refused.status_code == 400
    assert "is no administrator" in refused.json()["error"]


def test_policy(control: Any, tenant: Any) -> None:
    assert control.get("/policy").json()["security_defaults"] is True
    answer = control.patch("/policy", json={"security_defaults": False, "smtp_auth_mailbox": {ANNA: "on"}}).json()
    assert answer["security_defaults"] is False
    assert answer["smtp_auth_mailbox"] == {
        ADMIN: "inherit", "skrivare@ovning.example": "inherit", ANNA: "on", "bo@ovning.example": "inherit",
        "eva@privat.example": "inherit",
    }  # fmt: skip
    assert tenant.policy() == answer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"security_default": True}, "did you mean 'security_defaults'?"),
        ({"smtp_auth_org": "on"}, "'smtp_auth_org' is true or false, not 'on'."),
        ({"smtp_auth_mailbox": "on"}, "takes a value for each user"),
        ({"smtp_auth_mailbox": {"ana@ovning.example": "on"}}, "did you mean 'anna@ovning.example'?"),
        ({"smtp_auth_mailbox": {ANNA: True}}, "'inherit', 'on' or 'off'"),
        ({"poll_interval_s": 0}, "from 1 to 3600"),
        ({"poll_interval_s": True}, "from 1 to 3600"),
        ({"refresh_idle_days": "ninety"}, "from 1 to 3650"),
        ({"security_defaults": False, "nonsense": 1}, "no switch 'nonsense'"),
    ],
)
def test_a_bad_policy_changes_nothing(control: Any, changes: dict[str, Any], words: str) -> None:
    before = control.get("/policy").json()
    answer = control.patch("/policy", json=changes)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert control.get("/policy").json() == before


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "/approve", b"{", 400, "not JSON"),
        ("POST", "/approve", b"[" * 60_000, 400, "not JSON"),
        ("POST", "/approve", b"[]", 400, "not a JSON object"),
        ("POST", "/approve", b"\xff\xfe", 400, "not JSON"),
        ("POST", "/approve", b"{}", 400, "'user_code' is missing"),
        ("POST", "/approve", b'{"user_code": 1, "user": "x"}', 400, "'user_code' is text"),
        ("POST", "/approve", b'{"user_code": "x", "user": "x", "outcom": ""}', 400, "did you mean 'outcome'?"),
        ("POST", "/approve", b'{"user_code": "x", "user": "x"}', 404, "No practice user has the address 'x'"),
        ("POST", "/approve", b'{"user_code": "x", "user": "anna@ovning.example"}', 404, "AADSTS70018"),
        ("POST", "/approve", b'{"user_code": "x", "user": "anna@ovning.example", "outcome": "no"}', 400, "is none of"),
        ("POST", "/clock", b'{"advance_s": "x"}', 400, "number of seconds"),
        ("POST", "/clock", b'{"advance_s": -1}', 400, "forward only"),
        ("POST", "/clock", b'{"advance_s": NaN}', 400, "forward only"),
        ("POST", "/clock", b'{"advance_s": 1e400}', 400, "forward only"),
        ("POST", "/revoke", b'{"user": "\\ud83d"}', 404, "No practice user"),
        ("POST", "/password", b'{"user": "anna@ovning.example", "password": ""}', 400, "between 1 and 256"),
        ("POST", "/faults", b'{"name": "smtp-dwn"}', 400, "did you mean 'smtp-down'?"),
        ("POST", "/faults", b'{"name": "smtp-slow", "delay_s": true}', 400, "number of seconds"),
        ("POST", "/faults", b'{"name": "smtp-down", "x": 1}', 400, "no option 'x'"),
        ("DELETE", "/faults", b'{"name": 3}', 400, "is text"),
        ("POST", "/reset", b'{"seed": "x"}', 400, "no seed 'x'"),
        ("POST", "/consent", b'{"user": "x"}', 404, "No practice user"),
        ("GET", "/nothing", b"", 404, "There is no /control/nothing"),
        ("PUT", "/policy", b"", 405, "does not take PUT"),
        ("POST", "/approve", b" " * 100_000, 413, "larger than 64 kB"),
    ],
)
def test_bad_requests_get_a_sentence(
    control: Any, method: str, path: str, body: bytes, status: int, words: str
) -> None:
    answer = control.request(method, path, content=body)
    assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text


def test_clock_revoke_password_consent_and_reset(control: Any, tenant: Any, device: Any, clock: Any) -> None:
    before = control.get("/clock").json()["now"]
    assert control.post("/clock", json={"advance_s": 90}).json()["now"] == before + 90
    control.post("/consent", json={})
    flow = device.start()
    assert tenant.approve(flow["user_code"], ANNA)["step"] == "done"
    device.poll(flow)
    assert control.post("/revoke", json={"user": ANNA}).status_code == 200
    assert device.silent(force=True)["error_codes"] == [50173]
    assert control.post("/password", json={"user": ANNA, "password": "Nytt-456!"}).status_code == 200
    assert control.request("DELETE", "/consent", json={}).status_code == 200
    control.patch("/policy", json={"require_mfa": True})
    assert control.post("/reset", json={"seed": "smtp-auth-on"}).status_code == 200
    assert tenant.policy()["smtp_auth_org"] is True
    assert tenant.policy()["require_mfa"] is False
    assert control.post("/reset").status_code == 200
    assert tenant.policy()["smtp_auth_org"] is True
    flow = device.start()
    assert tenant.approve(flow["user_code"], ANNA)["code"] == "AADSTS90094"


def test_mail(open_tenant: Any, control: Any, smtp: Any, token_of: Any, xoauth2: Any, letter: Any) -> None:
    client = smtp()
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))
    client.send_message(letter(ANNA))
    (mail,) = control.get("/mail", params={"to": ANNA}).json()["mails"]
    assert mail["from"] == ANNA
    assert mail["attachments"][0]["size"] == 17
    assert control.get("/mail", params={"to": "bo@ovning.example"}).json() == {"mails": []}
    assert len(control.get("/mail").json()["mails"]) == 1
