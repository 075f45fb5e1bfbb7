"""A person's way through the sign-in pages, kept in memory and tied to one browser."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from panel_sim.tenant.dice import TenantDice, opaque

Step = Literal[
    "code", "account", "password", "mfa", "confirm", "consent", "done", "declined", "blocked", "expired", "problem"
]

VISITS_KEPT = 2000
"""More visits than that push the oldest out: a flood of them must not eat the memory."""


@dataclass
class Visit:
    """Where somebody is. The secrets stay out of reprs by way of the class having none."""

    key: str
    csrf: str
    step: Step = "code"
    device_hash: str = ""
    account: str = ""
    problem: int | None = None
    may_decline: bool = False
    mfa: bool = False
    """A second factor was given."""

    def __repr__(self) -> str:
        return f"Visit(step={self.step!r})"


class Visits:
    """Finds visits by the cookie that the browser shows."""

    def __init__(self, dice: TenantDice) -> None:
        self._dice = dice
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def begin(self) -> Visit:
        """A new visit, at the first step."""
        visit = Visit(opaque(self._dice), opaque(self._dice))
        self._visits[visit.key] = visit
        while len(self._visits) > VISITS_KEPT:
            self._visits.popitem(last=False)
        return visit

    def find(self, key: str | None) -> Visit | None:
        """The visit that a cookie names."""
        return self._visits.get(key) if key else None

    def renew(self, visit: Visit) -> None:
        """Give a visit a new key, as is due when somebody has signed in."""
        self._visits.pop(visit.key, None)
        visit.key = opaque(self._dice)
        self._visits[visit.key] = visit


def is_from(visit: Visit, csrf: str) -> bool:
    """Whether a form was made for this visit."""
    return hmac.compare_digest(visit.csrf.encode(), csrf.encode("utf-8", "replace"))
