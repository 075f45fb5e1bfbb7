"""The tenant's users: who they are, their passwords, and what ends their sign-ins."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.dice import TenantDice, guid
from panel_sim.tenant.policy import Policy
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.seeds import (
    CONSUMERS_ID,
    DOMAIN,
    PERSONAL_DOMAIN,
    PRACTICE_PASSWORD,
    TENANT_ID,
    TENANT_NAME,
    USERS,
)
from panel_sim.tenant.store import Store

WRONG_PASSWORDS_ALLOWED = 10
LOCKED_FOR_S = 60.0
"""Smart lockout: ten wrong passwords lock for one minute (entra-docs, howto-password-smart-lockout)."""

LONGEST_PASSWORD = 256
_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9.-]+")
_SCRYPT_N = 2**12
_SCRYPT_R = 8


class UnknownUser(LookupError):
    """Nobody in the tenant has that address; the message is a sentence."""


@dataclass(frozen=True)
class Account:
    """A user of the practice tenant."""

    address: str
    oid: str
    name: str
    administrator: bool
    personal: bool
    generation: int
    password_generation: int
    valid_from: float

    @property
    def tenant_id(self) -> str:
        """The directory the account lives in."""
        return CONSUMERS_ID if self.personal else TENANT_ID


@dataclass(frozen=True)
class NewUser:
    """A user to be made. Their password is the practice password."""

    address: str
    name: str = ""
    administrator: bool = False
    personal: bool = False


class Accounts:
    """Finds users and changes them. Sign-ins end by counting a generation up, never by comparing times, so that a
    clock that was set back cannot bring a revoked sign-in to life."""

    def __init__(self, store: Store, policy: Policy, clock: TenantClock, dice: TenantDice) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._dice = dice

    def seed(self) -> None:
        """Put the practice users in, in place of those that are there.

        Passwords are hashed when first checked: scrypt for five users would cost every start its time.
        """
        with self._store.transaction() as db:
            db.execute("DELETE FROM users")
            db.executemany(
                "INSERT INTO users (address, oid, name, administrator, personal) VALUES (?, ?, ?, ?, ?)",
                [(u.address, u.oid, u.name, u.administrator, u.personal) for u in USERS],
            )

    def all(self) -> list[Account]:
        """Every user, in the order they were made."""
        return [_account(row) for row in self._store.rows("SELECT * FROM users ORDER BY rowid")]

    def some(self, most: int) -> list[Account]:
        """The first users that were made, at most so many."""
        return [_account(row) for row in self._store.rows("SELECT * FROM users ORDER BY rowid LIMIT ?", most)]

    def add(self, users: Sequence[NewUser]) -> None:
        """Make users, all or none; they last until the tenant starts anew. Raises ValueError with a sentence."""
        rows = []
        for user in users:
            address = _key(user.address)
            domain = PERSONAL_DOMAIN if user.personal else DOMAIN
            if not _ADDRESS.fullmatch(address) or not address.endswith(f"@{domain}"):
                raise ValueError(f"{user.address!r} is no address of a new user here: it is NAME@{domain}.")
            if user.personal and user.administrator:
                raise ValueError(f"{user.address!r} is a personal account, which administers no organisation.")
            rows.append((address, guid(self._dice), user.name or address, user.administrator, user.personal))
        try:
            with self._store.transaction() as db:
                db.executemany(
                    "INSERT INTO users (address, oid, name, administrator, personal) VALUES (?, ?, ?, ?, ?)", rows
                )
        except sqlite3.IntegrityError as problem:
            taken = next((row[0] for row in rows if self.find(row[0]) is not None), "One of them")
            raise ValueError(f"{taken} is there already, or was named twice.") from problem

    def find(self, address: str) -> Account | None:
        """The user with that address; case and surrounding space do not matter."""
        row = self._store.row("SELECT * FROM users WHERE address = ?", _key(address))
        return None if row is None else _account(row)

    def get(self, address: str) -> Account:
        """The user with that address. Raises UnknownUser."""
        account = self.find(address)
        if account is None:
            known = ", ".join(user.address for user in self.some(20))
            raise UnknownUser(f"No practice user has the address {address!r}. Users are {known}.")
        return account

    def is_disabled(self, account: Account) -> bool:
        """Whether an administrator has blocked the account from signing in."""
        return self._policy.for_user("user_disabled", account.address) is True

    def check_password(self, address: str, password: str) -> Account:
        """The account, when the password is right.

        Raises Refusal: 50034 nobody by that name, 50053 locked after ten wrong ones, 50126 wrong, 50057 disabled.
        """
        account = self.find(address)
        if account is None:
            raise Refusal(50034, tenant=TENANT_NAME)
        with self._store.transaction() as db:
            row = db.execute("SELECT * FROM users WHERE address = ?", (account.address,)).fetchone()
            if row["locked_until"] > self._clock.now():
                raise Refusal(50053)
        kept = row["password_hash"] or self._hashed(PRACTICE_PASSWORD)
        right = len(password) <= LONGEST_PASSWORD and _matches(password, kept)
        with self._store.transaction() as db:
            if right:
                db.execute(
                    "UPDATE users SET wrong_passwords = 0, locked_until = 0, "
                    "password_hash = coalesce(password_hash, ?) WHERE address = ?",
                    (kept, account.address),
                )
            else:
                wrong = db.execute(
                    "UPDATE users SET wrong_passwords = wrong_passwords + 1 WHERE address = ? "
                    "RETURNING wrong_passwords",
                    (account.address,),
                ).fetchone()[0]
                if wrong >= WRONG_PASSWORDS_ALLOWED:
                    db.execute(
                        "UPDATE users SET wrong_passwords = 0, locked_until = ? WHERE address = ?",
                        (self._clock.now() + LOCKED_FOR_S, account.address),
                    )
        if not right:
            raise Refusal(50053 if wrong >= WRONG_PASSWORDS_ALLOWED else 50126)
        if self.is_disabled(account):
            raise Refusal(50057)
        return account

    def change_password(self, address: str, new: str) -> None:
        """Give a user a new password, which ends their sign-ins (entra-docs, refresh-tokens: password changed).

        Raises UnknownUser, or ValueError for a password that is no password.
        """
        account = self.get(address)
        if not 1 <= len(new) <= LONGEST_PASSWORD:
            raise ValueError(f"A password has between 1 and {LONGEST_PASSWORD} characters.")
        hashed = self._hashed(new)
        self._store.write(
            "UPDATE users SET password_hash = ?, generation = generation + 1, wrong_passwords = 0, locked_until = 0, "
            "password_generation = password_generation + 1, valid_from = ? WHERE address = ?",
            hashed,
            self._clock.now(),
            account.address,
        )

    def revoke(self, address: str) -> None:
        """End every sign-in of a user; access tokens already given live on until they run out. Raises UnknownUser."""
        account = self.get(address)
        self._store.write(
            "UPDATE users SET generation = generation + 1, valid_from = ? WHERE address = ?",
            self._clock.now(),
            account.address,
        )

    def _hashed(self, password: str) -> str:
        salt = self._dice.token_bytes(16)
        return ".".join(base64.b64encode(part).decode() for part in (salt, _scrypt(password, salt)))


def _key(address: str) -> str:
    # A lone surrogate cannot be looked up in SQLite; no address holds one.
    return address.strip().lower().encode("utf-8", "replace").decode()


def _account(row: sqlite3.Row) -> Account:
    return Account(
        row["address"],
        row["oid"],
        row["name"],
        bool(row["administrator"]),
        bool(row["personal"]),
        row["generation"],
        row["password_generation"],
        row["valid_from"],
    )


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=1, dklen=32)


def _matches(password: str, kept: str) -> bool:
    salt, digest = (base64.b64decode(part) for part in kept.split("."))
    return hmac.compare_digest(_scrypt(password, salt), digest)
