"""Files that only their owner reads: written whole or not at all, and set aside, never deleted, when damaged."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SetAside:
    """A notice: the file at `path` was damaged and lies at `kept` now; `kind` says what it was for.

    `words` and `detail` are what the glass is told (events.Told); as text, a sentence for logs.
    """

    path: Path
    kept: Path
    kind: str = "file"

    @property
    def words(self) -> str:
        """The key of the words for it."""
        return f"told.set-aside.{self.kind}"

    @property
    def detail(self) -> str:
        """Where the file is now."""
        return self.kept.name

    def __str__(self) -> str:
        return f"{self.path} was damaged. It is kept as {self.kept.name}, and a new one takes its place."


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 so that a reader, or a crash, sees the old content or the new, nothing between.

    Raises OSError (a full disk, say), and then the file is as it was.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    _keep_name(path.parent)


def set_aside(path: Path, *companions: Path, kind: str = "file") -> SetAside:
    """Rename a damaged file to the first free `NAME.damaged-N`; companions go along. Raises OSError.

    `kind` is settings, jobs or tokens: what the file was for; there are words for each.

    A companion's name is the file's with an ending (SQLite's `-wal`), and the ending stays: `NAME.damaged-N-wal`.
    """
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(kept)
    for companion in companions:
        with suppress(FileNotFoundError):
            companion.rename(kept.with_name(kept.name + companion.name.removeprefix(path.name)))
    return SetAside(path, kept, kind)


def _keep_name(folder: Path) -> None:
    """Bring the folder's entry to the disk; a file system that cannot has done its best."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
