"""The switches of the organisation: their names, kinds, values at first, and what a change may say."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from panel_sim.tenant.seeds import USERS
from panel_sim.tenant.store import Store


class PolicyProblem(ValueError):
    """A change names no switch, or gives it something that it cannot be; the message is a sentence."""


class Switch(NamedTuple):
    """One switch. `kind` is what its value is; a map has one value for each user."""

    kind: Literal["bool", "seconds", "days", "megabytes", "map-bool", "map-smtp"]
    default: Any
    least: float = 0
    most: float = 0


SWITCHES: dict[str, Switch] = {
    "security_defaults": Switch("bool", True),
    "smtp_auth_org": Switch("bool", False),
    "smtp_auth_mailbox": Switch("map-smtp", "inherit"),
    "conditional_access_block_device_code": Switch("bool", False),
    "require_mfa": Switch("bool", False),
    "user_consent": Switch("bool", False),
    "user_disabled": Switch("map-bool", False),
    "mailbox_full": Switch("map-bool", False),
    "message_size_limit_mb": Switch("megabytes", 35, 1, 150),
    "poll_interval_s": Switch("seconds", 5, 1, 3600),
    "code_lifetime_s": Switch("seconds", 900, 10, 86400),
    "access_token_lifetime_s": Switch("seconds", 3600, 10, 86400),
    "refresh_idle_days": Switch("days", 90, 1, 3650),
    "smtp_auth_challenge": Switch("bool", False),
}

_ADDRESSES = tuple(user.address for user in USERS)


class Policy:
    """Reads and changes the switches; a change is refused whole or made whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def as_dict(self) -> dict[str, Any]:
        """Every switch with its value; maps list every user."""
        kept = json.loads(self._store.fact("policy") or "{}")
        values: dict[str, Any] = {}
        for name, switch in SWITCHES.items():
            if switch.kind.startswith("map-"):
                values[name] = dict.fromkeys(_ADDRESSES, switch.default) | kept.get(name, {})
            else:
                values[name] = kept.get(name, switch.default)
        return values

    def __getitem__(self, name: str) -> Any:
        return self.as_dict()[name]

    def for_user(self, name: str, address: str) -> Any:
        """A map's value for one user."""
        return self.as_dict()[name].get(address, SWITCHES[name].default)

    def change(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Set switches; maps take only the users to change. Gives all values after. Raises PolicyProblem."""
        checked = {name: _checked(name, value) for name, value in changes.items()}
        with self._store.transaction():
            kept = json.loads(self._store.fact("policy") or "{}")
            for name, value in checked.items():
                kept[name] = kept.get(name, {}) | value if isinstance(value, dict) else value
            self._store.set_fact("policy", json.dumps(kept))
        return self.as_dict()

    def replace(self, values: Mapping[str, Any]) -> None:
        """Set these switches and put every other back to its first value. Raises PolicyProblem."""
        with self._store.transaction():
            self._store.set_fact("policy", "{}")
            self.change(values)


def nearest(word: str, known: tuple[str, ...]) -> str:
    """A sentence's end that names the nearest known word."""
    close = difflib.get_close_matches(word, known, 1, 0.3)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}."


def _checked(name: str, value: Any) -> Any:
    switch = SWITCHES.get(name)
    if switch is None:
        raise PolicyProblem(f"The policy has no switch {name!r}; {nearest(name, tuple(SWITCHES))}")
    if not switch.kind.startswith("map-"):
        return _checked_value(name, switch, value)
    if not isinstance(value, Mapping):
        raise PolicyProblem(f"{name!r} takes a value for each user, as {{address: value}}.")
    checked = {}
    for address, each in value.items():
        if not isinstance(address, str) or address.lower() not in _ADDRESSES:
            close = nearest(str(address), _ADDRESSES)
            raise PolicyProblem(f"{name!r} names no practice user with {address!r}; {close}")
        checked[address.lower()] = _checked_value(f"{name}.{address}", switch, each)
    return checked


def _checked_value(name: str, switch: Switch, value: Any) -> Any:
    if switch.kind in ("bool", "map-bool"):
        if not isinstance(value, bool):
            raise PolicyProblem(f"{name!r} is true or false, not {value!r}.")
    elif switch.kind == "map-smtp":
        if value not in ("inherit", "on", "off"):
            raise PolicyProblem(f"{name!r} is 'inherit', 'on' or 'off', not {value!r}.")
    elif isinstance(value, bool) or not isinstance(value, int | float) or not switch.least <= value <= switch.most:
        raise PolicyProblem(
            f"{name!r} is a number of {switch.kind} from {switch.least:g} to {switch.most:g}, not {value!r}."
        )
    return value
