"""Event classes as triggers: MailRefused is mail_refused."""

from __future__ import annotations

import re

from panel_sim.core.events import Event

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")
_KNOWN: dict[type[Event], str] = {}


def trigger_name(kind: type[Event]) -> str:
    """An event class in snake case."""
    name = _KNOWN.get(kind)
    if name is None:
        name = _KNOWN[kind] = _HUMP.sub("_", kind.__name__).lower()
    return name
