"""The job history in SQLite: it survives restarts, and knows which jobs were cut off by the last one."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from panel_sim.adapters.files import SetAside, set_aside
from panel_sim.core.jobs import Job, Leg, interrupted

MOST_JOBS = 1000
"""Older finished jobs than these make room for new ones."""

HEADER = b"SQLite format 3\0"
"""How every SQLite file begins (sqlite.org/fileformat.html, 1.3.1)."""

COLUMNS = (
    *("kind", "origin", "created", "state", "reasons", "user", "account", "sender", "recipients", "subject"),
    *("file_name", "file_type", "resolution", "colour", "paper", "pages", "size", "code", "failure", "detail"),
    *("finished", "output"),
)
ADD = f"INSERT INTO jobs ({', '.join(COLUMNS)}) VALUES ({', '.join(':' + name for name in COLUMNS)})"  # noqa: S608 - names from above
UPDATE = f"UPDATE jobs SET {', '.join(f'{name} = :{name}' for name in COLUMNS)} WHERE id = :id"  # noqa: S608 - as above


class JobLogTooNew(Exception):
    """The database was written by a later version of the program; it is left alone."""


class SqliteJobLog:
    """The job history at `path` (mode 0600); ":memory:" is possible. Callable from several threads.

    Opening sets a damaged database aside (`notices`) and ends the jobs that were under way when the program died:
    aborted with the reason `interrupted`, and `delivery-unknown` when the message was being handed over. A message
    that the server had already accepted makes a completed job, so that nobody sends it again.
    With `read_only` nothing is written or ended: the program that holds the home may be at work on them.
    Raises JobLogTooNew, and OSError for what the disk does, as every method.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.notices: tuple[SetAside, ...] = ()
        self._lock = threading.RLock()
        with _as_os_error(self.path):
            self._connection = self._read_only() if read_only else self._open_or_replace()
            if not read_only:
                self._end_interrupted()

    def add(self, job: Job) -> Job:
        """Keep a new job and give it its number."""
        with self._transaction():
            number = self._connection.execute(ADD, _row(job)).lastrowid or 0
            self._keep_legs(number, job.legs)
            self._connection.execute(
                "DELETE FROM jobs WHERE state NOT IN ('pending', 'processing')"
                " AND id <= (SELECT id FROM jobs ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (MOST_JOBS,),
            )
        return replace(job, id=number)

    def update(self, job: Job) -> None:
        """Keep what changed of a job; raises LookupError for a job that was never added, or has made room."""
        with self._transaction():
            if not self._connection.execute(UPDATE, {**_row(job), "id": job.id}).rowcount:
                raise LookupError(f"There is no job {job.id} in the job history.")
            self._connection.execute("DELETE FROM legs WHERE job = ?", (job.id,))
            self._keep_legs(job.id, job.legs)

    def jobs(self, limit: int = 200) -> Sequence[Job]:
        """The newest jobs, newest first."""
        with self._lock, _as_os_error(self.path):
            return self._found("SELECT * FROM jobs ORDER BY id DESC LIMIT ?", (max(0, limit),))

    def close(self) -> None:
        """Close the database. A closed one answers with OSError."""
        with self._lock:
            self._connection.close()

    def _found(self, query: str, values: Sequence[object] = ()) -> list[Job]:
        rows = self._connection.execute(query, values).fetchall()
        return [_job(row, self._legs(row["id"])) for row in rows]

    def _legs(self, job: int) -> tuple[Leg, ...]:
        rows = self._connection.execute("SELECT * FROM legs WHERE job = ? ORDER BY turn", (job,))
        return tuple(
            Leg(row["name"], None if row["ok"] is None else bool(row["ok"]), row["ms"], row["detail"]) for row in rows
        )

    def _keep_legs(self, job: int, legs: Sequence[Leg]) -> None:
        self._connection.executemany(
            "INSERT INTO legs (job, turn, name, ok, ms, detail) VALUES (?, ?, ?, ?, ?, ?)",
            [(job, turn, leg.name, leg.ok, leg.ms, _clean(leg.detail)) for turn, leg in enumerate(legs)],
        )

    def _end_interrupted(self) -> None:
        for job in self._found("SELECT * FROM jobs WHERE state IN ('pending', 'processing')"):
            self.update(interrupted(job))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, _as_os_error(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _open_or_replace(self) -> sqlite3.Connection:
        try:
            return _opened(self.path)
        except sqlite3.DatabaseError as error:
            if not _damaged(error):
                raise
        beside = (self.path.with_name(self.path.name + ending) for ending in ("-wal", "-shm"))
        self.notices += (set_aside(self.path, *beside, kind="jobs"),)
        return _opened(self.path)

    def _read_only(self) -> sqlite3.Connection:
        """What is there, without a trace of our reading; no file is an empty history."""
        if not self.path.exists():
            return _opened(Path(":memory:"))
        try:
            connection = _connected(f"{self.path.absolute().as_uri()}?mode=ro")
            version = _version(connection, self.path)
        except sqlite3.OperationalError:
            # A folder that cannot be written to has no room for SQLite's -shm file.
            connection = _connected(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1")
            version = _version(connection, self.path)
        if version == 0:
            connection.close()
            return _opened(Path(":memory:"))
        return connection


def _opened(path: Path) -> sqlite3.Connection:
    """The database with today's layout. Raises sqlite3.Error and JobLogTooNew."""
    if str(path) == ":memory:":
        connection = _connected("file::memory:")
    else:
        # Made by us first, since SQLite would let others read it; its -wal and -shm take after it.
        if path.is_dir():
            raise sqlite3.DatabaseError("a folder stands in its place")
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "rb") as file:
            # SQLite itself takes a very short file for an empty one and writes over it.
            if file.read(len(HEADER)) not in (b"", HEADER):
                raise sqlite3.DatabaseError("the file is no SQLite database")
        connection = _connected(path.absolute().as_uri())
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # Whole after a crash of the program; only a power cut can take the newest jobs along.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("quick_check found damage")
        connection.execute("SELECT * FROM jobs, legs LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=5)
    connection.row_factory = sqlite3.Row
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the layout files that the database has not seen, each whole or not at all."""
    for number, script in _layouts():
        if number > _version(connection, path):
            try:
                connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def _layouts() -> list[tuple[int, str]]:
    folder = Path(__file__).with_name("schema")
    return [(int(file.stem), file.read_text("utf-8")) for file in sorted(folder.glob("[0-9]*.sql"))]


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The layout that the database has. Raises JobLogTooNew."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    known = _layouts()[-1][0]
    if version > known:
        raise JobLogTooNew(
            f"The job history {path} was written by a newer panel-sim (layout {version}, this one knows {known}). "
            "Install the newer panel-sim, or choose another folder with --home."
        )
    return version


def _damaged(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is bad, and not the disk, the rights or another program."""
    name = getattr(error, "sqlite_errorname", "")
    if name in ("SQLITE_CORRUPT", "SQLITE_NOTADB") or name.startswith("SQLITE_CORRUPT_"):
        return True
    # Our own finding, or a database with tables that are not ours ("no such column", "already exists").
    return name in ("", "SQLITE_ERROR", "SQLITE_SCHEMA")


@contextmanager
def _as_os_error(path: Path) -> Iterator[None]:
    """Callers know files, not SQLite: what the database cannot do is an OSError with one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
        raise OSError(
            errno.ENOSPC if full else errno.EIO, f"the job history cannot be read or written ({error})", str(path)
        ) from error


def _row(job: Job) -> dict[str, object]:
    """The job as columns."""
    row: dict[str, object] = {
        name: _clean(value) if isinstance(value, str) else value
        for name in COLUMNS
        if name != "recipients"
        for value in (getattr(job, name),)
    }
    row["created"] = job.created.isoformat()
    row["finished"] = job.finished.isoformat() if job.finished else None
    row["reasons"] = json.dumps(job.reasons)
    row["recipients"] = json.dumps(job.to)
    return row


def _job(row: sqlite3.Row, legs: tuple[Leg, ...]) -> Job:
    """The columns as a job."""
    values = {name: row[name] for name in ("id", *COLUMNS)}
    values["to"] = tuple(json.loads(values.pop("recipients")))
    values["reasons"] = tuple(json.loads(values["reasons"]))
    values["created"] = datetime.fromisoformat(values["created"])
    values["finished"] = datetime.fromisoformat(values["finished"]) if values["finished"] else None
    return Job(**values, legs=legs)


def _clean(text: str) -> str:
    """Text that SQLite can keep: half a surrogate pair, which no UTF-8 has, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
