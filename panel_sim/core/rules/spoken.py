"""The word keys that Python itself speaks; every language must have them."""

from __future__ import annotations

from panel_sim.core.bar import HARD_KEYS
from panel_sim.core.failures import CODES
from panel_sim.core.jobs import LEGS
from panel_sim.core.rules import (
    admin_password,
    connection_check,
    contact_sheet,
    edit_home,
    firmware,
    memory,
    report_sheets,
    restore,
    wifi_set_up,
)
from panel_sim.core.rules.sheet import BLOCKS

_ORIGINS = ("to-my-email", "scan/email", "status-sheet")
_FILES = ("settings", "jobs", "tokens", "database", "signing-key", "certificates", "file")
"""What a file can be for that was damaged and set aside."""
_CODES = sorted({code for code in CODES.values() if code})

SPOKEN = frozenset(
    {
        *admin_password.SPOKEN,
        *connection_check.SPOKEN,
        *contact_sheet.SPOKEN,
        *edit_home.SPOKEN,
        *firmware.SPOKEN,
        *memory.SPOKEN,
        *report_sheets.SPOKEN,
        *restore.SPOKEN,
        *wifi_set_up.SPOKEN,
        *(f"bar.{name}" for name in ("back", "practice", "live", "locked", "administrator", "not-connected", "jobs")),
        *(f"bar.lamp.{name}" for name in ("power", "data", "error")),
        *(f"bar.key.{name}" for name in HARD_KEYS),
        "button.ok",
        "key.space",
        "key.erase",
        "key.clear",
        "entry.characters",
        "entry.digits",
        *(
            f"problem.{name}"
            for name in (
                "address",
                "charset",
                "digits",
                "directory",
                "empty",
                "full",
                "full-digits",
                "ipv4",
                "locked-out",
                "number",
                "password",
                "recipients",
                "text",
                "AADSTS50034",
                "AADSTS50053",
                "AADSTS50126",
            )
        ),
        *(f"code.{name}" for name in ("heading", "open", "type", "accept", "waiting", "left", "loopback")),
        *(f"code.{code}.{part}" for code in _CODES for part in ("meaning", "remedy")),
        "code.meaning",
        "code.remedy",
        "failure.not-signed-in.meaning",
        "failure.not-stored.meaning",
        "failure.not-stored.remedy.printer",
        "failure.not-signed-in.remedy.printer",
        "failure.not-signed-in.remedy.user",
        "failure.delivery-unknown.meaning",
        "failure.delivery-unknown.remedy",
        "failure.sign-in-lapsed.meaning",
        "failure.sign-in-lapsed.remedy.printer",
        "failure.sign-in-lapsed.remedy.user",
        "failure.sign-in-refused.remedy.printer",
        "failure.sign-in-refused.remedy.user",
        "failure.auth-refused.remedy",
        "failure.mailbox-full.remedy",
        "failure.sender-refused.remedy",
        "failure.recipient-refused.remedy",
        *(f"account.{state}" for state in ("none", "pending", "stored", "lapsed", "refused")),
        *(f"job.{state}" for state in ("pending", "processing", "completed", "canceled", "aborted")),
        "job.interrupted",
        "job.failed",
        "job.error-code",
        "job.gone",
        "job.pages-and-size",
        "job.pages-and-size.one",
        "job-reason",
        "job-reason.interrupted",
        "job-reason.delivery-unknown",
        *(f"job-kind.{origin}" for origin in _ORIGINS),
        *(
            f"job-field.{field}"
            for field in ("kind", "to", "sender", "pages", "file", "time", "remedy", "detail", "output")
        ),
        *(f"leg.{leg}" for leg in LEGS),
        "to-my-email",
        "email",
        "email.nobody",
        "email.several",
        "email.page",
        "mail.text",
        "network.link-up",
        "printer-state.idle",
        "printer-state.processing",
        *(f"condition.{name}" for name in ("media-empty", "cover-open", "network-unplugged", "dns-down")),
        "sign-in-ended",
        *(
            f"sign-in-ended.{kind}"
            for kind in (
                "declined",
                "code-expired",
                "connection-refused",
                "name-not-found",
                "timed-out",
                "tls-failed",
                "sign-in-refused",
                "AADSTS53003",
                "AADSTS90094",
            )
        ),
        "sheet.title",
        "sheet.printed",
        "sheet.footer",
        *(f"sheet.{name}" for name, _ in BLOCKS),
        *(f"sheet.{key}" for _, keys in BLOCKS for key in keys),
        "help",
        *(f"told.set-aside.{kind}" for kind in _FILES),
        "told.moved",
        "told.not-kept",
        "told.keyring-locked",
        "told.not-saved",
        "told.not-recorded",
        "told.other",
        *(f"disk.{name}" for name in ("EACCES", "EDQUOT", "EIO", "ENOSPC", "EPERM", "EROFS")),
    }
)
