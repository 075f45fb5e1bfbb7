"""What happened during a step, as a trace keeps it: a name and facts, no secret and nothing that was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta

from panel_sim.core.events import Tapped, Typed
from panel_sim.paths.outcome import Happening

LONGEST = 300
_SECRETS = frozenset(
    {"secret", "value", "password", "pin", "user_code", "copy_text", "device_code", "token", "hashed", "hash"}
)
"""Fields that may hold a secret, whatever their event calls itself."""


def happening_of(kind: str, what: object, at: float) -> Happening:
    """An event, effect, fault or winding of the clock that a stage told of."""
    if kind == "clock" and isinstance(what, timedelta):
        return Happening(kind, "wound", (("seconds", f"{what.total_seconds():g}"),), at)
    if isinstance(what, tuple) and len(what) == 3:
        name, present, settings = what
        return Happening(kind, str(name), (("present", str(present)), *((k, str(v)) for k, v in settings)), at)
    if isinstance(what, Typed):
        return Happening(kind, "Typed", (("characters", str(len(what.text))),), at)
    if isinstance(what, Tapped) and what.row.startswith("key:"):
        return Happening(kind, "Tapped", (("row", "key:..."),), at)
    return Happening(kind, type(what).__name__, tuple(_facts(what)), at)


def _facts(what: object) -> Iterator[tuple[str, str]]:
    if isinstance(what, BaseException):
        yield "error", type(what).__name__
    if not is_dataclass(what):
        return
    for one in fields(what):
        if one.repr and one.name not in _SECRETS:
            text = _said(getattr(what, one.name))
            yield one.name, text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _said(value: object) -> str:
    """A fact in words; what lies inside it keeps its secrets as well."""
    if is_dataclass(value) and not isinstance(value, type):
        return ", ".join(f"{name} {text}" for name, text in _facts(value) if text not in ("", "None", "0"))
    if isinstance(value, (tuple, list, set, frozenset)):
        return "; ".join(_said(one) for one in value)
    return str(value)
