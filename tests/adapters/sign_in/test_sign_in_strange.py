"""Signing in at a directory that answers as it is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.core.events import CodeShown, SignedIn, SignInEnded, SignInPending
from panel_sim.ports import Token

Make = Any


class TestAtAStrangeDirectory:
    async def start(self, sign_in: MsalSignIn) -> Any:
        return await sign_in.start("printer", at_panel=False, language="sv")

    def test_an_interval_of_nought_is_a_second_and_the_language_is_asked_for(
        self, make: Make, strange_profile: Profile, directory: Any
    ) -> None:
        directory.answer("devicecode", 200, make.CODE)
        event = asyncio.run(self.start(make(strange_profile)))
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
            (200, {"device_code": "d", "user_code": "u", "verification_uri": "javascript:alert(1)"}, "bad-answer"),
        ],
    )
    def test_what_may_come_instead_of_a_code(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any, kind: str
    ) -> None:
        directory.answer("devicecode", status, body)
        sign_in = make(strange_profile)
        event = asyncio.run(self.start(sign_in))
        assert isinstance(event, SignInEnded)
        assert (event.failure.kind, event.failure.leg) == (kind, "device_code")
        assert sign_in.record("printer")[-1].ok is False

    def test_an_error_is_not_replayed(self, make: Make, strange_profile: Profile, directory: Any) -> None:
        directory.answer("devicecode", 500, "oops", Retry_After="3600")
        directory.answer("devicecode", 400, {"error": "invalid_request"})
        directory.answer("devicecode", 200, make.CODE)

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            return [await self.start(sign_in) for _ in range(3)]

        events = asyncio.run(story())
        assert isinstance(events[-1], CodeShown)
        assert len(directory.questions("devicecode")) == 3

    @pytest.mark.parametrize(("status", "body"), [(404, "no"), (200, "<html>"), (200, {"issuer": "x"})])
    def test_a_discovery_document_that_is_none(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any
    ) -> None:
        directory.answers.pop("discovery")
        directory.answer("discovery", status, body)
        event = asyncio.run(self.start(make(strange_profile)))
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
            (200, {"token_type": "Bearer", "access_token": "a", "scope": "smtp"}, "bad-answer"),
        ],
    )
    def test_what_may_come_of_a_poll(
        self, make: Make, strange_profile: Profile, directory: Any, status: int, body: Any, kind: str | None
    ) -> None:
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", status, body)

        async def story() -> Any:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            return await sign_in.poll("printer")

        event = asyncio.run(story())
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
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", 503, "busy", Retry_After="30")
        directory.answer("token", 500, "busy")
        directory.answer("token", 200, make.granted(id_token=make.id_token(preferred_username="eva@lab.example")))

        async def story() -> list[Any]:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            return [await sign_in.poll("printer") for _ in range(3)]

        events = asyncio.run(story())
        assert events == [
            SignInPending("printer", 30),
            SignInPending("printer", 1),
            SignedIn("printer", "eva@lab.example"),
        ]

    def test_a_busy_directory_does_not_keep_a_code_alive(
        self, make: Make, strange_profile: Profile, directory: Any, clock: Any
    ) -> None:
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", 503, "busy")

        async def story() -> Any:
            sign_in = make(strange_profile)
            await self.start(sign_in)
            clock.advance(901)
            return await sign_in.poll("printer")

        event = asyncio.run(story())
        assert isinstance(event, SignInEnded)
        assert event.failure.kind == "code-expired"

    def test_an_openid_provider_without_id_token_and_device_endpoint(
        self, make: Make, lab: Profile, directory: Any, clock: Any
    ) -> None:
        endpoint = directory.discovery["device_authorization_endpoint"]
        directory.answers.pop("discovery")
        lacking = {key: value for key, value in directory.discovery.items() if value != endpoint}
        directory.answer("discovery", 200, lacking | {"issuer": directory.authority})
        directory.answer("devicecode", 200, make.CODE)
        directory.answer("token", 200, make.granted())
        directory.answer("token", 200, make.granted(access_token="access-2", refresh_token="refresh-2"))
        directory.answer("token", 200, make.granted(access_token="access-3"))
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
            assert await make.token(sign_in, "printer") == (Token("lab@lab.example", "access-1"), [])
            for expected in ("access-2", "access-3"):
                clock.advance(3600)
                given, _ = await make.token(make(profile), "printer")
                assert given == Token("lab@lab.example", expected)

        asyncio.run(story())
        refreshes = directory.questions("token")[1:]
        assert [form["refresh_token"] for form in refreshes] == ["refresh-1", "refresh-2"]
        assert "?mkt" not in directory.questions("devicecode")[0]

    def test_the_claim_that_names_the_mailbox_is_the_profiles(
        self, make: Make, strange_profile: Profile, directory: Any
    ) -> None:
        directory.answer("devicecode", 200, make.CODE)
        directory.answer(
            "token", 200, make.granted(id_token=make.id_token(mail="a@lab.example", preferred_username="b@lab.example"))
        )

        async def story() -> Any:
            sign_in = make(replace(strange_profile, user_claim="mail"))
            await self.start(sign_in)
            return await sign_in.poll("printer")

        assert asyncio.run(story()) == SignedIn("printer", "a@lab.example")
