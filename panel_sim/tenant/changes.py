"""What was done to the tenant from outside while it runs: told to whoever records it, without anything secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Told = Callable[[str, dict[str, Any]], None]
"""Gets what was done (sign_in, policy, revoke, fault, clear) and its facts, in whichever thread did it."""


class Changes:
    """Tells each change to all who watch."""

    def __init__(self) -> None:
        self._watchers: tuple[Told, ...] = ()

    def watch(self, watcher: Told) -> Callable[[], None]:
        """Have `watcher` told from now on; gives a way to stop."""
        self._watchers = (*self._watchers, watcher)

        def stop() -> None:
            self._watchers = tuple(one for one in self._watchers if one is not watcher)

        return stop

    def tell(self, what: str, **facts: Any) -> None:
        """Something was done."""
        for watcher in self._watchers:
            watcher(what, facts)
