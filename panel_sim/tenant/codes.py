"""Device codes and the codes that people type: made, found, polled, approved, declined, redeemed."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass

from panel_sim.tenant.accounts import Account
from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.dice import PERSONAL_CODE_LENGTH, USER_CODE_LENGTH, TenantDice, opaque, user_code
from panel_sim.tenant.policy import Policy
from panel_sim.tenant.refusals import Refusal, slow_down
from panel_sim.tenant.seeds import CONSUMERS_ID
from panel_sim.tenant.store import Store

SLOW_DOWN_STEP_S = 5.0
"""What each `slow_down` adds to the interval (RFC 8628, 3.5)."""

POLL_GRACE_S = 0.25
"""Clients wait on clocks of their own; a poll this little too early is not too fast."""

FORGOTTEN_AFTER_S = 86400.0
"""Codes are kept a day past their end, so that late polls are told why."""


@dataclass(frozen=True)
class IssuedCode:
    """What the device is told when it asks for a code. The two codes are secrets: never shown in a repr."""

    device_code: str
    user_code: str
    expires_in: int
    interval: int

    def __repr__(self) -> str:
        return f"IssuedCode(expires_in={self.expires_in}, interval={self.interval})"


@dataclass(frozen=True)
class PendingCode:
    """A code as the tenant remembers it: by its hashes."""

    device_hash: str
    client_id: str
    scope: str
    authority: str
    expires_at: float
    state: str
    user: str | None
    generation: int | None
    password_generation: int | None
    approved_at: float | None
    mfa: bool


class Codes:
    """Keeps device codes on the practice clock; stores only their hashes."""

    def __init__(self, store: Store, policy: Policy, clock: TenantClock, dice: TenantDice) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._dice = dice

    def issue(self, client_id: str, scope: str, authority: str) -> IssuedCode:
        """Make a code for a device that asks for `scope` under an authority (tenant, common, consumers ...)."""
        now = self._clock.now()
        personal = authority in ("consumers", CONSUMERS_ID)
        issued = IssuedCode(
            opaque(self._dice, 64),
            user_code(self._dice, PERSONAL_CODE_LENGTH if personal else USER_CODE_LENGTH),
            int(self._policy["code_lifetime_s"]),
            int(self._policy["poll_interval_s"]),
        )
        # What a personal account's answer says of its code's life is not so; the code really dies earlier
        # (learn.microsoft.com/answers 981553: `expires_in` 900, dead after 300 s).
        lives_s = min(issued.expires_in, self._policy["personal_code_lifetime_s"]) if personal else issued.expires_in
        with self._store.transaction() as db:
            db.execute("DELETE FROM device_codes WHERE expires_at < ?", (now - FORGOTTEN_AFTER_S,))
            db.execute(
                "INSERT INTO device_codes (device_hash, user_hash, client_id, scope, authority, issued_at, expires_at, "
                "interval_s, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
                (
                    digest(issued.device_code),
                    digest(issued.user_code),
                    client_id,
                    scope,
                    authority,
                    now,
                    now + lives_s,
                    issued.interval,
                ),
            )
        return issued

    def typed(self, code: str) -> PendingCode:
        """The code that a person typed; case, spaces and hyphens do not matter.

        Raises Refusal: 70018 no such code, or one that was already used; 70019 expired.
        """
        kept = code.upper().replace(" ", "").replace("-", "")
        row = self._store.row("SELECT * FROM device_codes WHERE user_hash = ?", digest(kept))
        if row is None or row["state"] != "pending":
            raise Refusal(70018)
        if row["expires_at"] <= self._clock.now():
            raise Refusal(70019)
        return _pending(row)

    def still_open(self, device_hash: str) -> PendingCode:
        """The code a person is in the midst of approving. Raises Refusal as `typed` does."""
        row = self._store.row("SELECT * FROM device_codes WHERE device_hash = ?", device_hash)
        if row is None or row["state"] != "pending":
            raise Refusal(70018)
        if row["expires_at"] <= self._clock.now():
            raise Refusal(70019)
        return _pending(row)

    def approve(self, code: PendingCode, account: Account, *, mfa: bool = False) -> None:
        """Let the device have its tokens at its next poll; `mfa` when the person gave a second factor.

        Raises Refusal when the code ended meanwhile.
        """
        with self._store.transaction() as db:
            self.still_open(code.device_hash)
            db.execute(
                "UPDATE device_codes SET state = 'approved', user = ?, generation = ?, password_generation = ?, "
                "approved_at = ?, mfa = ? WHERE device_hash = ?",
                (
                    account.address,
                    account.generation,
                    account.password_generation,
                    self._clock.now(),
                    mfa,
                    code.device_hash,
                ),
            )

    def decline(self, code: PendingCode) -> None:
        """Tell the device no at its next poll. Raises Refusal when the code ended meanwhile."""
        with self._store.transaction() as db:
            self.still_open(code.device_hash)
            db.execute("UPDATE device_codes SET state = 'declined' WHERE device_hash = ?", (code.device_hash,))

    def poll(self, device_code: str, client_id: str) -> PendingCode:
        """The approved code, for the grant that redeems it. Call it outside a transaction: it remembers each poll.

        Raises Refusal: 70018 unknown, 54005 redeemed, 65004 declined, 70020 expired, slow_down, 70016 pending.
        """
        now = self._clock.now()
        too_fast = False
        with self._store.transaction() as db:
            row = db.execute("SELECT * FROM device_codes WHERE device_hash = ?", (digest(device_code),)).fetchone()
            if row is None or row["client_id"] != client_id:
                raise Refusal(70018)
            if row["state"] == "redeemed":
                raise Refusal(54005)
            if row["state"] == "declined":
                raise Refusal(65004)
            if row["expires_at"] <= now:
                raise Refusal(70020)
            if row["state"] == "approved":
                return _pending(row)
            # A clock that was set back makes the last poll lie ahead; that is nobody's haste.
            since = now - row["polled_at"] if row["polled_at"] is not None else None
            too_fast = since is not None and 0 <= since < row["interval_s"] - POLL_GRACE_S
            db.execute(
                "UPDATE device_codes SET polled_at = ?, interval_s = interval_s + ? WHERE device_hash = ?",
                (now, SLOW_DOWN_STEP_S if too_fast else 0, row["device_hash"]),
            )
        raise slow_down() if too_fast else Refusal(70016)

    def redeem(self, code: PendingCode) -> None:
        """Use an approved code up. Raises Refusal 54005 when another poll was first."""
        if not self._store.write(
            "UPDATE device_codes SET state = 'redeemed' WHERE device_hash = ? AND state = 'approved'", code.device_hash
        ):
            raise Refusal(54005)

    def forget_all(self) -> None:
        """Drop every code."""
        self._store.write("DELETE FROM device_codes")


def digest(secret: str) -> str:
    """The SHA-256 under which a secret of many random bits is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _pending(row: sqlite3.Row) -> PendingCode:
    return PendingCode(
        row["device_hash"],
        row["client_id"],
        row["scope"],
        row["authority"],
        row["expires_at"],
        row["state"],
        row["user"],
        row["generation"],
        row["password_generation"],
        row["approved_at"],
        bool(row["mfa"]),
    )
