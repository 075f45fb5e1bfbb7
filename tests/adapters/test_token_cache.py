"""Token files: private, whole, and set aside when damaged."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.token_cache import TokenCache, Tokens

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOKENS = Tokens("anna@ovning.example", NOW, NOW + timedelta(hours=1), "access-secret", '{"RefreshToken": {}}')


@pytest.fixture
def notices() -> list[Any]:
    """What was told."""
    return []


@pytest.fixture
def cache(tmp_path: Path, notices: list[Any]) -> TokenCache:
    """A cache in an empty folder."""
    return TokenCache(lambda account: tmp_path / "tokens" / f"{account}.json", notices.append)


def test_what_is_saved_is_loaded_in_a_private_file(cache: TokenCache, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        cache.save("printer", TOKENS)
    finally:
        os.umask(before)
    assert cache.load("printer") == TOKENS
    folder = tmp_path / "tokens"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [(path.name, path.stat().st_mode & 0o777) for path in sorted(folder.iterdir())] == [
        ("key", 0o600),
        ("printer.json", 0o600),
    ]
    assert cache.load("other") is None


def test_secrets_are_not_in_the_repr() -> None:
    assert "access-secret" not in repr(TOKENS)
    assert "RefreshToken" not in repr(TOKENS)


GOOD = {
    "version": 1,
    "address": "a@b.example",
    "issued": "2026-11-23T00:00:00+00:00",
    "expires": "2026-11-23T01:00:00+00:00",
    "access_token": "x",
    "cache": {},
}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"[" * 100_000,
        json.dumps(GOOD | {"version": 2}).encode(),
        json.dumps(GOOD | {"address": 3}).encode(),
        json.dumps(GOOD | {"access_token": ""}).encode(),
        json.dumps(GOOD | {"issued": "yesterday"}).encode(),
        json.dumps(GOOD | {"issued": "2026-11-23T00:00:00"}).encode(),
        json.dumps(GOOD | {"cache": "x"}).encode(),
    ],
)
def test_a_damaged_file_is_set_aside_and_told(
    cache: TokenCache, tmp_path: Path, notices: list[Any], content: bytes
) -> None:
    folder = tmp_path / "tokens"
    folder.mkdir()
    for number in (1, 2):
        (folder / "printer.json").write_bytes(content)
        assert cache.load("printer") is None
        assert (folder / f"printer.json.damaged-{number}").read_bytes() == content
    assert len(notices) == 2
    assert "printer.json was damaged" in str(notices[0])
    assert (notices[0].words, notices[0].detail) == ("told.set-aside.tokens", "printer.json.damaged-1")
    cache.save("printer", TOKENS)
    assert cache.load("printer") == TOKENS


def test_removing(cache: TokenCache, tmp_path: Path) -> None:
    cache.save("printer", TOKENS)
    cache.remove("printer")
    cache.remove("printer")
    assert list((tmp_path / "tokens").iterdir()) == []


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, notices: list[Any]) -> None:
    (tmp_path / "file").write_text("x")
    cache = TokenCache(lambda account: tmp_path / "file" / account, notices.append)
    cache.save("printer", TOKENS)
    cache.remove("printer")
    assert cache.load("printer") is None
    assert "forgotten when the program ends" in str(notices[0])
    assert (notices[0].words, notices[0].detail) == ("told.not-kept", "EEXIST")
    assert "access-secret" not in str(notices[0])
