"""The practice second factor: one-time codes of six digits that change every half minute of practice time."""

from __future__ import annotations

import hmac

from panel_sim.tenant.accounts import Account
from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.dice import TenantDice
from panel_sim.tenant.store import Store

STEP_S = 30
DIGITS = 6
STEPS_OFF = 1
"""How many half minutes early or late a code is taken, since people are slow (RFC 6238, 5.2)."""


class Authenticator:
    """Everybody's codes, after RFC 6238; the secret behind them is made once for a tenant and kept in its memory."""

    def __init__(self, store: Store, clock: TenantClock, dice: TenantDice) -> None:
        self._store = store
        self._clock = clock
        self._dice = dice

    def code(self, account: Account) -> str:
        """The code that a user's authenticator app shows now."""
        return self._code_at(account, self._step())

    def seconds_left(self) -> int:
        """How long the codes of now are shown."""
        return STEP_S - int(self._clock.now()) % STEP_S

    def fits(self, account: Account, typed: str) -> bool:
        """Whether a code is the user's now, or was or will be half a minute from now."""
        kept = "".join(typed.split()).encode("utf-8", "replace")
        step = self._step()
        near = range(step - STEPS_OFF, step + STEPS_OFF + 1)
        return any(hmac.compare_digest(self._code_at(account, each).encode(), kept) for each in near)

    def _step(self) -> int:
        return int(self._clock.now()) // STEP_S

    def _code_at(self, account: Account, step: int) -> str:
        # SHA-1 is what the algorithm prescribes and authenticator apps use; nothing leans on its collisions.
        secret = hmac.digest(self._seed(), account.oid.encode(), "sha256")
        digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
        offset = digest[-1] & 15
        number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**DIGITS:0{DIGITS}d}"

    def _seed(self) -> bytes:
        kept = self._store.fact("authenticator")
        if kept is None:
            kept = self._dice.token_bytes(32).hex()
            self._store.set_fact("authenticator", kept)
        return bytes.fromhex(kept)
