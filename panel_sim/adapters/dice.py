"""Where chance comes from: the operating system, or a seed when every run must be the same."""

from __future__ import annotations

import hashlib
import os


class SystemDice:
    """The operating system's randomness, fit for secrets."""

    def hex(self, size: int) -> str:
        """`size` random bytes as hexadecimal digits."""
        # What secrets.token_hex does, without the time that importing secrets takes.
        return os.urandom(size).hex()


class SeededDice:
    """The same digits in every run for one seed; never for secrets."""

    def __init__(self, seed: int | str = 0) -> None:
        self._seed = str(seed).encode()
        self._throws = 0

    def hex(self, size: int) -> str:
        """`size` bytes of the seed's row as hexadecimal digits; each call goes on where the last one stopped."""
        row = b""
        while len(row) < size:
            self._throws += 1
            row += hashlib.sha256(self._seed + b":" + str(self._throws).encode()).digest()
        return row[:size].hex()
