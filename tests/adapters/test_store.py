"""The device's state on disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from panel_sim.adapters.store import JsonStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_a_new_home_has_no_state(path: Path) -> None:
    store = JsonStore(path)
    assert store.load() == {}
    assert store.notices == ()
    assert not path.exists()


def test_what_was_saved_is_loaded(path: Path) -> None:
    state = {
        "panel.language": "sv",
        "panel.sleep_timer_min": 15,
        "contacts": [{"namn": "Åsa 🖨", "odd": "\ud800"}],
        "x": None,
    }
    JsonStore(path).save(state)
    assert JsonStore(path).load() == state


def test_the_file_is_private_and_the_only_one(path: Path) -> None:
    store = JsonStore(path)
    store.save({"a": 1})
    path.chmod(0o644)
    store.save({"a": 2})
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b'"text"', b"null", b"\xff\xfe{}", b"[" * 100_000, b'{"a": 1} x']
)
def test_a_damaged_file_is_set_aside_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    store = JsonStore(path)
    assert store.load() == {}
    kept = path.with_name("settings.json.damaged-1")
    assert kept.read_bytes() == content
    assert not path.exists()
    assert [notice.kept for notice in store.notices] == [kept]
    assert "settings.json.damaged-1" in str(store.notices[0])
    store.save({"a": 1})
    assert JsonStore(path).load() == {"a": 1}


def test_damaged_files_never_replace_one_another(path: Path) -> None:
    for number in (1, 2, 3):
        path.write_text(f"damage {number}")
        JsonStore(path).load()
    assert [path.with_name(f"settings.json.damaged-{n}").read_text() for n in (1, 2, 3)] == [
        "damage 1",
        "damage 2",
        "damage 3",
    ]


def test_a_folder_in_its_place_is_set_aside(path: Path) -> None:
    path.mkdir()
    store = JsonStore(path)
    assert store.load() == {}
    assert path.with_name("settings.json.damaged-1").is_dir()
    assert store.notices


def test_what_json_cannot_say_is_refused_before_the_file_is_touched(path: Path) -> None:
    store = JsonStore(path)
    store.save({"a": 1})
    with pytest.raises(TypeError):
        store.save({"a": object()})
    with pytest.raises(ValueError, match="JSON"):
        store.save({"a": float("nan")})
    assert store.load() == {"a": 1}


def test_no_room_on_the_disk_leaves_the_file_as_it_was(path: Path) -> None:
    """The limit on file sizes stops the write half-way, as a full disk does, and needs no disk of its own."""
    JsonStore(path).save({"a": 1})
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from panel_sim.adapters.store import JsonStore\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: JsonStore(Path(sys.argv[1])).save({'a': 'x' * 100_000})\n"
        "except OSError as error: print('OSError', error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("OSError")
    assert JsonStore(path).load() == {"a": 1}
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_folder_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        JsonStore(tmp_path / "gone" / "settings.json").save({})
