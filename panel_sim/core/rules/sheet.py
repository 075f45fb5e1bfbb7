"""The network status sheet: what stands on it, and printing it (guide page 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, PrintSheet, RecordJob, Sheet, SheetBlock
from panel_sim.core.events import JobRecorded, TimerFired
from panel_sim.core.jobs import PROCESSING, Job
from panel_sim.core.registry import GUARDS, READINGS, effect, guard, reading
from panel_sim.core.rules.email import stop_job
from panel_sim.core.rules.paper import print_timer
from panel_sim.core.viewing import value_words

STATUS_SHEET = "status-sheet"
BLOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "general",
        (
            "device.product",
            "network.device_name",
            "device.serial",
            "device.firmware",
            "network.mac",
            "device.date_time",
            "device.location",
            "device.administrator",
            "device.contact",
        ),
    ),
    ("network", ("network.connection_status", "network.connection", "network.link_speed", "wifi.ssid", "wifi.signal")),
    (
        "tcp-ip",
        (
            "network.obtain_ip",
            "network.ip_address",
            "network.subnet_mask",
            "network.gateway",
            "network.ipv6",
            "network.ipv6_link_local",
            "network.ipv6_stateless",
        ),
    ),
    (
        "dns",
        (
            "network.dns_setting",
            "network.dns_primary",
            "network.dns_secondary",
            "network.dns_host_name",
            "network.dns_domain",
        ),
    ),
    ("proxy", ("network.proxy", "network.proxy_server", "network.proxy_port")),
    ("security", ("network.https_redirect", "network.ipsec", "network.ieee8021x")),
    (
        "services",
        (
            "services.bonjour",
            "services.wsd",
            "services.slp",
            "services.llmnr",
            "services.snmp",
            "services.lpr",
            "services.raw",
            "services.ipp",
        ),
    ),
    ("ms-network", ("network.ms_sharing", "network.ms_workgroup")),
    ("wifi-direct", ("wifi.direct", "wifi.direct_ssid", "wifi.direct_ip_address")),
    (
        "email",
        (
            "email.authentication",
            "email.service",
            "email.state",
            "email.account",
            "email.sender_shown",
            "email.smtp_address",
            "email.smtp_port",
            "email.security",
            "email.certificate_validation",
            "email.error",
        ),
    ),
    ("web-service", ("web.connect_status",)),
    ("fax-server", ("fax.server_authentication", "fax.server_address")),
    ("additional", ("additional.enabled", "additional.ip_address", "additional.mac")),
)
"""Blocks of the sheet and the readings in them; what the model does not have is left out, and a secret never
stands here."""

_ONLY_WHEN = {"email.error": "has_printer_sign_in_error"}


def status_sheet(c: Context) -> Sheet:
    """The sheet as the device is now."""
    blocks = []
    for name, readings in BLOCKS:
        pairs = []
        for key in readings:
            if key in _ONLY_WHEN and not GUARDS[_ONLY_WHEN[key]](c):
                continue
            spec = c.device.specs.get(key)
            if spec is not None and spec.secret:
                continue
            if key in READINGS:
                pairs.append((c.text(f"sheet.{key}"), READINGS[key](c)))
            elif spec is not None:
                pairs.append((c.text(f"sheet.{key}"), value_words(c, key) or "–"))
        if len(pairs) > (1 if name == "network" else 0):
            blocks.append(SheetBlock(c.text(f"sheet.{name}"), tuple(pairs)))
    return new_sheet(c, STATUS_SHEET, tuple(blocks), c.text("sheet.title"))


def new_sheet(c: Context, kind: str, blocks: tuple[SheetBlock, ...], title: str = "") -> Sheet:
    """A sheet of that kind (the origin of its job), with its title, else what such a job is called."""
    product = c.menus.model.product
    return Sheet(
        product=product,
        title=title or c.text(f"job-kind.{kind}"),
        subtitle=c.device.text("network.device_name", product),
        printed=c.text("sheet.printed", time=c.now.strftime("%Y-%m-%d %H:%M")),
        blocks=blocks,
        footer=c.text("sheet.footer"),
        language=c.words.language,
        kind=kind,
    )


SHEETS: dict[str, Callable[[Context], Sheet]] = {STATUS_SHEET: status_sheet}
"""What is printed, by the origin of its job; modules with sheets of their own add them."""


def sheet_job(c: Context, origin: str) -> Iterable[Effect]:
    """From now on it is a job: it gets its number, then paper."""
    return (
        RecordJob(Job(id=0, kind="print-sheet", origin=origin, created=c.now, state=PROCESSING, user=c.session.user)),
    )


@reading("sheet.name")
def sheet_name(c: Context) -> str:
    """What the sheet on the glass is called."""
    job = c.job(c.session.job)
    return c.text(f"job-kind.{job.origin if job and job.origin in SHEETS else STATUS_SHEET}")


@guard
def job_is_sheet(c: Context) -> bool:
    """The job that got its number is a sheet."""
    return isinstance(c.event, JobRecorded) and c.event.job.kind == "print-sheet"


@effect
def make_sheet_job(c: Context) -> Iterable[Effect]:
    """Start was pressed: from now on it is a job."""
    return sheet_job(c, STATUS_SHEET)


@effect
def note_sheet_job(c: Context) -> None:
    """The job has its number."""
    if isinstance(c.event, JobRecorded):
        c.session.job = c.event.job.id


@effect
def print_sheet(c: Context) -> Iterable[Effect]:
    """The page is through: put the sheet in the output folder."""
    if not isinstance(c.event, TimerFired):
        return ()
    name = c.event.name
    job = next((job for job in c.session.jobs.values() if job.active and print_timer(job.id) == name), None)
    return (PrintSheet(job.id, SHEETS.get(job.origin, status_sheet)(c)),) if job is not None else ()


@effect
def cancel_sheet(c: Context) -> Iterable[Effect]:
    """Give the sheet up."""
    return stop_job(c, c.session.job)
