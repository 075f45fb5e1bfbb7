"""What is known of an account, and of a sign-in under way, while the program runs."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from panel_sim.adapters.directory import Directory
from panel_sim.adapters.directory_failures import answer_failure
from panel_sim.adapters.panel_pages import PanelPages
from panel_sim.adapters.token_cache import Tokens
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import SignInFailed


@dataclass
class Attempt:
    """A sign-in under way."""

    started: float
    flow: dict[str, Any] | None = field(default=None, repr=False)
    pages: PanelPages | None = None
    deadline: float = 0.0
    misses: int = 0

    def take(self, flow: dict[str, Any], now: float, status: int | None) -> None:
        """Take what the directory answered to the start; raises SignInFailed when it is no device code."""
        if not flow.get("user_code") or not flow.get("device_code"):
            raise SignInFailed(answer_failure(flow, "device_code", status))
        # Some directories follow an old draft, which had a URL.
        flow.setdefault("verification_uri", flow.get("verification_url"))
        address = urlsplit(str(flow["verification_uri"] or ""))
        if address.scheme not in ("http", "https") or not str(flow["user_code"]).isprintable():
            reply = "the device code came without an address"
            raise SignInFailed(Failure("bad-answer", leg="device_code", reply=reply))
        self.flow = flow
        self.deadline = now + self.expires_in

    @property
    def user_code(self) -> str:
        """What the person types."""
        return str(self._flow["user_code"])

    @property
    def verification_uri(self) -> str:
        """Where the person types it."""
        return str(self._flow["verification_uri"])

    @property
    def expires_in(self) -> float:
        """Seconds the code lives."""
        return seconds_of(self._flow.get("expires_in"), 900)

    @property
    def interval(self) -> float:
        """Seconds between two polls; slow_down makes it grow (RFC 8628 section 3.5)."""
        # MSAL has made a number of it; at 0 nobody would be left a second's peace.
        return max(1.0, float(self._flow.get("interval", 5)))

    @property
    def secrets(self) -> list[str]:
        """What must not be told on."""
        return [str(self._flow.get(name, "")) for name in ("user_code", "device_code")]

    @property
    def _flow(self) -> dict[str, Any]:
        return self.flow or {}


class AccountState:
    """What is known of one account while the program runs."""

    def __init__(self, directory: Directory, tokens: Tokens | None = None, legs: dict[str, Leg] | None = None) -> None:
        self.directory = directory
        self.tokens = tokens
        self.legs: dict[str, Leg] = legs or {}
        self.attempt: Attempt | None = None
        self.soured = False
        # One question at a time: MSAL's application and its cache are shared by all of them.
        self.lock = asyncio.Lock()

    def renew(self, directory: Directory) -> None:
        """Talk to the directory anew, with nothing of the talk before."""
        self.directory.close()
        self.directory, self.soured = directory, False

    def close(self) -> None:
        """Nothing more is asked in this account's name."""
        self.attempt = None
        self.directory.close()


def claims_in(token: str) -> dict[str, Any]:
    """What a token says of its user, {} when it is opaque. Nothing is checked: the directory gave it to us over TLS."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def seconds_of(value: object, otherwise: float) -> float:
    """A lifetime as directories give it: a number, or a number as text; anything else is `otherwise`."""
    try:
        seconds = float(str(value))
    except ValueError:
        return otherwise
    return seconds if 0 < seconds < 1e9 else otherwise
