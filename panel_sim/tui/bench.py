"""What stands on the bench beside the panel: data to show, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BenchMail:
    """A message in a practice mailbox."""

    time: str
    to: str
    subject: str
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class BenchFault:
    """A fault that can be begun and ended."""

    name: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything the bench shows, as text that is already redacted; empty parts are left out."""

    state: str = ""
    trigger: str = ""
    """The last trigger, such as tap:status."""
    refused: tuple[str, ...] = ()
    """The guards that refused it."""
    log: tuple[str, ...] = ()
    """Events and effects, newest last."""
    mail: tuple[BenchMail, ...] = ()
    """Newest first."""
    faults: tuple[BenchFault, ...] = ()
    clock: str = ""
    offset: str = ""
    """How far the practice clock is ahead, in words; empty when it is not."""
    notices: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    lesson: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BenchActions:
    """What the keys of the bench do; a None is not offered. Texts that come back are shown on the bench."""

    advance: Callable[[float], None] | None = None
    """Wind the practice clock forward, in seconds."""
    fault: Callable[[str, bool], None] | None = None
    """Begin or end a fault."""
    open_mail: Callable[[], str] | None = None
    """The newest mail as text."""
    last_sheet: Callable[[], str] | None = None
    """The last status sheet as text."""
    load_paper: Callable[[], None] | None = None
    revoke: Callable[[], str] | None = None
    """End the sign-ins of whoever would send now; gives a sentence saying whose."""


EMPTY = Bench()


@dataclass(slots=True)
class BenchState:
    """What the bench itself remembers: the fault that is chosen, an open text, what was said last, the scroll."""

    chosen: int = 0
    text: str = ""
    said: str = ""
    """The sentence that the last action came back with."""
    scroll: int = 0
    focus: bool = field(default=False)
