"""What is kept of sign-ins: private, moved, thrown away, damaged, not mixed up."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from panel_sim.adapters.profiles import Profile
from panel_sim.core.events import CodeShown, SignedOut, SignInEnded
from panel_sim.core.failures import Failure
from panel_sim.ports import Token
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"
Make = Any


class TestKept:
    def test_tokens_outlive_the_program_and_are_private(
        self, make: Make, practice: Profile, tenant: Tenant, tokens: Path
    ) -> None:
        asyncio.run(make.signed_in(make(practice), tenant))
        files = list(tokens.glob("*.json"))
        assert len(files) == 1
        assert files[0].stat().st_mode & 0o777 == 0o600
        assert tokens.stat().st_mode & 0o777 == 0o700
        given, _ = asyncio.run(make.token(make(practice)))
        assert isinstance(given, Token)

    def test_signing_out_empties_the_cache(self, make: Make, practice: Profile, tenant: Tenant, tokens: Path) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            assert await sign_in.sign_out("user:anna") == SignedOut("user:anna")
            assert os.listdir(tokens) == []
            failure, _ = await make.token(sign_in)
            assert isinstance(failure, Failure)
            assert (failure.kind, failure.code) == ("not-signed-in", 360)
            assert await sign_in.sign_out("user:nobody") == SignedOut("user:nobody")

        asyncio.run(story())

    def test_keeping_moves_what_was_signed_in(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant, "printer", ANNA)
            await make.signed_in(sign_in, tenant, "printer-pending", "skrivare@ovning.example")
            await sign_in.keep("printer-pending", "printer")
            for fresh in (sign_in, make(practice)):
                given, _ = await make.token(fresh, "printer")
                assert isinstance(given, Token)
                assert given.address == "skrivare@ovning.example"
                assert isinstance((await make.token(fresh, "printer-pending"))[0], Failure)
            await sign_in.keep("printer-pending", "printer")
            assert isinstance((await make.token(sign_in, "printer"))[0], Token)

        asyncio.run(story())

    def test_a_sign_in_that_is_given_up_leaves_the_old_one(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            await make.signed_in(sign_in, tenant)
            shown = await sign_in.start("user:anna", at_panel=False, language="sv")
            assert isinstance(shown, CodeShown)
            tenant.approve(shown.user_code, "bo@ovning.example")
            await sign_in.cancel("user:anna")
            event = await sign_in.poll("user:anna")
            assert event == SignInEnded("user:anna", Failure("cancelled"))
            given, _ = await make.token(sign_in)
            assert isinstance(given, Token)
            assert given.address == ANNA

        asyncio.run(story())

    def test_a_damaged_cache_is_set_aside_and_told(
        self, make: Make, practice: Profile, tenant: Tenant, tokens: Path
    ) -> None:
        asyncio.run(make.signed_in(make(practice), tenant))
        (file,) = tokens.glob("*.json")
        file.write_bytes(file.read_bytes()[:200])
        notices: list[Any] = []
        failure, _ = asyncio.run(make.token(make(practice, notices.append)))
        assert isinstance(failure, Failure)
        assert failure.kind == "not-signed-in"
        assert sorted(path.name for path in tokens.iterdir()) == ["key", f"{file.name}.damaged-1"]
        assert file.name in str(notices[0])

    def test_many_users_at_once_do_not_mix(self, make: Make, practice: Profile, tenant: Tenant) -> None:
        async def story() -> None:
            sign_in = make(practice)
            users = {"user:anna": ANNA, "user:bo": "bo@ovning.example", "printer": "skrivare@ovning.example"}
            await asyncio.gather(*(make.signed_in(sign_in, tenant, account, user) for account, user in users.items()))
            for account, user in users.items():
                given, _ = await make.token(sign_in, account)
                assert isinstance(given, Token)
                assert given.address == user

        asyncio.run(story())
