"""Token caches on disk, one file a profile and account: MSAL's own keys know no port, and mix tenants on localhost."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from errno import errorcode
from pathlib import Path
from typing import Any, ClassVar

from panel_sim.adapters.files import SetAside, set_aside, write_whole
from panel_sim.adapters.system_keyring import Keyring
from panel_sim.adapters.vault import Broken, Unopened, Vault

_PLAIN, _SEALED = 1, 2
"""Versions of the file: the first was not encrypted, and is rewritten when it is met."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What is kept of one signed-in account.

    `issued` and `expires` frame the access token on the device's clock; `cache` is MSAL's own, as it serialises it.
    """

    address: str
    issued: datetime
    expires: datetime
    access_token: str = field(repr=False)
    cache: str = field(repr=False)

    @property
    def secrets(self) -> list[str]:
        """Everything in it that must not be told on."""
        return [self.access_token, *re.findall(r'"secret": ?"([^"]+)"', self.cache)]


@dataclass(frozen=True, slots=True)
class NotKept:
    """A notice: the tokens of a sign-in could not be written, so it lasts as long as the program runs."""

    path: Path
    why: str
    detail: str = ""
    """The name of the system's error, such as ENOSPC, which has words of its own."""
    words: ClassVar[str] = "told.not-kept"

    def __str__(self) -> str:
        return f"The sign-in could not be kept in {self.path} ({self.why}); it is forgotten when the program ends."


@dataclass(frozen=True, slots=True)
class Locked:
    """A notice: the system's keyring, which has the key to a sign-in, is locked or not there."""

    path: Path
    words: ClassVar[str] = "told.keyring-locked"
    detail: ClassVar[str] = ""

    def __str__(self) -> str:
        return (
            f"The system's keyring did not give the key to {self.path}. "
            "Unlock the keyring and start again, or sign in anew."
        )


Notice = SetAside | NotKept | Locked


class TokenCache:
    """Reads and writes the token files of one profile, encrypted.

    `place` gives the file of an account (`functools.partial(home.token_cache, profile.name)`); `told` hears of files
    that were damaged, could not be written or not be opened. The key is kept in `keyring`, where one is given and can
    be used, else in the file `key` beside the token files; see Vault. No method raises for what disk or keyring do, and
    each may wait for the keyring; `save` does not once `prepare` has been called.
    """

    def __init__(
        self,
        place: Callable[[str], Path],
        told: Callable[[Notice], None] = lambda notice: None,
        *,
        keyring: Callable[[], Keyring] | None = None,
    ) -> None:
        self._place = place
        self._told = told
        self._vault = Vault(place("").parent, keyring)

    @property
    def ready(self) -> bool:
        """Whether `save` waits for nobody."""
        return self._vault.ready

    def prepare(self) -> None:
        """Find or make the key that `save` needs."""
        # What prevents it prevents saving too, and is told then.
        with suppress(OSError):
            self._vault.prepare()

    def load(self, account: str) -> Tokens | None:
        """The tokens of `account`, None when there are none. A damaged file is set aside and told of."""
        path = self._place(account)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        try:
            body = json.loads(content)
            if body["version"] == _PLAIN:
                tokens = _tokens(body)
                self.save(account, tokens)
                return tokens
            if body["version"] != _SEALED:
                raise ValueError("not a token cache")
            return _tokens(json.loads(self._vault.open(path.name, body)))
        except Unopened:
            self._told(Locked(path))
        except (Broken, ValueError, KeyError, TypeError, RecursionError):
            with suppress(OSError):
                self._told(set_aside(path, kind="tokens"))
        return None

    def save(self, account: str, tokens: Tokens) -> None:
        """Keep the tokens of `account` in a file of mode 0600 in a folder of mode 0700, whole or not at all."""
        path = self._place(account)
        body = asdict(tokens) | {
            "issued": tokens.issued.isoformat(),
            "expires": tokens.expires.isoformat(),
            "cache": json.loads(tokens.cache) if tokens.cache else {},
        }
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkdir leaves a folder that was there, and its mode, alone.
            os.chmod(path.parent, 0o700)
            write_whole(path, self._vault.seal(path.name, json.dumps(body).encode()))
        except OSError as error:
            self._told(NotKept(path, error.strerror or str(error), errorcode.get(error.errno or 0, "")))

    def remove(self, account: str) -> None:
        """Take the tokens of `account` off the disk, and the key as well when they were the last that it locked."""
        path = self._place(account)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            # A folder that forbids deleting may still allow the file to be emptied.
            with suppress(OSError):
                os.truncate(path, 0)
        with suppress(OSError):
            if path.parent.is_dir() and not any(path.parent.glob("*.json")):
                self._vault.forget()


class Unkept(TokenCache):
    """A cache that keeps nothing: a sign-in with it lasts as long as the program."""

    def __init__(self) -> None:
        """Nowhere."""

    @property
    def ready(self) -> bool:
        """There is nothing to wait for."""
        return True

    def prepare(self) -> None:
        """Nothing is prepared."""

    def load(self, account: str) -> Tokens | None:
        """Nothing is there."""

    def save(self, account: str, tokens: Tokens) -> None:
        """Nothing is kept."""

    def remove(self, account: str) -> None:
        """Nothing was there."""


def forget_all(folder: Path, keyring: Callable[[], Keyring] | None = None) -> None:
    """Take the key to the token files in `folder` out of the keyring and off the disk: no copy of them opens again."""
    Vault(folder, keyring).forget()


def _tokens(body: Any) -> Tokens:
    """Raises ValueError, KeyError or TypeError for anything that `save` did not write."""
    if not isinstance(body["cache"], dict):
        raise ValueError("not a token cache")
    issued, expires = datetime.fromisoformat(body["issued"]), datetime.fromisoformat(body["expires"])
    texts = body["address"], body["access_token"]
    if issued.tzinfo is None or expires.tzinfo is None or not all(isinstance(text, str) and text for text in texts):
        raise ValueError("not a token cache")
    return Tokens(
        address=body["address"],
        issued=issued,
        expires=expires,
        access_token=body["access_token"],
        cache=json.dumps(body["cache"]),
    )
