"""Which permissions users and administrators have granted to the printer's application."""

from __future__ import annotations

from panel_sim.tenant.accounts import Account
from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.store import Store

ORGANISATION = ""
"""Stands where a user's address would: consent on behalf of everybody in the organisation."""


class Consents:
    """Remembers consent per scope, for one user or for the whole organisation."""

    def __init__(self, store: Store, clock: TenantClock) -> None:
        self._store = store
        self._clock = clock

    def missing(self, account: Account, scopes: frozenset[str]) -> frozenset[str]:
        """The scopes that neither the user nor the organisation has consented to.

        A personal account belongs to no organisation, so only its own consent counts.
        """
        grantors = (account.address,) if account.personal else (account.address, ORGANISATION)
        marks = ", ".join("?" for _ in grantors)
        rows = self._store.rows(f"SELECT scope FROM consents WHERE user IN ({marks})", *grantors)  # noqa: S608 - marks
        return scopes - {row["scope"] for row in rows}

    def grant(self, user: str, scopes: frozenset[str]) -> None:
        """Consent, for a user's address or for ORGANISATION."""
        with self._store.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO consents VALUES (?, ?, ?)",
                [(user, scope, self._clock.now()) for scope in sorted(scopes)],
            )

    def withdraw(self, user: str) -> None:
        """Take back all that a user, or ORGANISATION, has consented to."""
        self._store.write("DELETE FROM consents WHERE user = ?", user)

    def withdraw_all(self) -> None:
        """Take back everything; nobody has consented any more."""
        self._store.write("DELETE FROM consents")
