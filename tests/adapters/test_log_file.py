"""The log: its lines, its mode, what it never holds, and a disk that takes no more."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from panel_sim.adapters.log_file import LOGGER, LogFile, addresses, masked, places, tell_practice_time

LINE = re.compile(r"(\S+T\S+[+-]\d\d:\d\d) (\S+) (\w+) (.*)")
OURS = logging.getLogger(LOGGER)


@contextmanager
def kept(path: Path) -> Iterator[LogFile]:
    log = LogFile(path)
    try:
        yield log
    finally:
        log.close()


def test_a_line_has_both_clocks(tmp_path: Path) -> None:
    with kept(tmp_path / "log"):
        OURS.info("first")
        tell_practice_time(lambda: datetime(2027, 2, 21, 9, 41, tzinfo=UTC))
        logging.getLogger("panel_sim.tenant").warning("second\nand more")
    lines = [LINE.fullmatch(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [line.groups()[1:] if line else None for line in lines] == [
        ("-", "info", "first"),
        ("2027-02-21T09:41:00+00:00", "warning", "second and more"),
    ]
    assert all(line and datetime.fromisoformat(line[1]).tzinfo for line in lines)


def test_only_its_owner_reads_it_even_where_it_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("old\n")
    (tmp_path / "log").chmod(0o644)
    with kept(tmp_path / "log"):
        OURS.info("new")
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600
    assert (tmp_path / "log").read_text().startswith("old\n"), "it goes on where it ended"


def test_after_the_end_nothing_is_written_and_all_is_as_before(tmp_path: Path) -> None:
    before = (OURS.level, list(OURS.handlers))
    with kept(tmp_path / "log") as log:
        assert OURS.isEnabledFor(logging.INFO)
    assert (OURS.level, list(OURS.handlers)) == before
    log.emit(OURS.makeRecord(LOGGER, logging.ERROR, "", 0, "late", (), None))
    log.close()
    assert (tmp_path / "log").read_text() == ""


def test_libraries_are_not_heard_but_errors_that_nobody_caught_are(tmp_path: Path) -> None:
    with kept(tmp_path / "log"):
        logging.getLogger("msal").error("eyJhbGciOi.eyJzdWIi")
        logging.getLogger("asyncio").warning("slow")
        try:
            raise KeyError("hemligt")
        except KeyError as error:
            logging.getLogger("asyncio").error("Task with hemligt", exc_info=error)
    said = (tmp_path / "log").read_text()
    assert "an error that nobody caught, told by asyncio" in said
    assert "KeyError" in said
    assert "test_log_file.py" in said
    for never in ("hemligt", "eyJ", "slow"):
        assert never not in said


def test_of_an_error_the_places_are_kept_and_not_its_words(tmp_path: Path) -> None:
    with kept(tmp_path / "log"):
        try:
            try:
                int("1111-hemlig")
            except ValueError as error:
                raise RuntimeError("with hemlig") from error
        except RuntimeError as error:
            OURS.error("broken", exc_info=error)
    said = (tmp_path / "log").read_text()
    assert said.index("ValueError") < said.index("RuntimeError")
    assert "hemlig" not in said


def test_errors_in_a_ring_end() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert list(places(one)) == ["KeyError", "ValueError"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("535 for anna@ovning.example: no", "535 for ***@ovning.example: no"),
        ("<bo@x.example>,<eva@y.example>", "<***@x.example>,<***@y.example>"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("eyJhbGciOiJSUzI1.eyJzdWIiOiIx.c2ln", "***"),
        ("two\r\nlines", "two lines"),
        ("@", "@"),
    ],
)
def test_masked(text: str, line: str) -> None:
    assert masked(text) == line


def test_what_cannot_be_a_log_is_an_os_error(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "log", tmp_path / ("x" * 300)):
        with pytest.raises(OSError, match=r"."):
            LogFile(place)
    assert not [handler for handler in OURS.handlers if isinstance(handler, LogFile)]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_stops_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with kept(Path("/dev/full")):
        OURS.info("lost")
    assert capfd.readouterr() == ("", "")


def test_the_addresses_of_a_ready_line() -> None:
    ready = {
        "ready": True,
        "authority": "https://localhost:1/t",
        "client_id": "id",
        "smtp": {"host": "localhost", "port": 2},
        "pages": {"mailbox": "http://localhost:3/mailbox"},
        "control_token": "hemligt",
        "webconfig": "http://127.0.0.1:4",
    }
    assert dict(addresses(ready)) == {
        "authority": "https://localhost:1/t",
        "smtp": "localhost:2",
        "pages.mailbox": "http://localhost:3/mailbox",
        "webconfig": "http://127.0.0.1:4",
    }
