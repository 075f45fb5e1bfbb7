"""The contact list: choose, add, change, delete (with the panel lock on, only for the administrator)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.device import Contact
from panel_sim.core.effects import Effect, SaveDevice
from panel_sim.core.events import Tapped
from panel_sim.core.registry import effect, guard, reading, rows
from panel_sim.core.rules.guards import is_locked
from panel_sim.core.rules.values import row_number, typed
from panel_sim.core.views import Row


@rows("contact-list", "edit-contact:*")
def contact_list(c: Context) -> Sequence[Row]:
    """Every contact, to look at or change."""
    return [Row(f"edit-contact:{one.number}", one.name, one.address, "value") for one in c.device.contacts]


def _open(c: Context) -> Contact | None:
    return next((one for one in c.device.contacts if one.number == c.session.open_contact), None)


@guard
def may_edit_contacts(c: Context) -> bool:
    """Contacts may be changed by whoever stands here."""
    return not is_locked(c)


@effect
def open_contact(c: Context) -> None:
    """Open the contact that was tapped."""
    if isinstance(c.event, Tapped):
        c.session.open_contact = row_number(c.event)
        c.session.contact_name = ""


@effect
def new_contact(c: Context) -> None:
    """Begin a contact that is not there yet."""
    c.session.open_contact = 0
    c.session.contact_name = ""


@effect
def take_contact_name(c: Context) -> None:
    """Remember the name that was typed."""
    c.session.contact_name = typed(c).strip()


@effect
def save_contact(c: Context) -> Iterable[Effect]:
    """Keep the contact."""
    contact = _open(c)
    if contact is None:
        number = max((one.number for one in c.device.contacts), default=0) + 1
        contact = Contact(number, "", "")
        c.device.contacts.append(contact)
    contact.name, contact.address = c.session.contact_name or contact.name, typed(c).strip()
    return (SaveDevice(),)


@effect
def delete_contact(c: Context) -> Iterable[Effect]:
    """Take the open contact out of the list."""
    c.device.contacts = [one for one in c.device.contacts if one.number != c.session.open_contact]
    return (SaveDevice(),)


@reading("contact.name")
def contact_name(c: Context) -> str:
    """The name of the open contact."""
    contact = _open(c)
    return contact.name if contact else ""


@reading("contact.address")
def contact_address(c: Context) -> str:
    """The address of the open contact."""
    contact = _open(c)
    return contact.address if contact else ""
