"""The fixture `practice_tenant`: the running directory and mail server, for a test that talks to them itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from panel_sim.fixtures import seed_of
from panel_sim.paths import durations
from panel_sim.pytesting.settings import settings_of
from panel_sim.running.lending import Lent
from panel_sim.running.lending import lent as lent_tenant
from panel_sim.running.tenancy import Tenancy

SEED = "smtp-auth-on"


class PracticeTenant:
    """A practice tenant. Errors are those of the tenant: ValueError and LookupError with a sentence."""

    def __init__(self, lender: Tenancy | Lent, wind: Callable[[float], None]) -> None:
        self._tenant = lender.tenant
        self._practice = lender.practice
        self._wind = wind
        self.ready: dict[str, Any] = dict(lender.ready)
        """The line that `panel-sim tenant --json` prints: where everything is, client ID, CA file, control token."""

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> str:
        """Do what a person does with a code at the sign-in pages; answers the step it ended on, `done` where all went
        well. `outcome` is accept, decline, wrong-password or ignore; `consent` user or organization."""
        return str(self._tenant.approve(user_code, user, outcome, consent)["step"])

    def policy(self, **changes: object) -> dict[str, Any]:
        """Turn switches; answers all of them as they are then."""
        if changes:
            self._practice.policy(changes)
        return self._tenant.policy()

    def consent(self, user: str | None = None) -> None:
        """Consent for a user, or without one for the organisation."""
        self._tenant.grant_consent(user)

    def revoke(self, user: str) -> None:
        """End a user's sign-ins."""
        self._tenant.revoke(user)

    def fault(self, name: str | None = None, **settings: object) -> None:
        """Begin a fault: a known one by name, or a leg with what it should do."""
        self._tenant.set_fault(name, **settings)

    def clear(self, name: str | None = None) -> None:
        """End a fault, or all."""
        self._tenant.clear_fault(name)

    def mail(self, to: str | None = None) -> Sequence[Mapping[str, Any]]:
        """What the mailboxes received, oldest first; of one address or of all."""
        return self._tenant.mail(to)

    def advance(self, span: str | float) -> None:
        """Wind the practice clock forward: "90 d", "1 h 30 m", or seconds."""
        self._wind(durations.seconds(span) if isinstance(span, str) else span)

    def add_users(self, *addresses: str, administrator: bool = False, personal: bool = False) -> None:
        """Make users with the practice password."""
        self._tenant.add_users(addresses, administrator=administrator, personal=personal)

    def sessions(self, service: str | None = None) -> list[dict[str, Any]]:
        """What went over each wire lately, newest first, without its secrets."""
        return self._tenant.sessions(service)

    def __repr__(self) -> str:
        return f"PracticeTenant({self.ready.get('authority', '')!r})"


def lent(request: pytest.FixtureRequest) -> PracticeTenant:
    """The tenant behind the test's panel where it has one, else one that runs on the computer's time."""
    if "panel" in request.fixturenames:
        panel = request.getfixturevalue("panel")
        return PracticeTenant(panel.tenancy(), panel.advance)
    one = lent_tenant(seed_of(settings_of(request.node).given) or SEED)
    return PracticeTenant(one, one.clock.advance)
