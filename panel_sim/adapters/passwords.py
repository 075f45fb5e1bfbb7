"""Password hashes with scrypt (RFC 7914): salted, with their parameters inside, compared in constant time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import unicodedata

from panel_sim.ports import Dice

SALT_BYTES = 16
KEY_BYTES = 32
MOST_COST = 2**17
"""Largest n * r * p / 8 that is worked through: a damaged or foreign hash must not cost a minute or a gigabyte."""


class ScryptPasswords:
    """Makes and compares hashes of the form `scrypt$n$r$p$salt$key` (about 35 ms each with the default cost)."""

    def __init__(self, dice: Dice, *, n: int = 2**14, r: int = 8, p: int = 1) -> None:
        self._dice = dice
        self._cost = (n, r, p)

    def hash(self, secret: str) -> str:
        """A salted hash of `secret`."""
        salt = bytes.fromhex(self._dice.hex(SALT_BYTES))
        n, r, p = self._cost
        key = _derive(secret, salt, n, r, p, KEY_BYTES)
        return f"scrypt${n}${r}${p}${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"

    def fits(self, secret: str, hashed: str) -> bool:
        """Whether `secret` is the one that was hashed, with any cost; a malformed hash fits nothing."""
        try:
            scheme, *cost, salt_text, key_text = hashed.split("$")
            n, r, p = (int(number) for number in cost)
            salt = base64.b64decode(salt_text, validate=True)
            key = base64.b64decode(key_text, validate=True)
            if scheme != "scrypt" or min(n, r, p) < 1 or n * r * p // 8 > MOST_COST or len(key) < SALT_BYTES:
                return False
            return hmac.compare_digest(_derive(secret, salt, n, r, p, len(key)), key)
        except (ValueError, binascii.Error, OverflowError, MemoryError):
            return False


def _derive(secret: str, salt: bytes, n: int, r: int, p: int, size: int) -> bytes:
    """The key. The secret is composed first (NFC), since keyboards disagree on whether å is one sign or two."""
    words = unicodedata.normalize("NFC", secret).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r * p + 2**20, dklen=size)
