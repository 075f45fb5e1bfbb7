"""Printing the contact list."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, Sheet, SheetBlock
from panel_sim.core.registry import effect, guard
from panel_sim.core.rules.sheet import SHEETS, new_sheet, sheet_job

CONTACT_LIST = "contact-list"
SPOKEN = frozenset({f"job-kind.{CONTACT_LIST}", "contact-list.heading"})


@guard
def has_contacts(c: Context) -> bool:
    """There is a contact to print."""
    return bool(c.device.contacts)


def contact_sheet(c: Context) -> Sheet:
    """The contacts, by their numbers."""
    contacts = sorted(c.device.contacts, key=lambda one: one.number)
    lines = tuple((f"{one.number:04d}  {one.name}", one.address) for one in contacts)
    return new_sheet(c, CONTACT_LIST, (SheetBlock(c.text("contact-list.heading", n=len(contacts)), lines),))


SHEETS[CONTACT_LIST] = contact_sheet


@effect
def make_contact_job(c: Context) -> Iterable[Effect]:
    """Print the contact list."""
    return sheet_job(c, CONTACT_LIST)
