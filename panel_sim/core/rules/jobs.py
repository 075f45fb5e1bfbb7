"""Jobbstatus: the lists, one job's detail, the notices that a job ends with (guide page 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from panel_sim.core.context import Context
from panel_sim.core.device import PRINTER
from panel_sim.core.effects import Effect, RecordJob
from panel_sim.core.events import Tapped
from panel_sim.core.jobs import ABORTED, COMPLETED, LEGS, PROCESSING, Job
from panel_sim.core.menus import ScreenSpec
from panel_sim.core.registry import GUARDS, effect, guard, reading, rows, view
from panel_sim.core.rules.email import send_job, stop_job
from panel_sim.core.rules.values import row_number
from panel_sim.core.views import Body, Button, JobDetail, Progress, Row

JOB_SCREENS = (
    "email/scanning",
    "email/sending",
    "email/done",
    "email/failed",
    "status-sheet/printing",
    "status-sheet/no-paper",
    "status-sheet/done",
    "status-sheet/failed",
)
"""The screens that follow one job from Start to its result."""

MAIL_LEGS = tuple(leg for leg in LEGS if leg not in ("device_code", "sign_in"))
"""What a job's own record can hold: signing in happens before there is a job."""


def state_words(c: Context, job: Job) -> str:
    """How a job stands, in a few words."""
    if job.state == ABORTED and "interrupted" in job.reasons:
        return c.text("job.interrupted")
    if job.state == ABORTED and job.code:
        return c.text("job.failed", code=job.code)
    return c.text(f"job.{job.state}")


def tone(job: Job) -> str:
    """Good, bad or neither."""
    return {"completed": "good", "aborted": "bad"}.get(job.state, "")


def _rows(c: Context, active: bool | None) -> Sequence[Row]:
    jobs = sorted(c.session.jobs.values(), key=lambda job: (not job.active, -job.id))
    return [
        Row(
            f"job:{job.id}",
            f"{job.created:%m-%d %H:%M}  {c.text(f'job-kind.{job.origin}')}  {_target(c, job)}".rstrip(),
            state_words(c, job),
            "menu",
            icon=job.kind,
            tone=tone(job),
        )
        for job in jobs
        if active is None or job.active == active
    ]


def _target(c: Context, job: Job) -> str:
    if not job.to:
        return ""
    return job.to[0] if len(job.to) == 1 else c.text("email.several", first=job.to[0], n=len(job.to) - 1)


@rows("jobs", "job:*")
def all_jobs(c: Context) -> Sequence[Row]:
    """Every job, those under way first."""
    return _rows(c, None)


@rows("active-jobs", "job:*")
def active_jobs(c: Context) -> Sequence[Row]:
    """The jobs under way."""
    return _rows(c, True)


@effect
def open_job(c: Context) -> None:
    """Open the job that was tapped."""
    if isinstance(c.event, Tapped):
        c.session.open_job = row_number(c.event)
        c.session.job_expanded = False


@effect
def open_my_job(c: Context) -> None:
    """Open the job that the notice is about."""
    c.session.open_job = c.session.job
    c.session.job_expanded = False


@effect
def toggle_details(c: Context) -> None:
    """Show each leg on a line of its own, or no longer."""
    c.session.job_expanded = not c.session.job_expanded


@effect
def cancel_open_job(c: Context) -> Iterable[Effect]:
    """Cancel the job whose detail is open."""
    return stop_job(c, c.session.open_job)


def _open(c: Context) -> Job | None:
    return c.job(c.session.open_job)


@guard
def open_job_active(c: Context) -> bool:
    """The open job is under way."""
    job = _open(c)
    return job is not None and job.active


@guard
def can_send_again(c: Context) -> bool:
    """The open job's scan is still there and it is certain that nobody has it yet."""
    job = _open(c)
    return (
        job is not None
        and job.kind == "scan-to-email"
        and job.state == ABORTED
        and job.size > 0
        and job.failure not in ("delivery-unknown", "too-large")
        and not job.reasons
        and (not job.user or job.user == c.session.user)
    )


@guard
def job_wants_sign_in(c: Context) -> bool:
    """The open job failed for want of a sign-in that the logged-in user can make good."""
    job = _open(c)
    return (
        job is not None
        and job.code in (360, 361, 370)
        and job.failure in ("not-signed-in", "sign-in-lapsed", "sign-in-refused", "auth-refused")
        and job.account != PRINTER
        and job.user == c.session.user
        and job.account == c.sender_account
    )


@effect
def send_again(c: Context) -> Iterable[Effect]:
    """Try once more with the scan that was kept."""
    job = _open(c)
    if job is None:
        return ()
    again = replace(job, state=PROCESSING, code=None, failure="", detail="", legs=(), finished=None, reasons=())
    c.session.jobs[job.id] = again
    c.session.job = job.id
    # The glass follows one job at a time: the screens of the one before are not gone back to.
    c.session.trail = [screen for screen in c.session.trail if screen not in JOB_SCREENS]
    c.session.bytes_done = c.session.bytes_total = 0
    return (RecordJob(again), *send_job(c, job.id))


def megabytes(c: Context, size: int) -> str:
    """A size as people read it, with the language's decimal sign."""
    text = f"{size / 1_048_576:.1f} MB" if size >= 104_858 else f"{max(1, round(size / 1024))} kB"
    return text.replace(".", ",") if c.words.language == "sv" else text


def meaning(c: Context, job: Job) -> str:
    """What the code means, in the guide's sense."""
    if job.reasons and job.code is None:
        return c.words.first(f"job-reason.{job.reasons[0]}", "job-reason")
    return c.words.first(f"failure.{job.failure}.meaning", f"code.{job.code}.meaning", "code.meaning")


def remedy(c: Context, job: Job) -> str:
    """What to do about it; whose sign-in it was decides who has to sign in again."""
    whose = "printer" if job.account == PRINTER else "user"
    return c.words.first(
        f"failure.{job.failure}.remedy.{whose}",
        f"failure.{job.failure}.remedy",
        f"code.{job.code}.remedy",
        "code.remedy",
    )


def _detail_rows(c: Context, job: Job) -> tuple[Row, ...]:
    text = c.text
    made: list[tuple[str, str]] = [("kind", text(f"job-kind.{job.origin}"))]
    if job.to:
        made.append(("to", ", ".join(job.to)))
    if job.sender:
        made.append(("sender", job.sender))
    if job.kind == "scan-to-email" and job.pages:
        made.append(
            (
                "pages",
                "  ·  ".join(
                    (
                        str(job.pages),
                        c.words.first(f"value.{job.paper}"),
                        f"{job.resolution} dpi",
                        c.words.first(f"value.scan.colour.{job.colour}", f"value.{job.colour}").lower(),
                        f"{c.words.first(f'value.{job.file_type}')} {megabytes(c, job.size)}",
                    )
                ),
            )
        )
    if job.file_name and job.pages:
        made.append(("file", job.file_name))
    made.append(("time", f"{job.created:%Y-%m-%d %H:%M:%S}"))
    if job.state == ABORTED:
        made.append(("remedy", remedy(c, job)))
        if job.detail:
            made.append(("detail", job.detail))
    if job.output:
        made.append(("output", job.output))
    return tuple(Row(f"jobs/job/{key}", text(f"job-field.{key}"), value, "reading") for key, value in made)


@view
def job_detail(c: Context, spec: ScreenSpec) -> Body:
    """The detail of the open job."""
    job = _open(c)
    if job is None:
        return JobDetail(c.text("job.gone"), "", "", (), (), ())
    failed = job.state == ABORTED
    return JobDetail(
        banner=meaning(c, job) if failed else state_words(c, job),
        banner_code=c.text("job.error-code", code=job.code) if failed and job.code else "",
        tone=tone(job),
        rows=_detail_rows(c, job),
        legs=job.legs,
        leg_names=_leg_names(c) if job.kind == "scan-to-email" else (),
        buttons=buttons(c, spec),
        expanded=c.session.job_expanded,
    )


def _leg_names(c: Context) -> tuple[tuple[str, str], ...]:
    return tuple((leg, c.text(f"leg.{leg}")) for leg in MAIL_LEGS)


def buttons(c: Context, spec: ScreenSpec) -> tuple[Button, ...]:
    """The screen's buttons that are to be seen now."""
    return tuple(
        Button(row.id, c.text(row.words or row.id), row.primary)
        for row in spec.buttons
        if all(GUARDS[name](c) for name in row.when)
    )


@view
def scanning(c: Context, spec: ScreenSpec) -> Body:
    """The scan, page by page."""
    done, total = c.session.pages_done, c.session.pages_total
    return Progress(
        c.text("text.email/scanning"),
        done,
        total,
        c.text("email.page", page=done, pages=total) if total else "",
        "scan",
        buttons=buttons(c, spec),
    )


@view
def sending(c: Context, spec: ScreenSpec) -> Body:
    """The mail on its way."""
    job = c.job(c.session.job)
    done, total = c.session.bytes_done, c.session.bytes_total
    detail = f"{megabytes(c, done)} / {megabytes(c, total)}" if total else ""
    return Progress(
        c.text("text.email/sending"),
        done,
        total,
        detail,
        "email",
        job.legs if job else (),
        buttons(c, spec),
        _leg_names(c),
    )


def _mine(c: Context) -> Job | None:
    return c.job(c.session.job)


@reading("job.number")
def job_number(c: Context) -> str:
    """The number of the job whose detail is open."""
    return f"{c.session.open_job:04d}"


@reading("job.code")
def job_code(c: Context) -> str:
    """The code of the job that the notice is about."""
    job = _mine(c)
    return str(job.code) if job and job.code else ""


@reading("job.meaning")
def job_meaning(c: Context) -> str:
    """What its code means."""
    job = _mine(c)
    if job is None:
        return ""
    sentence = meaning(c, job)
    return f"{c.text('job.error-code', code=job.code)}\n{sentence}" if job.code else sentence


@reading("job.remedy")
def job_remedy(c: Context) -> str:
    """What to do about it."""
    job = _mine(c)
    return remedy(c, job) if job else ""


@reading("job.detail")
def job_reply(c: Context) -> str:
    """What the other side said."""
    job = _mine(c)
    return job.detail if job else ""


@reading("job.to")
def job_to(c: Context) -> str:
    """Who got the mail."""
    job = _mine(c)
    return ", ".join(job.to) if job else ""


@reading("job.summary")
def job_summary(c: Context) -> str:
    """Pages and size of what was sent."""
    job = _mine(c)
    return c.words.counted("job.pages-and-size", job.pages, size=megabytes(c, job.size)) if job else ""


@reading("job.output")
def job_output(c: Context) -> str:
    """Where the sheet lies."""
    job = _mine(c)
    return job.output if job else ""


@guard
def my_job_completed(c: Context) -> bool:
    """The job on the glass went well."""
    job = _mine(c)
    return job is not None and job.state == COMPLETED


@guard
def my_job_not_signed_in(c: Context) -> bool:
    """The job on the glass failed because nobody has signed in."""
    job = _mine(c)
    return job is not None and job.failure in ("not-signed-in", "not-stored")
