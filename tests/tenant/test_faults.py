"""Faults as clients feel them, and that they pass."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

ANNA, BO = "anna@ovning.example", "bo@ovning.example"


def greeting(port: int, timeout: float = 0.3) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.settimeout(timeout)
        return connection.recv(100)


def test_smtp_down_refuses_and_comes_back_on_the_same_port(tenant: Any, smtp: Any) -> None:
    port = tenant.ready.smtp_port
    open_line = smtp()
    tenant.set_fault("smtp-down")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        [open_line.noop() for _ in range(3)]
    for address in ("127.0.0.1", "::1"):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, port), 5)
    assert tenant.faults() == {"smtp-down": {}}
    tenant.clear_fault("smtp-down")
    assert greeting(port).startswith(b"220 ")


def test_smtp_silent_connects_and_says_nothing(tenant: Any) -> None:
    tenant.set_fault("smtp-silent")
    with pytest.raises(TimeoutError):
        greeting(tenant.ready.smtp_port)
    tenant.clear_fault()
    assert greeting(tenant.ready.smtp_port).startswith(b"220 ")


def test_tls_bad_shows_a_certificate_that_nobody_signed(tenant: Any, smtp: Any, directory: Any) -> None:
    tenant.set_fault("tls-bad")
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp()
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200
    tenant.set_fault("tls-bad", service="directory")
    smtp()
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        directory.get("/common/discovery/v2.0/keys")
    tenant.clear_fault("tls-bad")
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


def test_directory_down_and_silent(tenant: Any, directory: Any) -> None:
    tenant.set_fault("directory-down")
    with pytest.raises(httpx.ConnectError):
        directory.get("/common/discovery/v2.0/keys")
    tenant.set_fault("directory-silent")
    with pytest.raises(httpx.ConnectError):
        directory.get("/common/discovery/v2.0/keys")
    tenant.clear_fault("directory-down")
    with pytest.raises(httpx.TimeoutException):
        directory.get("/common/discovery/v2.0/keys", timeout=0.3)
    tenant.clear_fault()
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


@pytest.fixture
def signed_in(smtp: Any, token_of: Any, xoauth2: Any) -> Callable[[], tuple[int, str, smtplib.SMTP]]:
    """Signs in and gives what the server said to that."""
    token = token_of(ANNA)

    def connect() -> tuple[int, str, smtplib.SMTP]:
        client = smtp()
        code, text = client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))
        return code, text.decode(), client

    return connect


def caught_up(waited: threading.Thread, tenant: Any, clock: Any) -> None:
    """Wind the clock to what is held until the thread has ended."""
    while waited.is_alive():
        due = tenant.next_due()
        if due is not None and due > clock.now():
            clock.advance(due - clock.now())
        waited.join(0.01)


@pytest.mark.parametrize(
    ("leg", "told"),
    [
        ("auth", (454, "4.7.0 Temporary authentication failure")),
        ("mail", (451, "4.7.500 Server busy")),
        ("rcpt", (550, "5.7.1 not\ntoday")),
        ("data", (552, "5.2.2 mailbox full")),
    ],
)
def test_replies_of_ones_own_at_each_leg(
    open_tenant: Any, signed_in: Any, letter: Any, leg: str, told: tuple[int, str]
) -> None:
    open_tenant.set_fault(leg=leg, do="reply", code=told[0], text=told[1], nth=2)
    assert signed_in()[0] == 235
    said: list[tuple[int, str]] = []
    for _ in range(2):
        code, text, client = signed_in()
        steps = [
            lambda c=client: c.mail(ANNA),
            lambda c=client: c.rcpt(BO),
            lambda c=client: c.data(letter(ANNA, BO).as_bytes()),
        ]
        said.append((code, text))
        for step in steps if code == 235 else ():
            code, raw = step()
            said.append((code, raw.decode()))
            if code >= 400:
                break
    assert said.count(told) == 1
    assert open_tenant.faults()[f"{leg}-reply"]["nth"] == 2


@pytest.mark.parametrize(
    ("leg", "code", "words"),
    [("auth", 535, "5.7.3"), ("mail", 550, "5.1.8"), ("rcpt", 550, "5.1.10"), ("data", 554, "5.2.0")],
)
def test_a_plain_no_at_each_leg(
    open_tenant: Any, signed_in: Any, letter: Any, leg: str, code: int, words: str
) -> None:
    open_tenant.set_fault(leg=leg, do="refuse")
    answers = [signed_in()]
    client = answers[0][2]
    said = answers[0][:2]
    if said[0] == 235:
        for step in (lambda: client.mail(ANNA), lambda: client.rcpt(BO), lambda: client.data(letter(ANNA).as_bytes())):
            number, raw = step()
            said = (number, raw.decode())
            if number >= 400:
                break
    assert said[0] == code
    assert said[1].startswith(words)
    assert open_tenant.mail() == []


def test_a_greeting_that_closes(open_tenant: Any) -> None:
    open_tenant.set_fault(leg="greeting", do="reply", code=421, text="4.3.2 Service not active")
    with socket.create_connection(("127.0.0.1", open_tenant.ready.smtp_port), 5) as line:
        assert line.recv(100) == b"421 4.3.2 Service not active\r\n"
        assert line.recv(100) == b""


@pytest.mark.parametrize("leg", ["tcp", "ehlo", "tls", "auth", "mail", "rcpt", "data"])
def test_a_line_that_drops_at_each_leg(open_tenant: Any, signed_in: Any, letter: Any, leg: str) -> None:
    open_tenant.set_fault(leg=leg, do="drop", nth=1)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError, ssl.SSLError)):
        signed_in()[2].sendmail(ANNA, BO, letter(ANNA, BO).as_bytes())
    assert open_tenant.mail() == []
    code, _, client = signed_in()
    assert code == 235, "only the first time"
    assert client.sendmail(ANNA, BO, letter(ANNA, BO).as_bytes()) == {}


@pytest.mark.parametrize("kept", [False, True])
def test_a_line_that_drops_after_the_message(open_tenant: Any, signed_in: Any, letter: Any, kept: bool) -> None:
    open_tenant.set_fault(leg="data", do="drop", kept=kept)
    client = signed_in()[2]
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail(ANNA, BO, letter(ANNA, BO).as_bytes())
    assert len(open_tenant.mail()) == kept


def test_a_no_for_a_message_that_was_kept_after_all(open_tenant: Any, signed_in: Any, letter: Any) -> None:
    open_tenant.set_fault(leg="data", do="reply", code=451, kept=True)
    client = signed_in()[2]
    client.mail(ANNA)
    client.rcpt(BO)
    assert client.data(letter(ANNA, BO).as_bytes())[0] == 451
    assert client.noop()[0] == 250
    assert len(open_tenant.mail()) == 1


def test_silence_and_delay_in_the_midst_of_a_dialogue(
    open_tenant: Any, signed_in: Any, clock: Any, letter: Any
) -> None:
    open_tenant.set_fault("wait", leg="rcpt", do="delay", delay_s=3600)
    client = signed_in()[2]
    sending = threading.Thread(target=lambda: client.sendmail(ANNA, BO, letter(ANNA, BO).as_bytes()))
    begun = clock.now()
    sending.start()
    caught_up(sending, open_tenant, clock)
    assert clock.now() == begun + 3600
    assert len(open_tenant.mail()) == 1
    open_tenant.clear_fault("wait")
    open_tenant.set_fault("hush", leg="data", do="silence", at="start")
    held = threading.Event()
    open_tenant.watch_held(held.set)
    client.sock.settimeout(0.3)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        client.sendmail(ANNA, BO, letter(ANNA, BO).as_bytes())
    assert held.is_set()
    assert len(open_tenant.mail()) == 1


@pytest.mark.parametrize("leg", ["tcp", "tls"])
@pytest.mark.parametrize("do", ["drop", "silence", "delay"])
def test_the_directory_before_any_request(tenant: Any, directory: Any, clock: Any, leg: str, do: str) -> None:
    tenant.set_fault(leg=leg, service="directory", do=do, nth=1)
    failed: list[Exception] = []
    answered: list[int] = []

    def ask() -> None:
        try:
            answer = directory.get("/common/discovery/v2.0/keys", timeout=1 if do == "silence" else 10)
            answered.append(answer.status_code)
        except httpx.HTTPError as problem:
            failed.append(problem)

    asking = threading.Thread(target=ask)
    begun = clock.now()
    asking.start()
    caught_up(asking, tenant, clock)
    assert (answered, len(failed)) == (([200], 0) if do == "delay" else ([], 1))
    assert clock.now() - begun == (2 if do == "delay" else 0)
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


def test_a_bad_certificate_now_and_then(tenant: Any, directory: Any, smtp: Any) -> None:
    tenant.set_fault(leg="tls", do="bad_certificate", service="all", nth=[2])
    smtp()
    with pytest.raises(ssl.SSLCertVerificationError):
        smtp()
    smtp()
    # Both services are met by one fault, each connection in turn.
    assert directory.get("/common/discovery/v2.0/keys").status_code == 200


@pytest.mark.parametrize("leg", ["device_code", "sign_in", "refresh", "discovery"])
@pytest.mark.parametrize("do", ["drop", "silence", "delay", "refuse"])
def test_the_directorys_legs(open_tenant: Any, device: Any, directory: Any, clock: Any, leg: str, do: str) -> None:
    ready = open_tenant.ready
    path = f"/{ready.authority.rpartition('/')[2]}"
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    tokens = device.poll(flow)
    common = {"client_id": ready.client_id, "scope": f"{ready.scopes[0]} offline_access"}
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    asks: dict[str, tuple[str, str, dict[str, str] | None]] = {
        "discovery": ("GET", f"{path}/v2.0/.well-known/openid-configuration", None),
        "device_code": ("POST", f"{path}/oauth2/v2.0/devicecode", common),
        "sign_in": ("POST", f"{path}/oauth2/v2.0/token", {**common, "grant_type": grant, "device_code": "x"}),
        "refresh": ("POST", f"{path}/oauth2/v2.0/token",
                    {**common, "grant_type": "refresh_token", "refresh_token": str(tokens["refresh_token"])}),
    }  # fmt: skip
    method, address, form = asks[leg]
    open_tenant.set_fault(leg=leg, do=do)
    heard: list[Any] = []

    def ask() -> None:
        try:
            heard.append(directory.request(method, address, data=form, timeout=0.4 if do == "silence" else 10).json())
        except httpx.HTTPError as problem:
            heard.append(type(problem))

    asking, begun = threading.Thread(target=ask), clock.now()
    asking.start()
    caught_up(asking, open_tenant, clock)
    wanted = {"drop": httpx.RemoteProtocolError, "silence": httpx.ReadTimeout}
    numbers = {"discovery": 90002, "device_code": 700016, "sign_in": 65004, "refresh": 50173}
    if do in wanted:
        assert heard == [wanted[do]] or (do == "drop" and heard == [httpx.ReadError])
    elif do == "delay":
        assert clock.now() == begun + 2
        assert heard[0].get("error_codes") in (None, [70018])
    else:
        assert heard[0]["error_codes"] == [numbers[leg]]
    open_tenant.clear_fault()
    assert directory.request(method, address, data=form).status_code in (200, 400)


def test_refusals_and_pages_of_ones_own_at_the_directory(open_tenant: Any, directory: Any, device: Any) -> None:
    flow = device.start()
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": open_tenant.ready.client_id,
            "device_code": flow["device_code"]}  # fmt: skip
    correlation = "11111111-2222-4333-8444-555555555555"
    open_tenant.set_fault("f", leg="token", do="reply", aadsts=50053, text="locked for a lesson", retry_after=30)
    answer = directory.post("/common/oauth2/v2.0/token", data=form, headers={"client-request-id": correlation})
    assert (answer.status_code, answer.headers["retry-after"]) == (400, "30")
    assert answer.json()["error_codes"] == [50053]
    assert answer.json()["error_description"] == "AADSTS50053: locked for a lesson"
    assert answer.json()["correlation_id"] == correlation
    open_tenant.set_fault("f", leg="token", do="reply", code=503)
    answer = directory.post("/common/oauth2/v2.0/token", data=form)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html")
    open_tenant.set_fault("f", leg="token", do="reply", code=429, text="{}", content_type="application/json")
    assert directory.post("/common/oauth2/v2.0/token", data=form).json() == {}
    assert list(open_tenant.faults()) == ["f"]


def test_scripted_polls_are_each_devices_own(open_tenant: Any, device: Any) -> None:
    open_tenant.set_fault(leg="sign_in", do="polls", polls=["pending*3", "slow_down", "declined"])
    first, second = device.start(), device.start()
    told = [device.poll(first)["error"] for _ in range(5)]
    assert told == ["authorization_pending"] * 3 + ["slow_down", "authorization_declined"]
    assert device.poll(second)["error"] == "authorization_pending"
    open_tenant.set_fault("late", leg="sign_in", do="polls", polls="transient, html, access_denied")
    open_tenant.clear_fault("sign_in-polls")
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    for _ in ("transient", "html"):
        with pytest.raises(Exception, match="503"):
            device.poll(flow)
    assert device.poll(flow)["error"] == "access_denied"
    assert "access_token" in device.poll(flow), "after the script comes the truth"


def test_chance_with_a_seed_is_the_same_each_time(tenant: Any) -> None:
    def row() -> str:
        tenant.set_fault("now and then", leg="tcp", do="drop", probability=0.5, seed="7")
        heard = ""
        for _ in range(16):
            with socket.create_connection(("127.0.0.1", tenant.ready.smtp_port), 5) as line:
                try:
                    heard += "." if line.recv(3) == b"220" else "x"
                except ConnectionResetError:
                    heard += "x"
        return heard

    first = row()
    assert {".", "x"} == set(first)
    assert row() == first


def test_the_control_api_lists_and_mends(control: Any) -> None:
    posted = control.post("/faults", json={"leg": "auth", "do": "reply", "code": 454, "nth": [1, 3]}).json()
    assert posted["faults"] == {"auth-reply": {"leg": "auth", "do": "reply", "code": 454, "nth": [1, 3]}}
    assert posted["met"] == {"auth-reply": {"met": 0, "acted": 0}}
    control.post("/faults", json={"name": "smtp-slow", "delay_s": 4})
    assert control.get("/faults").json()["faults"]["smtp-slow"] == {"delay_s": 4.0}
    refused = control.post("/faults", json={"leg": "auth", "do": "reply", "code": 454, "nht": 1})
    assert (refused.status_code, "did you mean 'nth'?" in refused.json()["error"]) == (400, True)
    assert "no fault 'auth-repyl'" in control.request("DELETE", "/faults", json={"name": "auth-repyl"}).json()["error"]
    assert list(control.delete("/faults", params={"name": "auth-reply"}).json()["faults"]) == ["smtp-slow"]
    assert control.delete("/faults").json()["faults"] == {}


def test_reset_mends_everything(tenant: Any) -> None:
    tenant.set_fault("smtp-down")
    tenant.set_fault("directory-silent")
    tenant.reset()
    assert tenant.faults() == {}
    assert greeting(tenant.ready.smtp_port).startswith(b"220 ")


def test_unknown_faults_name_the_nearest(tenant: Any) -> None:
    with pytest.raises(ValueError, match="did you mean 'tls-bad'"):
        tenant.set_fault("tls-bd")
    with pytest.raises(ValueError, match="smtp, directory, all"):
        tenant.set_fault("tls-bad", service="web")
