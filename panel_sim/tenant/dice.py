"""Where the tenant's chance comes from: codes, tokens, keys of sessions, identifiers."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Protocol

USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Letters of a user code: no vowels, so no words, and nothing that looks like a digit (RFC 8628, 6.1)."""

USER_CODE_LENGTH = 9
"""Work accounts' codes have nine characters."""

PERSONAL_CODE_LENGTH = 8
"""Personal accounts' codes have eight."""


class TenantDice(Protocol):
    """What the tenant asks of chance."""

    def token_bytes(self, count: int) -> bytes:
        """That many random bytes."""


class SystemDice:
    """The operating system's randomness."""

    def token_bytes(self, count: int) -> bytes:
        """Bytes fit for secrets."""
        return secrets.token_bytes(count)


class SeededDice:
    """The same bytes each time for one seed, for tests and for pictures; never for secrets."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._turn = 0

    def token_bytes(self, count: int) -> bytes:
        """The next bytes of the row."""
        row = b""
        while len(row) < count:
            self._turn += 1
            row += hashlib.sha256(self._seed + self._turn.to_bytes(8, "big")).digest()
        return row[:count]


def opaque(dice: TenantDice, count: int = 32) -> str:
    """A secret of that many bytes, in characters that fit a URL."""
    return base64.urlsafe_b64encode(dice.token_bytes(count)).rstrip(b"=").decode()


def guid(dice: TenantDice) -> str:
    """A random GUID (version 4)."""
    raw = bytearray(dice.token_bytes(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def chance(dice: TenantDice) -> float:
    """A number from 0 up to, but never, 1."""
    return int.from_bytes(dice.token_bytes(6), "big") / 2**48


def user_code(dice: TenantDice, length: int = USER_CODE_LENGTH) -> str:
    """A code that a person types: letters, none more likely than another."""
    letters = ""
    while len(letters) < length:
        # 240 is the largest multiple of 20 in a byte; the rest would favour the first letters.
        letters += "".join(USER_CODE_LETTERS[b % 20] for b in dice.token_bytes(length) if b < 240)
    return letters[:length]
