"""Directories that are away, silent, or not to be trusted, and disks that keep nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.core.events import CodeShown, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import SignInFailed, Token
from panel_sim.tenant.service import Tenant

Make = Any


async def start(sign_in: MsalSignIn) -> Any:
    return await sign_in.start("printer", at_panel=False, language="sv")


class TestTrouble:
    def test_a_directory_that_is_down_or_silent(
        self, make: Make, practice: Profile, tenant: Tenant, clock: Any
    ) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            clock.advance(3500)
            await asyncio.to_thread(tenant.set_fault, "directory-down")
            assert isinstance((await make.token(sign_in))[0], Token)
            clock.advance(200)
            failure, _ = await make.token(sign_in)
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
            assert isinstance((await make.token(sign_in))[0], Token)

        asyncio.run(story())

    def test_a_certificate_that_nobody_vouches_for(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.set_fault("tls-bad", service="directory")
        event = asyncio.run(make(practice).start("printer", at_panel=False, language="sv"))
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg) == ("tls-failed", "device_code")

    def test_the_firms_certificate_variables_do_not_change_whom_we_trust(
        self, make: Make, practice: Profile, tenant: Tenant, certificates: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca_file))
        monkeypatch.setenv("CURL_CA_BUNDLE", str(certificates.ca_file))
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        event = asyncio.run(make(practice).start("printer", at_panel=False, language="sv"))
        assert isinstance(event, CodeShown)

    def test_a_silent_directory_is_given_up_and_the_loop_is_free(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, "silent")

        async def story() -> Any:
            sign_in = make(strange_profile)
            task = asyncio.ensure_future(start(sign_in))
            assert await asyncio.to_thread(directory.waiting.wait, 10)
            clock.advance(31)
            return await task

        event = asyncio.run(story())
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg, event.failure.code) == ("timed-out", "device_code", 361)

    def test_nobody_listens_and_no_such_name(self, make: Make, lab: Profile) -> None:
        event = asyncio.run(start(make(lab)))
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "connection-refused"
        event = asyncio.run(start(make(replace(lab, authority="https://login.invalid/tenant"))))
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "name-not-found"

    def test_polls_bear_with_a_network_that_is_away_for_a_while(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", 200, "silent")

        async def poll(sign_in: MsalSignIn) -> Any:
            directory.waiting.clear()
            task = asyncio.ensure_future(sign_in.poll("printer"))
            assert await asyncio.to_thread(directory.waiting.wait, 10)
            clock.advance(31)
            return await task

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            await sign_in.start("printer", at_panel=False, language="sv")
            return [await poll(sign_in) for _ in range(3)]

        events = asyncio.run(story())
        assert events[:2] == [SignInPending("printer", 2), SignInPending("printer", 4)]
        assert isinstance(events[2], SignInEnded)
        assert events[2].failure.kind == "timed-out"

    def test_a_cache_that_cannot_be_written_is_told_and_lasts_for_now(
        self, make: Make, strange_profile: Profile, directory: Any, tokens: Path
    ) -> None:
        tokens.parent.mkdir(exist_ok=True)
        tokens.write_text("a file where the folder should be")
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", 200, make.granted(id_token=make.id_token(upn="u@lab.example")))
        notices: list[Any] = []

        async def story() -> Any:
            sign_in = make(strange_profile, notices.append)
            await sign_in.start("printer", at_panel=False, language="sv")
            await sign_in.poll("printer")
            return (await make.token(sign_in, "printer"))[0]

        assert asyncio.run(story()) == Token("u@lab.example", "access-1")
        assert "could not be kept" in str(notices[0])
