"""How much one mailbox may send: connections at once, messages a minute, recipients a day."""

from __future__ import annotations

import collections
from collections.abc import Callable

from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.policy import Policy

MINUTE_S = 60.0
DAY_S = 86400.0


class Throttle:
    """Counts per mailbox, in the tenant's event loop. A limit of 0 in the policy is none.

    The limits are those of Exchange Online (Microsoft, Exchange Online limits: 30 messages a minute, 10,000 recipients
    a day; changes in message store and throttling: three connections).
    """

    def __init__(self, policy: Policy, clock: TenantClock) -> None:
        self._policy = policy
        self._clock = clock
        self._connected: dict[str, dict[object, None]] = {}
        self._slots: dict[str, collections.deque[float]] = {}
        self._recipients: dict[str, collections.deque[tuple[float, int]]] = {}

    def connected(self, mailbox: str, connection: object) -> Callable[[], None]:
        """A connection has signed in; gives what says that it ended."""
        mine = self._connected.setdefault(mailbox, {})
        mine[connection] = None

        def ended() -> None:
            mine.pop(connection, None)
            if not mine and self._connected.get(mailbox) is mine:
                del self._connected[mailbox]

        return ended

    def too_many_connections(self, mailbox: str, connection: object) -> bool:
        """Whether this connection is beyond those that the mailbox may have; the first to come go first."""
        limit = int(self._policy["concurrent_connections"])
        mine = self._connected.get(mailbox, {})
        if not limit or len(mine) <= limit:
            return False
        return connection in list(mine)[limit:]

    def message(self, mailbox: str) -> float:
        """Take a message's place; gives the seconds until its turn comes, 0 when it is now."""
        limit = int(self._policy["messages_per_minute"])
        now = self._clock.now()
        taken = self._slots.setdefault(mailbox, collections.deque())
        while taken and taken[0] <= now - MINUTE_S:
            taken.popleft()
        if not limit or len(taken) < limit:
            turn = now
        else:
            turn = max(now, taken[-limit] + MINUTE_S)
            if self._policy["messages_over_limit"] == "refuse":
                # A message that is refused takes nobody's place.
                return turn - now
        taken.append(turn)
        return turn - now

    def take_recipients(self, mailbox: str, count: int) -> bool:
        """Count recipients towards the day's; False, and nothing counted, when that would be too many."""
        limit = int(self._policy["recipients_per_day"])
        now = self._clock.now()
        taken = self._recipients.setdefault(mailbox, collections.deque())
        while taken and taken[0][0] <= now - DAY_S:
            taken.popleft()
        if limit and sum(each for _, each in taken) + count > limit:
            return False
        taken.append((now, count))
        return True

    def forget(self) -> None:
        """Start counting anew; who is connected stays so."""
        self._slots.clear()
        self._recipients.clear()
