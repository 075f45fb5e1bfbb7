"""Sealed files: worthless without their key, and the key is where the system keeps keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.system_keyring import KeyringUnusable
from panel_sim.adapters.vault import Broken, Unopened, Vault

CONTENT = b"refresh-token-of-anna"


class Ring:
    """A keyring that can be locked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False
        self.asked = 0

    def _ask(self) -> None:
        self.asked += 1
        if self.locked:
            raise KeyringUnusable("locked")

    def get(self, name: str) -> str | None:
        self._ask()
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self._ask()
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self._ask()
        self.kept.pop(name, None)


@pytest.fixture
def ring() -> Ring:
    """An open keyring."""
    return Ring()


def body(sealed: bytes) -> dict[str, Any]:
    parsed = json.loads(sealed)
    assert isinstance(parsed, dict)
    return parsed


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_key_in_a_file_of_its_own(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert not vault.ready
    sealed = vault.seal("a.json", CONTENT)
    assert vault.ready
    assert CONTENT not in sealed
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("key", 0o600)]
    assert Vault(tmp_path).open("a.json", body(sealed)) == CONTENT
    assert vault.seal("a.json", CONTENT) != sealed, "each sealing has a nonce of its own"


def test_a_copied_file_alone_is_worthless(tmp_path: Path, ring: Ring) -> None:
    for keyring in (None, lambda: ring):
        sealed = Vault(tmp_path / "here", keyring).seal("a.json", CONTENT)
        with pytest.raises(Broken):
            Vault(tmp_path / "elsewhere").open("a.json", body(sealed))
        other = Vault(tmp_path / "other")
        other.prepare()
        with pytest.raises(Broken):
            other.open("a.json", body(sealed))


def test_a_file_under_another_name_or_with_another_octet_is_broken(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    sealed = body(vault.seal("a.json", CONTENT))
    with pytest.raises(Broken):
        vault.open("b.json", sealed)
    text = sealed["sealed"]
    changed = ("B" if text[20] == "A" else "A").join((text[:20], text[21:]))
    for damaged in (changed, "", "AAAA", "%", 3, None):
        with pytest.raises(Broken):
            vault.open("a.json", sealed | {"sealed": damaged})
    for number in ("", "no such", 3, None):
        with pytest.raises(Broken):
            vault.open("a.json", sealed | {"key": number})


def test_the_keyring_has_the_key_and_no_file_does(tmp_path: Path, ring: Ring) -> None:
    sealed = Vault(tmp_path, lambda: ring).seal("a.json", CONTENT)
    assert names(tmp_path) == ["keyring"]
    (key,) = ring.kept.values()
    assert key not in (tmp_path / "keyring").read_text()
    again = Vault(tmp_path, lambda: ring)
    assert again.open("a.json", body(sealed)) == CONTENT
    asked = ring.asked
    again.seal("b.json", CONTENT)
    again.open("a.json", body(sealed))
    assert ring.asked == asked + 1, "the key is asked for to open and to seal, and then known"


def test_a_locked_keyring_opens_nothing_and_loses_nothing(tmp_path: Path, ring: Ring) -> None:
    sealed = Vault(tmp_path, lambda: ring).seal("a.json", CONTENT)
    ring.locked = True
    vault = Vault(tmp_path, lambda: ring)
    with pytest.raises(Unopened):
        vault.open("a.json", body(sealed))
    # Whoever signs in meanwhile has a key in a file.
    other = vault.seal("b.json", b"other")
    assert names(tmp_path) == ["key", "keyring"]
    ring.locked = False
    vault = Vault(tmp_path, lambda: ring)
    assert vault.open("a.json", body(sealed)) == CONTENT
    assert vault.open("b.json", body(other)) == b"other"


def test_a_key_that_the_keyring_has_lost(tmp_path: Path, ring: Ring) -> None:
    sealed = Vault(tmp_path, lambda: ring).seal("a.json", CONTENT)
    ring.kept.clear()
    vault = Vault(tmp_path, lambda: ring)
    with pytest.raises(Broken):
        vault.open("a.json", body(sealed))
    again = vault.seal("a.json", CONTENT)
    assert Vault(tmp_path, lambda: ring).open("a.json", body(again)) == CONTENT


@pytest.mark.parametrize("content", [b"", b"[]", b'{"id": 3}', b'{"id": "x", "key": "AAAA"}', b"\xff", b"[" * 9999])
def test_a_damaged_key_file_makes_a_new_key(tmp_path: Path, content: bytes) -> None:
    old = Vault(tmp_path).seal("a.json", CONTENT)
    (tmp_path / "key").write_bytes(content)
    vault = Vault(tmp_path)
    with pytest.raises(Broken):
        vault.open("a.json", body(old))
    assert Vault(tmp_path).open("a.json", body(vault.seal("a.json", CONTENT))) == CONTENT


def test_forgetting_leaves_nothing(tmp_path: Path, ring: Ring) -> None:
    ring.locked = True
    vault = Vault(tmp_path, lambda: ring)
    vault.seal("a.json", CONTENT)
    ring.locked = False
    (tmp_path / "key").unlink()
    Vault(tmp_path, lambda: ring).seal("a.json", CONTENT)
    ring.locked = True
    Vault(tmp_path, lambda: ring).forget()
    assert names(tmp_path) == ["keyring"], "a locked keyring is asked again the next time"
    ring.locked = False
    Vault(tmp_path, lambda: ring).forget()
    assert names(tmp_path) == []
    assert ring.kept == {}
    # And one who has never kept anything asks nobody.
    asked = ring.asked
    Vault(tmp_path, lambda: ring).forget()
    assert ring.asked == asked


def test_after_forgetting_a_new_key_is_made(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    old = vault.seal("a.json", CONTENT)
    vault.forget()
    new = vault.seal("a.json", CONTENT)
    with pytest.raises(Broken):
        vault.open("a.json", body(old))
    assert vault.open("a.json", body(new)) == CONTENT
