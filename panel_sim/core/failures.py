"""What can go wrong behind the glass, and the code that the job history shows for it (guide page 11)."""

from __future__ import annotations

from panel_sim.core.record import record


@record
class Failure:
    """One failure: its kind (a key of CODES), where it happened and what the other side said (redacted).

    `reply` is the SMTP reply or the directory's error, `aadsts` its number such as "AADSTS700082".
    """

    kind: str
    leg: str = ""
    reply: str = ""
    aadsts: str = ""

    @property
    def code(self) -> int | None:
        """The code in the job history; None for failures that make no job."""
        return CODES[self.kind]

    @property
    def detail(self) -> str:
        """What the other side said, shortest first."""
        return " ".join(part for part in (self.aadsts, self.reply) if part)


CODES: dict[str, int | None] = {
    # 360: no connection to the cloud or mail service.
    "not-signed-in": 360,
    "not-stored": 360,
    "name-not-found": 360,
    "connection-refused": 360,
    "unreachable": 360,
    "tls-failed": 360,
    "connection-dropped": 360,
    "service-busy": 360,
    "bad-answer": 360,
    "delivery-unknown": 360,
    # 361: the connection, or the sign-in by not being used, ran out.
    "timed-out": 361,
    "sign-in-lapsed": 361,
    # 370: sign in again.
    "sign-in-refused": 370,
    "auth-refused": 370,
    # 31x: the mail itself.
    "too-large": 314,
    "sender-refused": 313,
    "mailbox-full": 313,
    "recipient-refused": 313,
    "message-refused": 313,
    # The device itself.
    "disk-full": 306,
    "scan-failed": 334,
    # These end a sign-in, never a job.
    "declined": None,
    "code-expired": None,
    "cancelled": None,
}
"""Failure kind to job code; design section "What went wrong, as the panel says it"."""
