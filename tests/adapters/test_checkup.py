"""The examination of a profile: every leg in order, the right code for each fault, and an advice that fits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.advice import phrase, words
from panel_sim.adapters.checkup import Checkup, Code, Verdict
from panel_sim.adapters.clocks import ManualClock, WallClock
from panel_sim.adapters.dice import SeededDice
from panel_sim.adapters.profiles import Profile
from panel_sim.core.jobs import LEGS, Leg
from panel_sim.tenant.clock import ManualClock as TenantClock
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"
CODE = {
    "device_code": "device-secret",
    "user_code": "ABC123XYZ",
    "verification_uri": "https://localhost/device",
    "expires_in": 900,
    "interval": 5,
}
GRANTED = {
    "access_token": "access-1",
    "token_type": "Bearer",
    "expires_in": 3600,
    "refresh_token": "refresh-1",
    "scope": "smtp",
}
MAIL_LEGS = ["dns", "tcp", "tls", "auth", "mail", "rcpt", "data"]


class Examined:
    """Runs an examination and keeps what it told."""

    def __init__(self, profile: Profile, clock: ManualClock, language: str = "en") -> None:
        self.legs: list[Leg] = []
        self.begun: list[str] = []
        self.codes: list[Code] = []
        self.clock = clock
        self.wall = WallClock().now()
        self.on_code: Callable[[Code], Any] = lambda code: None
        self.on_begun: Callable[[str], Any] = lambda leg: None
        self.checkup = Checkup(
            profile,
            clock,
            SeededDice(),
            language=language,
            wall=lambda: self.wall,
            tell=self.tell,
            begun=self.begin,
        )

    def begin(self, leg: str) -> None:
        self.begun.append(leg)
        self.on_begun(leg)

    def tell(self, leg: Leg, code: Code | None) -> None:
        self.legs.append(leg)
        if code is not None:
            self.codes.append(code)
            self.on_code(code)

    def run(self, to: str = "") -> Verdict:
        async def go() -> Verdict:
            task = asyncio.ensure_future(self.checkup.run(to))
            while not task.done():
                # Real servers answer in real time; only what waits for the clock is wound to.
                await asyncio.wait([task], timeout=0.03)
                due = self.clock.next_due()
                if not task.done() and due is not None and due < 29:
                    self.clock.advance(due)
            return task.result()

        return asyncio.run(go())

    @property
    def names(self) -> list[tuple[str, bool | None]]:
        return [(leg.name, leg.ok) for leg in self.legs]


@pytest.fixture
def wound() -> ManualClock:
    """The device's clock."""
    return ManualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def tenant(tmp_path: Path) -> Any:
    """A practice tenant whose clock stands still, with everything permitted and consented to."""
    with Tenant(tmp_path / "tenant", clock=TenantClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())) as made:
        made.seed("smtp-auth-on")
        made.grant_consent()
        yield made


def practice(tenant: Tenant) -> Profile:
    return Profile.of_practice(tenant.ready.as_dict())


def examine(tenant: Tenant, clock: ManualClock, outcome: str = "accept", user: str = ANNA, **more: Any) -> Examined:
    examined = Examined(practice(tenant), clock, **more)
    examined.on_code = lambda code: tenant.approve(code.user_code, user, outcome)
    return examined


def test_all_is_well(tenant: Tenant, wound: ManualClock) -> None:
    examined = examine(tenant, wound)
    verdict = examined.run("bo@ovning.example")
    assert verdict.ok, verdict
    assert (verdict.code, verdict.kind, verdict.advice) == (None, "", ())
    assert examined.names == [(name, True) for name in LEGS]
    assert examined.begun == list(LEGS)
    (mail,) = tenant.mail("bo@ovning.example")
    assert mail["subject"] == "Test from panel-sim doctor"
    assert examined.codes[0].verification_uri == tenant.ready.as_dict()["pages"]["device_login"]
    assert examined.codes[0].user_code not in repr(examined.codes)
    assert examined.legs[1].ms >= 5000, "the person's time counts"


def test_without_an_address_the_mail_goes_to_whoever_signed_in(tenant: Tenant, wound: ManualClock) -> None:
    assert examine(tenant, wound, language="sv").run().ok
    (mail,) = tenant.mail(ANNA)
    assert mail["subject"] == "Test från panel-sim doctor"


@pytest.mark.parametrize(
    ("policy", "key", "leg", "code"),
    [
        ({"smtp_auth_org": False}, "smtp-auth-organisation", "auth", 370),
        ({"smtp_auth_mailbox": {ANNA: "off"}}, "smtp-auth-mailbox", "auth", 370),
        ({"security_defaults": True}, "security-defaults", "auth", 370),
        ({"mailbox_full": {ANNA: True}}, "mailbox-full", "data", 313),
    ],
)
def test_each_switch_of_the_tenant(
    tenant: Tenant, wound: ManualClock, policy: dict[str, Any], key: str, leg: str, code: int
) -> None:
    examined = Examined(practice(tenant), wound)

    def approve(shown: Code) -> None:
        tenant.set_policy(**policy)
        tenant.approve(shown.user_code, ANNA)

    examined.on_code = approve
    verdict = examined.run()
    assert (verdict.ok, verdict.leg, verdict.code) == (False, leg, code)
    assert examined.names == [*((name, True) for name in LEGS[: LEGS.index(leg)]), (leg, False)]
    assert verdict.advice == (phrase("en", key, {"account": ANNA}),)
    assert verdict.detail


def test_a_policy_that_comes_between_sign_in_and_refresh(tenant: Tenant, wound: ManualClock) -> None:
    examined = examine(tenant, wound)
    examined.on_begun = lambda leg: (
        tenant.set_policy(conditional_access_block_device_code=True) if leg == "refresh" else None
    )
    verdict = examined.run()
    assert (verdict.leg, verdict.code) == ("refresh", 370)
    assert verdict.detail.startswith("AADSTS53003")
    assert verdict.advice == (words("en")["conditional-access"],)


def test_the_person_says_no_or_does_nothing(tenant: Tenant, wound: ManualClock) -> None:
    verdict = examine(tenant, wound, "decline").run()
    assert (verdict.ok, verdict.code, verdict.kind) == (False, None, "declined")
    examined = Examined(practice(tenant), wound)
    tenant.set_policy(poll_interval_s=28)
    examined.on_begun = lambda leg: wound.advance(0)
    examined.on_code = lambda code: wound.advance(901)
    verdict = examined.run()
    assert (verdict.ok, verdict.code, verdict.kind) == (False, None, "code-expired")


@pytest.mark.parametrize(
    ("fault", "leg", "code", "key"),
    [
        ("directory-down", "device_code", 360, "directory-connection-refused"),
        ("smtp-down", "tcp", 360, "connection-refused"),
        ("tls-bad", "tls", 360, "certificate-unknown"),
    ],
)
def test_each_fault_of_the_servers(
    tenant: Tenant, wound: ManualClock, fault: str, leg: str, code: int, key: str
) -> None:
    tenant.set_fault(fault)
    verdict = examine(tenant, wound).run()
    assert (verdict.ok, verdict.leg, verdict.code) == (False, leg, code)
    profile = practice(tenant)
    address = profile.authority or ""
    place = {"host": "localhost", "port": address.split(":")[2].split("/")[0], "directory": address.rstrip("/")}
    if leg != "device_code":
        place["port"] = str(profile.smtp_port)
    assert verdict.advice == (phrase("en", key, place),)
    assert "{" not in verdict.advice[0]


def test_a_silent_server(tenant: Tenant, wound: ManualClock) -> None:
    tenant.set_fault("smtp-silent")
    examined = examine(tenant, wound)
    examined.on_begun = lambda leg: wound.call_later(20, lambda: wound.advance(11)) if leg == "tcp" else None
    verdict = examined.run()
    assert (verdict.leg, verdict.code, verdict.kind) == ("tcp", 361, "timed-out")
    assert verdict.advice == (phrase("en", "blocked-port", {"host": "localhost", "port": practice(tenant).smtp_port}),)


def test_a_user_may_not_send_as_another(tenant: Tenant, wound: ManualClock) -> None:
    examined = Examined(replace(practice(tenant), user="bo@ovning.example"), wound)
    examined.on_code = lambda code: tenant.approve(code.user_code, ANNA)
    verdict = examined.run()
    assert (verdict.leg, verdict.code) == ("auth", 370)
    assert "bo@ovning.example" in verdict.advice[0]
    assert verdict.detail.startswith("535 5.7.3")


class TestElsewhere:
    """A directory and a mail server that answer as they are told."""

    @pytest.fixture
    def elsewhere(self, lab: Profile, directory: Any, strange: Any) -> Profile:
        """A profile of both."""
        directory.answer("devicecode", 200, CODE)
        return replace(lab, authority=directory.authority, smtp_port=strange().port, user="lab@lab.example")

    def test_no_refresh_token_is_no_fault_but_worth_a_word(
        self, elsewhere: Profile, directory: Any, wound: ManualClock
    ) -> None:
        directory.answer("token", 200, {key: value for key, value in GRANTED.items() if key != "refresh_token"})
        examined = Examined(elsewhere, wound)
        verdict = examined.run()
        assert verdict.ok
        assert dict(examined.names)["refresh"] is None
        assert examined.names[3:] == [(name, True) for name in MAIL_LEGS]
        assert verdict.advice == (phrase("en", "note.no-refresh-token", {"minutes": 60}),)

    def test_a_clock_that_is_wrong_is_told(self, elsewhere: Profile, directory: Any, wound: ManualClock) -> None:
        directory.answer("token", 400, {"error": "invalid_client", "error_description": "no such client"})
        examined = Examined(elsewhere, wound)
        examined.wall += timedelta(hours=2)
        verdict = examined.run()
        assert (verdict.ok, verdict.code) == (False, 370)
        assert verdict.advice[1] in {phrase("en", "note.clock", {"minutes": minutes}) for minutes in range(119, 122)}
        assert verdict.detail == "invalid_client: no such client"

    def test_no_secret_is_told(self, elsewhere: Profile, directory: Any, wound: ManualClock, strange: Any) -> None:
        directory.answer("token", 200, GRANTED | {"access_token": "s3cret-access"})
        server = strange(RESPONSE="535 5.7.3 no, s3cret-access is not good")
        examined = Examined(replace(elsewhere, smtp_port=server.port), wound)
        verdict = examined.run()
        assert not verdict.ok
        said = repr(verdict) + repr(examined.legs)
        for secret in ("s3cret-access", "refresh-1", "device-secret", "ABC123XYZ"):
            assert secret not in said

    @pytest.mark.parametrize(
        ("replies", "leg", "code", "key"),
        [
            ({"EHLO": "250 plain.example"}, "tls", 360, "no-starttls"),
            ({"EHLO": "250-x\r\n250-STARTTLS\r\n250 AUTH LOGIN"}, "auth", 370, "mechanism"),
            ({"greeting": "421 4.3.2 Service not active"}, "tcp", 360, "service-busy"),
            ({"END": "432 4.3.2 Concurrent connections limit exceeded."}, "data", 360, "concurrent"),
            ({"AUTH": "500 5.5.2 Line too long"}, "auth", 370, "line-too-long"),
            ({"RCPT": "550 5.1.1 no such user"}, "rcpt", 313, "recipient-refused"),
            ({"END": "drop"}, "data", 360, "delivery-unknown"),
            ({"MAIL": "drop"}, "mail", 360, "connection-dropped"),
        ],
    )
    def test_what_a_mail_server_may_say(
        self,
        elsewhere: Profile,
        directory: Any,
        wound: ManualClock,
        strange: Any,
        replies: dict[str, str],
        leg: str,
        code: int,
        key: str,
    ) -> None:
        directory.answer("token", 200, GRANTED)
        server = strange(**replies)
        examined = Examined(replace(elsewhere, smtp_port=server.port), wound)
        verdict = examined.run("to@lab.example")
        assert (verdict.ok, verdict.leg, verdict.code) == (False, leg, code)
        facts = {"host": "localhost", "port": server.port, "to": "to@lab.example", "account": "lab@lab.example"}
        assert verdict.advice == (phrase("en", key, facts),)

    def test_given_up(self, elsewhere: Profile, directory: Any, wound: ManualClock) -> None:
        directory.answer("token", 400, {"error": "authorization_pending"})
        examined = Examined(elsewhere, wound)

        async def go() -> None:
            polling = asyncio.Event()
            examined.on_begun = lambda leg: polling.set() if leg == "sign_in" else None
            task = asyncio.ensure_future(examined.checkup.run())
            await polling.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(go())
