"""The cache gives what the files give, and nothing that is damaged, foreign or out of date."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from panel_sim.core.menus import Menus
from panel_sim.loading import DataProblems, load_cached
from panel_sim.loading import device as loader

if TYPE_CHECKING:
    from conftest import Folder


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models that were made from the files rather than taken from the cache."""
    made: list[str] = []
    real = loader.compile_device

    def counting(*given: Any) -> Menus:
        made.append(str(given[2]))
        return real(*given)

    monkeypatch.setattr(loader, "compile_device", counting)
    return made


def cached(folder: Folder, cache: Path | None, model: str = "big") -> Menus:
    return load_cached(folder.menus, folder.states, model, folder.names, cache, folder.icons)


def only(cache: Path) -> Path:
    (place,) = cache.iterdir()
    return place


def test_the_cache_gives_exactly_what_the_files_give(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    cache = tmp_path / "cache"
    first = cached(folder, cache)
    again = cached(folder, cache)
    assert compiled == ["big"]
    assert first == again == folder.load()
    assert repr(first) == repr(again)
    assert list(first.screens) == list(again.screens)
    assert only(cache).stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700


def test_each_model_has_its_own(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    for model in ("big", "small", "big", "small"):
        assert cached(folder, tmp_path / "cache", model).model.id == model
    assert compiled == ["big", "small"]


def test_any_change_is_seen(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    cache = tmp_path / "cache"
    cached(folder, cache)
    folder.plant("menus/words/sv.po", "home (sv)", "Hem")
    assert cached(folder, cache).words["sv"]["home"] == "Hem"
    folder.with_names(guards=folder.names.guards | {"new"})
    cached(folder, cache)
    folder.icons = frozenset({"gear", "wheel"})
    cached(folder, cache)
    (folder.states / "mail.yaml").rename(folder.states / "post.yaml")
    cached(folder, cache)
    assert len(compiled) == 5
    cached(folder, cache)
    assert len(compiled) == 5


def test_a_damaged_cache_is_made_anew(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    cache = tmp_path / "cache"
    right = cached(folder, cache)
    whole = only(cache).read_bytes()
    head = whole.partition(b"\n")[0]
    damages = [b"", whole[:-9], whole.replace(b"home", b"hemm", 1), head, b"\xff" * 99, head + b"\n{}", b"0\n[]"]
    for count, damage in enumerate(damages, 1):
        only(cache).write_bytes(damage)
        assert cached(folder, cache) == right
        assert len(compiled) == count + 1
        assert only(cache).read_bytes() == whole


def test_a_cache_of_somebody_else_is_not_trusted(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    cache = tmp_path / "cache"
    cached(folder, cache)
    place = only(cache)
    place.chmod(0o644)
    cached(folder, cache)
    assert len(compiled) == 2
    aside = tmp_path / "aside"
    place.rename(aside)
    place.symlink_to(aside)
    cached(folder, cache)
    assert len(compiled) == 3
    assert not place.is_symlink()
    place.unlink()
    os.mkfifo(place, 0o600)
    cached(folder, cache)
    assert len(compiled) == 4


def test_a_cache_that_belongs_to_another_is_not_trusted(
    folder: Folder, tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached(folder, tmp_path / "cache")
    # Only root can give a file away, so it is the reader who becomes another.
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    cached(folder, tmp_path / "cache")
    assert len(compiled) == 2


def test_a_place_that_cannot_be_written_is_no_problem(folder: Folder, tmp_path: Path, compiled: list[str]) -> None:
    blocked = folder.write("blocked", "a file where a folder should be")
    assert cached(folder, blocked) == cached(folder, None) == cached(folder, blocked / "below")
    assert len(compiled) == 3


def test_a_kept_device_needs_no_yaml(folder: Folder, tmp_path: Path) -> None:
    """What takes long to import is imported only when files have changed."""
    cache = tmp_path / "cache"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from panel_sim.core.menus import Names\n"
        "from panel_sim.loading import DataProblems, load_cached\n"
        "root = Path(sys.argv[1])\n"
        f"names = {folder.names!r}\n"
        "load_cached(root / 'menus', root / 'states', 'big', names, root / 'cache', frozenset({'gear'}))\n"
        "print(sorted({'yaml', 'difflib', 'polib', 'transitions'} & set(sys.modules)))\n"
    )
    told = [
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert told == ["['yaml']\n", "[]\n"]
    assert only(cache).exists()


def test_devices_with_problems_are_not_kept(folder: Folder, tmp_path: Path) -> None:
    folder.plant("menus/main.yaml", "icon: gear", "icon: geer")
    for _ in range(2):
        with pytest.raises(DataProblems) as caught:
            cached(folder, tmp_path / "cache")
        assert [problem.line for problem in caught.value.problems] == [6]
    assert not (tmp_path / "cache").exists()
