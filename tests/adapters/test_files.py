"""Files written whole, and set aside when damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel_sim.adapters.files import SetAside, set_aside, write_whole


def test_a_file_is_private_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for content in (b"a" * 100_000, b"b", b""):
        write_whole(path, content)
        assert path.read_bytes() == content
        assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_of_a_killed_run_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".x.draft").write_bytes(b"half of it")
    write_whole(tmp_path / "x", b"all of it")
    assert [file.name for file in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"all of it"


def test_a_write_that_fails_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "x" / "full").mkdir(parents=True)
    with pytest.raises(OSError, match="x"):
        write_whole(tmp_path / "x", b"")
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_companions_go_along_under_the_same_number(tmp_path: Path) -> None:
    for name in ("db", "db-wal", "db.damaged-1"):
        (tmp_path / name).write_text(name)
    notice = set_aside(tmp_path / "db", tmp_path / "db-wal", tmp_path / "db-shm")
    assert notice == SetAside(tmp_path / "db", tmp_path / "db.damaged-2")
    assert {file.name for file in tmp_path.iterdir()} == {"db.damaged-1", "db.damaged-2", "db.damaged-2-wal"}
    assert str(notice) == f"{tmp_path / 'db'} was damaged. It is kept as db.damaged-2, and a new one takes its place."
