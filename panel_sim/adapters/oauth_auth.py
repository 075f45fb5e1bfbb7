"""SMTP AUTH with an access token, in two steps as every server takes it (RFC 4954, RFC 7628, Microsoft's XOAUTH2)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import aiosmtplib

from panel_sim.adapters.profiles import AUTO, OAUTHBEARER, XOAUTH2

AUTHENTICATED, CHALLENGE = 235, 334
SYNTAX, UNKNOWN_MECHANISM = 501, 504


@dataclass(frozen=True, slots=True)
class AuthReply:
    """How AUTH ended: the mechanism, the last reply, and what a 334 challenge said (an error, base64 taken off)."""

    mechanism: str
    code: int
    text: str
    challenge: str = ""

    @property
    def ok(self) -> bool:
        """Whether the server let us in."""
        return self.code == AUTHENTICATED


class NoMechanism(Exception):
    """The server offers no mechanism that takes a token; `offered` is what it offers."""

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(", ".join(name.upper() for name in offered) or "none")
        self.offered = tuple(offered)


def choose(wanted: str, offered: Sequence[str]) -> list[str]:
    """The mechanisms to use, best first, by the profile's `auth` and what EHLO offers, whatever the case; raises
    NoMechanism."""
    names = {name.lower() for name in offered}
    found = [name for name in ((XOAUTH2, OAUTHBEARER) if wanted == AUTO else (wanted,)) if name in names]
    if not found:
        raise NoMechanism(offered)
    return found


def response(mechanism: str, address: str, token: str, host: str, port: int) -> bytes:
    """The client's response, base64 put on. A token or address with control characters raises ValueError."""
    if any(character < " " or character == "\x7f" for character in address + token + host):
        raise ValueError("an address or token with control characters")
    if mechanism == OAUTHBEARER:
        # RFC 5801 section 4: comma and equals sign have a meaning in the GS2 header.
        name = address.replace("=", "=3D").replace(",", "=2C")
        text = f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01"
    else:
        text = f"user={address}\x01auth=Bearer {token}\x01\x01"
    return base64.b64encode(text.encode("utf-8"))


async def authenticate(smtp: aiosmtplib.SMTP, mechanism: str, blob: bytes) -> AuthReply:
    """AUTH, then the response when the server asks for it; raises what aiosmtplib raises when the line drops.

    Token and command on one line is what Dovecot, Postfix and RFC 4954 refuse for lengths that every token has; it is
    tried only where a server says that it wants just that.
    """
    name = mechanism.upper()
    command = (b"AUTH", name.encode("ascii"))
    reply = await smtp.execute_command(*command)
    if reply.code == SYNTAX:
        reply = await smtp.execute_command(*command, blob)
    elif reply.code == CHALLENGE:
        reply = await smtp.execute_command(blob)
    challenge = ""
    if reply.code == CHALLENGE:
        # The server has refused and says why; it wants an empty line (a lone ^A: RFC 7628 3.2.3) before its 535.
        challenge = _decoded(reply.message)
        reply = await smtp.execute_command(b"AQ==" if mechanism == OAUTHBEARER else b"")
    return AuthReply(name, reply.code, reply.message, challenge)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text
