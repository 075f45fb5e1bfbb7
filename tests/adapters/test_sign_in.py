"""Signing in: against the practice tenant, and against a directory that answers as it is told."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.home import safe_name
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import TokenCache
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn, SignedOut, SignInAdvanced, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import SignInFailed, Token
from panel_sim.tenant.service import Tenant

ANNA, ADMIN, PASSWORD = "anna@ovning.example", "admin@ovning.example", "Ovning-123!"
DAY = 86400.0

Make = Callable[..., MsalSignIn]


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """The folder of the token caches."""
    return tmp_path / "tokens"


@pytest.fixture
def make(clock: Any, tokens: Path) -> Make:
    """Makes the sign-in of a profile, on the test's clock and token folder."""

    def made(profile: Profile, told: Callable[[Any], None] = lambda notice: None, **changes: Any) -> MsalSignIn:
        cache = TokenCache(lambda account: tokens / f"{profile.name}.{safe_name(account)}.json", told)
        return MsalSignIn(replace(profile, **changes), clock, cache)

    return made


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def signed_in(sign_in: MsalSignIn, tenant: Tenant, account: str = "user:anna", user: str = ANNA) -> SignedIn:
    shown = await sign_in.start(account, at_panel=False, language="sv")
    assert isinstance(shown, CodeShown)
    assert tenant.approve(shown.user_code, user)["step"] == "done"
    event = await sign_in.poll(account)
    assert isinstance(event, SignedIn)
    return event


async def token(sign_in: MsalSignIn, account: str = "user:anna") -> tuple[Token | Failure, list[Leg]]:
    legs: list[Leg] = []
    try:
        return await sign_in.token(account, legs.append), legs
    except SignInFailed as failed:
        return failed.failure, legs


class TestAtThePracticeTenant:
    def test_a_code_is_shown_polled_for_and_becomes_a_token(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            assert shown.user_code
            assert shown.user_code not in repr(shown)
            assert shown.verification_uri == practice.pages
            assert (shown.expires_in, shown.interval) == (900, 5)
            assert await sign_in.poll("user:anna") == SignInPending("user:anna", 5)
            tenant.approve(shown.user_code, ANNA)
            clock.advance(5)
            assert await sign_in.poll("user:anna") == SignedIn("user:anna", ANNA)
            given, legs = await token(sign_in)
            assert isinstance(given, Token)
            assert given.address == ANNA
            assert legs == []
            record = sign_in.record("user:anna")
            assert [(leg.name, leg.ok) for leg in record] == [("device_code", True), ("sign_in", True)]
            assert record[1].ms == 5000

        run(story())

    def test_polling_too_fast_is_slowed_down_and_goes_on(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            await sign_in.poll("user:anna")
            assert await sign_in.poll("user:anna") == SignInPending("user:anna", 10)

        run(story())

    def test_declined(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            tenant.approve(shown.user_code, ANNA, "decline")
            event = await sign_in.poll("user:anna")
            assert isinstance(event, SignInEnded)
            assert event.failure.kind == "declined"
            assert isinstance(await sign_in.poll("user:anna"), SignInEnded)

        run(story())

    def test_a_code_that_ran_out(self, make: Make, practice: Profile, tenant: Tenant, clock: Any) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await sign_in.start("user:anna", at_panel=False, language="sv")
            clock.advance(901)
            event = await sign_in.poll("user:anna")
            assert isinstance(event, SignInEnded)
            assert event.failure.kind == "code-expired"

        run(story())

    def test_tokens_outlive_the_program_and_are_private(
        self, make: Make, practice: Profile, tenant: Tenant, tokens: Path
    ) -> None:
        run(signed_in(make(practice), tenant))
        files = list(tokens.glob("*.json"))
        assert len(files) == 1
        assert files[0].stat().st_mode & 0o777 == 0o600
        assert tokens.stat().st_mode & 0o777 == 0o700
        given, _ = run(token(make(practice)))
        assert isinstance(given, Token)

    def test_a_token_near_its_end_is_refreshed_on_the_devices_clock(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            first, _ = await token(sign_in)
            clock.advance(3600 - 299)
            second, legs = await token(sign_in)
            assert isinstance(first, Token)
            assert isinstance(second, Token)
            assert first.value != second.value
            assert [(leg.name, leg.ok) for leg in legs] == [("refresh", None), ("refresh", True)]
            third, legs = await token(make(practice))
            assert third == second
            assert legs == []

        run(story())

    def test_ninety_idle_days_let_the_sign_in_lapse(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            clock.advance(91 * DAY)
            failure, legs = await token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code, failure.aadsts) == ("sign-in-lapsed", 361, "AADSTS700082")
            assert legs[-1].ok is False
            assert legs[-1].detail.startswith("AADSTS700082")
            # Signing in again mends it.
            await signed_in(sign_in, tenant)
            assert isinstance((await token(sign_in))[0], Token)

        run(story())

    def test_a_revoked_sign_in_sends_until_its_token_runs_out(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            clock.advance(1)
            tenant.revoke(ANNA)
            assert isinstance((await token(sign_in))[0], Token)
            clock.advance(3400)
            # In the last five minutes a refresh is tried, and its refusal does not take the good token away.
            still, legs = await token(sign_in)
            assert isinstance(still, Token)
            assert legs[-1].ok is False
            clock.advance(300)
            failure, _ = await token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code, failure.aadsts) == ("sign-in-refused", 370, "AADSTS50173")

        run(story())

    def test_a_directory_that_is_down_or_silent(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            clock.advance(3500)
            await asyncio.to_thread(tenant.set_fault, "directory-down")
            assert isinstance((await token(sign_in))[0], Token)
            clock.advance(200)
            failure, _ = await token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.leg) == ("connection-refused", "refresh")
            await asyncio.to_thread(tenant.clear_fault, None)
            await asyncio.to_thread(tenant.set_fault, "directory-silent")

            def wind(leg: Leg) -> None:
                if leg.ok is None:
                    asyncio.get_running_loop().call_later(0.05, clock.advance, 31)

            with pytest.raises(SignInFailed) as failed:
                await sign_in.token("user:anna", wind)
            assert (failed.value.failure.kind, failed.value.failure.leg) == ("timed-out", "refresh")
            await asyncio.to_thread(tenant.clear_fault, None)
            assert isinstance((await token(sign_in))[0], Token)

        run(story())

    def test_a_certificate_that_nobody_vouches_for(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.set_fault("tls-bad", service="directory")
        event = run(make(practice).start("printer", at_panel=False, language="sv"))
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg) == ("tls-failed", "device_code")

    def test_the_firms_certificate_variables_do_not_change_whom_we_trust(
        self, make: Make, practice: Profile, tenant: Tenant, certificates: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca_file))
        monkeypatch.setenv("CURL_CA_BUNDLE", str(certificates.ca_file))
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        event = run(make(practice).start("printer", at_panel=False, language="sv"))
        assert isinstance(event, CodeShown)

    def test_signing_out_empties_the_cache(self, make: Make, practice: Profile, tenant: Tenant, tokens: Path) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            assert await sign_in.sign_out("user:anna") == SignedOut("user:anna")
            assert os.listdir(tokens) == []
            failure, _ = await token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code) == ("not-signed-in", 360)
            assert await sign_in.sign_out("user:nobody") == SignedOut("user:nobody")

        run(story())

    def test_keeping_moves_what_was_signed_in(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant, "printer", ANNA)
            await signed_in(sign_in, tenant, "printer-pending", "skrivare@ovning.example")
            await sign_in.keep("printer-pending", "printer")
            for fresh in (sign_in, make(practice)):
                given, _ = await token(fresh, "printer")
                assert isinstance(given, Token)
                assert given.address == "skrivare@ovning.example"
                assert isinstance((await token(fresh, "printer-pending"))[0], Failure)
            await sign_in.keep("printer-pending", "printer")
            assert isinstance((await token(sign_in, "printer"))[0], Token)

        run(story())

    def test_a_sign_in_that_is_given_up_leaves_the_old_one(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            tenant.approve(shown.user_code, "bo@ovning.example")
            await sign_in.cancel("user:anna")
            event = await sign_in.poll("user:anna")
            assert event == SignInEnded("user:anna", Failure("cancelled"))
            given, _ = await token(sign_in)
            assert isinstance(given, Token)
            assert given.address == ANNA

        run(story())

    def test_a_damaged_cache_is_set_aside_and_told(
        self, make: Make, practice: Profile, tenant: Tenant, tokens: Path
    ) -> None:
        run(signed_in(make(practice), tenant))
        (file,) = tokens.glob("*.json")
        file.write_bytes(file.read_bytes()[:200])
        notices: list[Any] = []
        failure, _ = run(token(make(practice, notices.append)))
        assert isinstance(failure, Failure)
        assert failure.kind == "not-signed-in"
        assert sorted(path.name for path in tokens.iterdir()) == ["key", f"{file.name}.damaged-1"]
        assert file.name in str(notices[0])

    def test_a_clock_that_was_set_back_asks_again(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            clock.set_back = timedelta(hours=3)
            given, legs = await token(sign_in)
            assert isinstance(given, Token)
            assert [leg.name for leg in legs] == ["refresh", "refresh"]

        run(story())

    def test_many_users_at_once_do_not_mix(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            users = {"user:anna": ANNA, "user:bo": "bo@ovning.example", "printer": "skrivare@ovning.example"}
            await asyncio.gather(*(signed_in(sign_in, tenant, account, user) for account, user in users.items()))
            for account, user in users.items():
                given, _ = await token(sign_in, account)
                assert isinstance(given, Token)
                assert given.address == user

        run(story())

    def test_the_token_sends(self, make: Make, practice: Profile, tenant: Tenant, clock: Any, tmp_path: Path) -> None:
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF-1.7 " + bytes(70_000))
        mail = Mail(ANNA, (ANNA,), "Räksmörgås", ".\nHej", "Räkning.pdf", "pdf", clock.now(), "<1@panel.example>")

        async def story() -> Failure | None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            given = await sign_in.token("user:anna", lambda leg: None)
            mailer = SmtpMailer(practice, clock)
            return await mailer.send(mail, [scan], given, lambda leg: None, lambda sent, total: None)

        assert run(story()) is None
        (received,) = tenant.mail(ANNA)
        assert received["subject"] == "Räksmörgås"
        assert received["attachments"][0]["name"] == "Räkning.pdf"
        assert received["attachments"][0]["size"] == scan.stat().st_size

    def test_a_switch_turned_off_refuses_the_token(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any, tmp_path: Path
    ) -> None:
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF")
        mail = Mail(ANNA, (ANNA,), "x", "x", "x.pdf", "pdf", clock.now(), "<1@panel.example>")
        tenant.set_policy(smtp_auth_org=False, smtp_auth_challenge=True)

        async def story() -> Failure | None:
            sign_in = make(practice)
            await signed_in(sign_in, tenant)
            given = await sign_in.token("user:anna", lambda leg: None)
            return await SmtpMailer(practice, clock).send(mail, [scan], given, lambda leg: None, lambda *sizes: None)

        failure = run(story())
        assert failure is not None
        assert (failure.kind, failure.code) == ("auth-refused", 370)
        assert "SmtpClientAuthentication is disabled for the Tenant" in failure.reply


class TestAtThePanel:
    async def walk(self, sign_in: MsalSignIn, *steps: tuple[str, str]) -> list[Any]:
        events = [await sign_in.start("printer", at_panel=True, language="sv")]
        for step, value in steps:
            events.append(await sign_in.submit("printer", step, value))
        return events

    def test_the_administrator_consents_for_the_organisation(
        self, make: Make, practice: Profile, tenant: Tenant
    ) -> None:
        tenant.withdraw_consent()
        events = run(
            self.walk(
                make(practice),
                ("account", "nobody@ovning.example"),
                ("account", ADMIN),
                ("password", "wrong"),
                ("password", PASSWORD),
                ("consent", "organization"),
            )
        )
        assert [event.step for event in events[:-1]] == ["account", "account", "password", "password", "consent"]
        assert [event.problem_code for event in events[:-1]] == ["", "AADSTS50034", "", "AADSTS50126", ""]
        assert events[1].problem
        assert events[-2].can_consent_for_organization
        assert events[-1] == SignedIn("printer", ADMIN)
        # So anna needs no consent of her own: the password is the last step.
        events = run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
        assert events[-1] == SignedIn("printer", ANNA)

    def test_declining_at_the_consent_page(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.withdraw_consent()
        events = run(
            self.walk(make(practice), ("account", ADMIN), ("password", PASSWORD), ("decline", "")),
        )
        assert isinstance(events[-1], SignInEnded)
        assert events[-1].failure.kind == "declined"

    def test_a_user_without_consent_is_refused(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.withdraw_consent()
        events = run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
        assert isinstance(events[-1], SignInEnded)
        assert (events[-1].failure.kind, events[-1].failure.aadsts) == ("sign-in-refused", "AADSTS90094")

    def test_conditional_access_blocks(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.set_policy(conditional_access_block_device_code=True)
        events = run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
        assert isinstance(events[-1], SignInEnded)
        assert (events[-1].failure.kind, events[-1].failure.aadsts) == ("sign-in-refused", "AADSTS53003")

    def test_a_code_that_ran_out_while_the_page_stood(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> Any:
            sign_in = make(practice)
            await self.walk(sign_in, ("account", ANNA))
            clock.advance(1000)
            return await sign_in.submit("printer", "password", PASSWORD)

        event = run(story())
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "code-expired"

    def test_cancelling_at_the_consent_page_tells_the_directory(
        self, make: Make, practice: Profile, tenant: Tenant
    ) -> None:
        tenant.withdraw_consent()

        async def story() -> None:
            sign_in = make(practice)
            events = await self.walk(sign_in, ("account", ADMIN), ("password", PASSWORD))
            assert isinstance(events[-1], SignInAdvanced)
            await sign_in.cancel("printer")
            event = await sign_in.submit("printer", "consent", "user")
            assert event == SignInEnded("printer", Failure("cancelled"))
            assert isinstance((await token(sign_in, "printer"))[0], Failure)

        run(story())

    def test_other_profiles_have_no_pages_at_the_panel(self, make: Make, lab: Profile) -> None:
        event = run(make(lab).start("printer", at_panel=True, language="sv"))
        assert isinstance(event, SignInEnded)
        assert "practice" in event.failure.reply


CODE = {
    "device_code": "device-secret",
    "user_code": "ABCD-EFGH",
    "verification_uri": "https://localhost/device",
    "expires_in": "900",
    "interval": 0,
    "message": "x",
}
ID_TOKEN_HEAD = "eyJhbGciOiJub25lIn0"


def id_token(**claims: Any) -> str:
    import base64
    import json

    body = base64.urlsafe_b64encode(json.dumps({"sub": "1", "iss": "x", "aud": "printer", **claims}).encode())
    return f"{ID_TOKEN_HEAD}.{body.decode().rstrip('=')}."


def granted(**more: Any) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_in": 3600,
        "scope": "smtp",
        **more,
    }


class TestAtAStrangeDirectory:
    @pytest.fixture
    def strange_profile(self, lab: Profile, directory: Any) -> Profile:
        """The profile of the scripted directory."""
        return replace(lab, authority=directory.authority)

    async def start(self, sign_in: MsalSignIn) -> Any:
        return await sign_in.start("printer", at_panel=False, language="sv")

    def test_an_interval_of_nought_is_a_second_and_the_language_is_asked_for(
        self, make: Make, strange_profile: Profile, directory: Any
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        event = run(self.start(make(strange_profile)))
        assert isinstance(event, CodeShown)
        assert (event.interval, event.expires_in) == (1, 900)
        assert directory.questions("devicecode")[0]["?mkt"] == "sv-SE"

    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            (400, {"error": "invalid_client", "error_codes": [700016]}, "sign-in-refused"),
            (404, "<html>not here", "bad-answer"),
            (200, "<html>a captive portal", "bad-answer"),
            (200, [1], "bad-answer"),
            (200, {}, "bad-answer"),
            (200, CODE | {"verification_uri": "javascript:alert(1)"}, "bad-answer"),
        ],
    )
    def test_what_may_come_instead_of_a_code(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any, kind: str
    ) -> None:
        directory.answer("devicecode", status, body)
        sign_in = make(strange_profile)
        event = run(self.start(sign_in))
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg) == (kind, "device_code")
        assert sign_in.record("printer")[-1].ok is False

    def test_an_error_is_not_replayed(self, make: Make, strange_profile: Profile, directory: Any) -> None:
        directory.answer("devicecode", 500, "oops", Retry_After="3600")
        directory.answer("devicecode", 400, {"error": "invalid_request"})
        directory.answer("devicecode", 200, CODE)

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            return [await self.start(sign_in) for _ in range(3)]

        events = run(story())
        assert isinstance(events[-1], CodeShown)
        assert len(directory.questions("devicecode")) == 3

    @pytest.mark.parametrize(("status", "body"), [(404, "no"), (200, "<html>"), (200, {"issuer": "x"})])
    def test_a_discovery_document_that_is_none(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any
    ) -> None:
        directory.answers.pop("discovery")
        directory.answer("discovery", status, body)
        event = run(self.start(make(strange_profile)))
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "bad-answer"

    @pytest.mark.parametrize(
        ("status", "body", "kind"),
        [
            (400, {"error": "authorization_pending"}, None),
            (400, {"error": "slow_down"}, None),
            (500, "oops", None),
            (503, {"error": "server_error"}, None),
            (429, "<html>slow", None),
            (400, {"error": "access_denied"}, "declined"),
            (400, {"error": "authorization_declined", "error_codes": [65004]}, "declined"),
            (400, {"error": "expired_token"}, "code-expired"),
            (400, {"error": "invalid_grant", "error_codes": [70019]}, "code-expired"),
            (400, {"error": "bad_verification_code"}, "code-expired"),
            (
                400,
                {"error": "invalid_grant", "error_description": "AADSTS53003: no. Trace ID: 1"},
                "sign-in-refused",
            ),
            (200, "<html>", None),
            (200, {}, "bad-answer"),
            (200, granted(), "bad-answer"),
        ],
    )
    def test_what_may_come_of_a_poll(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any, kind: str | None
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", status, body)

        async def story() -> Any:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            return await sign_in.poll("printer")

        event = run(story())
        if kind is None:
            assert isinstance(event, SignInPending)
            assert event.interval >= 1
        else:
            assert isinstance(event, SignInEnded)
            assert event.failure.kind == kind
            assert "device-secret" not in repr(event)
            assert "Trace" not in event.failure.reply

    def test_a_busy_directory_is_asked_again_after_its_own_time_and_then_signs_in(
        self, make: Make, strange_profile: Profile, directory: Any
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", 503, "busy", Retry_After="30")
        directory.answer("token", 500, "busy")
        directory.answer("token", 200, granted(id_token=id_token(preferred_username="eva@lab.example")))

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            return [await sign_in.poll("printer") for _ in range(3)]

        events = run(story())
        assert events == [
            SignInPending("printer", 30),
            SignInPending("printer", 1),
            SignedIn("printer", "eva@lab.example"),
        ]

    def test_a_busy_directory_does_not_keep_a_code_alive(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", 503, "busy")

        async def story() -> Any:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            clock.advance(901)
            return await sign_in.poll("printer")

        event = run(story())
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "code-expired"

    def test_a_silent_directory_is_given_up_and_the_loop_is_free(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, "silent")

        async def story() -> Any:
            sign_in = make(strange_profile)
            task = asyncio.ensure_future(self.start(sign_in))
            assert await asyncio.to_thread(directory.waiting.wait, 10)
            clock.advance(31)
            return await task

        event = run(story())
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg, event.failure.code) == ("timed-out", "device_code", 361)

    def test_an_openid_provider_without_id_token_and_device_endpoint(
        self, make: Make, lab: Profile, directory: Any, clock: Any
    ) -> None:
        endpoint = directory.discovery["device_authorization_endpoint"]
        directory.answers.pop("discovery")
        lacking = {key: value for key, value in directory.discovery.items() if value != endpoint}
        directory.answer("discovery", 200, lacking | {"issuer": directory.authority})
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", 200, granted())
        directory.answer("token", 200, granted(access_token="access-2", refresh_token="refresh-2"))
        directory.answer("token", 200, granted(access_token="access-3"))
        profile = replace(
            lab,
            authority=None,
            oidc_authority=directory.authority + "/",
            device_authorization_endpoint=endpoint,
            user="lab@lab.example",
        )

        async def story() -> None:
            sign_in = make(profile)
            await self.start(sign_in)
            assert await sign_in.poll("printer") == SignedIn("printer", "lab@lab.example")
            assert await token(sign_in, "printer") == (Token("lab@lab.example", "access-1"), [])
            for expected in ("access-2", "access-3"):
                clock.advance(3600)
                given, _ = await token(make(profile), "printer")
                assert given == Token("lab@lab.example", expected)

        run(story())
        refreshes = directory.questions("token")[1:]
        assert [form["refresh_token"] for form in refreshes] == ["refresh-1", "refresh-2"]
        assert "?mkt" not in directory.questions("devicecode")[0]

    def test_the_claim_that_names_the_mailbox_is_the_profiles(
        self, make: Make, strange_profile: Profile, directory: Any
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        directory.answer(
            "token", 200, granted(id_token=id_token(mail="a@lab.example", preferred_username="b@lab.example"))
        )

        async def story() -> Any:
            sign_in = make(replace(strange_profile, user_claim="mail"))
            await self.start(sign_in)
            return await sign_in.poll("printer")

        assert run(story()) == SignedIn("printer", "a@lab.example")

    def test_nobody_listens_and_no_such_name(self, make: Make, lab: Profile) -> None:
        event = run(self.start(make(lab)))
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "connection-refused"
        event = run(self.start(make(replace(lab, authority="https://login.invalid/tenant"))))
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "name-not-found"

    def test_polls_bear_with_a_network_that_is_away_for_a_while(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", 200, "silent")

        async def poll(sign_in: MsalSignIn) -> Any:
            directory.waiting.clear()
            task = asyncio.ensure_future(sign_in.poll("printer"))
            assert await asyncio.to_thread(directory.waiting.wait, 10)
            clock.advance(31)
            return await task

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            return [await poll(sign_in) for _ in range(3)]

        events = run(story())
        assert events[:2] == [SignInPending("printer", 2), SignInPending("printer", 4)]
        assert isinstance(events[2], SignInEnded)
        assert event_kind(events[2]) == "timed-out"

    def test_a_cache_that_cannot_be_written_is_told_and_lasts_for_now(
        self, make: Make, strange_profile: Profile, directory: Any, tokens: Path
    ) -> None:
        tokens.parent.mkdir(exist_ok=True)
        tokens.write_text("a file where the folder should be")
        directory.answer("devicecode", 200, CODE)
        directory.answer("token", 200, granted(id_token=id_token(upn="u@lab.example")))
        notices: list[Any] = []

        async def story() -> Any:
            sign_in = make(strange_profile, notices.append)
            await self.start(sign_in)
            await sign_in.poll("printer")
            return (await token(sign_in, "printer"))[0]

        assert run(story()) == Token("u@lab.example", "access-1")
        assert "could not be kept" in str(notices[0])


def event_kind(event: SignInEnded) -> str:
    return event.failure.kind
