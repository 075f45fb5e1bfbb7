"""Restoring default settings, by group; and signing out whose settings go with them."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.device import PENDING_PRINTER, PRINTER
from panel_sim.core.effects import Effect, SignOut
from panel_sim.core.events import Tapped
from panel_sim.core.registry import effect, guard, reading
from panel_sim.core.rules.values import set_values

ALL, EXCEPT = "all", "except"
NEVER = "never"
"""The group of what is no setting: counters, supplies, what lies in the trays, the licence, the firmware."""
GROUPS = ("network", "copy", "scan", "fax", EXCEPT, ALL)
WITHOUT_FAX, WITHOUT_CONTACTS = "except-network", "all-but-contacts"
"""How two of them are spoken of on a model without a fax, or without a scanner and so without contacts."""
SPOKEN = frozenset(
    f"restore.{what}.{group}" for what in ("question", "done") for group in (*GROUPS, WITHOUT_FAX, WITHOUT_CONTACTS)
)


def resets(asked: str, group: str) -> bool:
    """Whether restoring `asked` resets values of `group` ("" is the group of everything else)."""
    if group == NEVER:
        return False
    if asked == ALL:
        return True
    return group not in ("network", "fax") if asked == EXCEPT else group == asked


@effect
def choose_restore(c: Context) -> None:
    """Remember what is asked about."""
    if isinstance(c.event, Tapped):
        c.session.set_up.restore = c.event.row.rpartition("/")[2]


@guard
def restores_all(c: Context) -> bool:
    """Everything is to be restored."""
    return _asked(c) == ALL


@effect
def restore_settings(c: Context) -> Iterable[Effect]:
    """Give every value of the group its default again. The e-mail server belongs to the network, and its sign-in with
    it; all settings are everybody's sign-ins and the contacts too."""
    asked = _asked(c)
    keys = [key for key in tuple(c.device.set_values) if key in c.device.specs and not key.startswith("draft.")]
    accounts: list[str] = []
    if asked in ("network", ALL):
        accounts = [key for key in (PRINTER, PENDING_PRINTER) if key in c.device.accounts]
    if asked == ALL:
        accounts = list(c.device.accounts)
        c.device.contacts = []
        c.session.user = ""
        c.session.administrator = False
    return (
        *set_values(c, {key: None for key in keys if resets(asked, c.device.specs[key].reset)}),
        *(SignOut(account) for account in accounts),
    )


def _asked(c: Context) -> str:
    return c.session.set_up.restore or ALL


def _spoken(c: Context) -> str:
    asked = _asked(c)
    if asked == EXCEPT and not c.has("fax"):
        return WITHOUT_FAX
    return WITHOUT_CONTACTS if asked == ALL and not c.has("scanner") else asked


@reading("restore.question")
def restore_question(c: Context) -> str:
    """What is asked before anything is reset."""
    return c.text(f"restore.question.{_spoken(c)}")


@reading("restore.done")
def restore_done(c: Context) -> str:
    """What was reset."""
    return c.text(f"restore.done.{_spoken(c)}")
