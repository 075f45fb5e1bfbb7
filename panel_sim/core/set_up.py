"""What the flows of set-up keep while they are under way: a check, a network to join, a new password, an update."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """What a connection check found: each item with pass, fail or unchecked, the code (E-1 ...) and its advice."""

    items: tuple[tuple[str, str], ...] = ()
    code: str = ""
    advice: str = ""
    """A word key; "" where all is well."""


@dataclass(slots=True)
class Joining:
    """A Wi-Fi network that somebody wants the device to join."""

    ssid: str = ""
    security: str = ""
    password: str = field(default="", repr=False)
    started: bool = False
    failure: str = ""
    """A word key: why it did not succeed."""


@dataclass(slots=True)
class SetUp:
    """The short memory of set-up. Secrets are in it only from being typed to being used."""

    checked: int = 0
    """How many items of the connection check are done."""
    report: Report = field(default_factory=Report)
    joining: Joining = field(default_factory=Joining)
    new_password: str = field(default="", repr=False)
    restore: str = ""
    """The group of settings that is asked about."""
    home_tile: str = ""
    """The tile of Home that is being moved."""
    updated: int = 0
    """How many parts of a firmware update are done."""
