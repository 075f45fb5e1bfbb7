"""Scan to e-mail: the draft, the scan, the mail, the result. Till Min e-post is the same with a fixed recipient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.device import LAPSED, PENDING_PRINTER, PRINTER, REFUSED, STORED
from panel_sim.core.effects import (
    CancelMail,
    Effect,
    ForgetJob,
    Mail,
    RecordJob,
    ScanSettings,
    SendMail,
    StartScan,
    StopPrinting,
    StopScan,
)
from panel_sim.core.events import JobRecorded, ScanFinished, Tapped
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import ABORTED, CANCELED, PENDING, PROCESSING, Job
from panel_sim.core.registry import effect, guard, reading, rows
from panel_sim.core.rules.paper import print_timer
from panel_sim.core.rules.values import typed
from panel_sim.core.views import Row

MOST_RECIPIENTS = 10
DRAFT = ("original", "colour", "file_type", "resolution", "two_sided", "paper", "density", "file_name", "subject")
"""The settings of one scan; each begins as the device's own default, scan.<name>."""


def reset_draft(c: Context) -> None:
    """Give every setting of the draft the device's default again."""
    for name in DRAFT:
        if f"draft.{name}" in c.device.specs and f"scan.{name}" in c.device.specs:
            c.device.begin(f"draft.{name}", f"scan.{name}")


@effect
def open_my_email(c: Context) -> None:
    """A draft to the user's own address."""
    reset_draft(c)
    user = c.device.user(c.session.user)
    c.session.origin = "to-my-email"
    c.session.recipients = [user.address] if user else []


@effect
def open_email(c: Context) -> None:
    """A draft to anybody."""
    reset_draft(c)
    c.session.origin = "scan/email"
    c.session.recipients = []


@effect
def clear_draft(c: Context) -> None:
    """Clear all settings of the draft; its recipients stay."""
    reset_draft(c)


@effect
def say_recipients_full(c: Context) -> None:
    """Say that no more recipients fit one mail."""
    c.session.problem = "problem.recipients"


@effect
def forget_draft(c: Context) -> None:
    """What was not started is forgotten."""
    c.session.recipients.clear()
    c.session.origin = ""
    c.session.after_login = ""


@guard
def to_myself(c: Context) -> bool:
    """The draft goes to the user's own address."""
    return c.session.origin == "to-my-email"


@guard
def to_anybody(c: Context) -> bool:
    """The draft goes to whoever is chosen."""
    return c.session.origin != "to-my-email"


@guard
def has_recipient(c: Context) -> bool:
    """Somebody is to have the mail."""
    return bool(c.session.recipients)


@guard
def recipients_full(c: Context) -> bool:
    """No more recipients fit one mail."""
    return len(c.session.recipients) >= MOST_RECIPIENTS


@guard
def never_signed_in(c: Context) -> bool:
    """Whoever would send has never signed in, or OK was never pressed in Web Config."""
    return c.device.account(c.sender_account).state not in (STORED, LAPSED, REFUSED)


@effect
def add_typed_recipient(c: Context) -> None:
    """The address that was typed gets the mail too."""
    address = typed(c).strip()
    if address not in c.session.recipients:
        c.session.recipients.append(address)


@effect
def toggle_recipient(c: Context) -> None:
    """The contact or recipient that was tapped gets the mail, or no longer."""
    if not isinstance(c.event, Tapped):
        return
    kind, _, address = c.event.row.partition(":")
    if kind == "contact":
        address = next((one.address for one in c.device.contacts if str(one.number) == address), "")
    if address in c.session.recipients:
        c.session.recipients.remove(address)
    elif kind == "contact" and address and len(c.session.recipients) < MOST_RECIPIENTS:
        c.session.recipients.append(address)


@rows("contacts", "contact:*")
def contacts(c: Context) -> Sequence[Row]:
    """The contact list; the chosen ones are ticked."""
    return [
        Row(f"contact:{one.number}", one.name, one.address, "tick", on=one.address in c.session.recipients)
        for one in c.device.contacts
    ]


@rows("recipients", "recipient:*")
def recipients(c: Context) -> Sequence[Row]:
    """Who gets the mail; a tap takes one away."""
    return [Row(f"recipient:{address}", address, kind="tick", on=True) for address in c.session.recipients]


def _settings(c: Context) -> ScanSettings:
    text, device = c.device.text, c.device
    return ScanSettings(
        text("draft.original"),
        text("draft.colour"),
        text("draft.file_type"),
        int(text("draft.resolution", "300")),
        device.on("draft.two_sided"),
        text("draft.paper"),
        device.number("draft.density"),
        text("draft.file_name"),
    )


def _sender(c: Context) -> str:
    """The sender's address: the user's own, the one set for the printer, else the signed-in account's."""
    if c.sender_account != PRINTER:
        user = c.device.user(c.session.user)
        return user.address if user else ""
    return c.device.text("email.sender") or c.device.account(PRINTER).address


@effect
def make_job(c: Context) -> Iterable[Effect]:
    """Start was pressed: from now on it is a job, whatever comes of it."""
    settings = _settings(c)
    c.session.pages_done = c.session.pages_total = c.session.bytes_done = c.session.bytes_total = 0
    job = Job(
        id=0,
        kind="scan-to-email",
        origin=c.session.origin or "scan/email",
        created=c.now,
        state=PENDING,
        user=c.session.user,
        account=c.sender_account,
        sender=_sender(c),
        to=tuple(c.session.recipients),
        subject=c.device.text("draft.subject"),
        file_name=settings.file_name,
        file_type=settings.file_type,
        resolution=settings.resolution,
        colour=settings.colour,
        paper=settings.paper,
    )
    return (RecordJob(job),)


@effect
def start_scan(c: Context) -> Iterable[Effect]:
    """The job has its number: let the originals through."""
    if not isinstance(c.event, JobRecorded):
        return ()
    c.session.job = c.event.job.id
    settings = _settings(c)
    return (*c.change_job(c.session.job, state=PROCESSING), StartScan(c.session.job, settings, c.now))


@effect
def refuse_job(c: Context) -> Iterable[Effect]:
    """The job cannot be sent, because nobody has signed in: it is in the history all the same (code 360)."""
    if not isinstance(c.event, JobRecorded):
        return ()
    c.session.job = c.event.job.id
    pending = c.event.job.account == PRINTER and PENDING_PRINTER in c.device.accounts
    failure = Failure("not-stored" if pending else "not-signed-in")
    return c.change_job(
        c.session.job, state=ABORTED, code=failure.code, failure=failure.kind, finished=c.now, detail=failure.detail
    )


@effect
def start_send(c: Context) -> Iterable[Effect]:
    """The scan is made: hand it to the mailer."""
    if not isinstance(c.event, ScanFinished):
        return ()
    return send_job(c, c.event.job)


def send_job(c: Context, number: int) -> Iterable[Effect]:
    """Have the finished scan of a job sent."""
    job = c.job(number)
    if job is None or not job.active:
        return ()
    return (SendMail(number, job.account, mail_of(c, job)),)


def mail_of(c: Context, job: Job) -> Mail:
    """The mail for a job. Its Message-ID follows from the job, so that a second try bears the same one (RFC 5322
    3.6.4)."""
    host = job.sender.rpartition("@")[2] or "printer.invalid"
    stamp = job.created.strftime("%Y%m%d%H%M%S")
    return Mail(
        sender=job.sender,
        to=job.to,
        subject=job.subject,
        text=c.text("mail.text", product=c.menus.model.product),
        file_name=job.file_name,
        file_type=job.file_type,
        date=c.now,
        message_id=f"<{stamp}.{job.id}.{c.device.text('device.serial', 'panel-sim')}@{host}>",
    )


@effect
def refuse_too_large(c: Context) -> Iterable[Effect]:
    """The attachment is larger than the device may send (code 314)."""
    if not isinstance(c.event, ScanFinished):
        return ()
    failure = Failure("too-large", "data")
    return (
        *c.change_job(
            c.event.job, state=ABORTED, code=failure.code, failure=failure.kind, finished=c.now, detail=failure.detail
        ),
        ForgetJob(c.event.job),
    )


@guard
def scan_too_large(c: Context) -> bool:
    """The scan is larger than the attached file's maximum size."""
    limit = c.device.number("email.attachment_max_mb", 20) * 1024 * 1024
    return isinstance(c.event, ScanFinished) and c.event.size > limit


@guard
def is_my_job(c: Context) -> bool:
    """The answer is about the job on the glass."""
    number = getattr(c.event, "job", None)
    return number == c.session.job or getattr(number, "id", 0) == c.session.job


@guard
def job_is_scan(c: Context) -> bool:
    """The job that got its number is a scan."""
    return isinstance(c.event, JobRecorded) and c.event.job.kind == "scan-to-email"


def stop_job(c: Context, number: int) -> Iterable[Effect]:
    """Stop a scan, a mail or a sheet that is under way and say in the history that it was cancelled."""
    job = c.job(number)
    if job is None or not job.active:
        return ()
    if job.kind == "print-sheet":
        return (
            *c.stop_timer(print_timer(number)),
            StopPrinting(number),
            *c.change_job(number, state=CANCELED, reasons=("job-canceled-by-user",), finished=c.now),
        )
    return (
        StopScan(number),
        CancelMail(number),
        *c.change_job(number, state=CANCELED, reasons=("job-canceled-by-user",), finished=c.now),
        ForgetJob(number),
    )


@effect
def cancel_job(c: Context) -> Iterable[Effect]:
    """Cancel the job on the glass."""
    return stop_job(c, c.session.job)


@reading("email.title")
def email_title(c: Context) -> str:
    """What the flow is called by the tile that it began with; a job keeps the name that it began under."""
    job = c.job(c.session.job) if c.screen.startswith("email/") else None
    mine = (c.session.origin or (job.origin if job else "")) == "to-my-email"
    return c.text("to-my-email" if mine else "email")


@reading("email.recipient_shown")
def recipient_shown(c: Context) -> str:
    """Who gets the mail, in a line."""
    chosen = c.session.recipients
    if not chosen:
        return c.text("email.nobody")
    return chosen[0] if len(chosen) == 1 else c.text("email.several", first=chosen[0], n=len(chosen) - 1)


@reading("email.recipient_count")
def recipient_count(c: Context) -> str:
    """How many recipients are chosen, of how many."""
    return f"{len(c.session.recipients)}/{MOST_RECIPIENTS}"
