"""Mail waits its turn: no faster than a mailbox may send, and again after a while when the server was busy."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from panel_sim.adapters.deadline import pause
from panel_sim.core.effects import Mail
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Mailer, Token

CONNECTIONS = 3
PER_MINUTE = 30
"""What Exchange Online allows one mailbox (aka.ms/concurrent_sending): more connections at once are refused with 432,
more mails a minute are held back without a word."""
LIMIT_S = 300.0
"""How long a job is tried again when the server says that it is busy. A token is fetched that is good for so long."""
FIRST_WAIT_S = 5.0
"""Seconds before the second try; twice as long before each one after it."""


class MailQueue(Mailer):
    """The port Mailer before another one: queues by mailbox, and tries again what was refused for now.

    Only a 4xx is tried again (RFC 5321 section 4.2.1): the server has said that it did not take the message. What was
    refused for good, what the network broke, and what may have been delivered is the job's outcome at once. All times
    are the device's clock's; waiting for a turn does not count against the limit.
    """

    def __init__(
        self,
        mailer: Mailer,
        clock: Clock,
        *,
        connections: int = CONNECTIONS,
        per_minute: int = PER_MINUTE,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._mailer = mailer
        self._clock = clock
        self._connections = connections
        self._per_minute = per_minute
        self._limit_s = limit_s
        self._mailboxes: dict[str, _Mailbox] = {}

    async def send(
        self,
        mail: Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        """See the port. The record is that of the newest try; its first leg says which one that was."""
        tries, wait, left = 1, FIRST_WAIT_S, self._limit_s

        def told(leg: Leg) -> None:
            on_leg(replace(leg, detail=f"try {tries}: {leg.detail}") if leg.name == "dns" and tries > 1 else leg)

        while True:
            began = self._clock.monotonic()
            async with self._turn(token.address.casefold()) as waited:
                failure = await self._mailer.send(mail, attachments, token, told, on_progress)
            left -= self._clock.monotonic() - began - waited
            if failure is None or failure.kind != "service-busy" or wait > left:
                return failure
            await pause(self._clock, wait)
            tries, left, wait = tries + 1, left - wait, wait * 2

    @asynccontextmanager
    async def _turn(self, address: str) -> AsyncIterator[float]:
        """A connection of the mailbox's, once it may send again; gives the seconds that were waited for it."""
        mailbox = self._mailboxes.get(address)
        if mailbox is None:
            mailbox = self._mailboxes[address] = _Mailbox(self._connections)
        began = self._clock.monotonic()
        mailbox.users += 1
        try:
            async with mailbox.free:
                while (hold := mailbox.hold(self._clock.monotonic(), self._per_minute)) > 0:
                    await pause(self._clock, hold)
                now = self._clock.monotonic()
                mailbox.begun.append(now)
                yield now - began
        finally:
            mailbox.users -= 1
            if not mailbox.users and mailbox.hold(self._clock.monotonic(), 1) <= 0:
                self._mailboxes.pop(address, None)


class _Mailbox:
    """One mailbox's connections, and when its mails of the last minute were begun."""

    def __init__(self, connections: int) -> None:
        self.free = asyncio.Semaphore(connections)
        self.begun: deque[float] = deque()
        self.users = 0

    def hold(self, now: float, per_minute: int) -> float:
        """Seconds until the next mail may be begun."""
        while self.begun and now - self.begun[0] >= 60:
            self.begun.popleft()
        return 60 - (now - self.begun[-per_minute]) if len(self.begun) >= per_minute else 0.0
