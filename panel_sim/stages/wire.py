"""Frozen data of the panel as JSON and back: what a driven program and whoever drives it tell each other."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

CORE = "panel_sim.core."
"""Only what the panel declares is made again at the other end."""


def encoded(value: object) -> Any:
    """A value as JSON can say it: records, tuples, moments and spans of time included; anything else by its words."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (tuple, list)):
        return [encoded(one) for one in value]
    if isinstance(value, Mapping):
        return {"of": "map", "is": [[encoded(key), encoded(one)] for key, one in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"of": "set", "is": [encoded(one) for one in value]}
    if isinstance(value, datetime):
        return {"of": "moment", "is": value.isoformat()}
    if isinstance(value, timedelta):
        return {"of": "span", "is": value.total_seconds()}
    made = type(value)
    if is_dataclass(value) and not isinstance(value, type) and made.__module__.startswith(CORE):
        facts = {one.name: encoded(getattr(value, one.name)) for one in fields(value)}
        return {"of": f"{made.__module__.removeprefix(CORE)}:{made.__qualname__}", "is": facts}
    if isinstance(value, BaseException):
        return {"of": "error", "is": f"{made.__name__}: {value}"}
    return str(value)


def decoded(data: Any) -> Any:
    """What `encoded` was given; lists come as tuples, an exception as one that has its words. Raises ValueError."""
    if isinstance(data, list):
        return tuple(decoded(one) for one in data)
    if not isinstance(data, dict):
        return data
    kind, value = data["of"], data["is"]
    match kind:
        case "map":
            return {decoded(key): decoded(one) for key, one in value}
        case "set":
            return frozenset(decoded(one) for one in value)
        case "moment":
            return datetime.fromisoformat(value)
        case "span":
            return timedelta(seconds=value)
        case "error":
            return RuntimeError(value)
    module, _, name = str(kind).partition(":")
    made = getattr(importlib.import_module(CORE + module), name, None)
    if not is_dataclass(made) or not isinstance(made, type):
        raise ValueError(f"There is no record {kind}.")
    return made(**{key: decoded(one) for key, one in value.items()})
