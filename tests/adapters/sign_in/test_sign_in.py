"""Codes and tokens at the practice tenant: asked for, polled, refreshed, lapsed, revoked, sent with."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.ports import Token
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"
DAY = 86400.0
Make = Any


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
            given, legs = await make.token(sign_in)
            assert isinstance(given, Token)
            assert given.address == ANNA
            assert legs == []
            record = sign_in.record("user:anna")
            assert [(leg.name, leg.ok) for leg in record] == [("device_code", True), ("sign_in", True)]
            assert record[1].ms == 5000

        asyncio.run(story())

    def test_polling_too_fast_is_slowed_down_and_goes_on(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            await sign_in.poll("user:anna")
            assert await sign_in.poll("user:anna") == SignInPending("user:anna", 10)

        asyncio.run(story())

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

        asyncio.run(story())

    def test_a_code_that_ran_out(self, make: Make, practice: Profile, tenant: Tenant, clock: Any) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await sign_in.start("user:anna", at_panel=False, language="sv")
            clock.advance(901)
            event = await sign_in.poll("user:anna")
            assert isinstance(event, SignInEnded)
            assert event.failure.kind == "code-expired"

        asyncio.run(story())

    def test_a_token_near_its_end_is_refreshed_on_the_devices_clock(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            first, _ = await make.token(sign_in)
            clock.advance(3600 - 299)
            second, legs = await make.token(sign_in)
            assert isinstance(first, Token)
            assert isinstance(second, Token)
            assert first.value != second.value
            assert [(leg.name, leg.ok) for leg in legs] == [("refresh", None), ("refresh", True)]
            third, legs = await make.token(make(practice))
            assert third == second
            assert legs == []

        asyncio.run(story())

    def test_ninety_idle_days_let_the_sign_in_lapse(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            clock.advance(91 * DAY)
            failure, legs = await make.token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code, failure.aadsts) == ("sign-in-lapsed", 361, "AADSTS700082")
            assert legs[-1].ok is False
            assert legs[-1].detail.startswith("AADSTS700082")
            # Signing in again mends it.
            await make.signed_in(sign_in, tenant)
            assert isinstance((await make.token(sign_in))[0], Token)

        asyncio.run(story())

    def test_a_revoked_sign_in_sends_until_its_token_runs_out(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            clock.advance(1)
            tenant.revoke(ANNA)
            assert isinstance((await make.token(sign_in))[0], Token)
            clock.advance(3400)
            # In the last five minutes a refresh is tried, and its refusal does not take the good token away.
            still, legs = await make.token(sign_in)
            assert isinstance(still, Token)
            assert legs[-1].ok is False
            clock.advance(300)
            failure, _ = await make.token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code, failure.aadsts) == ("sign-in-refused", 370, "AADSTS50173")

        asyncio.run(story())

    def test_a_clock_that_was_set_back_asks_again(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            clock.set_back = timedelta(hours=3)
            given, legs = await make.token(sign_in)
            assert isinstance(given, Token)
            assert [leg.name for leg in legs] == ["refresh", "refresh"]

        asyncio.run(story())

    def test_the_token_sends(self, make: Make, practice: Profile, tenant: Tenant, clock: Any, tmp_path: Path) -> None:
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF-1.7 " + bytes(70_000))
        mail = Mail(ANNA, (ANNA,), "Räksmörgås", ".\nHej", "Räkning.pdf", "pdf", clock.now(), "<1@panel.example>")

        async def story() -> Failure | None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            given = await sign_in.token("user:anna", lambda leg: None)
            mailer = SmtpMailer(practice, clock)
            return await mailer.send(mail, [scan], given, lambda leg: None, lambda sent, total: None)

        assert asyncio.run(story()) is None
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
            await make.signed_in(sign_in, tenant)
            given = await sign_in.token("user:anna", lambda leg: None)
            return await SmtpMailer(practice, clock).send(mail, [scan], given, lambda leg: None, lambda *sizes: None)

        failure = asyncio.run(story())
        assert failure is not None
        assert (failure.kind, failure.code) == ("auth-refused", 370)
        assert "SmtpClientAuthentication is disabled for the Tenant" in failure.reply
