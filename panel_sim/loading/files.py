"""The files of a data folder: which there are, and their bytes, read so that no strange file can do harm."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from panel_sim.loading.problems import Problems, quoted

LARGEST = 16 * 1024 * 1024
SUBFOLDERS = {"menus": ("models", "values", "words"), "states": ()}


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: `name` as problems tell it (`menus/words/sv.po`), `part` (screens, models, values, words, states)."""

    name: str
    part: str
    stem: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class DataFolders:
    """Everything read from disk. `lost` names the parts of which a file could not be read."""

    root: str = "menus"
    files: list[DataFile] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    icons: frozenset[str] | None = None


def called(folder: Path) -> str:
    """Give the name of a data folder as problems tell it, relative to its parent."""
    return folder.name or folder.resolve().name


def read_folders(menus: Path, states: Path, icons: frozenset[str] | None, problems: Problems) -> DataFolders:
    """Read every file of both folders; what cannot be read is noted and its part named in `lost`.

    `icons` are the known icons; without them those of `assets/icons` beside `menus` are taken, where it exists.
    """
    root = called(menus)
    found = DataFolders(root, icons=icons)
    _read_part(menus, menus, root, "screens", ".yaml", found, problems)
    for name in SUBFOLDERS["menus"]:
        suffix = ".po" if name == "words" else ".yaml"
        _read_part(menus / name, menus, f"{root}/{name}", name, suffix, found, problems)
    _read_part(states, states, called(states), "states", ".yaml", found, problems)
    if icons is None:
        found.icons = _icons(menus)
    return found


def lost_part(part: str, stem: str) -> str:
    """Give what is lost with a file: its part, or of words only its language."""
    return f"{part}/{stem.rpartition('.')[2]}" if part == "words" else part


def model_ids(menus: Path) -> list[str]:
    """Give the ids of the models that have a file, sorted; [] where the folder cannot be read."""
    try:
        names = os.listdir(menus / "models")
    except (OSError, ValueError):
        return []
    return sorted(name[:-5] for name in names if name.endswith(".yaml") and not name.startswith("."))


def _icons(menus: Path) -> frozenset[str] | None:
    try:
        names = os.listdir(menus.resolve().parent / "assets" / "icons")
    except (OSError, ValueError):
        return None
    return frozenset(name[:-4] for name in names if name.endswith(".txt"))


def _read_part(
    folder: Path, root: Path, called_as: str, part: str, suffix: str, found: DataFolders, problems: Problems
) -> None:
    """Read the files with `suffix` of one folder, not of those below it."""
    try:
        names = sorted(os.listdir(folder))
    except (OSError, ValueError) as error:
        problems.add(called_as, 0, f"the folder cannot be read: {_reason(error)}")
        found.lost.add(part)
        return
    expected = SUBFOLDERS["menus"] if part == "screens" else ()
    count = 0
    for name in names:
        if name.startswith((".", "__")) or name.endswith("~"):
            continue
        path = folder / name
        shown = f"{called_as}/{_printable(name)}"
        if name.endswith(suffix):
            count += 1
            data = _bytes(path, root, shown, problems)
            if data is None:
                found.lost.add(lost_part(part, name.removesuffix(suffix)))
            else:
                found.files.append(DataFile(shown, part, name.removesuffix(suffix), data))
        elif name.endswith((".yml", ".yaml", ".po")):
            problems.add(shown, 0, f"this file is not read: a file here is called *{suffix}")
        elif name not in expected and path.is_dir():
            problems.unknown(shown, 0, f"the folder {quoted(name)} is not read", name, expected)
    if not count:
        problems.add(called_as, 0, f"the folder holds no *{suffix} file")
        found.lost.add(part)


def _bytes(path: Path, root: Path, shown: str, problems: Problems) -> bytes | None:
    """Give a file's bytes. Devices, pipes and links that lead out of the folder are refused before they are opened."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            problems.add(shown, 0, "this is not a regular file")
            return None
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            problems.add(shown, 0, "this is a link that leads out of the folder; put the file itself here")
            return None
        if status.st_size > LARGEST:
            problems.add(shown, 0, f"the file is larger than {LARGEST // 1024 // 1024} MiB")
            return None
        with path.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        problems.add(shown, 0, f"the file cannot be read: {_reason(error)}")
        return None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)
