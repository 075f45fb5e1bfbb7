"""What happens to the panel: facts, named with past participles."""

from __future__ import annotations

from dataclasses import field

from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job, Leg
from panel_sim.core.record import record


@record
class Event:
    """A fact that the panel may react to."""


# What a person does at the glass and the keys.


@record
class Tapped(Event):
    """A row, tile, tab, button or soft key was touched; `row` is its id as the View gave it."""

    row: str


@record
class Pressed(Event):
    """A hard key was pressed: home, back, help, power, start or stop."""

    key: str


@record
class Typed(Event):
    """Text came from a keyboard (or a path file) while an entry is open; \\b erases, control characters are dropped."""

    text: str


@record
class CursorMoved(Event):
    """The cursor of the open entry moved by `columns` (negative is left)."""

    columns: int


# What the clock says.


@record
class TimerFired(Event):
    """The timer that was started under `name` ran out."""

    name: str


# What the sign-in port answers. `account` is "printer" or "user:<id>" throughout.


@record
class CodeShown(Event):
    """A device code was given: show it. Lifetimes are seconds (RFC 8628 section 3.2)."""

    account: str
    user_code: str = field(repr=False)
    verification_uri: str
    expires_in: float
    interval: float


@record
class SignInPending(Event):
    """The person has not finished at the directory; poll again after `interval` seconds."""

    account: str
    interval: float


@record
class SignInAdvanced(Event):
    """At the panel: the directory shows this step now (account, password, consent, done) with its problem, if any.

    `can_consent_for_organization` says whether the tick for the whole organisation may be offered.
    """

    account: str
    step: str
    problem: str = ""
    problem_code: str = ""
    can_consent_for_organization: bool = False


@record
class SignedIn(Event):
    """The directory gave tokens and the token cache holds them; `address` is the mailbox they belong to."""

    account: str
    address: str


@record
class SignInEnded(Event):
    """The sign-in ended without tokens. `failure.kind` says why: declined, expired, sign-in-refused, unreachable ..."""

    account: str
    failure: Failure


@record
class SignedOut(Event):
    """The token cache of `account` is empty."""

    account: str


# What the scanner, the mailer and the sheet printer answer.


@record
class PageScanned(Event):
    """Page `page` of `pages` of the job went through the scanner."""

    job: int
    page: int
    pages: int


@record
class ScanFinished(Event):
    """All pages are scanned and the attachment is built; `size` in bytes."""

    job: int
    pages: int
    size: int
    file_name: str


@record
class ScanFailed(Event):
    """Scanning stopped: the disk is full, an original is unreadable."""

    job: int
    failure: Failure


@record
class LegReached(Event):
    """A leg of the delivery is over (or under way when `leg.ok` is None)."""

    job: int
    leg: Leg


@record
class SendProgressed(Event):
    """`sent` of `total` bytes of the message are handed to the server."""

    job: int
    sent: int
    total: int


@record
class MailSent(Event):
    """The server accepted the message; `legs` is the whole record."""

    job: int
    legs: tuple[Leg, ...]


@record
class MailRefused(Event):
    """The message was not delivered (or may have been: failure.kind delivery-unknown); `legs` is the whole record."""

    job: int
    failure: Failure
    legs: tuple[Leg, ...]


@record
class SheetPrinted(Event):
    """The sheet lies in the output folder as `path` (PDF), one side of paper a page."""

    job: int
    path: str
    pages: int = 1


@record
class SheetFailed(Event):
    """The sheet could not be written."""

    job: int
    failure: Failure


# What else can happen around the device.


@record
class PasswordChecked(Event):
    """An entered secret was compared; `purpose` is administrator, user-password or user-pin; `user` the one it fits."""

    purpose: str
    user: str
    ok: bool


@record
class PasswordHashed(Event):
    """A new secret was hashed; `purpose` is administrator."""

    purpose: str
    hashed: str = field(repr=False)


@record
class JobsLoaded(Event):
    """The job log was read (at start); newest first."""

    jobs: tuple[Job, ...]


@record
class JobRecorded(Event):
    """The log gave a new job its number."""

    job: Job


@record
class ConditionChanged(Event):
    """The hardware or its surroundings changed, by hand or by a fault: media-empty, cover-open, network-unplugged
    ..."""

    name: str
    present: bool


@record
class ValueSet(Event):
    """A declared value was set from outside the panel (Web Config, a path file)."""

    key: str
    value: object


@record
class ValuesSet(Event):
    """Declared values were set together from outside the panel (a page of Web Config): all of them, or none."""

    values: tuple[tuple[str, object], ...] = field(repr=False)


@record
class AdministratorPasswordSet(Event):
    """The administrator's password was changed on a page of Web Config; the old one was given there."""

    hashed: str = field(repr=False)


@record
class Told(Event):
    """Something the user must know came from the program itself (a damaged file set aside): a word key and its
    details."""

    words: str
    detail: str = ""


# The printer's own sign-in, as Web Config drives it (guide pages 5 and 6, steps 6 to 12).


@record
class PrinterSignInAsked(Event):
    """Log in was pressed on the e-mail server page: start a device code for the printer's account."""


@record
class PrinterSignInStored(Event):
    """OK was pressed: what was signed in becomes the printer's."""


@record
class PrinterSignInLeft(Event):
    """The page was left without OK: what was signed in is forgotten."""


@record
class PrinterSignOutAsked(Event):
    """Sign out was pressed on the e-mail server page."""
