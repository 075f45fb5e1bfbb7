"""Encrypts what lies on the disk with a key that lies elsewhere: in the system's keyring, or in a file of mode 0600."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from panel_sim.adapters.files import write_whole
from panel_sim.adapters.system_keyring import Keyring, KeyringUnusable

KEY_FILE: Final = "key"
RING_FILE: Final = "keyring"
"""In the vault's folder: the key itself, or the name under which the keyring has it."""
_VERSION = 1
_KEY_BYTES, _NONCE_BYTES = 32, 12


class Unopened(Exception):
    """The key cannot be had just now (the keyring is locked, say); what it locks is not lost."""


class Broken(ValueError):
    """What was sealed is damaged, or its key is gone for good."""


class Vault:
    """Seals and opens the files of one folder (AES-256-GCM; a file's name is part of what is vouched for).

    The key is made when something is first sealed. With `keyring` it is left there; without one, or where that cannot
    be used, in the file `key` beside what it locks (0600): a copied file alone is worthless then, a copied folder not.
    Every method may block for as long as the keyring's patience lasts.
    """

    def __init__(self, folder: Path, keyring: Callable[[], Keyring] | None = None) -> None:
        self._folder = folder
        self._keyring = keyring
        self._lock = threading.Lock()
        self._keys: dict[str, bytes] = {}
        self._current = ""

    @property
    def ready(self) -> bool:
        """Whether sealing needs no question any more."""
        return bool(self._current)

    def prepare(self) -> None:
        """Find the key to seal with, or make it; raises OSError."""
        with self._lock:
            if not self._current:
                self._current = self._found() or self._made()

    def seal(self, name: str, content: bytes) -> bytes:
        """`content` encrypted, as a file's whole content; raises OSError."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.prepare()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + AESGCM(self._keys[self._current]).encrypt(nonce, content, name.encode())
        body = {"version": 2, "key": self._current, "sealed": base64.b64encode(sealed).decode()}
        return json.dumps(body).encode()

    def open(self, name: str, body: dict[str, Any]) -> bytes:
        """What `seal` was given, from the parsed file; raises Unopened or Broken."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        number, text = body.get("key"), body.get("sealed")
        if not isinstance(number, str) or not isinstance(text, str):
            raise Broken("no sealed file")
        key = self._key(number)
        try:
            sealed = base64.b64decode(text, validate=True)
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise Broken("the seal is broken") from None

    def forget(self) -> None:
        """Take the keys out of the file and the keyring: what is still sealed stays so for ever."""
        with self._lock:
            self._current = ""
            self._keys.clear()
            with suppress(OSError):
                (self._folder / KEY_FILE).unlink(missing_ok=True)
            number = self._read(RING_FILE).get("id")
            if isinstance(number, str) and self._keyring is not None:
                # A keyring that is locked now is asked again the next time: the file with the name stays until then.
                with suppress(KeyringUnusable, OSError):
                    self._keyring().delete(number)
                    (self._folder / RING_FILE).unlink(missing_ok=True)

    # Finding the key.

    def _key(self, number: str) -> bytes:
        """The key of that number; raises Unopened or Broken."""
        with self._lock:
            if number not in self._keys and not self._from_file(number):
                self._from_ring(number)
            return self._keys[number]

    def _from_file(self, number: str | None = None) -> str:
        """The number of the key in the file (and only if it is `number`), "" when there is none."""
        body = self._read(KEY_FILE)
        found, text = body.get("id"), body.get("key")
        if not isinstance(found, str) or not isinstance(text, str) or number not in (None, found):
            return ""
        with suppress(ValueError):
            key = base64.b64decode(text, validate=True)
            if found and len(key) == _KEY_BYTES:
                self._keys[found] = key
                return found
        return ""

    def _from_ring(self, number: str) -> None:
        """Take the key of that number from the keyring; raises Unopened or Broken."""
        if self._keyring is None:
            raise Broken("the key is gone")
        try:
            text = self._keyring().get(number)
        except KeyringUnusable as why:
            raise Unopened(str(why)) from None
        try:
            key = base64.b64decode(text or "", validate=True)
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            raise Broken("the keyring has no such key")
        self._keys[number] = key

    def _found(self) -> str:
        """The number of a key that is there to seal with; "" when one has to be made."""
        number = self._read(RING_FILE).get("id")
        if self._keyring is not None and isinstance(number, str) and number:
            with suppress(Unopened, Broken):
                self._from_ring(number)
                return number
        return self._from_file()

    def _made(self) -> str:
        number, key = os.urandom(8).hex(), os.urandom(_KEY_BYTES)
        text = base64.b64encode(key).decode()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(self._folder, 0o700)
        place, body = KEY_FILE, {"version": _VERSION, "id": number, "key": text}
        if self._keyring is not None:
            # A key that the keyring has and will not give now stays there: what it locks may be opened again some day.
            with suppress(KeyringUnusable):
                self._keyring().set(number, text)
                place, body = RING_FILE, {"version": _VERSION, "id": number}
        write_whole(self._folder / place, json.dumps(body).encode())
        self._keys[number] = key
        return number

    def _read(self, name: str) -> dict[str, Any]:
        try:
            body = json.loads((self._folder / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}
