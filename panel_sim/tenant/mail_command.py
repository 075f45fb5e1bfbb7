"""What the arguments of mail commands say: addresses with parameters, pieces of BDAT, the error challenge."""

from __future__ import annotations

import base64
import json
import re

from panel_sim.tenant.seeds import SMTP_SCOPE

LONGEST_ADDRESS = 320

_ADDRESS = re.compile(r"(FROM|TO):\s*<([^<>\s\x00-\x1f]*)>(?:\s+(.*))?", re.IGNORECASE)

CHALLENGE = base64.b64encode(json.dumps({"status": "400", "schemes": "Bearer", "scope": SMTP_SCOPE}).encode()).decode()
"""The error challenge that XOAUTH2's description has (Google's page gives the same form)."""


def parsed_address(keyword: str, arg: str | None, known: tuple[str, ...]) -> tuple[str, dict[str, str]] | None:
    """The address and parameters of MAIL or RCPT, or None when it does not read as one."""
    match = _ADDRESS.fullmatch((arg or "").strip())
    if match is None or match[1].upper() != keyword or len(match[2]) > LONGEST_ADDRESS:
        return None
    try:
        match[2].encode()
    except UnicodeEncodeError:
        return None
    words = (word.upper().partition("=") for word in (match[3] or "").split())
    parameters = {name: value for name, _, value in words}
    return None if set(parameters) - set(known) else (match[2], parameters)


def parsed_piece(arg: str | None) -> tuple[int, bool] | None:
    """The length of a BDAT piece and whether it is the last, or None (RFC 3030)."""
    match = re.fullmatch(r"([0-9]{1,12})(?:\s+(LAST))?", (arg or "").strip(), re.IGNORECASE)
    return None if match is None else (int(match[1]), match[2] is not None)


def reply_lines(code: int, text: str) -> list[str]:
    """A reply of one or more lines (RFC 5321, 4.2.1); what is no printable ASCII becomes a question mark."""
    words = [line.encode("ascii", "replace").decode() for line in text.splitlines()] or [""]
    lines = ["".join(c if c.isprintable() else "?" for c in line)[:1000] for line in words]
    return [*(f"{code}-{line}" for line in lines[:-1]), f"{code} {lines[-1]}"]
