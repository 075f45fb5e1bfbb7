"""The session log: it tells what went over each wire, and nothing in it is a secret."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

from panel_sim.tenant.clock import ManualClock
from panel_sim.tenant.session_log import LINES_KEPT, SESSIONS_KEPT, SessionLog

ADMIN, ANNA, PASSWORD = "admin@ovning.example", "anna@ovning.example", "Ovning-123!"


@pytest.fixture
def used(
    open_tenant: Any, device: Any, browser: Any, smtp: Any, xoauth2: Any, letter: Any, control: Any, directory: Any
) -> list[str]:
    """Everything secret that a whole sign-in with a second factor, a mail, a refresh and some blunders used."""
    open_tenant.set_policy(require_mfa=True)
    open_tenant.change_password(ANNA, "Hemligt-ord-9!")
    flow = device.start()
    browser.open()
    cookie = next(iter(browser.client.cookies.values()))
    # Blunders: a password where the address belongs, and in the code's place.
    browser.submit(code="Hemligt-ord-9!")
    browser.submit(code=flow["user_code"])
    browser.submit(account="Hemligt-ord-9!")
    browser.submit(account=ANNA)
    browser.submit(password="Fel-ord-8!")
    browser.submit(password="Hemligt-ord-9!")
    otc = open_tenant.one_time_code(ANNA)
    browser.submit(otc=otc)
    assert browser.submit(answer="continue") == "done"
    csrf = re.findall(r'name="csrf" value="([^"]+)"', browser.open().page.text)
    tokens = device.poll(flow)
    refreshed = device.silent(force=True)
    form = {"grant_type": "refresh_token", "client_id": open_tenant.ready.client_id, "scope": tokens["access_token"],
            "refresh_token": tokens["refresh_token"], "client_secret": "Hemlig-nyckel"}  # fmt: skip
    directory.post("/common/oauth2/v2.0/token", data=form)
    directory.get("/oidc/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    by_query = directory.get(
        "/common/oauth2/v2.0/devicecode",
        params={"client_id": open_tenant.ready.client_id, "scope": open_tenant.ready.scopes[0]},
    ).json()
    client = smtp()
    client.docmd("AUTH", "LOGIN")
    client.docmd(base64.b64encode(ANNA.encode()).decode())
    client.docmd(base64.b64encode(b"Hemligt-ord-9!").decode())
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, "not-a-token"))
    client.docmd("AUTH", "XOAUTH2")
    assert client.docmd(xoauth2(ANNA, tokens["access_token"]))[0] == 235
    client.docmd(xoauth2(ANNA, tokens["access_token"]))
    client.send_message(letter(ANNA, subject="Lönelista"))
    client.quit()
    return [
        PASSWORD, "Hemligt-ord-9!", "Fel-ord-8!", otc, flow["user_code"], flow["device_code"], cookie, *csrf,
        tokens["access_token"], tokens["refresh_token"], tokens["id_token"], refreshed["access_token"],
        by_query["user_code"], by_query["device_code"], "Hemlig-nyckel", "not-a-token", "Lönelista", "Hej!",
        base64.b64encode(b"Hemligt-ord-9!").decode(), xoauth2(ANNA, tokens["access_token"]),
        xoauth2(ANNA, "not-a-token"), open_tenant.ready.control_token,
        *(part for token in (tokens["access_token"], tokens["id_token"]) for part in token.split(".")),
    ]  # fmt: skip


def test_no_secret_in_file_page_or_api(open_tenant: Any, folder: Path, browser: Any, control: Any, used: Any) -> None:
    assert len(used) > 20
    seen = {
        "file": (folder / "sessions.log").read_text("utf-8"),
        "page": browser.client.get("/sessions").text,
        "api": control.get("/sessions").text,
        "method": str(open_tenant.sessions()),
    }
    for place, text in seen.items():
        for number, secret in enumerate(used):
            assert secret, number
            # The secret itself stays out of the failure's words.
            assert (secret in text) is False, f"secret {number} in the {place}"


def test_what_is_told(open_tenant: Any, folder: Path, browser: Any, used: Any) -> None:
    text = (folder / "sessions.log").read_text("utf-8")
    for line in (
        "/oauth2/v2.0/devicecode",
        "grant_type=urn:ietf:params:oauth:grant-type:device_code",
        "device_code=(hidden, 86 characters)",
        "S: HTTP/1.1 401",
        "error_codes: [700025]",
        "access_token: (hidden, ",
        "C: POST /devicelogin/password",
        "password=(hidden, 14 characters)",
        f"account={ANNA}",
        "C: EHLO printer.example",
        "S: 250 SMTPUTF8",
        "C: STARTTLS",
        "S: 220 2.0.0 SMTP server ready",
        "C: AUTH XOAUTH2 (hidden, ",
        "S: 535 5.7.3 Authentication unsuccessful",
        "S: 334 ",
        f"C: MAIL FROM:<{ANNA}>",
        "S: 250 2.1.5 Recipient OK",
        "S: 354 Start mail input",
        "C: (the message, ",
        "S: 250 2.0.0 OK <",
        "C: QUIT",
        "authorization: (hidden, ",
    ):
        assert line in text, line
    assert (folder / "sessions.log").stat().st_mode & 0o777 == 0o600
    newest = open_tenant.sessions("smtp")[0]["lines"]
    assert newest[0].startswith("S: 220 mail.ovning.example ")
    assert browser.client.get("/sessions?service=smtp").text.count("<pre") == 1


@pytest.mark.parametrize(("language", "title"), [("sv", "Vad som har sagts"), ("en", "What was said")])
def test_the_page_is_linked_from_the_mailboxes(browser: Any, language: str, title: str) -> None:
    page = browser.open(f"/mailbox?lang={language}").page.text
    assert f'<a href="/sessions">{title}' in page
    shown = browser.open(f"/sessions?lang={language}").page
    assert shown.status_code == 200
    assert title in shown.text


def test_a_line_that_is_cut_is_told(tenant: Any, directory: Any, control: Any) -> None:
    tenant.set_fault(leg="discovery", do="drop")
    with pytest.raises(Exception, match=r"disconnected|reset"):
        directory.get("/common/v2.0/.well-known/openid-configuration")
    # The client hears of it first; each question below gives the tenant's loop a turn.
    for _ in range(50):
        lines = control.get("/sessions", params={"service": "directory"}).json()["sessions"][0]["lines"]
        if lines[-1].startswith("*"):
            break
    assert lines[-1] == "*: The line ended without an answer."


def test_the_control_api_chooses(control: Any, directory: Any) -> None:
    for _ in range(3):
        directory.get("/common/discovery/v2.0/keys")
    assert len(control.get("/sessions", params={"service": "directory", "most": 2}).json()["sessions"]) == 2
    assert control.get("/sessions", params={"service": "smtp"}).json() == {"sessions": []}
    assert control.get("/sessions", params={"service": "imap"}).status_code == 400
    assert control.get("/sessions", params={"most": "0"}).status_code == 400


def test_the_log_is_bounded(tmp_path: Path) -> None:
    log = SessionLog(tmp_path, ManualClock(), limit=2000)
    session = log.begin("smtp")
    for number in range(LINES_KEPT + 50):
        session.line("C", f"NOOP {number}")
    for _ in range(SESSIONS_KEPT + 5):
        log.begin("pages")
    log.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sessions.1.log", "sessions.log"]
    assert all(each.stat().st_size <= 2000 for each in tmp_path.iterdir())
    assert len(session.lines) == LINES_KEPT
    assert len(log.sessions()) == SESSIONS_KEPT
    assert log.sessions("smtp") == []


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    log = SessionLog(tmp_path / "gone", ManualClock())
    log.begin("smtp").line("S", "220")
    assert log.sessions()[0]["lines"] == ["S: 220"]
    log.close()
