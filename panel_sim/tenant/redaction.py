"""What may be shown of what went over a wire: only what is known to hold no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

SHOWN_FIELDS = frozenset({"grant_type", "client_id", "scope", "client_info", "answer", "organization", "lang", "mkt"})
"""Fields of forms and queries whose values are shown; of all others only the length is told."""

SHOWN_KEYS = frozenset(
    {
        "error", "error_description", "error_codes", "error_uri", "suberror", "timestamp", "trace_id", "correlation_id",
        "token_type", "scope", "expires_in", "ext_expires_in", "interval", "verification_uri",
        "issuer", "token_endpoint", "device_authorization_endpoint", "jwks_uri", "userinfo_endpoint",
    }
)  # fmt: skip
"""The same for what the directory answers."""

SHOWN_VERBS = frozenset(
    {"EHLO", "HELO", "STARTTLS", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "HELP"}
)
"""Commands whose arguments are shown."""

MECHANISMS = frozenset({"XOAUTH2", "OAUTHBEARER", "LOGIN", "PLAIN"})

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+", re.ASCII)
_LONG = re.compile(r"[A-Za-z0-9_\-+=]{40,}")
"""No name or number that is shown is so long; tokens and codes of devices are."""

LONGEST = 1000


def hidden(text: str) -> str:
    """What stands for a secret."""
    return f"(hidden, {len(text)} characters)"


def scrubbed(text: str) -> str:
    """One line of text whose source is not trusted to hold no secret by mistake."""
    line = "".join(c if c.isprintable() else "?" for c in text)
    line = _LONG.sub(lambda found: hidden(found[0]), line)
    return line if len(line) <= LONGEST else line[:LONGEST] + " ..."


def form(fields: Mapping[str, str]) -> str:
    """The fields of a form or a query."""
    return "&".join(f"{scrubbed(name)}={_field(name, value)}" for name, value in fields.items())


def _field(name: str, value: str) -> str:
    # A password can be typed where an address belongs.
    if name in SHOWN_FIELDS or (name in ("account", "user") and _ADDRESS.fullmatch(value)):
        return scrubbed(value)
    return hidden(value)


def document(body: bytes) -> str:
    """A JSON answer of the directory, on one line."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return f"({len(body)} octets that are not JSON)"
    if not isinstance(value, dict):
        return f"({len(body)} octets of JSON)"
    return scrubbed(", ".join(f"{name}: {_value(name, each)}" for name, each in value.items()))


def _value(name: str, value: Any) -> str:
    if name in SHOWN_KEYS and isinstance(value, str | int | float | list):
        return str(value)
    return hidden(value) if isinstance(value, str) else "..."


def command(verb: str, arg: str | None) -> str:
    """A command of a mail client. Of AUTH the mechanism is shown, of its argument the length."""
    said = (arg or "").encode("utf-8", "replace").decode()
    if verb == "AUTH":
        mechanism, _, initial = said.partition(" ")
        shown = mechanism.upper() if mechanism.upper() in MECHANISMS else hidden(mechanism)
        return f"AUTH {shown} {hidden(initial)}" if initial else f"AUTH {shown}"
    if verb not in SHOWN_VERBS:
        return "(another command)"
    return scrubbed(f"{verb} {said}".strip())
