"""Whether a job or a mail is as a step wants it, and what it is instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from panel_sim.core.jobs import Job
from panel_sim.paths.reading import spaced

ENDINGS = {"pdf": (".pdf",), "pdf-a": (".pdf",), "jpeg": (".jpg", ".jpeg"), "tiff": (".tif", ".tiff")}
Wants = Sequence[tuple[str, object]]


def job_misses(jobs: Sequence[Job], wants: Wants) -> str:
    """What keeps the newest job from being so, as a sentence; "" when it is."""
    asked = dict(wants)
    count = asked.pop("count", None)
    if count is not None and count != len(jobs):
        return f"The history holds {len(jobs)} job{'s' * (len(jobs) != 1)}."
    if not asked:
        return "" if jobs or count is not None else "No job was made."
    if not jobs:
        return "No job was made."
    job = jobs[0]
    differs = [key for key, wanted in asked.items() if not _job_fits(job, key, wanted)]
    return f"The newest job has {', '.join(_job_said(job, key) for key in differs)}." if differs else ""


def _job_fits(job: Job, key: str, wanted: object) -> bool:
    match key:
        case "to":
            listed = wanted if isinstance(wanted, (tuple, list)) else (wanted,)
            return {str(one).casefold() for one in listed} <= {one.casefold() for one in job.to}
        case "code" | "pages":
            return str(getattr(job, key)) == str(wanted)
        case "reason":
            return str(wanted) in job.reasons
        case "leg":
            if isinstance(wanted, Mapping):
                reached = {leg.name: leg.ok for leg in job.legs}
                return all(name in reached and reached[name] is ok for name, ok in wanted.items())
            return _last_leg(job) == str(wanted)
        case "detail" | "file_name" | "subject":
            return spaced(str(wanted)) in spaced(str(getattr(job, key)))
    return str(getattr(job, key, "")) == str(wanted)


def _last_leg(job: Job) -> str:
    """The leg that the job stopped at; for one that went well, its last."""
    failed = [leg.name for leg in job.legs if leg.ok is False]
    return failed[-1] if failed else job.legs[-1].name if job.legs else ""


def _job_said(job: Job, key: str) -> str:
    match key:
        case "leg":
            return "the legs " + (", ".join(f"{leg.name} {_went(leg.ok)}" for leg in job.legs) or "none")
        case "reason":
            return f"the reasons {', '.join(job.reasons) or 'none'}"
        case "to":
            return f"to {', '.join(job.to) or 'nobody'}"
    value = getattr(job, key, None)
    return f"{key} {value if value not in (None, '') else 'empty'}"


def _went(ok: bool | None) -> str:
    return "under way" if ok is None else "good" if ok else "failed"


Mails = Sequence[Mapping[str, object]]


def mail_misses(mails: Mails, wants: Wants) -> str:
    """What keeps the mails from being so, as a sentence; "" when one is (or as many as `count` says)."""
    asked = dict(wants)
    to, count = asked.pop("to", None), asked.pop("count", None)
    where = f"The mailbox of {to}" if to else "The practice mailboxes"
    fitting = [mail for mail in mails if all(_mail_fits(mail, key, wanted) for key, wanted in asked.items())]
    if count is not None:
        held = f"{where} received {len(fitting)} such mail{'s' * (len(fitting) != 1)}."
        return "" if len(fitting) == count else held
    if fitting:
        return ""
    if not mails:
        return f"{where} received nothing."
    newest = mails[-1]
    said = ", ".join(f"{key} {_mail_said(newest, key)}" for key in asked)
    return f"{where} received {len(mails)} mail{'s' * (len(mails) != 1)}; the newest has {said}."


def _mail_fits(mail: Mapping[str, object], key: str, wanted: object) -> bool:
    text = spaced(str(wanted))
    match key:
        case "sender":
            return text.casefold() in str(mail.get("from", "")).casefold()
        case "subject":
            return text in spaced(str(mail.get("subject", "")))
        case "contains":
            return text in spaced(str(mail.get("text", "")))
        case "file_name":
            return any(text in name for name in _names(mail))
        case "attachment":
            if wanted in (False, None, "none"):
                return not _names(mail)
            return any(name.lower().endswith(ENDINGS.get(text, (f".{text}",))) for name in _names(mail))
    return False


def _names(mail: Mapping[str, object]) -> list[str]:
    attachments = mail.get("attachments")
    listed = attachments if isinstance(attachments, (list, tuple)) else ()
    return [str(one.get("name", "")) for one in listed if isinstance(one, Mapping)]


def _mail_said(mail: Mapping[str, object], key: str) -> str:
    match key:
        case "sender":
            return str(mail.get("from", ""))
        case "attachment" | "file_name":
            return ", ".join(_names(mail)) or "none"
        case "contains":
            text = spaced(str(mail.get("text", "")))
            return f"{text[:200]}..." if len(text) > 200 else text or "nothing"
    return str(mail.get(key, ""))


def sheet_misses(sheet: str | None, contains: Sequence[str], lacks: Sequence[str]) -> str:
    """What keeps the newest sheet from being so, as a sentence; "" when it is."""
    if sheet is None:
        return "No sheet was printed."
    text = spaced(sheet)
    missing = [one for one in contains if spaced(one) not in text]
    there = [one for one in lacks if spaced(one) in text]
    said = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"contains {', '.join(there)}"] * bool(there)
    return f"The newest sheet {' and '.join(said)}." if said else ""
