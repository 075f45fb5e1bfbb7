"""Who is signed in to Web Config: sessions that end by themselves on the device's clock, and the lock-out."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from panel_sim.core.rules.login import LOCK_OUT_SECONDS, WRONG_TRIES
from panel_sim.ports import Clock, Dice, Timer

MOST = 400
"""More sessions than that push out the ones that were not used longest, strangers' first."""
REMEMBERED = 200
KEY_BYTES = 24

IDLE, SIGNED_OUT, CHANGED = "idle", "signed-out", "changed"
"""Why a session ended: nobody used it, its person left, the password was changed."""


@dataclass(slots=True, eq=False)
class Session:
    """One browser's visit. `key` is in its cookie, `csrf` in its forms."""

    key: str = field(repr=False)
    csrf: str = field(repr=False)
    administrator: bool = False
    seen: float = 0.0
    told: str = ""
    """Words that the next page says at its top."""
    told_with: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    """What pages keep for the person while they are at it, by page."""

    def tell(self, words: str, **filled: str) -> None:
        """Have the next page say something."""
        self.told, self.told_with = words, filled

    def take_told(self) -> tuple[str, dict[str, str]]:
        """What is to be said, once."""
        told = self.told, self.told_with
        self.told, self.told_with = "", {}
        return told

    def wrote(self, csrf: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "replace"))


class Sessions:
    """All sessions. `idle_seconds` gives after how long an unused one ends, None for never."""

    def __init__(self, clock: Clock, dice: Dice, idle_seconds: Callable[[], float | None]) -> None:
        self._clock, self._dice = clock, dice
        self._idle_seconds = idle_seconds
        self._live: OrderedDict[str, Session] = OrderedDict()
        self._ended: OrderedDict[str, str] = OrderedDict()
        self._timers: dict[str, Timer] = {}
        self.on_end: list[Callable[[Session], None]] = []
        """Called with each administrator's session that ends."""

    def begin(self, administrator: bool = False) -> Session:
        """A new session."""
        session = Session(self._dice.hex(KEY_BYTES), self._dice.hex(KEY_BYTES), administrator, self._clock.monotonic())
        self._live[session.key] = session
        if administrator:
            self._watch(session)
        while len(self._live) > MOST:
            oldest = next((one for one in self._live.values() if not one.administrator), None)
            self.end(oldest or next(iter(self._live.values())), IDLE)
        return session

    def find(self, key: str | None) -> Session | None:
        """The session that a cookie names, unless it was left unused for too long."""
        session = self._live.get(key) if key else None
        if session is None:
            return None
        if self._left(session) <= 0:
            self.end(session, IDLE)
            return None
        return session

    def why_ended(self, key: str | None) -> str:
        """Why the session that a cookie names is no more; "" when there never was one."""
        return self._ended.get(key, "") if key else ""

    def touch(self, session: Session) -> None:
        """Its person did something."""
        session.seen = self._clock.monotonic()
        if session.key in self._live:
            self._live.move_to_end(session.key)
            if session.administrator and session.key not in self._timers:
                self._watch(session)

    def end(self, session: Session, why: str) -> None:
        """End it."""
        if self._live.pop(session.key, None) is None:
            return
        if (timer := self._timers.pop(session.key, None)) is not None:
            timer.cancel()
        if not session.administrator:
            return
        self._ended[session.key] = why
        while len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)
        for heard in self.on_end:
            heard(session)

    def end_others(self, mine: Session) -> None:
        """End every administrator's session but one: the password was changed."""
        for session in tuple(self._live.values()):
            if session.administrator and session is not mine:
                self.end(session, CHANGED)

    def close(self) -> None:
        """Forget all; nobody is told."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._live.clear()

    def _left(self, session: Session) -> float:
        idle = self._idle_seconds() if session.administrator else None
        return 1.0 if idle is None else session.seen + idle - self._clock.monotonic()

    def _watch(self, session: Session) -> None:
        """End it when its time has come, though nobody asks for a page."""
        idle = self._idle_seconds()
        if idle is None:
            return

        def due() -> None:
            self._timers.pop(session.key, None)
            if session.key in self._live:
                if self._left(session) <= 0:
                    self.end(session, IDLE)
                else:
                    self._watch(session)

        self._timers[session.key] = self._clock.call_later(max(0.0, self._left(session)) + 0.001, due)


class LockOut:
    """Counts wrong passwords: five close the door for ten minutes, to everybody, as on the panel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = 0.0

    @property
    def minutes(self) -> int:
        """How many minutes it lasts yet, rounded up; 0 when the door is open."""
        left = self._until - self._clock.monotonic()
        return max(0, -int(-left // 60))

    def wrong(self) -> None:
        """One more wrong password."""
        self._wrong += 1
        if self._wrong >= WRONG_TRIES:
            self._wrong, self._until = 0, self._clock.monotonic() + LOCK_OUT_SECONDS

    def right(self) -> None:
        """The right password was given."""
        self._wrong = 0
