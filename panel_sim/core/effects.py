"""What the panel wants done: wishes as data, named with imperatives. The simulator runs them through ports."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from panel_sim.core.jobs import Job
from panel_sim.core.record import record


@record
class Effect:
    """A wish of the panel."""


@record
class StartTimer(Effect):
    """Fire TimerFired(name) after `seconds` on the device's clock; a running timer of that name starts over."""

    name: str
    seconds: float


@record
class StopTimer(Effect):
    """Forget the timer called `name`."""

    name: str


@record
class SaveDevice(Effect):
    """Keep the device's state: it changed."""


@record
class CheckPassword(Effect):
    """Compare an entered secret; answer PasswordChecked. `purpose` is administrator, user-password or user-pin."""

    purpose: str
    user: str
    secret: str = field(repr=False)


@record
class HashPassword(Effect):
    """Make a salted hash of a new secret; answer PasswordHashed. `purpose` is administrator."""

    purpose: str
    secret: str = field(repr=False)


@record
class StartSignIn(Effect):
    """Ask the directory for a device code for `account`; `at_panel` when the panel will fill in the pages itself."""

    account: str
    at_panel: bool = False


@record
class PollSignIn(Effect):
    """Ask once whether the person has finished."""

    account: str


@record
class SubmitSignIn(Effect):
    """At the panel: fill in the directory's page. `step` is account, password, consent or decline.

    For consent, `value` is "user" or "organization".
    """

    account: str
    step: str
    value: str = field(repr=False)


@record
class CancelSignIn(Effect):
    """Give the sign-in up; nothing of it remains."""

    account: str


@record
class SignOut(Effect):
    """Empty the token cache of `account`; answer SignedOut."""

    account: str


@record
class KeepSignIn(Effect):
    """Make what was signed in as `account` the account `to` (Web Config's OK); tokens move with it."""

    account: str
    to: str


@record
class RecordJob(Effect):
    """Write the job to the log; a job with id 0 is new and comes back as JobRecorded."""

    job: Job


@record
class ForgetJob(Effect):
    """Take a finished job's kept attachment off the disk."""

    job: int


@record
class ScanSettings:
    """How to scan: colour (mono, gray, colour), file type (pdf, pdf-a, jpeg, tiff), dpi, two-sided, paper, density
    -4..4."""

    original: str
    colour: str
    file_type: str
    resolution: int
    two_sided: bool
    paper: str
    density: int
    file_name: str


@record
class StartScan(Effect):
    """Scan for the job; answer PageScanned per page, then ScanFinished or ScanFailed."""

    job: int
    settings: ScanSettings
    at: datetime


@record
class StopScan(Effect):
    """Stop scanning for the job and drop what was scanned."""

    job: int


@record
class Mail:
    """What to send: envelope and header addresses, header texts, and the finished scan of `job` as attachment."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    file_name: str
    file_type: str
    date: datetime
    message_id: str


@record
class SendMail(Effect):
    """Send the job's scan from `account`; answer LegReached and SendProgressed, then MailSent or MailRefused."""

    job: int
    account: str
    mail: Mail


@record
class CancelMail(Effect):
    """Stop sending the job's mail; what was not handed over whole is not delivered."""

    job: int


@record
class PrintSheet(Effect):
    """Print the sheet for the job (answer SheetPrinted or SheetFailed)."""

    job: int
    sheet: Sheet


@record
class StopPrinting(Effect):
    """Stop printing the job's sheet and take away what was written of it."""

    job: int


@record
class SheetBlock:
    """A titled block of label and value pairs, all words resolved."""

    title: str
    rows: tuple[tuple[str, str], ...]


@record
class Sheet:
    """A sheet as it will be printed: product, title, blocks, words resolved, never a secret."""

    product: str
    title: str
    subtitle: str
    printed: str
    blocks: tuple[SheetBlock, ...]
    footer: str
    language: str = "sv"
    kind: str = "status-sheet"
    """What sheet it is, which names its file: the origin of its job."""


@record
class CopyText(Effect):
    """Put text on the clipboard of whoever watches (OSC 52)."""

    text: str = field(repr=False)
