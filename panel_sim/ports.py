"""Where the device meets the world: one Protocol for each thing that the simulator needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from panel_sim.core.effects import Mail, ScanSettings, Sheet
from panel_sim.core.events import Event
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job, Leg


class Timer(Protocol):
    """A running timer."""

    def cancel(self) -> None:
        """Stop it; a timer that fired or was stopped is left alone."""


class Clock(Protocol):
    """The device's clock: practice time, which people and path files can wind forward."""

    def now(self) -> datetime:
        """The present moment, with a zone. May go backwards when somebody sets the computer's clock back."""

    def monotonic(self) -> float:
        """Seconds that never go backwards; wound forward together with `now`."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call `call` in the clock's thread once `seconds` have passed on this clock."""

    def advance(self, seconds: float) -> None:
        """Wind forward: timers that come due fire in order. Callable from any thread."""


class Dice(Protocol):
    """Where chance comes from."""

    def hex(self, size: int) -> str:
        """`size` random bytes as hexadecimal digits."""


class SignInFailed(Exception):
    """A sign-in or a token could not be had; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind} {failure.detail}".strip())
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Token:
    """An access token for the mail server and the mailbox it belongs to."""

    address: str
    value: str

    def __repr__(self) -> str:
        return f"Token(address={self.address!r}, value=...)"


class SignIn(Protocol):
    """Signs accounts in at the directory. `account` is "printer", "printer-pending" or "user:<id>".

    Every method that answers an Event answers one of CodeShown, SignInPending, SignInAdvanced, SignedIn, SignInEnded,
    SignedOut; none raises for what the directory or the network does.
    """

    async def start(self, account: str, *, at_panel: bool, language: str) -> Event:
        """Ask for a device code: CodeShown (or, at the panel, SignInAdvanced to step "account"), or SignInEnded."""

    async def poll(self, account: str) -> Event:
        """Ask once: SignInPending, SignedIn or SignInEnded."""

    async def submit(self, account: str, step: str, value: str) -> Event:
        """Fill in the directory's page (practice only): SignInAdvanced, SignedIn or SignInEnded."""

    async def cancel(self, account: str) -> None:
        """Give up a sign-in that is under way and tell the directory where it can be told."""

    async def sign_out(self, account: str) -> Event:
        """Empty the token cache: SignedOut."""

    async def keep(self, account: str, to: str) -> None:
        """Move the token cache of `account` to `to`, replacing what was there."""

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        """A token that is valid on the device's clock, refreshed when need be; raises SignInFailed."""


class Mailer(Protocol):
    """Sends mail. Nothing is raised for what servers or the network do: the answer says it."""

    async def send(
        self,
        mail: Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        """Send once; None when the server accepted the message whole. Legs are told as they begin (ok None) and end."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server as the settings say it is reached, for a connection test.

    `method` is off, smtp-auth, pop-before-smtp or oauth2; `security` is none, ssl or starttls.
    """

    method: str
    host: str
    port: int
    security: str
    validate: bool
    sender: str
    account: str = ""
    password: str = field(default="", repr=False)
    pop_host: str = ""
    pop_port: int = 110


@dataclass(frozen=True, slots=True)
class Checked:
    """How a connection test ended: its message (the word key test.<message>), what the other side said, the legs."""

    message: str
    detail: str = ""
    legs: tuple[Leg, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether mail can be sent that way."""
        return self.message == "success"


class MailCheck(Protocol):
    """Tries a mail server without sending anything."""

    async def check(self, server: MailServer) -> Checked:
        """Really connect and sign in as far as settings go. Nothing is raised for what the other side does."""


@dataclass(frozen=True, slots=True)
class CaCertificate:
    """A certificate authority that somebody had the device trust; `id` is its SHA-256 fingerprint."""

    id: str
    subject: str
    issuer: str
    begins: datetime
    ends: datetime


class CertificateRefused(Exception):
    """What was brought is no certificate that can be trusted as an authority; `why` names the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class CaCertificates(Protocol):
    """The certificate authorities that are trusted beside those the device came with."""

    def all(self) -> Sequence[CaCertificate]:
        """Those that there are, by subject."""

    def add(self, data: bytes) -> CaCertificate:
        """Trust one from PEM or DER; raises CertificateRefused (unreadable, not-ca, ended, too-many) and OSError."""

    def remove(self, id: str) -> None:
        """Trust it no longer; one that is not there is no error. Raises OSError."""


class Scanner(Protocol):
    """Turns a sample original into the pages of a scan."""

    async def scan(self, job: int, settings: ScanSettings, on_page: Callable[[int, int], None]) -> Scan:
        """Scan all pages and build the attachment; raises ScanRefused. Cancelling the task drops what was made."""

    def forget(self, job: int) -> None:
        """Take the job's attachment off the disk."""

    def paths(self, job: int) -> Sequence[Path]:
        """The files of the job's scan, in the order of its pages; raises FileNotFoundError."""

    def sweep(self, keep: Collection[int]) -> None:
        """Take every scan off the disk but those of the jobs to keep."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan: where it lies, its pages and size in bytes, and the name it bears in the mail.

    JPEG holds one page: the first is at `path`, the others are `more`, and `size` is that of all.
    """

    path: Path
    pages: int
    size: int
    file_name: str
    more: tuple[Path, ...] = ()


class ScanRefused(Exception):
    """The scan could not be made; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind} {failure.detail}".strip())
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed sheet: where its PDF lies, and how many pages it has."""

    path: Path
    pages: int = 1


class SheetPrinter(Protocol):
    """Puts a sheet on (simulated) paper."""

    async def print(self, job: int, sheet: Sheet) -> Printed:
        """Write the sheet as a PDF, and the same as text beside it; raises OSError."""


class JobLog(Protocol):
    """The job history, which survives restarts."""

    def add(self, job: Job) -> Job:
        """Keep a new job and give it its number."""

    def update(self, job: Job) -> None:
        """Keep what changed of a job."""

    def jobs(self, limit: int = 200) -> Sequence[Job]:
        """The newest jobs, newest first. Jobs that were under way when the program died are aborted, interrupted."""


class Store(Protocol):
    """The device's state in the home folder."""

    def load(self) -> Mapping[str, object]:
        """What was kept last; {} in a new home."""

    def save(self, state: Mapping[str, object]) -> None:
        """Keep the state, whole or not at all; raises OSError."""


class Passwords(Protocol):
    """Makes and compares password hashes."""

    def hash(self, secret: str) -> str:
        """A salted hash of `secret`."""

    def fits(self, secret: str, hashed: str) -> bool:
        """Whether `secret` is the one that was hashed, compared in constant time."""


class Practice(Protocol):
    """What fixtures, path files and the bench may do to the practice tenant."""

    def policy(self, changes: Mapping[str, object]) -> None:
        """Turn the tenant's switches; raises ValueError naming the nearest one."""

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> None:
        """Do what the person does at the directory; raises ValueError when the code or user is unknown."""

    def consent(self) -> None:
        """Have an administrator consent for the whole organisation."""

    def revoke(self, user: str) -> None:
        """Revoke the user's sign-ins."""

    def fault(self, name: str, present: bool) -> None:
        """Begin or end a fault of the servers; raises ValueError for an unknown one."""

    def mail(self, to: str | None = None) -> Sequence[Mapping[str, object]]:
        """What the practice mailboxes received, oldest first."""

    def reset(self, seed: str) -> None:
        """A new tenant: "factory" or "smtp-auth-on"."""
