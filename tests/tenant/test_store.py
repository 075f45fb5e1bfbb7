"""The memory: all or nothing, and set aside when damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from panel_sim.tenant.store import Store


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "t.sqlite")

    def fail_midway() -> None:
        with store.transaction():
            store.set_fact("a", "1")
            with store.transaction():
                store.set_fact("b", "2")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_midway()
    assert store.fact("a") is store.fact("b") is None
    store.set_fact("a", "3")
    store.close()
    again = Store(tmp_path / "t.sqlite")
    assert again.fact("a") == "3"
    assert again.set_aside is None
    again.close()


def test_another_version_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version=99")
    db.close()
    (tmp_path / "t.sqlite.damaged-1").write_text("earlier")
    store = Store(file)
    assert store.set_aside == tmp_path / "t.sqlite.damaged-2"
    store.close()


def test_a_folder_in_the_way_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        Store(tmp_path / "t.sqlite")
    assert (tmp_path / "t.sqlite").is_dir()
