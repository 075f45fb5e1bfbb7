"""Profiles: where sign-in and mail really go (design section 8)."""

from __future__ import annotations

import difflib
import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STARTTLS, TLS = "starttls", "tls"
XOAUTH2, OAUTHBEARER, AUTO = "xoauth2", "oauthbearer", "auto"
PRACTICE = "practice"

_RESERVED_SCOPES = {"openid", "profile", "offline_access"}
"""MSAL asks for these by itself and refuses to be asked for them."""


class ProfileError(ValueError):
    """A profile cannot be used; the message is one sentence that names file, table and key."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One directory and one mail server. Exactly one of `authority` and `oidc_authority` is set.

    `pages` is the practice tenant's page where a code is typed, None where the panel cannot fill pages in.
    """

    name: str
    client_id: str
    scopes: tuple[str, ...]
    smtp_host: str
    smtp_port: int = 587
    authority: str | None = None
    oidc_authority: str | None = None
    device_authorization_endpoint: str | None = None
    security: str = STARTTLS
    auth: str = AUTO
    ca_file: Path | None = None
    timeout_s: float = 30.0
    user_claim: str = "preferred_username"
    user: str | None = None
    practice: bool = False
    pages: str | None = None

    @classmethod
    def of_practice(cls, ready: Mapping[str, Any]) -> Profile:
        """The built-in profile for a tenant that printed the line `ready` (design section 9).

        Raises ProfileError when the line is not one, or speaks of another computer.
        """
        try:
            smtp, pages = ready["smtp"], ready.get("pages", {})
            profile = cls(
                name=PRACTICE,
                authority=str(ready["authority"]),
                client_id=str(ready["client_id"]),
                scopes=tuple(str(scope) for scope in ready["scopes"]),
                smtp_host=str(smtp["host"]),
                smtp_port=int(smtp["port"]),
                ca_file=Path(str(ready["ca_file"])),
                practice=True,
                pages=str(pages["device_login"]) if "device_login" in pages else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ProfileError(
                f"This is not the ready line of a practice tenant ({error}); take what panel-sim tenant --json prints."
            ) from None
        for address in (profile.authority, profile.pages):
            if address and (urlsplit(address).hostname or "") not in {"localhost", "127.0.0.1", "::1"}:
                raise ProfileError(f"The practice tenant's address {address} is not on this computer.")
        return profile


def read_ready(path: Path) -> dict[str, Any]:
    """The ready line that a practice tenant left in a file; raises ProfileError."""
    try:
        ready = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RecursionError):
        ready = None
    if not isinstance(ready, dict):
        raise ProfileError(f"{path} is not the line that panel-sim tenant --json prints.")
    return ready


_FIELDS: dict[str, type] = {
    "authority": str,
    "oidc_authority": str,
    "device_authorization_endpoint": str,
    "client_id": str,
    "scopes": list,
    "smtp_host": str,
    "smtp_port": int,
    "security": str,
    "auth": str,
    "ca_file": str,
    "timeout_s": float,
    "user_claim": str,
    "user": str,
}
_CHOICES = {"security": (STARTTLS, TLS), "auth": (XOAUTH2, OAUTHBEARER, AUTO)}
_WORDS = {str: "text", list: "a list of texts", int: "a whole number", float: "a number"}


def read_profiles(path: Path) -> dict[str, Profile]:
    """The profiles in the tables `[profiles.NAME]` of a panel-sim.toml, by name; a file that is not there has none.

    Raises ProfileError with one sentence that names the file, the table and, for a misspelt key, the nearest one.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ProfileError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} is not TOML: {error}.") from None
    tables = document.get("profiles", {})
    if not isinstance(tables, dict):
        raise ProfileError(f"{path}: profiles must be tables such as [profiles.work].")
    return {name: _profile(path, name, table) for name, table in tables.items()}


def _profile(path: Path, name: str, table: object) -> Profile:
    where = f"{path}, [profiles.{name}]"
    if name == PRACTICE:
        raise ProfileError(f"{where}: the name practice is taken by the built-in profile; choose another.")
    if not isinstance(table, dict):
        raise ProfileError(f"{where}: must be a table of keys such as client_id and smtp_host.")
    for key, value in table.items():
        _check_value(where, key, value)
    for key in ("client_id", "scopes", "smtp_host"):
        if not table.get(key):
            raise ProfileError(f"{where}: {key} is missing.")
    if ("authority" in table) == ("oidc_authority" in table):
        raise ProfileError(f"{where}: give exactly one of authority and oidc_authority.")
    for key in ("authority", "oidc_authority", "device_authorization_endpoint"):
        if key in table:
            _check_https(where, key, table[key])
    values: dict[str, Any] = dict(table, scopes=tuple(table["scopes"]))
    values.setdefault("smtp_port", 465 if table.get("security") == TLS else 587)
    if "ca_file" in table:
        # Beside the file that names it, wherever the program was started.
        values["ca_file"] = path.parent / Path(table["ca_file"]).expanduser()
    return Profile(name=name, **values)


def _check_value(where: str, key: str, value: object) -> None:
    wanted = _FIELDS.get(key)
    if wanted is None:
        near = difflib.get_close_matches(key, _FIELDS, n=1)
        hint = f"did you mean {near[0]}" if near else f"known are {', '.join(_FIELDS)}"
        raise ProfileError(f"{where}: {key} is not known; {hint}.")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = number if wanted is float else isinstance(value, wanted) and not isinstance(value, bool)
    if not fits:
        raise ProfileError(f"{where}: {key} must be {_WORDS[wanted]}.")
    if isinstance(value, str) and (not value.strip() or not value.isprintable()):
        raise ProfileError(f"{where}: {key} must be text of one line, not empty.")
    if key in _CHOICES and value not in _CHOICES[key]:
        why = " (a token never goes over a line that is not encrypted)" if (key, value) == ("security", "none") else ""
        raise ProfileError(f"{where}: {key} must be one of {', '.join(_CHOICES[key])}{why}.")
    if key == "scopes" and isinstance(value, list):
        _check_scopes(where, value)
    if key == "smtp_port" and isinstance(value, int) and not 0 < value < 65536:
        raise ProfileError(f"{where}: smtp_port must be between 1 and 65535.")
    if key == "timeout_s" and isinstance(value, int | float) and not (math.isfinite(value) and value > 0):
        raise ProfileError(f"{where}: timeout_s must be a number of seconds above 0.")


def _check_scopes(where: str, scopes: list[object]) -> None:
    for scope in scopes:
        if not isinstance(scope, str) or not scope or not scope.isprintable() or " " in scope:
            raise ProfileError(f"{where}: scopes must be a list of texts without spaces.")
        if scope in _RESERVED_SCOPES:
            raise ProfileError(f"{where}: leave {scope} out of scopes, it is always asked for.")


def _check_https(where: str, key: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        good = parts.scheme == "https" and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise ProfileError(f"{where}: {key} must be an https:// address.")
