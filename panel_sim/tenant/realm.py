"""The practice directory and its mailboxes as one object, without any wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from panel_sim.tenant.accounts import Accounts, NewUser
from panel_sim.tenant.approval import Approvals, Approved
from panel_sim.tenant.authenticator import Authenticator
from panel_sim.tenant.changes import Changes
from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.codes import Codes
from panel_sim.tenant.consents import ORGANISATION, Consents
from panel_sim.tenant.dice import TenantDice
from panel_sim.tenant.grants import Gate, Grants
from panel_sim.tenant.mailbox import Mailboxes
from panel_sim.tenant.policy import Policy, PolicyProblem, nearest
from panel_sim.tenant.private_file import Notice
from panel_sim.tenant.scopes import permissions
from panel_sim.tenant.seeds import DOMAIN, SEEDS, SMTP_SCOPE
from panel_sim.tenant.session_log import SessionLog
from panel_sim.tenant.store import Store
from panel_sim.tenant.throttle import Throttle
from panel_sim.tenant.tokens import Signer

HOST = f"mail.{DOMAIN}"
"""The name that the mail server gives itself."""


class Realm:
    """Everything the tenant knows. Every method may be called from any thread."""

    def __init__(self, folder: Path, clock: TenantClock, dice: TenantDice) -> None:
        """Open the memory in `folder`, which exists. Raises OSError or sqlite3.Error.

        `notices` has one for each damaged file that was set aside.
        """
        self.clock = clock
        self.dice = dice
        self.notices: list[Notice] = []
        self.changes = Changes()
        self.signer = Signer(folder / "signing-key.pem", dice)
        if self.signer.notice:
            self.notices.append(self.signer.notice)
        self.store = Store(folder / "tenant.sqlite")
        self.policy = Policy(self.store, clock)
        self.accounts = Accounts(self.store, self.policy, clock, dice)
        self.consents = Consents(self.store, clock)
        self.codes = Codes(self.store, self.policy, clock, dice)
        self.gate = Gate(self.accounts, self.policy, self.consents)
        self.grants = Grants(self.store, self.gate, self.codes, self.signer, clock, dice)
        self.authenticator = Authenticator(self.store, clock, dice)
        self.approvals = Approvals(
            self.codes, self.accounts, self.consents, self.gate, self.policy, self.authenticator, self.changes
        )
        self.mailboxes = Mailboxes(self.store, self.accounts, folder / "mail", clock, dice, HOST)
        self.log = SessionLog(folder, clock)
        self.throttle = Throttle(self.policy, clock)
        if self.store.fact("seed") is None:
            self._plant("factory")
        if self.store.set_aside is not None:
            found = self.mailboxes.list_again()
            aside = self.store.set_aside.name
            self.notices.append(
                Notice(
                    "database",
                    (aside,),
                    f"The practice tenant's database was damaged and lies in {aside} now; a new one was made. "
                    f"Mails found again: {found}; sign-ins, consents and switches start anew.",
                )
            )

    def seed(self, name: str) -> None:
        """Start anew from a seed: nobody signed in or consented, no mail. Raises PolicyProblem for an unknown name."""
        if name not in SEEDS:
            raise PolicyProblem(f"There is no seed {name!r}; {nearest(name, tuple(SEEDS))}")
        self._plant(name)
        self.mailboxes.forget_all()
        self.throttle.forget()

    def reset(self) -> None:
        """Start anew from the seed last used. The practice clock goes on: time never turns back."""
        self.seed(self.store.fact("seed") or "factory")

    def _plant(self, name: str) -> None:
        with self.store.transaction():
            self.accounts.seed()
            self.policy.replace(SEEDS[name])
            self.consents.withdraw_all()
            self.codes.forget_all()
            self.grants.forget_all()
            self.store.set_fact("seed", name)

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> Approved:
        """What a person does at the sign-in pages; see Approvals.approve for errors."""
        return self.approvals.approve(user_code, user, outcome, consent)

    def add_users(self, users: Sequence[NewUser]) -> None:
        """Make users, all or none; they last until the tenant starts anew. Raises ValueError with a sentence."""
        self.accounts.add(users)

    def grant_consent(self, user: str | None = None) -> None:
        """Consent to SMTP.Send for one user, or for the organisation. Raises UnknownUser."""
        self.consents.grant(self._grantor(user), permissions(SMTP_SCOPE))

    def withdraw_consent(self, user: str | None = None) -> None:
        """Take back the consent of one user, or of the organisation. Raises UnknownUser."""
        self.consents.withdraw(self._grantor(user))

    def _grantor(self, user: str | None) -> str:
        return ORGANISATION if user is None else self.accounts.get(user).address

    def set_policy(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Turn switches. Raises PolicyProblem."""
        changed = self.policy.change(changes)
        self.changes.tell("policy", **changes)
        return changed

    def revoke(self, user: str) -> None:
        """End a user's sign-ins. Raises UnknownUser."""
        self.accounts.revoke(user)
        self.changes.tell("revoke", user=user)

    def watch_mail(self, watcher: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Be told of each mail that arrives; see Mailboxes.watch."""
        return self.mailboxes.watch(watcher)

    def close(self) -> None:
        """Close the memory and the log; everything in them stays."""
        self.store.close()
        self.log.close()


def as_json(value: Any) -> bytes:
    """A value as the JSON that the tenant's services send."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
