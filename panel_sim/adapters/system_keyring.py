"""The operating system's keyring (Keychain, Secret Service, KWallet), asked with patience and never relied upon."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "panel-sim"
PATIENCE_S = 10.0
"""Seconds (the machine's) for an answer: a locked keyring asks its user, who may be anywhere."""


class KeyringUnusable(Exception):
    """There is no keyring worth the name, or it is locked, or it does not answer."""


class Keyring(Protocol):
    """Where a key can be left. Every method raises KeyringUnusable."""

    def get(self, name: str) -> str | None:
        """The secret under `name`; None when there is none."""

    def set(self, name: str, secret: str) -> None:
        """Keep `secret` under `name`."""

    def delete(self, name: str) -> None:
        """Take `name` out; one that is not there is out already."""


class SystemKeyring:
    """A Keyring on the library `keyring`, which is imported at the first question, in the thread that asks it.

    Backends that the library itself does not recommend (plain text files, none at all) count as no keyring; so does
    PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring, by which a user can say no.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s

    def get(self, name: str) -> str | None:
        """See Keyring."""
        return self._ask(lambda: _backend().get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> None:
        """See Keyring."""

        def work() -> None:
            backend = _backend()
            backend.set_password(SERVICE, name, secret)
            if backend.get_password(SERVICE, name) != secret:
                raise KeyringUnusable("it forgets what it was given")

        # What lands after nobody waits for it any more would lie there for ever.
        self._ask(work, too_late=lambda: _remove(name))

    def delete(self, name: str) -> None:
        """See Keyring."""
        self._ask(lambda: _remove(name))

    def _ask(self, work: Callable[[], T], too_late: Callable[[], None] = lambda: None) -> T:
        """Do it in a thread, and give up when it takes too long; whatever goes wrong is KeyringUnusable."""
        done = threading.Event()
        lock = threading.Lock()
        given: list[T] = []
        problem: list[str] = []
        abandoned = False

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # each backend raises its own
                problem.append(type(error).__name__)
                done.set()
                return
            with lock:
                given.append(result)
                done.set()
                late = abandoned
            if late:
                try:
                    too_late()
                except Exception:  # nobody is left to hear of it
                    return

        threading.Thread(target=run, name="keyring", daemon=True).start()
        done.wait(self._patience_s)
        with lock:
            abandoned = not done.is_set()
        if given and not abandoned:
            return given[0]
        raise KeyringUnusable(problem[0] if problem else "it does not answer")


def _backend() -> KeyringBackend:
    import keyring
    from keyring.core import recommended

    backend = keyring.get_keyring()
    if not recommended(backend):
        raise KeyringUnusable("there is none")
    return backend


def _remove(name: str) -> None:
    from keyring.errors import PasswordDeleteError

    backend = _backend()
    if backend.get_password(SERVICE, name) is None:
        return
    try:
        backend.delete_password(SERVICE, name)
    except PasswordDeleteError:
        if backend.get_password(SERVICE, name) is not None:
            raise
