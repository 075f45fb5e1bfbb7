"""What the device knows: values, users, contacts, accounts. It is kept in the home folder and survives restarts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from panel_sim.core.entry import is_text_of
from panel_sim.core.menus import ValueData, ValueSpec

LANGUAGE = "panel.language"
_WHOLE = re.compile(r"-?[0-9]{1,18}")
PRINTER = "printer"
PENDING_PRINTER = "printer-pending"
"""Signed in on the web page, OK not pressed yet (guide page 11)."""

NONE, PENDING, STORED, LAPSED, REFUSED = "none", "pending", "stored", "lapsed", "refused"
ACCOUNT_STATES = (NONE, PENDING, STORED, LAPSED, REFUSED)


@dataclass(slots=True)
class Account:
    """A sign-in as the device knows it, in one of ACCOUNT_STATES (pending: OK not pressed); tokens are elsewhere."""

    state: str = NONE
    address: str = ""
    detail: str = ""


@dataclass(slots=True)
class User:
    """A user of Epson Print Admin Serverless. `pin` and `password` are hashes; the id is not case-sensitive."""

    id: str
    name: str
    address: str
    pin: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    administrator: bool = False


@dataclass(slots=True)
class Contact:
    """An entry of the contact list."""

    number: int
    name: str
    address: str


class Device:
    """The device's lasting state. Values not set are their declared defaults; draft values are never kept."""

    def __init__(self, specs: Mapping[str, ValueSpec]) -> None:
        self.specs = specs
        self.set_values: dict[str, ValueData] = {}
        self.users: list[User] = []
        self.contacts: list[Contact] = []
        self.accounts: dict[str, Account] = {}
        self.administrator_hash = ""
        self.conditions: set[str] = set()
        self.unknown: dict[str, object] = {}

    def value(self, key: str) -> ValueData:
        """What `key` is set to, else its default; raises KeyError for an undeclared key."""
        if key in self.set_values:
            return self.set_values[key]
        return self.default(key)

    def default(self, key: str) -> ValueData:
        """What `key` is while nobody set it: a text may have a default for each language; raises KeyError."""
        spec = self.specs[key]
        if spec.defaults:
            return spec.defaults.get(self.text(LANGUAGE), spec.default)
        return spec.default

    def text(self, key: str, default: str = "") -> str:
        """The value as text; `default` where the model does not have it."""
        if key not in self.specs:
            return default
        return str(self.value(key))

    def number(self, key: str, default: int = 0) -> int:
        """The value as a number; `default` where the model does not have it."""
        if key not in self.specs:
            return default
        value = self.value(key)
        return value if isinstance(value, int) else int(value)

    def on(self, key: str, default: bool = False) -> bool:
        """The value as yes or no; `default` where the model does not have it."""
        if key not in self.specs:
            return default
        return bool(self.value(key))

    def set(self, key: str, value: object) -> None:
        """Set a declared value; raises ValueError with a sentence when it does not fit its declaration.

        Setting a text to the very default that stands there changes nothing: it goes on following the language.
        """
        made = self._fitted(key, value)
        if key in self.set_values or not self.specs[key].defaults or made != self.default(key):
            self.set_values[key] = made

    def begin(self, key: str, like: str) -> None:
        """Let `key` begin as `like` is: with the text that was set, else with the default; raises ValueError."""
        self.set_values.pop(key, None)
        if like in self.set_values or self.default(key) != self.default(like):
            self.set_values[key] = self._fitted(key, self.value(like))

    def _fitted(self, key: str, value: object) -> ValueData:
        spec = self.specs.get(key)
        if spec is None:
            raise ValueError(f"there is no value {key} on this model")
        return fitted(spec, value)

    def account(self, key: str) -> Account:
        """The account under `key`; one that never signed in is in state none."""
        return self.accounts.get(key) or Account()

    def user(self, user_id: str) -> User | None:
        """The registered user with that id, whatever its case."""
        wanted = user_id.casefold()
        return next((user for user in self.users if user.id.casefold() == wanted), None)

    def kept(self) -> dict[str, object]:
        """Everything worth keeping, as plain data."""
        return {
            **self.unknown,
            "format": 1,
            "values": {key: value for key, value in self.set_values.items() if not key.startswith("draft.")},
            "users": [asdict(user) for user in self.users],
            "contacts": [asdict(contact) for contact in self.contacts],
            "accounts": {key: asdict(account) for key, account in self.accounts.items()},
            "administrator": self.administrator_hash,
        }

    def restore(self, kept: Mapping[str, object]) -> list[str]:
        """Take back what was kept; answers the names of what could not be used (left out, kept as it is elsewhere)."""
        refused: list[str] = []
        self.unknown = {
            key: value
            for key, value in kept.items()
            if key not in {"format", "values", "users", "contacts", "accounts", "administrator"}
        }
        for key, value in _mapping(kept.get("values")).items():
            if key not in self.specs:
                # Another model's value: it is kept for when that model is chosen again.
                if isinstance(value, (str, int, bool)):
                    self.set_values[key] = value
                continue
            try:
                # Not `set`: what somebody chose stays chosen, also where it is the default of some language.
                self.set_values[key] = self._fitted(key, value)
            except ValueError:
                refused.append(key)
        self.users = _records(User, kept.get("users"), refused)
        self.contacts = _records(Contact, kept.get("contacts"), refused)
        for name, data in _mapping(kept.get("accounts")).items():
            for account in _records(Account, [data], refused):
                if account.state in ACCOUNT_STATES:
                    self.accounts[name] = account
                else:
                    refused.append("Account")
        if isinstance(hashed := kept.get("administrator"), str):
            self.administrator_hash = hashed
        return refused


def fitted(spec: ValueSpec, value: object) -> ValueData:
    """`value` as the declaration wants it; raises ValueError with a sentence."""
    match spec.kind:
        case "switch":
            if isinstance(value, bool):
                return value
            raise ValueError(f"{spec.key} is on or off (true or false)")
        case "number":
            if isinstance(value, bool) or _WHOLE.fullmatch(str(value)) is None:
                raise ValueError(f"{spec.key} is a whole number")
            number = int(str(value))
            if not spec.least <= number <= spec.most:
                raise ValueError(f"{spec.key} is between {spec.least} and {spec.most}")
            return number
        case "choice":
            if str(value) in spec.choices:
                return str(value)
            raise ValueError(f"{spec.key} is one of {', '.join(spec.choices)}")
        case "text":
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                raise ValueError(f"{spec.key} is text")
            text = str(value)
            if len(text) > spec.most:
                raise ValueError(f"{spec.key} is at most {spec.most} characters long")
            if not is_text_of(text, spec.charset):
                wanted = {"email": "an e-mail address", "ipv4": "an IPv4 address"}.get(spec.charset)
                raise ValueError(f"{spec.key} {f'is {wanted}' if wanted else 'has characters that do not belong'}")
            return text
    raise ValueError(f"{spec.key} cannot be changed")


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _records(kind: type[Any], data: object, refused: list[str]) -> list[Any]:
    made = []
    for item in data if isinstance(data, list) else []:
        try:
            given = {one.name: item[one.name] for one in fields(kind) if one.name in item}
            # The annotations are the names of plain types: str, int, bool.
            sound = all(type(given[one.name]).__name__ == one.type for one in fields(kind) if one.name in given)
            record = kind(**given)
        except TypeError:
            sound = False
        if sound:
            made.append(record)
        else:
            refused.append(kind.__name__)
    return made
