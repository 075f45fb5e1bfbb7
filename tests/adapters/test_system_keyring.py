"""The system's keyring: asked with patience, never relied upon."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from panel_sim.adapters.system_keyring import KeyringUnusable, SystemKeyring


class Drawer(KeyringBackend):
    """A keyring that lasts as long as a test."""

    priority = 5  # type: ignore[assignment]  # keyring's own backends declare it so

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.landed = threading.Event()
        self.locked = self.forgetful = False

    def _wait(self) -> None:
        if self.locked:
            raise KeyringLocked("the user said no")
        self.gate.wait(20)

    def get_password(self, service: str, username: str) -> str | None:
        self._wait()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait()
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._wait()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")
        self.landed.set()


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """The keyring in use for this test."""
    before = keyring.get_keyring()
    made = Drawer()
    keyring.set_keyring(made)
    yield made
    made.gate.set()
    keyring.set_keyring(before)


def test_what_is_kept_comes_back_and_goes(drawer: Drawer) -> None:
    ring = SystemKeyring()
    assert ring.get("one") is None
    ring.set("one", "secret")
    assert ring.get("one") == "secret"
    assert list(drawer.kept) == [("panel-sim", "one")]
    ring.delete("one")
    ring.delete("one")
    assert ring.get("one") is None


def test_a_locked_one_is_unusable(drawer: Drawer) -> None:
    drawer.locked = True
    for ask in (
        lambda ring: ring.get("one"),
        lambda ring: ring.set("one", "secret"),
        lambda ring: ring.delete("one"),
    ):
        with pytest.raises(KeyringUnusable, match="KeyringLocked"):
            ask(SystemKeyring())


def test_one_that_does_not_answer_is_given_up_and_keeps_nothing_behind_our_back(drawer: Drawer) -> None:
    drawer.gate.clear()
    with pytest.raises(KeyringUnusable, match="does not answer"):
        SystemKeyring(patience_s=0.05).set("one", "secret")
    drawer.gate.set()
    assert drawer.landed.wait(10)
    assert drawer.kept == {}


def test_one_that_forgets_is_unusable(drawer: Drawer) -> None:
    drawer.forgetful = True
    with pytest.raises(KeyringUnusable):
        SystemKeyring().set("one", "secret")


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_none_worth_the_name(drawer: Drawer, backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    for _ in range(2):
        with pytest.raises(KeyringUnusable):
            SystemKeyring().set("one", "secret")
    with pytest.raises(KeyringUnusable):
        SystemKeyring().get("one")
