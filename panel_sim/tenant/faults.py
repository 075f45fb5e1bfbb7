"""Faults on purpose: what can be broken in the tenant's services, and how it is mended."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from panel_sim.tenant.listener import Listener, Mode
from panel_sim.tenant.mail_server import MailLine
from panel_sim.tenant.policy import nearest

log = logging.getLogger("panel_sim.tenant")

FAULTS: dict[str, dict[str, str]] = {
    "smtp-down": {},
    "smtp-silent": {},
    "smtp-slow": {"delay_s": "seconds before each reply, 0.01 to 600"},
    "tls-bad": {"service": "smtp, directory or all"},
    "directory-down": {},
    "directory-silent": {},
}
"""Each fault and its options."""

DEFAULT_DELAY_S = 2.0
_SERVICES = ("smtp", "directory", "all")


class FaultProblem(ValueError):
    """There is no such fault, or it has no such option; the message is a sentence."""


class Faults:
    """Turns faults on and off. Its methods run in the tenant's event loop."""

    def __init__(
        self,
        directory: Listener,
        smtp: Listener,
        line: MailLine,
        serve_directory: Callable[[ssl.SSLContext], None],
        trusted: ssl.SSLContext,
        untrusted: Callable[[], ssl.SSLContext],
    ) -> None:
        self._directory = directory
        self._smtp = smtp
        self._line = line
        self._serve_directory = serve_directory
        self._trusted = trusted
        self._make_untrusted = untrusted
        self._bad_context: ssl.SSLContext | None = None
        self._active: dict[str, dict[str, Any]] = {}
        self._directory_is_bad = False

    def active(self) -> dict[str, dict[str, Any]]:
        """The faults that are on, with their options."""
        return {name: dict(options) for name, options in self._active.items()}

    async def set(self, name: str, options: Mapping[str, Any]) -> None:
        """Turn a fault on, or change its options. Raises FaultProblem."""
        self._active[name] = checked(name, options)
        log.info("the fault %s begins", name)
        await self._apply()

    async def clear(self, name: str | None = None) -> None:
        """Mend a fault, or all of them; one that is not on is mended already. Raises FaultProblem."""
        if name is None:
            ended = list(self._active)
            self._active.clear()
        else:
            checked(name, {})
            ended = [name] if self._active.pop(name, None) is not None else []
        for one in ended:
            log.info("the fault %s ends", one)
        await self._apply()

    async def _apply(self) -> None:
        slow = self._active.get("smtp-slow")
        self._line.delay_s = slow["delay_s"] if slow else 0.0
        bad = self._active.get("tls-bad", {}).get("service")
        self._line.untrusted = self._untrusted() if bad in ("smtp", "all") else None
        directory_is_bad = bad in ("directory", "all")
        if directory_is_bad != self._directory_is_bad:
            self._serve_directory(self._untrusted() if directory_is_bad else self._trusted)
            self._directory_is_bad = directory_is_bad
            await self._directory.switch(self._wanted("directory"))
        for listener, service in ((self._directory, "directory"), (self._smtp, "smtp")):
            if listener.mode != self._wanted(service):
                await listener.switch(self._wanted(service))

    def _wanted(self, service: str) -> Mode:
        if f"{service}-down" in self._active:
            return "down"
        return "silent" if f"{service}-silent" in self._active else "up"

    def _untrusted(self) -> ssl.SSLContext:
        if self._bad_context is None:
            self._bad_context = self._make_untrusted()
        return self._bad_context


def checked(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a fault, with what was left out filled in. Raises FaultProblem."""
    if name not in FAULTS:
        raise FaultProblem(f"There is no fault {name!r}; {nearest(name, tuple(FAULTS))}")
    for option in options:
        if option not in FAULTS[name]:
            known = ", ".join(FAULTS[name]) or "none"
            raise FaultProblem(f"The fault {name!r} has no option {option!r}; it has {known}.")
    if name == "smtp-slow":
        delay = options.get("delay_s", DEFAULT_DELAY_S)
        if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0.01 <= delay <= 600:
            raise FaultProblem(f"'delay_s' is a number of seconds from 0.01 to 600, not {delay!r}.")
        return {"delay_s": float(delay)}
    if name == "tls-bad":
        service = options.get("service", "smtp")
        if service not in _SERVICES:
            raise FaultProblem(f"'service' is one of {', '.join(_SERVICES)}, not {service!r}.")
        return {"service": service}
    return {}
