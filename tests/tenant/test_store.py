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


def test_the_database_of_the_first_version_is_brought_along(tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    Store(file).close()
    db = sqlite3.connect(file)
    for table, column in (("device_codes", "mfa"), ("refresh_tokens", "mfa"), ("refresh_tokens", "signed_in_at")):
        db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    db.execute("INSERT INTO refresh_tokens VALUES ('hash', 'anna@ovning.example', 'c', 's', 12.0, 13.0, 1)")
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()
    store = Store(file)
    assert store.set_aside is None
    row = store.row("SELECT * FROM refresh_tokens")
    assert row is not None
    assert (row["user"], row["mfa"], row["signed_in_at"]) == ("anna@ovning.example", 0, 12.0)
    store.close()
