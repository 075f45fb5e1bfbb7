"""The names that path files may use: what there is to go to, to set, to break and to be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from panel_sim.core.jobs import ABORTED, CANCELED, COMPLETED, LEGS, PENDING, PROCESSING

HARD_KEYS = ("home", "back", "help", "power", "start", "stop")
OUTCOMES = ("accept", "decline", "wrong-password", "ignore")
CONSENTS = ("user", "organization")
JOB_STATES = (PENDING, PROCESSING, COMPLETED, CANCELED, ABORTED)
ATTACHMENTS = ("pdf", "pdf-a", "jpeg", "tiff")
JOB_KEYS = (
    "state",
    "code",
    "to",
    "kind",
    "user",
    "sender",
    "subject",
    "file_name",
    "pages",
    "detail",
    "failure",
    "leg",
    "reason",
    "count",
)
MAIL_KEYS = ("to", "sender", "subject", "attachment", "file_name", "count", "contains")

__all__ = ["ATTACHMENTS", "CONSENTS", "HARD_KEYS", "JOB_KEYS", "JOB_STATES", "LEGS", "MAIL_KEYS", "OUTCOMES", "Names"]


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that Python and the device's files own and a path file may name. An empty collection is not checked.

    `screens` are those of all models together: a file for a screen that one model lacks is skipped there.
    """

    models: Collection[str] = ()
    languages: Collection[str] = ()
    screens: Collection[str] = ()
    fixtures: Collection[str] = ()
    faults: Collection[str] = ()
    values: Collection[str] = ()
    policies: Collection[str] = ()
    users: Collection[str] = ()
    """Epson Print Admin Serverless users, as in `log_in: {user: anna}`."""
    capabilities: Collection[str] = ()
