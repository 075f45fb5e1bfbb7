"""What only the web pages tell of the device: the states at the top of the product status, and its hardware."""

from __future__ import annotations

from collections.abc import Callable

from panel_sim.core.bar import STOPPING
from panel_sim.core.context import Context


def _printer_state(c: Context) -> str:
    if not c.has("printer"):
        return ""
    stopping = [name for name in STOPPING if name in c.device.conditions]
    if stopping:
        return ", ".join(c.text(f"condition.{name}") for name in stopping)
    return c.text("web.busy" if c.active_jobs else "web.available")


def _scanner_state(c: Context) -> str:
    if not c.has("scanner"):
        return ""
    scanning = any(job.active and job.kind == "scan-to-email" and not job.size for job in c.session.jobs.values())
    return c.text("web.busy" if scanning else "web.available")


def _other_state(c: Context) -> str:
    others = sorted(c.device.conditions - set(STOPPING))
    return ", ".join(c.text(f"condition.{name}") for name in others if c.words.has(f"condition.{name}")) or c.text(
        "web.no-messages"
    )


def _working(capability: str) -> Callable[[Context], str]:
    return lambda c: c.text("web.working") if not capability or c.has(capability) else ""


WEB_READINGS: dict[str, Callable[[Context], str]] = {
    "web.printer_state": _printer_state,
    "web.scanner_state": _scanner_state,
    "web.other_state": _other_state,
    "web.hardware_scanner": _working("scanner"),
    "web.hardware_tpm": _working(""),
    "web.hardware_storage": _working("storage"),
}
"""Readings by name; one that answers "" is left out, since the model has nothing of the kind."""
