"""The switches of the organisation: their names, kinds, values at first, and what a change may say."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from panel_sim.tenant.clock import LONGEST_STEP_S, TenantClock, utc
from panel_sim.tenant.store import Store


class PolicyProblem(ValueError):
    """A change names no switch, or gives it something that it cannot be; the message is a sentence."""


class Switch(NamedTuple):
    """One switch. `kind` is what its value is; a map has one value for each user. Numbers go from least to most."""

    kind: Literal["bool", "seconds", "days", "hours", "megabytes", "count", "moment", "word", "map"]
    default: Any
    least: float = 0
    most: float = 0
    of: Literal["bool", "smtp", "addresses"] = "bool"
    words: tuple[str, ...] = ()


SWITCHES: dict[str, Switch] = {
    "security_defaults": Switch("bool", True),
    "smtp_auth_org": Switch("bool", False),
    "smtp_auth_mailbox": Switch("map", "inherit", of="smtp"),
    "conditional_access_block_device_code": Switch("bool", False),
    "conditional_access_block_device_code_from": Switch("moment", None),
    "require_mfa": Switch("bool", False),
    "sign_in_frequency_h": Switch("hours", 0, 0, 24 * 365),
    "user_consent": Switch("bool", False),
    "public_client_flows": Switch("bool", True),
    "user_disabled": Switch("map", False),
    "mailbox_full": Switch("map", False),
    "send_as": Switch("map", [], of="addresses"),
    "message_size_limit_mb": Switch("megabytes", 35, 1, 150),
    "messages_per_minute": Switch("count", 30, 0, 100_000),
    "messages_over_limit": Switch("word", "delay", words=("delay", "refuse")),
    "recipients_per_day": Switch("count", 10_000, 0, 1_000_000),
    "concurrent_connections": Switch("count", 3, 0, 100_000),
    "poll_interval_s": Switch("seconds", 5, 1, 3600),
    "code_lifetime_s": Switch("seconds", 900, 10, 86400),
    "personal_code_lifetime_s": Switch("seconds", 300, 10, 86400),
    "access_token_lifetime_s": Switch("seconds", 3600, 10, 86400),
    "refresh_idle_days": Switch("days", 90, 1, 3650),
    "smtp_auth_challenge": Switch("bool", False),
}

_STEPS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_STEP = re.compile(r"\+\s*([0-9]{1,9})\s*([smhd])")


class Policy:
    """Reads and changes the switches; a change is refused whole or made whole."""

    def __init__(self, store: Store, clock: TenantClock) -> None:
        self._store = store
        self._clock = clock
        # Every request asks, so the text is read anew but understood only when it has changed.
        self._understood: tuple[str, dict[str, Any]] = ("{}", {})

    def as_dict(self) -> dict[str, Any]:
        """Every switch with its value; maps list every user."""
        kept = self._kept()
        values: dict[str, Any] = {}
        for name, switch in SWITCHES.items():
            if switch.kind == "map":
                values[name] = dict.fromkeys(self._addresses(), switch.default) | kept.get(name, {})
            else:
                values[name] = kept.get(name, switch.default)
        return values

    def __getitem__(self, name: str) -> Any:
        """The value of a switch that is no map."""
        return self._kept().get(name, SWITCHES[name].default)

    def for_user(self, name: str, address: str) -> Any:
        """A map's value for one user."""
        return self._kept().get(name, {}).get(address, SWITCHES[name].default)

    def blocks_device_code(self) -> bool:
        """Whether Conditional Access blocks sign-in by device code now: switched on, or due by the practice clock."""
        if self["conditional_access_block_device_code"]:
            return True
        begins = self["conditional_access_block_device_code_from"]
        return begins is not None and self._clock.now() >= datetime.fromisoformat(begins).timestamp()

    def change(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Set switches; maps take only the users to change. Gives all values after. Raises PolicyProblem."""
        checked = {name: self._checked(name, value) for name, value in changes.items()}
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

    def _kept(self) -> dict[str, Any]:
        text = self._store.fact("policy") or "{}"
        known, understood = self._understood
        if text != known:
            understood = json.loads(text)
            self._understood = (text, understood)
        return understood

    def _addresses(self) -> tuple[str, ...]:
        return tuple(row["address"] for row in self._store.rows("SELECT address FROM users ORDER BY rowid"))

    def _checked(self, name: str, value: Any) -> Any:
        switch = SWITCHES.get(name)
        if switch is None:
            raise PolicyProblem(f"The policy has no switch {name!r}; {nearest(name, SWITCHES)}")
        if switch.kind == "moment":
            return self._checked_moment(name, value)
        if switch.kind != "map":
            return _checked_value(name, switch, value)
        if not isinstance(value, Mapping):
            raise PolicyProblem(f"{name!r} takes a value for each user, as {{address: value}}.")
        addresses = self._addresses()
        known = frozenset(addresses)
        return {
            _known_user(name, address, known): _checked_item(f"{name}.{address}", switch, each, known)
            for address, each in value.items()
        }

    def _checked_moment(self, name: str, value: Any) -> str | None:
        """A moment of practice time as text: given as a date (ISO 8601), or as so long from now (`+45d`)."""
        if value is None:
            return None
        moment = None
        if isinstance(value, str):
            step = _STEP.fullmatch(value.strip())
            if step:
                moment = utc(self._clock.now() + min(float(step[1]) * _STEPS[step[2]], LONGEST_STEP_S))
            else:
                try:
                    given = datetime.fromisoformat(value.strip())
                except ValueError:
                    given = None
                if given is not None:
                    moment = given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
        if moment is None:
            raise PolicyProblem(
                f"{name!r} is null, a date as '2027-01-31T06:00:00Z', or so long from now as '+45d' (s, m, h or d), "
                f"not {value!r}."
            )
        return moment.isoformat().replace("+00:00", "Z")


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence's end that names the nearest known word."""
    words = list(known)
    close = difflib.get_close_matches(word, words, 1, 0.3)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(words[:40])}."


def _known_user(name: str, address: object, known: frozenset[str]) -> str:
    if not isinstance(address, str) or address.lower() not in known:
        close = nearest(str(address), sorted(known)[:2000])
        raise PolicyProblem(f"{name!r} names no practice user with {address!r}; {close}")
    return address.lower()


def _checked_item(name: str, switch: Switch, value: Any, known: frozenset[str]) -> Any:
    if switch.of == "smtp":
        if value not in ("inherit", "on", "off"):
            raise PolicyProblem(f"{name!r} is 'inherit', 'on' or 'off', not {value!r}.")
        return value
    if switch.of == "addresses":
        if not isinstance(value, list | tuple):
            raise PolicyProblem(f"{name!r} is a list of the users who may send as that mailbox, not {value!r}.")
        return [_known_user(name, each, known) for each in value]
    return _checked_value(name, Switch("bool", False), value)


def _checked_value(name: str, switch: Switch, value: Any) -> Any:
    if switch.kind == "bool":
        if not isinstance(value, bool):
            raise PolicyProblem(f"{name!r} is true or false, not {value!r}.")
    elif switch.kind == "word":
        if value not in switch.words:
            raise PolicyProblem(f"{name!r} is {' or '.join(map(repr, switch.words))}, not {value!r}.")
    elif isinstance(value, bool) or not isinstance(value, int | float) or not switch.least <= value <= switch.most:
        unit = "" if switch.kind == "count" else f" of {switch.kind}"
        raise PolicyProblem(f"{name!r} is a number{unit} from {switch.least:g} to {switch.most:g}, not {value!r}.")
    return value
