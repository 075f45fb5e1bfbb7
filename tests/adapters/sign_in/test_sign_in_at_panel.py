"""Signing in at the panel: the practice tenant's pages, filled in for the person."""

from __future__ import annotations

import asyncio
from typing import Any

from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.core.events import SignedIn, SignInAdvanced, SignInEnded
from panel_sim.core.failures import Failure
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"
ADMIN = "admin@ovning.example"
PASSWORD = "Ovning-123!"
Make = Any


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
        events = asyncio.run(
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
        events = asyncio.run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
        assert events[-1] == SignedIn("printer", ANNA)

    def test_declining_at_the_consent_page(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.withdraw_consent()
        events = asyncio.run(
            self.walk(make(practice), ("account", ADMIN), ("password", PASSWORD), ("decline", "")),
        )
        assert isinstance(events[-1], SignInEnded)
        assert events[-1].failure.kind == "declined"

    def test_a_user_without_consent_is_refused(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.withdraw_consent()
        events = asyncio.run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
        assert isinstance(events[-1], SignInEnded)
        assert (events[-1].failure.kind, events[-1].failure.aadsts) == ("sign-in-refused", "AADSTS90094")

    def test_conditional_access_blocks(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        tenant.set_policy(conditional_access_block_device_code=True)
        events = asyncio.run(self.walk(make(practice), ("account", ANNA), ("password", PASSWORD)))
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

        event = asyncio.run(story())
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
            assert isinstance((await make.token(sign_in, "printer"))[0], Failure)

        asyncio.run(story())

    def test_other_profiles_have_no_pages_at_the_panel(self, make: Make, lab: Profile) -> None:
        event = asyncio.run(make(lab).start("printer", at_panel=True, language="sv"))
        assert isinstance(event, SignInEnded)
        assert "practice" in event.failure.reply
