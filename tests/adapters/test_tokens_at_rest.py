"""Token files are encrypted; old plain ones are taken over; signing out leaves neither tokens nor key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.system_keyring import KeyringUnusable
from panel_sim.adapters.token_cache import Locked, TokenCache, Tokens, forget_all

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOKENS = Tokens("anna@ovning.example", NOW, NOW + timedelta(hours=1), "access-secret", '{"RefreshToken": {"s": "r-1"}}')
PLAIN = {
    "version": 1,
    "address": "anna@ovning.example",
    "issued": NOW.isoformat(),
    "expires": (NOW + timedelta(hours=1)).isoformat(),
    "access_token": "access-secret",
    "cache": {"RefreshToken": {"s": "r-1"}},
}


class Ring:
    """A keyring that can be locked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def get(self, name: str) -> str | None:
        if self.locked:
            raise KeyringUnusable("locked")
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        if self.locked:
            raise KeyringUnusable("locked")
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


def cache(folder: Path, told: list[Any] | None = None, ring: Ring | None = None) -> TokenCache:
    hear = (lambda notice: None) if told is None else told.append
    return TokenCache(lambda account: folder / f"lab.{account}.json", hear, keyring=(lambda: ring) if ring else None)


def test_no_token_is_readable_in_any_file(tmp_path: Path) -> None:
    cache(tmp_path).save("printer", TOKENS)
    assert len(list(tmp_path.iterdir())) == 2
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert not [word for word in (b"access-secret", b"r-1", b"anna@") if word in content], path


def test_a_copied_token_file_alone_is_worthless(tmp_path: Path) -> None:
    cache(tmp_path / "mine").save("printer", TOKENS)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    cache(theirs).save("other", TOKENS)
    (theirs / "lab.printer.json").write_bytes((tmp_path / "mine" / "lab.printer.json").read_bytes())
    notices: list[Any] = []
    assert cache(theirs, notices).load("printer") is None
    assert len(notices) == 1


def test_a_plain_file_of_before_is_read_once_and_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "lab.printer.json"
    path.write_text(json.dumps(PLAIN))
    assert cache(tmp_path).load("printer") == TOKENS
    assert json.loads(path.read_text())["version"] == 2
    assert b"access-secret" not in path.read_bytes()
    assert cache(tmp_path).load("printer") == TOKENS


def test_a_locked_keyring_is_told_and_the_file_stays(tmp_path: Path) -> None:
    ring = Ring()
    cache(tmp_path, ring=ring).save("printer", TOKENS)
    ring.locked = True
    notices: list[Any] = []
    assert cache(tmp_path, notices, ring).load("printer") is None
    assert notices == [Locked(tmp_path / "lab.printer.json")]
    assert "Unlock the keyring" in str(notices[0])
    ring.locked = False
    assert cache(tmp_path, notices, ring).load("printer") == TOKENS


@pytest.mark.parametrize("with_keyring", [False, True])
def test_signing_the_last_one_out_leaves_nothing(tmp_path: Path, with_keyring: bool) -> None:
    ring = Ring() if with_keyring else None
    one = cache(tmp_path, ring=ring)
    one.save("printer", TOKENS)
    one.save("user", TOKENS)
    one.remove("user")
    assert one.load("printer") == TOKENS
    one.remove("printer")
    assert list(tmp_path.iterdir()) == []
    assert ring is None or ring.kept == {}
    one.save("printer", TOKENS)
    assert cache(tmp_path, ring=ring).load("printer") == TOKENS


def test_a_new_start_takes_the_key_out_of_the_keyring(tmp_path: Path) -> None:
    ring = Ring()
    cache(tmp_path, ring=ring).save("printer", TOKENS)
    assert len(ring.kept) == 1
    forget_all(tmp_path, lambda: ring)
    assert ring.kept == {}
    assert [path.name for path in tmp_path.iterdir()] == ["lab.printer.json"]
    assert cache(tmp_path, ring=ring).load("printer") is None


def test_preparing_makes_saving_wait_for_nobody(tmp_path: Path) -> None:
    ring = Ring()
    one = cache(tmp_path, ring=ring)
    assert not one.ready
    one.prepare()
    assert one.ready
    ring.locked = True
    one.save("printer", TOKENS)
    assert one.load("printer") == TOKENS
