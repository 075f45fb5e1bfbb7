"""The job history in SQLite."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from panel_sim.adapters.job_log import MOST_JOBS, JobLogTooNew, SqliteJobLog
from panel_sim.core.jobs import ABORTED, CANCELED, COMPLETED, PENDING, PROCESSING, Job, Leg

NEW = Job(0, "scan-to-email", "scan/my-email", datetime(2026, 11, 23, 9, 41, tzinfo=UTC))
FULL = replace(
    NEW,
    created=datetime(2026, 11, 23, 9, 41, 12, 345678, tzinfo=timezone(timedelta(hours=1))),
    state=ABORTED,
    reasons=("aborted-by-system",),
    user="anna",
    account="user:anna",
    sender="anna@ovning.example",
    to=("anna@ovning.example", "Åsa 🖨 <bo@ovning.example>"),
    subject="Skannat 'dokument'; DROP TABLE jobs",
    file_name="Skanning_20261123_0941.pdf",
    file_type="pdf",
    resolution=300,
    colour="colour",
    paper="a4",
    pages=3,
    size=123_456_789_012,
    code=370,
    failure="auth-refused",
    detail="535 5.7.3 Authentication unsuccessful",
    legs=(Leg("dns", True, 1.25), Leg("tcp", True, 0.5), Leg("auth", False, 12.5, "535 5.7.3"), Leg("data", None)),
    finished=datetime(2026, 11, 23, 8, 41, 20, tzinfo=UTC),
    output="",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite"


def test_a_job_comes_back_as_it_was_after_a_restart(path: Path) -> None:
    log = SqliteJobLog(path)
    kept = log.add(FULL)
    assert kept == replace(FULL, id=1)
    log.close()
    again = SqliteJobLog(path)
    assert again.jobs() == [kept]
    assert again.notices == ()
    again.close()


def test_jobs_are_numbered_and_listed_newest_first(path: Path) -> None:
    log = SqliteJobLog(path)
    assert [log.add(NEW).id for _ in range(5)] == [1, 2, 3, 4, 5]
    assert [job.id for job in log.jobs()] == [5, 4, 3, 2, 1]
    assert [job.id for job in log.jobs(2)] == [5, 4]
    assert log.jobs(0) == []
    log.close()


def test_an_update_keeps_every_change(path: Path) -> None:
    log = SqliteJobLog(path)
    number = log.add(NEW).id
    log.update(replace(FULL, id=number))
    assert log.jobs() == [replace(FULL, id=number)]
    log.update(replace(FULL, id=number, legs=FULL.legs[:1]))
    assert log.jobs()[0].legs == FULL.legs[:1]
    with pytest.raises(LookupError, match="no job 99"):
        log.update(replace(FULL, id=99))
    log.close()


def test_the_files_are_private(path: Path) -> None:
    log = SqliteJobLog(path)
    log.add(NEW)
    assert {file.name for file in path.parent.iterdir()} == {"jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm"}
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in path.parent.iterdir())
    log.close()


@pytest.mark.parametrize(
    ("legs", "state", "reasons"),
    [
        ((), ABORTED, ("interrupted",)),
        ((Leg("auth", True), Leg("mail", None)), ABORTED, ("interrupted",)),
        ((Leg("rcpt", True), Leg("data", None)), ABORTED, ("interrupted", "delivery-unknown")),
        ((Leg("data", False, 3, "451 busy"),), ABORTED, ("interrupted",)),
        ((Leg("data", False, 3, "451 busy"), Leg("data", None)), ABORTED, ("interrupted", "delivery-unknown")),
        # The server took the message: "aborted" would make people send it again.
        ((Leg("rcpt", True), Leg("data", True, 40, "250 2.0.0 OK")), COMPLETED, ("interrupted",)),
    ],
)
@pytest.mark.parametrize("under_way", [PENDING, PROCESSING])
def test_jobs_under_way_are_ended_at_opening(
    path: Path, legs: tuple[Leg, ...], state: str, reasons: tuple[str, ...], under_way: str
) -> None:
    log = SqliteJobLog(path)
    log.add(replace(NEW, state=under_way, legs=legs))
    log.add(replace(NEW, state=CANCELED, reasons=("job-canceled-by-user",)))
    log.close()
    again = SqliteJobLog(path)
    done, cut_off = again.jobs()
    assert (done.state, done.reasons) == (CANCELED, ("job-canceled-by-user",))
    assert (cut_off.state, cut_off.reasons, cut_off.legs) == (state, reasons, legs)
    again.close()


def test_kill_9_in_the_middle_loses_no_job(path: Path) -> None:
    program = (
        "import sys; from dataclasses import replace; from datetime import datetime, UTC; from pathlib import Path\n"
        "from panel_sim.adapters.job_log import SqliteJobLog; from panel_sim.core.jobs import Job, Leg\n"
        "log = SqliteJobLog(Path(sys.argv[1])); now = datetime(2026, 11, 23, tzinfo=UTC)\n"
        "log.add(Job(0, 'print-sheet', 'x', now, state='completed'))\n"
        "job = log.add(Job(0, 'scan-to-email', 'x', now))\n"
        "log.update(replace(job, state='processing', legs=(Leg('rcpt', True, 1.0), Leg('data', None))))\n"
        "with log._transaction():\n"
        "    log._connection.execute('DELETE FROM jobs')\n"
        "    print('in the middle', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    log = SqliteJobLog(path)
    assert [(job.id, job.state, job.reasons) for job in log.jobs()] == [
        (2, ABORTED, ("interrupted", "delivery-unknown")),
        (1, COMPLETED, ()),
    ]
    assert log.notices == ()
    log.close()


@pytest.mark.parametrize("damage", ["not a database at all " * 100, "x"])
def test_a_file_that_is_no_database_is_set_aside(path: Path, damage: str) -> None:
    path.write_text(damage)
    log = SqliteJobLog(path)
    assert log.jobs() == []
    kept = path.with_name("jobs.sqlite.damaged-1")
    assert kept.read_text() == damage
    assert [notice.kept for notice in log.notices] == [kept]
    assert log.add(NEW).id == 1
    log.close()


def test_a_damaged_database_is_set_aside_with_its_log(path: Path) -> None:
    log = SqliteJobLog(path)
    for _ in range(50):
        log.add(FULL)
    log.close()
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = b"\x07" * (len(content) - 4096)
    path.write_bytes(content)
    path.with_name("jobs.sqlite-wal").write_bytes(b"stale")
    log = SqliteJobLog(path)
    assert log.jobs() == []
    assert path.with_name("jobs.sqlite.damaged-1").read_bytes() == bytes(content)
    assert len(log.notices) == 1
    log.close()
    assert SqliteJobLog(path).notices == ()


def test_a_cut_off_database_is_set_aside(path: Path) -> None:
    log = SqliteJobLog(path)
    for _ in range(100):
        log.add(FULL)
    log.close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    log = SqliteJobLog(path)
    assert len(log.notices) == 1
    log.add(NEW)
    log.close()


def test_a_foreign_database_is_set_aside(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE jobs (something TEXT)")
    other.close()
    log = SqliteJobLog(path)
    assert len(log.notices) == 1
    assert log.jobs() == []
    log.close()


def test_a_newer_layout_is_refused_and_left_alone(path: Path) -> None:
    log = SqliteJobLog(path)
    log.add(NEW)
    log.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 9000")
    other.close()
    for read_only in (False, True):
        with pytest.raises(JobLogTooNew, match=r"jobs\.sqlite was written by a newer panel-sim \(layout 9000"):
            SqliteJobLog(path, read_only=read_only)
    assert not path.with_name("jobs.sqlite.damaged-1").exists()


def test_a_reader_ends_nothing_and_sees_what_the_holder_writes(path: Path) -> None:
    holder = SqliteJobLog(path)
    job = holder.add(replace(NEW, state=PROCESSING))
    reader = SqliteJobLog(path, read_only=True)
    assert reader.jobs() == [job]
    with pytest.raises(OSError, match="readonly"):
        reader.add(NEW)
    holder.update(replace(job, state=COMPLETED))
    assert reader.jobs()[0].state == COMPLETED
    reader.close()
    holder.close()
    left = SqliteJobLog(path, read_only=True)
    assert [job.state for job in left.jobs()] == [COMPLETED]
    left.close()


def test_a_reader_of_nothing_finds_nothing_and_makes_nothing(path: Path) -> None:
    reader = SqliteJobLog(path, read_only=True)
    assert reader.jobs() == []
    assert not path.exists()
    reader.close()


def test_the_history_keeps_the_newest_jobs_and_those_under_way(path: Path) -> None:
    log = SqliteJobLog(":memory:")
    first = log.add(replace(NEW, state=PROCESSING))
    for _ in range(MOST_JOBS + 10):
        log.add(replace(NEW, state=COMPLETED, legs=(Leg("dns", True),)))
    jobs = log.jobs(5000)
    assert len(jobs) == MOST_JOBS + 1
    assert (jobs[0].id, jobs[-1]) == (MOST_JOBS + 11, first)
    assert log._connection.execute("SELECT count(*) FROM legs").fetchone()[0] == MOST_JOBS
    log.close()


def test_half_a_surrogate_pair_is_kept_as_a_question_mark(path: Path) -> None:
    log = SqliteJobLog(path)
    log.add(replace(NEW, subject="a\ud800b", to=("x\udfff",), legs=(Leg("dns", True, 0, "\ud800"),)))
    assert log.jobs()[0].subject == "a?b"
    assert log.jobs()[0].to == ("x\udfff",)
    log.close()


def test_threads_may_write_at_once(path: Path) -> None:
    log = SqliteJobLog(path)

    def write() -> None:
        for _ in range(20):
            log.update(log.add(NEW))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.id for job in log.jobs()) == list(range(1, 81))
    log.close()


def test_a_full_disk_is_an_os_error_and_the_history_stays_whole(path: Path) -> None:
    """The limit on file sizes stops the write as a full disk does."""
    log = SqliteJobLog(path)
    kept = log.add(replace(NEW, state=COMPLETED))
    log.close()
    program = (
        "import resource, signal, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from panel_sim.adapters.job_log import SqliteJobLog; from panel_sim.core.jobs import Job\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); log = SqliteJobLog(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "try: log.add(Job(0, 'k', 'o', datetime(2026, 1, 1, tzinfo=UTC), subject='x' * 500_000))\n"
        "except OSError as error: print('OSError', error.errno, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("OSError"), done.stderr
    assert "the job history cannot be read or written" in done.stdout
    again = SqliteJobLog(path)
    assert again.jobs() == [kept]
    again.close()


def test_a_folder_in_its_place_is_set_aside(path: Path) -> None:
    path.mkdir()
    log = SqliteJobLog(path)
    assert path.with_name("jobs.sqlite.damaged-1").is_dir()
    log.close()


def test_a_folder_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        SqliteJobLog(tmp_path / "gone" / "jobs.sqlite")
