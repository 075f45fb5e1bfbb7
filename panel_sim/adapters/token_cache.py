"""Token caches on disk, one file a profile and account: MSAL's own keys know no port, and mix tenants on localhost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from errno import errorcode
from pathlib import Path
from typing import Any, ClassVar

from panel_sim.adapters.files import SetAside, set_aside, write_whole

_VERSION = 1


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


Notice = SetAside | NotKept


class TokenCache:
    """Reads and writes the token files of one profile.

    `place` gives the file of an account (`functools.partial(home.token_cache, profile.name)`); `told` hears of files
    that were damaged or could not be written. No method raises for what the disk does.
    """

    def __init__(self, place: Callable[[str], Path], told: Callable[[Notice], None] = lambda notice: None) -> None:
        self._place = place
        self._told = told

    def load(self, account: str) -> Tokens | None:
        """The tokens of `account`, None when there are none. A damaged file is set aside and told of."""
        path = self._place(account)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        try:
            return _read(content)
        except (ValueError, KeyError, TypeError, RecursionError):
            with suppress(OSError):
                self._told(set_aside(path, kind="tokens"))
            return None

    def save(self, account: str, tokens: Tokens) -> None:
        """Keep the tokens of `account` in a file of mode 0600 in a folder of mode 0700, whole or not at all."""
        path = self._place(account)
        body = asdict(tokens) | {
            "version": _VERSION,
            "issued": tokens.issued.isoformat(),
            "expires": tokens.expires.isoformat(),
            "cache": json.loads(tokens.cache) if tokens.cache else {},
        }
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkdir leaves a folder that was there, and its mode, alone.
            os.chmod(path.parent, 0o700)
            write_whole(path, json.dumps(body).encode())
        except OSError as error:
            self._told(NotKept(path, error.strerror or str(error), errorcode.get(error.errno or 0, "")))

    def remove(self, account: str) -> None:
        """Take the tokens of `account` off the disk."""
        path = self._place(account)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            # A folder that forbids deleting may still allow the file to be emptied.
            with suppress(OSError):
                os.truncate(path, 0)


def _read(content: bytes) -> Tokens:
    """Raises ValueError, KeyError or TypeError for anything that `save` did not write."""
    body: Any = json.loads(content)
    if body["version"] != _VERSION or not isinstance(body["cache"], dict):
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
