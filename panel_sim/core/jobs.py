"""Jobs as the history keeps them, in IPP's words (RFC 8011 section 5.3.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from panel_sim.core.record import record

PENDING, PROCESSING, COMPLETED, CANCELED, ABORTED = "pending", "processing", "completed", "canceled", "aborted"
ACTIVE_STATES = frozenset({PENDING, PROCESSING})

LEGS = ("device_code", "sign_in", "refresh", "dns", "tcp", "tls", "auth", "mail", "rcpt", "data")
"""The legs of a delivery, in the order in which they happen."""


@record
class Leg:
    """One leg of a delivery: its name, whether it went well (None: under way), milliseconds, what was said,
    redacted."""

    name: str
    ok: bool | None
    ms: float = 0.0
    detail: str = ""


@record
class Job:
    """One job. `kind` is scan-to-email or print-sheet; `origin` the tile's screen id; `created` on the device's
    clock."""

    id: int
    kind: str
    origin: str
    created: datetime
    state: str = PENDING
    reasons: tuple[str, ...] = ()
    user: str = ""
    account: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    file_name: str = ""
    file_type: str = ""
    resolution: int = 0
    colour: str = ""
    paper: str = ""
    pages: int = 0
    size: int = 0
    code: int | None = None
    failure: str = ""
    detail: str = ""
    legs: tuple[Leg, ...] = ()
    finished: datetime | None = None
    output: str = ""

    @property
    def active(self) -> bool:
        """Whether the job is still under way."""
        return self.state in ACTIVE_STATES


def interrupted(job: Job) -> Job:
    """What becomes of a job that was under way when the device stopped: never lost, never sent again by itself.

    Where the message had begun to be handed over, nobody can know whether it arrived; where it was whole, it did.
    """
    reasons = (*job.reasons, "interrupted")
    data = next((leg for leg in reversed(job.legs) if leg.name == "data"), None)
    if data is not None and data.ok:
        return replace(job, state=COMPLETED, reasons=reasons)
    if data is not None and data.ok is None:
        reasons = (*reasons, "delivery-unknown")
    return replace(job, state=ABORTED, reasons=reasons)
