"""What the names in menus and charts mean: guards, effects, readings, lists and painters, one module a flow.

Importing this package fills the registry; NAMES is what the loader checks the files against.
"""

from __future__ import annotations

from panel_sim.core import events
from panel_sim.core.menus import Names
from panel_sim.core.registry import EFFECTS, GUARDS, LIST_ROWS, LISTS, READINGS, TIMERS, VIEWS
from panel_sim.core.rules import (
    admin_password,
    connection_check,
    contact_sheet,
    contacts,
    edit_home,
    email,
    firmware,
    guards,
    jobs,
    login,
    memory,
    modes,
    paper,
    readings,
    report_sheets,
    restore,
    sheet,
    sign_in,
    timers,
    values,
    wifi_set_up,
)
from panel_sim.core.rules.spoken import SPOKEN
from panel_sim.core.trigger_names import trigger_name

__all__ = [
    "NAMES",
    "admin_password",
    "connection_check",
    "contact_sheet",
    "contacts",
    "edit_home",
    "email",
    "firmware",
    "guards",
    "jobs",
    "login",
    "memory",
    "modes",
    "paper",
    "readings",
    "report_sheets",
    "restore",
    "sheet",
    "sign_in",
    "timers",
    "values",
    "wifi_set_up",
]

NAMES = Names(
    guards=frozenset(GUARDS),
    effects=frozenset(EFFECTS),
    readings=frozenset(READINGS),
    lists=frozenset(LISTS),
    views=frozenset(VIEWS),
    events=frozenset({trigger_name(kind) for kind in events.Event.__subclasses__()} | {"woken"}),
    # The lock, the user's name and Jobbstatus stand on the bars of every screen.
    list_rows={**LIST_ROWS, "": ("lock", "user", "jobs")},
    words=SPOKEN,
    timers=frozenset(TIMERS),
)
