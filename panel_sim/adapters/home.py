"""The home folder: where all state of one device lies, and the lock that one program at a time holds on it."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

LONGEST_NAME = 100
"""Characters of a file name that is built from somebody's text; every file system takes that with an ending."""


class HomeBusy(Exception):
    """Another program holds the home folder; `pid` is its process, when it could be read."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The home folder {folder} is in use by {who}. "
            "Stop that panel-sim first, or choose another folder with --home."
        )
        self.folder = folder
        self.pid = pid


class HomeUnusable(Exception):
    """The home folder cannot be used: it is read-only, full, or no folder."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"The home folder {folder} cannot be used: {why}. Choose another folder with --home.")
        self.folder = folder


class Home:
    """An opened home folder and the places in it. Made by `open` and `throwaway`; also a context manager.

    `held` says whether this object holds the lock; without it the home is only to be read.
    """

    def __init__(self, folder: Path, lock: int | None = None) -> None:
        self.folder = folder
        self._lock = lock

    @classmethod
    def open(cls, path: Path, exclusive: bool = True) -> Self:
        """Open the home at `path`, made (mode 0700) if need be, and with `exclusive` hold it until `close`.

        The lock is the operating system's (flock): it goes with the process, kill -9 included. An existing folder
        keeps its mode, so that a slip such as --home /tmp does not shut others out; what lies in it is private.
        Without `exclusive` nothing is made or written. Raises HomeBusy or HomeUnusable.
        """
        folder = Path(os.path.abspath(path.expanduser()))
        try:
            if not exclusive:
                return cls(folder) if folder.is_dir() or not folder.exists() else cls._refuse(folder, errno.ENOTDIR)
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            home = cls(folder, _hold(folder))
        except OSError as error:
            return cls._refuse(folder, error.errno, error.strerror)
        try:
            for place in (home.tokens, home.tenant, home.output, home.spool):
                place.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            home.close()
            return cls._refuse(folder, error.errno, error.strerror)
        return home

    @classmethod
    @contextmanager
    def throwaway(cls) -> Iterator[Self]:
        """A new, held home in a temporary folder, gone with all its content at the end."""
        import tempfile  # not needed by those who open a home

        with (
            tempfile.TemporaryDirectory(prefix="panel-sim-", ignore_cleanup_errors=True) as folder,
            cls.open(Path(folder)) as home,
        ):
            yield home

    @classmethod
    def _refuse(cls, folder: Path, number: int | None, why: str | None = None) -> Self:
        reasons = {
            errno.EEXIST: "it is a file, not a folder",
            errno.ENOTDIR: "it, or a part of its path, is a file, not a folder",
            errno.EROFS: "the disk is read-only",
            errno.EACCES: "it may not be written to",
            errno.EPERM: "it may not be written to",
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the disk quota is used up",
        }
        raise HomeUnusable(folder, reasons.get(number or 0, why or "it cannot be opened")) from None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock is not None

    def close(self) -> None:
        """Let the lock go. The lock file stays: taking it away would let two programs hold two files of one name."""
        if self._lock is not None:
            with suppress(OSError):
                os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def config(self) -> Path:
        """The profiles that the user wrote."""
        return self.folder / "panel-sim.toml"

    @property
    def settings(self) -> Path:
        """The device's state (JsonStore)."""
        return self.folder / "settings.json"

    @property
    def jobs(self) -> Path:
        """The job history (SqliteJobLog)."""
        return self.folder / "jobs.sqlite"

    @property
    def tokens(self) -> Path:
        """The folder of the token caches."""
        return self.folder / "tokens"

    @property
    def tenant(self) -> Path:
        """The practice tenant's folder."""
        return self.folder / "tenant"

    @property
    def output(self) -> Path:
        """The folder where printed sheets land."""
        return self.folder / "output"

    @property
    def spool(self) -> Path:
        """The folder of the scans that jobs keep."""
        return self.folder / "spool"

    @property
    def certificates(self) -> Path:
        """The folder of the certificate authorities that were brought; made with the first one."""
        return self.folder / "certificates"

    def token_cache(self, profile: str, account: str) -> Path:
        """The token cache of one account under one profile; any text makes a name of its own."""
        return self.tokens / f"{safe_name(profile)}.{safe_name(account)}.json"


def safe_name(text: str) -> str:
    """A file name part for any text: other texts give other names, also where the file system ignores case.

    Small letters, digits, `-` and `_` stay; all else becomes %XX of its UTF-8. Too long a name ends in a digest.
    """
    quoted = re.sub(
        rb"[^a-z0-9_-]", lambda found: b"%%%02X" % found[0][0], text.encode("utf-8", "surrogatepass")
    ).decode("ascii")
    if len(quoted) <= LONGEST_NAME:
        return quoted or "%"
    digest = hashlib.sha256(quoted.encode()).hexdigest()[:32]
    return f"{quoted[: LONGEST_NAME - 33]}%{digest}"


def forget_half_made(place: Path) -> None:
    """Empty a place of a home that was new and could not be finished (the disk is full), so that the next start makes
    it whole. What cannot be taken away stays."""
    import shutil  # see throwaway

    shutil.rmtree(place, ignore_errors=True)


def _hold(folder: Path) -> int:
    """Lock the home and leave our process number in the file. Raises HomeBusy or OSError."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            found = os.read(lock, 20).decode("ascii", "replace").strip()
            raise HomeBusy(folder, int(found) if found.isascii() and found.isdigit() else None) from None
        # Written first, cut after: a reader meets a number at every moment.
        os.ftruncate(lock, os.pwrite(lock, f"{os.getpid()}\n".encode(), 0))
    except BaseException:
        os.close(lock)
        raise
    return lock
