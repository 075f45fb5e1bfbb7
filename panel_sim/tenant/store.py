"""The tenant's memory: one SQLite database, set aside with a notice when it is damaged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from panel_sim.tenant.private_file import set_aside

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    address TEXT PRIMARY KEY, oid TEXT NOT NULL, name TEXT NOT NULL,
    administrator INTEGER NOT NULL, personal INTEGER NOT NULL,
    password_hash TEXT, generation INTEGER NOT NULL DEFAULT 0, valid_from REAL NOT NULL DEFAULT 0,
    password_generation INTEGER NOT NULL DEFAULT 0,
    wrong_passwords INTEGER NOT NULL DEFAULT 0, locked_until REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS consents (
    user TEXT NOT NULL, scope TEXT NOT NULL, given_at REAL NOT NULL, PRIMARY KEY (user, scope)
);
CREATE TABLE IF NOT EXISTS device_codes (
    device_hash TEXT PRIMARY KEY, user_hash TEXT NOT NULL UNIQUE, client_id TEXT NOT NULL, scope TEXT NOT NULL,
    authority TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL NOT NULL, interval_s REAL NOT NULL,
    polled_at REAL, state TEXT NOT NULL, user TEXT, generation INTEGER, password_generation INTEGER, approved_at REAL,
    mfa INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL, client_id TEXT NOT NULL, scope TEXT NOT NULL,
    issued_at REAL NOT NULL, used_at REAL NOT NULL, generation INTEGER NOT NULL,
    mfa INTEGER NOT NULL DEFAULT 0, signed_in_at REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS mails (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mailbox TEXT NOT NULL, recipient TEXT NOT NULL,
    sender TEXT NOT NULL, recipients TEXT NOT NULL, header_from TEXT NOT NULL, subject TEXT NOT NULL,
    message_id TEXT NOT NULL, received_at REAL NOT NULL, size INTEGER NOT NULL, file TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mails_by_mailbox ON mails (mailbox, number);
"""


STEPS = {
    1: """
ALTER TABLE device_codes ADD COLUMN mfa INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_tokens ADD COLUMN mfa INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_tokens ADD COLUMN signed_in_at REAL NOT NULL DEFAULT 0;
UPDATE refresh_tokens SET signed_in_at = issued_at;
"""
}
"""What brings the database of an older version to the next one."""


class Store:
    """One connection that every thread of the program may use, a transaction at a time.

    Write-ahead logging keeps the database whole through kill -9: what was committed is there, what was not is not.
    """

    def __init__(self, file: Path) -> None:
        """Open or make the database. Raises OSError or sqlite3.Error when the folder does not allow it."""
        self.file = file
        self.set_aside: Path | None = None
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._db = self._opened()
        except sqlite3.DatabaseError as damage:
            # OperationalError is the folder's or the disk's fault, not the file's content.
            if isinstance(damage, sqlite3.OperationalError):
                raise
            for tail in ("-wal", "-shm"):
                journal = file.with_name(file.name + tail)
                if journal.exists():
                    set_aside(journal)
            self.set_aside = set_aside(file)
            self._db = self._opened()

    def _opened(self) -> sqlite3.Connection:
        self.file.touch(mode=0o600, exist_ok=True)
        db = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False, timeout=5)
        try:
            db.row_factory = sqlite3.Row
            if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("The database fails its own check.")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION, *STEPS):
                raise sqlite3.DatabaseError("The database is of another version.")
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            steps = "".join(STEPS[step] for step in range(version or SCHEMA_VERSION, SCHEMA_VERSION))
            db.executescript(f"BEGIN;{steps}{SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;")
        except BaseException:
            db.close()
            raise
        return db

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread; commits at the end of the outermost block, undoes all on an error."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._db
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def rows(self, question: str, *values: Any) -> list[sqlite3.Row]:
        """All rows that answer a question."""
        with self._lock:
            return self._db.execute(question, values).fetchall()

    def row(self, question: str, *values: Any) -> sqlite3.Row | None:
        """The first row that answers a question, or None."""
        with self._lock:
            found: sqlite3.Row | None = self._db.execute(question, values).fetchone()
            return found

    def write(self, command: str, *values: Any) -> int:
        """Change something, in a transaction of its own or the one under way; gives how many rows it touched."""
        with self.transaction() as db:
            return db.execute(command, values).rowcount

    def fact(self, name: str) -> str | None:
        """A remembered single value."""
        found = self.row("SELECT value FROM facts WHERE name = ?", name)
        return None if found is None else str(found["value"])

    def set_fact(self, name: str, value: str) -> None:
        """Remember a single value."""
        self.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    def close(self) -> None:
        """Close the database; what was committed stays."""
        with self._lock:
            self._db.close()
