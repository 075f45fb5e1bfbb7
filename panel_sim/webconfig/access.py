"""Signing in as the administrator, and out; and changing the administrator's password (domain facts, section 5.6)."""

from __future__ import annotations

import asyncio

from panel_sim.core.events import AdministratorPasswordSet
from panel_sim.core.rules.admin_password import LONGEST, SHORTEST
from panel_sim.ports import Passwords
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.sessions import LockOut

LONGEST_TYPED = 200
"""No password is longer; hashing what is would only cost time."""


class Door:
    """Compares passwords, one at a time: whoever tries many at once waits in line, and is shut out like anybody."""

    def __init__(self, printer: Printer, passwords: Passwords) -> None:
        self._printer, self._passwords = printer, passwords
        self.lock_out = LockOut(printer.simulator.ports.clock)
        self._turn = asyncio.Lock()

    async def opens(self, secret: str) -> str:
        """Try the administrator's password: "" when it is right, else the words that say what is wrong."""
        async with self._turn:
            if self.lock_out.minutes:
                return "problem.web-locked-out"
            hashed = self._printer.device.administrator_hash
            # Slow on purpose, so not on the loop.
            right = len(secret) <= LONGEST_TYPED and await asyncio.to_thread(self._passwords.fits, secret, hashed)
            if right:
                self.lock_out.right()
                return ""
            self.lock_out.wrong()
            return "problem.web-locked-out" if self.lock_out.minutes else "problem.web-password"

    async def change(self, secret: str) -> None:
        """Make `secret` the administrator's password."""
        hashed = await asyncio.to_thread(self._passwords.hash, secret)
        self._printer.feed(AdministratorPasswordSet(hashed))


def password_fits(secret: str) -> bool:
    """Whether it can be the administrator's: 8 to 20 single-byte letters, digits and signs."""
    return SHORTEST <= len(secret) <= LONGEST and all("!" <= char <= "~" for char in secret)
