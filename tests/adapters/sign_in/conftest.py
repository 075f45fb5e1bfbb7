"""What tests of signing in share: a maker of sign-ins that also signs somebody in and asks for tokens."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from panel_sim.adapters.home import safe_name
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import TokenCache
from panel_sim.core.events import CodeShown, SignedIn
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import SignInFailed, Token
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """The folder of the token caches."""
    return tmp_path / "tokens"


class Maker:
    """Makes the sign-in of a profile, on the test's clock and token folder; called as a function is."""

    CODE: ClassVar[dict[str, Any]] = {
        "device_code": "device-secret",
        "user_code": "ABCD-EFGH",
        "verification_uri": "https://localhost/device",
        "expires_in": "900",
        "interval": 0,
        "message": "x",
    }
    """What the directory that answers as it is told gives for a code."""

    @staticmethod
    def id_token(**claims: Any) -> str:
        """An ID token that nobody signed."""
        claims = {"sub": "1", "iss": "x", "aud": "printer", **claims}
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return f"eyJhbGciOiJub25lIn0.{body}."

    @staticmethod
    def granted(**more: Any) -> dict[str, Any]:
        """What it gives for tokens."""
        return {
            "token_type": "Bearer",
            "access_token": "access-1",
            "refresh_token": "refresh-1",
            "expires_in": 3600,
            "scope": "smtp",
            **more,
        }

    def __init__(self, clock: Any, tokens: Path) -> None:
        self._clock = clock
        self._tokens = tokens

    def __call__(
        self, profile: Profile, told: Callable[[Any], None] = lambda notice: None, **changes: Any
    ) -> MsalSignIn:
        cache = TokenCache(lambda account: self._tokens / f"{profile.name}.{safe_name(account)}.json", told)
        return MsalSignIn(replace(profile, **changes), self._clock, cache)

    @staticmethod
    async def signed_in(sign_in: MsalSignIn, tenant: Tenant, account: str = "user:anna", user: str = ANNA) -> SignedIn:
        """Sign somebody in with a code that is approved at once."""
        shown = await sign_in.start(account, at_panel=False, language="sv")
        assert isinstance(shown, CodeShown)
        assert tenant.approve(shown.user_code, user)["step"] == "done"
        event = await sign_in.poll(account)
        assert isinstance(event, SignedIn)
        return event

    @staticmethod
    async def token(sign_in: MsalSignIn, account: str = "user:anna") -> tuple[Token | Failure, list[Leg]]:
        """Ask for a token: that, or why there is none, and the legs that were told."""
        legs: list[Leg] = []
        try:
            return await sign_in.token(account, legs.append), legs
        except SignInFailed as failed:
            return failed.failure, legs


@pytest.fixture
def make(clock: Any, tokens: Path) -> Maker:
    """Makes sign-ins, signs somebody in, asks for tokens."""
    return Maker(clock, tokens)


@pytest.fixture
def strange_profile(lab: Profile, directory: Any) -> Profile:
    """The profile of the directory that answers as it is told."""
    return replace(lab, authority=directory.authority)
