"""panel-sim trace: a trace of a real run as text, and files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from panel_sim.commands.trace import shown_trace, text_lines
from panel_sim.paths.reports.trace import Trace, TraceStep, read_trace, trace_lines

Command = Callable[..., Any]
STEPS = "title: Felstavat\nsteps:\n  - tap: Inst.\n  - tap: Allmäna inställningar\n    note: så står det\n"


@pytest.fixture
def page(command: Command, tmp_path: Path) -> Path:
    file = tmp_path / "bad.path.yaml"
    file.write_text(STEPS, "utf-8")
    command("run", file, "--trace", tmp_path / "t", home=False)
    (found,) = (tmp_path / "t").iterdir()
    return found


def test_the_failure_as_text(command: Command, page: Path) -> None:
    done = command("trace", page, home=False)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "✗ Felstavat: failed"
    assert "✓ 1 tap: Inst." in lines
    assert "✗ 2 tap: Allmäna inställningar" in lines
    assert "  så står det" in lines
    assert any("Did you mean" in line for line in lines)
    assert any("| " in line and "Allmänna inställningar" in line for line in lines)


def test_another_step(command: Command, page: Path) -> None:
    done = command("trace", page, "--step", "1", home=False)
    assert ":3: step 1: tap: Inst." in done.out
    assert "Before:" in done.out
    assert "Tapped" in done.out
    refused = command("trace", page, "--step", "9", home=False)
    assert (refused.code, "no step 9; its last one is 2" in refused.err) == (2, True)


def test_json_lines_read_the_same(command: Command, page: Path, tmp_path: Path) -> None:
    lines = tmp_path / "t.jsonl"
    lines.write_text("\n".join(trace_lines(read_trace(page))), "utf-8")
    assert command("trace", lines, "--plain", home=False).out == command("trace", page, home=False).out


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe\x00", b"<html></html>", b'{"trace": 99}'])
def test_what_is_no_trace(content: bytes, command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(content)
    done = command("trace", tmp_path / "x.html", home=False)
    assert (done.code, done.out) == (2, "")
    assert "is no trace that panel-sim run --trace wrote" in done.err


def test_what_is_not_there(command: Command, tmp_path: Path) -> None:
    done = command("trace", tmp_path / "nothing.html", home=False)
    assert done.code == 2
    assert "cannot be read" in done.err


def test_jobs_with_their_legs() -> None:
    legs = [{"leg": "tcp", "ok": False, "ms": 1.2, "detail": "refused"}, {"leg": "tls", "ok": None, "ms": 0}]
    job = {"id": 1, "kind": "scan-to-email", "state": "aborted", "to": ["a@b.example"], "code": 360, "legs": legs}
    step = TraceStep(1, "job: {state: completed}", "a", 2, "passed", practice_s=7200.0)
    trace = Trace("A", "a", "mfp", "sv", "headless", "passed", "", 0.1, (step,), (job,))
    text = "\n".join(text_lines(shown_trace(trace)))
    assert "Job 1 scan-to-email a@b.example: aborted 360" in text
    assert "  ✗ tcp     1.2 ms  refused" in text
    assert "(2.0 h)" in text
