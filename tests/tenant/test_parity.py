"""docs/reference/parity.md is held to the tenant: each row is tried, and the tenant has nothing that has no row."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest

from panel_sim.tenant import refusals
from panel_sim.tenant.refusals import Refusal

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/parity.md"
SOURCES = sorted((ROOT / "panel_sim/tenant").glob("*.py"))

ADMIN, ANNA, BO, EVA = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example", "eva@privat.example"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
HOWS = {"real", "emulated", "absent"}


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without back-ticks."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


ADDRESSES, FIELDS, CLAIMS = rows("Directory: addresses"), rows("Directory: fields"), rows("Directory: claims")
REFUSALS, REPLIES = rows("Directory: refusals"), rows("Mail: replies")


def test_every_row_says_how() -> None:
    assert {row[1] for row in (*ADDRESSES, *REFUSALS, *REPLIES)} == HOWS
    assert {row[2] for row in (*FIELDS, *CLAIMS)} == HOWS
    assert {row[1] for row in rows("Mail: what else is not there")} == {"absent"}


@pytest.mark.parametrize(("address", "how"), [row[:2] for row in ADDRESSES])
def test_addresses(directory: Any, address: str, how: str) -> None:
    method, path = address.split()
    tenants = ("5a1e0b7c-6d2f-4c39-9b84-0e7f3d1c2a58", "ovning.example", "common", "organizations", "consumers")
    for tenant in tenants if "/T/" in path else ("",):
        answer = directory.request(method, path.replace("/T/", f"/{tenant}/"))
        assert (answer.status_code == 404) == (how == "absent"), answer.text
        assert answer.status_code not in (405, 500)


def test_the_table_has_every_address() -> None:
    source = (ROOT / "panel_sim/tenant/directory_api.py").read_text("utf-8")
    routes = {path.replace("{authority}", "T") for path in re.findall(r'Route\("([^"]+)"', source)}
    assert routes == {row[0].split()[1] for row in ADDRESSES if row[1] != "absent"}


def listed(table: list[list[str]], what: str) -> tuple[set[str], set[str]]:
    """What is there and what is absent, of one kind."""
    mine = [row for row in table if row[0] == what]
    return {row[1] for row in mine if row[2] != "absent"}, {row[1] for row in mine if row[2] == "absent"}


def test_fields_and_claims(open_tenant: Any, device: Any, directory: Any, clock: Any) -> None:
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    common = {"client_id": open_tenant.ready.client_id, "client_info": "1"}
    asked = directory.post("/common/oauth2/v2.0/devicecode", data={**common, "scope": open_tenant.ready.scopes[0]})
    tokens = directory.post(
        "/common/oauth2/v2.0/token", data={**common, "grant_type": DEVICE_GRANT, "device_code": flow["device_code"]}
    ).json()
    open_tenant.withdraw_consent()
    refused = directory.post(
        "/common/oauth2/v2.0/token",
        data={**common, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
    ).json()
    found = {
        "discovery": directory.get("/common/v2.0/.well-known/openid-configuration").json(),
        "device code": asked.json(),
        "token": tokens,
        "refusal": refused,
    }
    for what, document in found.items():
        there, absent = listed(FIELDS, what)
        assert set(document) == there, what
        assert not absent & set(document)
    for kind, token in (("access", tokens["access_token"]), ("id", tokens["id_token"])):
        claims = set(jwt.decode(token, options={"verify_signature": False}))
        there, absent = listed(CLAIMS, kind)
        assert claims == there, kind
        assert not absent & claims


@dataclass
class World:
    """What the provocations below need."""

    tenant: Any
    device: Any
    directory: Any
    browser: Any
    clock: Any

    def sign_in(self) -> None:
        """Anna, with a refresh token."""
        flow = self.device.start()
        assert self.tenant.approve(flow["user_code"], ANNA)["step"] == "done"
        assert "access_token" in self.device.poll(flow)

    def refresh(self) -> int:
        """The number that a refresh is refused with."""
        return int(self.device.silent(force=True)["error_codes"][0])

    def approve(self, user: str, outcome: str = "accept") -> int:
        """The number that a person meets."""
        return int(self.tenant.approve(self.device.start()["user_code"], user, outcome)["code"].removeprefix("AADSTS"))

    def ask(self, what: str, **form: str) -> int:
        """The number that an endpoint refuses with."""
        form = {"client_id": self.tenant.ready.client_id, "scope": self.tenant.ready.scopes[0]} | form
        answer = self.directory.post(f"/{form.pop('authority', 'common')}/oauth2/v2.0/{what}", data=form).json()
        return int(answer["error_codes"][0])

    def page(self, *steps: dict[str, str], account: str = ANNA) -> int:
        """The number that a page shows."""
        self.browser.sign_in(self.device.start()["user_code"], account)
        for step in steps:
            self.browser.submit(**step)
        return int(self.browser.problem.removeprefix("AADSTS"))


@pytest.fixture
def world(open_tenant: Any, device: Any, directory: Any, browser: Any, clock: Any) -> World:
    return World(open_tenant, device, directory, browser, clock)


def at_page(field: str, value: str) -> Callable[[World], int]:
    """A wrong word in the form of a page."""

    def provoke(world: World) -> int:
        world.browser.open()
        if field != "code":
            world.browser.submit(code=world.device.start()["user_code"])
        world.browser.submit(**{field: value})
        return int(world.browser.problem.removeprefix("AADSTS"))

    return provoke


def then_refresh(change: Callable[[World], object]) -> Callable[[World], int]:
    """A sign-in, a change, a refresh."""

    def provoke(world: World) -> int:
        world.sign_in()
        change(world)
        return world.refresh()

    return provoke


def then_poll(change: Callable[[World], object], outcome: str = "accept") -> Callable[[World], int]:
    """An approval, a change, a poll."""

    def provoke(world: World) -> int:
        flow = world.device.start()
        world.tenant.approve(flow["user_code"], ANNA, outcome)
        change(world)
        return int(world.device.poll(flow)["error_codes"][0])

    return provoke


def too_late(world: World) -> int:
    code = world.device.start()["user_code"]
    world.clock.advance(900)
    try:
        world.tenant.approve(code, ANNA)
    except Refusal as refusal:
        return refusal.code
    raise AssertionError


def redeemed(world: World) -> int:
    flow = world.device.start()
    world.tenant.approve(flow["user_code"], ANNA)
    world.device.poll(flow)
    return int(world.device.poll(flow)["error_codes"][0])


def locked(world: World) -> int:
    numbers = [world.approve(ANNA, "wrong-password") for _ in range(10)]
    return numbers[-1]


def unconsented(world: World) -> int:
    world.tenant.withdraw_consent()
    return world.approve(ANNA)


def second_factor(world: World) -> int:
    world.tenant.set_policy(require_mfa=True)
    return world.page({"otc": "nonsense"})


def transient(world: World) -> int:
    world.tenant.set_fault(leg="device_code", do="reply", aadsts=90033)
    return world.ask("devicecode")


def not_public(world: World) -> int:
    world.tenant.set_policy(public_client_flows=False)
    return world.ask("devicecode")


def policy(**changes: Any) -> Callable[[World], object]:
    """A change of the policy."""
    return lambda world: world.tenant.set_policy(**changes)


PROVOCATIONS: dict[int, Callable[[World], int]] = {
    50020: lambda world: world.approve(EVA),
    50034: at_page("account", "nobody@ovning.example"),
    50053: locked,
    50057: then_refresh(policy(user_disabled={ANNA: True})),
    50076: then_refresh(policy(require_mfa=True)),
    500121: second_factor,
    50126: lambda world: world.approve(ANNA, "wrong-password"),
    50133: then_poll(lambda world: world.tenant.change_password(ANNA, "Nytt-456!")),
    50173: then_refresh(lambda world: world.tenant.revoke(ANNA)),
    53003: then_refresh(policy(conditional_access_block_device_code=True)),
    54005: redeemed,
    65001: then_refresh(lambda world: world.tenant.withdraw_consent()),
    65004: then_poll(lambda world: None, "decline"),
    70000: lambda world: world.ask("token", grant_type="refresh_token", refresh_token="x"),
    70003: lambda world: world.ask("token", grant_type="password"),
    70011: lambda world: world.ask("devicecode", scope="https://graph.microsoft.com/Mail.Send"),
    70016: then_poll(lambda world: None, "ignore"),
    70018: at_page("code", "BCDFGHJKL"),
    70019: too_late,
    70020: then_poll(lambda world: world.clock.advance(900), "ignore"),
    70043: then_refresh(lambda world: (policy(sign_in_frequency_h=1)(world), world.clock.advance(3600))),
    90002: lambda world: world.ask("devicecode", authority="elsewhere.example"),
    90033: transient,
    90094: unconsented,
    700016: lambda world: world.ask("devicecode", client_id="00000000-0000-0000-0000-000000000000"),
    700025: lambda world: world.ask("token", grant_type=DEVICE_GRANT, device_code="x", client_secret="x"),
    700082: then_refresh(lambda world: world.clock.advance(90 * 86400)),
    7000218: not_public,
    900144: lambda world: world.ask("token", grant_type=""),
}


@pytest.mark.parametrize("number", PROVOCATIONS)
def test_each_refusal_is_given(world: World, number: int) -> None:
    assert PROVOCATIONS[number](world) == number


def test_the_table_has_every_refusal() -> None:
    there = {int(row[0].removeprefix("AADSTS")) for row in REFUSALS if row[1] != "absent"}
    absent = {int(row[0].removeprefix("AADSTS")) for row in REFUSALS if row[1] == "absent"}
    assert there == set(PROVOCATIONS) == set(refusals.REASONS)
    assert not absent & set(refusals.REASONS)


@pytest.fixture
def heard(
    open_tenant: Any, smtp: Any, token_of: Any, xoauth2: Any, letter: Any, clock: Any
) -> Callable[[], list[str]]:
    """Every reply of a mail server that is led through all that the table lists."""
    replies: list[str] = []

    def say(client: smtplib.SMTP, *words: str) -> None:
        code, text = client.docmd(*words)
        replies.append(f"{code} {text.decode()}")

    def say_raw(client: smtplib.SMTP, words: bytes) -> None:
        client.send(words)
        code, text = client.getreply()
        replies.append(f"{code} {text.decode()}")

    def signed_in(user: str = ANNA, token: str = "") -> smtplib.SMTP:
        client: smtplib.SMTP = smtp()
        say(client, "AUTH", "XOAUTH2 " + xoauth2(user, token or token_of(user)))
        return client

    def send(client: smtplib.SMTP, sender: str = ANNA, to: str = BO) -> None:
        say(client, "RSET")
        say(client, f"MAIL FROM:<{sender}>")
        say(client, f"RCPT TO:<{to}>")
        say(client, "DATA")
        say_raw(client, letter(sender, to).as_bytes().replace(b"\n", b"\r\n") + b"\r\n.\r\n")

    def go_through() -> list[str]:
        with socket.create_connection(("127.0.0.1", open_tenant.ready.smtp_port), 5) as line:
            replies.append(line.recv(1000).decode())
            for words in (b"NOOP\r\n", b"MAIL FROM:<x@ovning.example>\r\n"):
                line.sendall(words)
                replies.append(line.recv(1000).decode())
        plain = smtp(tls=False)
        say(plain, "EHLO x")
        replies[-1] = "250 " + replies[-1].splitlines()[-1]
        for words in ("AUTH XOAUTH2", "MAIL FROM:<a@ovning.example>", "NONSENSE", "STARTTLS"):
            say(plain, words)
        outside = smtp()
        say(outside, "AUTH", "XOAUTH2")
        say(outside, "*")
        say(outside, "AUTH", "LOGIN eA==")
        say(outside, base64.b64encode(b"secret").decode())
        signed_in(token="nonsense")
        token = token_of(ANNA)
        client = signed_in(token=token)
        for words in (
            "AUTH XOAUTH2 eA==", "VRFY anna", "HELP", "RCPT TO:<a@ovning.example>", "MAIL nonsense",
            f"MAIL FROM:<{ANNA}> SIZE=99999999", f"MAIL FROM:<{ANNA}>", f"MAIL FROM:<{ANNA}>", "DATA",
            "RCPT TO:<nowhere>", "RCPT TO:<nobody@ovning.example>", f"RCPT TO:<{BO}>",
        ):  # fmt: skip
            say(client, words)
        say_raw(client, b"BDAT 4\r\nabcd")
        for _ in range(500):
            say(client, f"RCPT TO:<{BO}>")
        send(client)
        for changes, sender in (
            ({"mailbox_full": {ANNA: True}}, ANNA),
            ({"mailbox_full": {ANNA: False}}, BO),
            ({"recipients_per_day": 1}, ANNA),
            ({"recipients_per_day": 0, "messages_per_minute": 1, "messages_over_limit": "refuse"}, ANNA),
        ):
            open_tenant.set_policy(**changes)
            send(client, sender)
        send(client)
        extra = [signed_in(token=token) for _ in range(3)]
        send(extra[-1])
        for changes in (
            {"user_disabled": {ANNA: True}}, {"smtp_auth_mailbox": {ANNA: "off"}},
            {"smtp_auth_mailbox": {ANNA: "inherit"}, "smtp_auth_org": False}, {"security_defaults": True},
        ):  # fmt: skip
            open_tenant.set_policy(**changes)
            signed_in(token=token)
        say(client, "QUIT")
        return replies

    return go_through


def test_each_reply_is_given(heard: Any) -> None:
    replies = heard()
    for wanted, how, _ in REPLIES:
        given = any(reply.startswith(wanted) for reply in replies)
        assert given == (how != "absent"), wanted
    there = tuple(row[0] for row in REPLIES if row[1] != "absent")
    known = ("250 2.0.0 OK", *there)
    assert [reply for reply in replies if not reply.startswith(known)] == [], "replies that the table does not have"


def test_absent_replies_are_nowhere_in_the_source() -> None:
    sources = "".join(path.read_text("utf-8") for path in SOURCES)
    for wanted, how, _ in REPLIES:
        assert how != "absent" or wanted not in sources, wanted


def test_what_is_not_offered(smtp: Any) -> None:
    client = smtp()
    assert client.esmtp_features["auth"].split() == ["LOGIN", "XOAUTH2"]
    assert client.docmd("AUTH", "OAUTHBEARER")[0] == 504
    assert client.docmd("AUTH", "PLAIN")[0] == 504
