"""Files that hold secrets: readable by their owner only, written whole or not at all."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Notice:
    """A damaged file was set aside: `kind` says what it was for (database, signing-key, certificates), `moved` what it
    and those with it are called now. As text, a sentence for people."""

    kind: str
    moved: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all. Raises OSError."""
    draft = file.with_name(f".{file.name}.draft-{os.getpid()}-{threading.get_ident()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def make_private_folder(folder: Path) -> None:
    """Make the folder, and those above it, for the owner only. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def set_aside(file: Path) -> Path:
    """Rename a damaged file to the first free `NAME.damaged-N`, and give that name. Raises OSError."""
    number = 1
    while (aside := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    file.replace(aside)
    return aside
