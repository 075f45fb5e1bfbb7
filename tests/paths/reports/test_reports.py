"""Reports of a run: every state in each of them, and nothing that breaks the form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from panel_sim.core.jobs import Job, Leg
from panel_sim.paths import outcome, step
from panel_sim.paths.outcome import PathResult, StepResult
from panel_sim.paths.reports.junit import write_junit
from panel_sim.paths.reports.lines import json_line
from panel_sim.paths.reports.sentences import failure_text, summary
from panel_sim.paths.reports.summary_page import markdown_summary, write_markdown
from panel_sim.paths.step import PathFile, Place, Step

WHEN = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


def made(state: str, title: str = "Status", *, reason: str = "", wanted: str = 'the text "OAuth2"') -> PathResult:
    one = Step(3, "see", step.See("OAuth2"), Place("tests/paths/a.path.yaml", 9), "see: OAuth2", note="after OK")
    failure = outcome.Failure(wanted, "it is not there", "Status\n  Av <&>\n", "panel-sim run a --from-step 3")
    broken = state in (outcome.FAILED, outcome.BROKEN)
    job = Job(1, "scan-to-email", "x", WHEN, "aborted", code=361, legs=(Leg("tcp", False, 12.34, "no answer"),))
    return PathResult(
        PathFile("tests/paths/a.path.yaml", title, (one,)),
        "mfp",
        "sv",
        "headless",
        state,
        () if state == outcome.SKIPPED else (StepResult(one, state, 30.0, 0.001, failure if broken else None),),
        reason,
        (job,),
        0.0123,
    )


@pytest.fixture
def results() -> list[PathResult]:
    return [
        made(outcome.PASSED),
        made(outcome.FAILED, "A | B <script>\x00"),
        made(outcome.SKIPPED, reason="printer has no scanner"),
        made(outcome.BROKEN, reason="interrupted"),
    ]


def test_a_failure_in_words() -> None:
    assert failure_text(made(outcome.FAILED)) == (
        "tests/paths/a.path.yaml:9: step 3: see: OAuth2\n"
        "  note: after OK\n"
        '  wanted: the text "OAuth2"\n'
        "  found: it is not there\n"
        "  on the glass:\n"
        "    | Status\n"
        "    |   Av <&>\n"
        "  go on there: panel-sim run a --from-step 3"
    )
    assert failure_text(made(outcome.PASSED)) == ""


def test_the_summary_counts(results: list[PathResult]) -> None:
    assert summary(results) == "1 passed, 1 failed, 1 broken off, 1 skipped; 3 steps"


def test_junit_can_be_read_by_a_build_server(results: list[PathResult], tmp_path: Path) -> None:
    write_junit(results, tmp_path / "j.xml")
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    cases = list(root.iter("testcase"))
    assert cases[0].get("classname") == "tests.paths.a"
    assert cases[0].get("name") == "Status [mfp-sv-headless]"
    failure = cases[1].find("failure")
    assert failure is not None
    assert failure.get("message") == 'the text "OAuth2"'
    assert "a.path.yaml:9" in (failure.text or "")
    assert cases[1].get("line") == "9"
    assert cases[1].get("name") == "A | B <script>\N{REPLACEMENT CHARACTER} [mfp-sv-headless]"


def test_a_json_line_is_one_line(results: list[PathResult]) -> None:
    lines = [json_line(one) for one in results]
    assert not any("\n" in line for line in lines)
    data = json.loads(lines[1])
    assert data["state"] == "failed"
    assert data["failure"]["line"] == 9
    assert data["failure"]["glass"][1] == "  Av <&>"
    assert data["practice_s"] == 30.0
    assert data["jobs"][0]["legs"] == [{"leg": "tcp", "ok": False, "ms": 12.3, "detail": "no answer"}]
    assert json.loads(lines[2])["reason"] == "printer has no scanner"


def test_markdown_tells_failures_first_and_keeps_its_table(results: list[PathResult], tmp_path: Path) -> None:
    write_markdown(results, tmp_path / "s.md")
    text = (tmp_path / "s.md").read_text("utf-8")
    assert text == markdown_summary(results)
    assert text.index("## ✗ A \\| B &lt;script>") < text.index("| ✓ | Status |")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "headless" in line]
    assert len(rows) == 4
    assert all(row.replace("\\|", "").count("|") == 8 for row in rows)
    assert "<script>" not in text
