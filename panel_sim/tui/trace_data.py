"""What the trace viewer shows: plain data, made by whoever has read a trace."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step: what it says, how it went, the glass around it as plain lines, and what happened, a line each."""

    number: int
    words: str
    place: str
    state: str
    """passed, failed, skipped or broken."""
    depth: int = 0
    took: str = ""
    note: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    failure: tuple[tuple[str, str], ...] = ()
    """Pairs of a heading and a sentence: wanted, found, go on there."""
    happened: tuple[tuple[str, str, str], ...] = ()
    """When, what kind, and what: an event, an effect, a fault, the clock."""

    @property
    def bad(self) -> bool:
        """Whether it went wrong here."""
        return self.state in ("failed", "broken")


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job and its legs: name, "yes", "no" or "" for one that did not end, how long, and what was said."""

    title: str
    state: str
    good: bool
    detail: str = ""
    legs: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTrace:
    """One playing."""

    title: str
    about: str
    state: str
    reason: str = ""
    note: str = ""
    steps: tuple[ShownStep, ...] = field(default=())
    jobs: tuple[ShownJob, ...] = ()

    @property
    def failed(self) -> int:
        """Which of the steps went wrong, -1 for none."""
        return next((number for number, one in enumerate(self.steps) if one.bad), -1)
