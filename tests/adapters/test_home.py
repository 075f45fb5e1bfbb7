"""The home folder and its lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.adapters.home import Home, HomeBusy, HomeUnusable, safe_name

HOLD = (
    "import sys, time; from pathlib import Path; from panel_sim.adapters.home import Home\n"
    "home = Home.open(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()\n"
)


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_new_home_is_private_and_has_its_places(tmp_path: Path) -> None:
    with Home.open(tmp_path / "deep" / "home") as home:
        assert home.held
        assert home.folder.stat().st_mode & 0o777 == 0o700
        for place in (home.tokens, home.tenant, home.output, home.spool):
            assert place.stat().st_mode & 0o777 == 0o700
            assert place.parent == home.folder
        assert {home.settings.name, home.jobs.name, home.config.name} == {
            "settings.json",
            "jobs.sqlite",
            "panel-sim.toml",
        }
    assert not home.held


def test_an_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Home.open(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_second_program_is_told_who_holds_it(tmp_path: Path) -> None:
    holder = _holder(tmp_path)
    try:
        with pytest.raises(HomeBusy) as refused:
            Home.open(tmp_path)
        assert refused.value.pid == holder.pid
        assert str(tmp_path) in str(refused.value)
        assert str(holder.pid) in str(refused.value)
        assert not Home.open(tmp_path, exclusive=False).held
    finally:
        _end(holder)


def test_kill_9_lets_the_lock_go(tmp_path: Path) -> None:
    holder = _holder(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with Home.open(tmp_path) as home:
        assert home.held
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_the_same_program_cannot_hold_it_twice_but_again(tmp_path: Path) -> None:
    with Home.open(tmp_path), pytest.raises(HomeBusy):
        Home.open(tmp_path)
    Home.open(tmp_path).close()


def test_reading_makes_and_writes_nothing(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "none", exclusive=False)
    assert not home.held
    assert not home.folder.exists()


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_file_is_no_home(tmp_path: Path, exclusive: bool) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below") if exclusive else (tmp_path / "file",):
        with pytest.raises(HomeUnusable, match="is a file, not a folder"):
            Home.open(path, exclusive)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    # Root may write everywhere but not in the kernel's own folders.
    folder = Path("/proc/self") if os.geteuid() == 0 else tmp_path / "locked"
    if folder.parent == tmp_path:
        folder.mkdir(0o500)
    with pytest.raises(HomeUnusable) as refused:
        Home.open(folder)
    assert str(refused.value).startswith(f"The home folder {folder} cannot be used: ")


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():  # macOS has no such device; the sentence is the same code there
        return
    (tmp_path / "lock").symlink_to("/dev/full")
    with pytest.raises(HomeUnusable, match="the disk is full"):
        Home.open(tmp_path)


def test_a_throwaway_home_is_gone_afterwards() -> None:
    with Home.throwaway() as home:
        home.settings.write_text("{}")
        folder = home.folder
        assert home.held
    assert not folder.exists()


@pytest.mark.parametrize(
    "text", ["anna", "../../etc/passwd", "a/b", "", ".", "CON", "å" * 500, "user:anna", "a\0b", "\ud800"]
)
def test_a_token_cache_lies_in_its_folder_whatever_the_account(tmp_path: Path, text: str) -> None:
    home = Home.open(tmp_path, exclusive=False)
    cache = home.token_cache(text, text)
    assert cache.parent == home.tokens
    assert cache.resolve().parent == home.tokens.resolve()
    assert len(cache.name.encode()) < 250


@given(st.text(), st.text())
def test_safe_names_differ_when_texts_do_even_if_case_is_ignored(one: str, other: str) -> None:
    assert (safe_name(one).casefold() == safe_name(other).casefold()) == (one == other)
    assert set(safe_name(one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-%ABCDEF")


def test_profiles_and_accounts_do_not_mix(tmp_path: Path) -> None:
    home = Home.open(tmp_path, exclusive=False)
    assert home.token_cache("a.b", "c") != home.token_cache("a", "b.c")
