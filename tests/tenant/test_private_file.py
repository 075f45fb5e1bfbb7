"""Private files: for their owner only, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel_sim.tenant.private_file import make_private_folder, set_aside, write_private


def test_write_private(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    write_private(file, b"one")
    write_private(file, b"two")
    assert file.read_bytes() == b"two"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_write_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(OSError, match="secret"):
        write_private(tmp_path / "secret", b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_folders_and_setting_aside(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    for number in (1, 2):
        (tmp_path / "x").write_text("")
        assert set_aside(tmp_path / "x").name == f"x.damaged-{number}"
