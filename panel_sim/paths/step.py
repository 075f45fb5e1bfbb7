"""What a path file says: its head and its steps, read and checked, nothing done yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

WITHIN = 30.0
"""Seconds of practice time that a step may take where it does not say `within`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written."""

    file: str
    line: int

    def __str__(self) -> str:
        """Give `tests/paths/a.path.yaml:12`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Action:
    """What a step does or wants: one subclass a verb."""


@dataclass(frozen=True, slots=True)
class Go(Action):
    """Walk a menu path from the screen on the glass; a first label that is Home's own means Home."""

    path: str


@dataclass(frozen=True, slots=True)
class Tap(Action):
    """Touch what bears this label on the present screen (a row, tile, tab, button, soft key)."""

    label: str


@dataclass(frozen=True, slots=True)
class On(Action):
    """The screen with this id is on the glass."""

    screen: str


@dataclass(frozen=True, slots=True)
class See(Action):
    """A text is on the glass, or each of these labels bears its value. `absent` for the verb `not`."""

    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Disabled(Action):
    """What bears this label stands on the glass and is greyed: touching it does nothing."""

    label: str


@dataclass(frozen=True, slots=True)
class Press(Action):
    """Press a hard key: home, back, help, power, start, stop."""

    key: str


@dataclass(frozen=True, slots=True)
class Type(Action):
    """Type a text into the entry on the glass. What is typed into a secret entry stands in no report."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Advance(Action):
    """Wind the practice clock by so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class FaultBegun(Action):
    """Begin a fault (verb `fault`): a name, or a name with settings, as the tenant's control API takes them."""

    name: str
    settings: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class FaultCleared(Action):
    """End a fault (verb `clear`)."""

    name: str


@dataclass(frozen=True, slots=True)
class LogIn(Action):
    """Log in at the panel: an Epson Print Admin Serverless user, or the administrator at the lock icon."""

    user: str = ""
    administrator: bool = False
    secret: str = field(default="", repr=False)
    """"" for the practice secret of that user."""


@dataclass(frozen=True, slots=True)
class LogOut(Action):
    """Log the user or the administrator out."""


@dataclass(frozen=True, slots=True)
class PolicyChanged(Action):
    """Turn the tenant's switches (verb `policy`)."""

    changes: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Revoke(Action):
    """Revoke the sign-ins of a user."""

    user: str


@dataclass(frozen=True, slots=True)
class SignInAs(Action):
    """What the person does at the directory with the code that the glass shows (verb `sign_in`)."""

    user: str
    outcome: str = "accept"
    consent: str = ""


@dataclass(frozen=True, slots=True)
class SetValues(Action):
    """Set declared values of the device from outside (verb `set`)."""

    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class JobIs(Action):
    """The newest job is so: keys of verb `job` (state, code, to, kind, detail, pages, leg ...) and what each wants."""

    wants: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class MailIs(Action):
    """A mailbox received a mail that is so: keys of verb `mail` (to, sender, subject, attachment, count ...)."""

    wants: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class SheetIs(Action):
    """The newest printed sheet contains each of these texts; `lacks` none of those."""

    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run(Action):
    """The steps of another file, at this place; its own head counts only where it is played alone."""

    path: Path
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot(Action):
    """Keep what the glass shows now, under a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `words` is the step as written, for reports; `number` counts from 1 in its file.

    A `secret` is left out of the words, but not what `type` types: whoever reports it masks that where the entry is
    secret, which only the panel knows.
    """

    number: int
    verb: str
    action: Action
    place: Place
    words: str
    within: float = WITHIN
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathFile:
    """A path file, read and checked. `language` and `model` are "" where the file names none."""

    file: str
    title: str
    steps: tuple[Step, ...]
    language: str = ""
    model: str = ""
    start: str = "home"
    given: tuple[str, ...] = ("showroom",)
    tags: tuple[str, ...] = ()
    note: str = ""
    needs: tuple[str, ...] = ()
    """Capabilities without which the file is reported as skipped with the reason."""
