"""The practice tenant as the device reaches it from outside: its clock, what may be done to it, its faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from panel_sim.adapters.clocks import ManualClock
from panel_sim.ports import Clock

if TYPE_CHECKING:
    from panel_sim.tenant.service import Tenant

DEVICE_FAULTS = {
    "paper-out": "media-empty",
    "cover-open": "cover-open",
    "network-unplugged": "network-unplugged",
    "dns-down": "dns-down",
}
"""Faults of the device itself, and the condition that each one is."""
TENANT_FAULTS = ("smtp-down", "smtp-silent", "smtp-slow", "tls-bad", "directory-down", "directory-silent")


def _change_password(tenant: Tenant, user: object) -> None:
    # Nobody signs in with it afterwards; that the old one is gone is what counts.
    tenant.change_password(str(user), "Nytt-losenord-456!")


def _withdraw_consent(tenant: Tenant, user: object) -> None:
    tenant.withdraw_consent(None if user is True else str(user))


DEEDS: Mapping[str, Callable[[Tenant, object], None]] = {
    "password_changed": _change_password,
    "consent_withdrawn": _withdraw_consent,
}
"""What is no switch and yet changes whom the tenant lets in: whose password is changed, whose consent is taken back
(`true`: the organisation's)."""


class TenantClock:
    """The tenant's view of the device's clock: seconds since the epoch."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Wind forward."""
        self._clock.advance(seconds)


class WatchedTenantClock(TenantClock):
    """The same of a clock that is turned by hand: it tells when that happens."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self._by_hand = clock

    def watch(self, watcher: Callable[[], None]) -> None:
        """See the tenant's WatchedClock."""
        self._by_hand.watch(watcher)


class TenantPractice:
    """The port Practice on the embedded tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def policy(self, changes: Mapping[str, object]) -> None:
        """Turn the tenant's switches, and do what `DEEDS` names."""
        switches = dict(changes)
        for name, deed in DEEDS.items():
            if name in switches:
                deed(self._tenant, switches.pop(name))
        if switches:
            self._tenant.set_policy(**switches)

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> None:
        """Do what the person does at the directory."""
        self._tenant.approve(user_code, user, outcome, consent)

    def consent(self) -> None:
        """Have an administrator consent for the whole organisation."""
        self._tenant.grant_consent()

    def revoke(self, user: str) -> None:
        """Revoke the user's sign-ins."""
        self._tenant.revoke(user)

    def fault(self, name: str, present: bool) -> None:
        """Begin or end a fault of the servers."""
        if present:
            self._tenant.set_fault(name)
        else:
            self._tenant.clear_fault(name)

    def mail(self, to: str | None = None) -> Sequence[Mapping[str, object]]:
        """What the practice mailboxes received."""
        return self._tenant.mail(to)

    def reset(self, seed: str) -> None:
        """A new tenant."""
        self._tenant.seed(seed)
