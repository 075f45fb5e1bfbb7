"""The trace: the same in its page and in its lines, safe whatever the glass says, read back whole."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_sim.core.jobs import Job, Leg
from panel_sim.paths import outcome, step
from panel_sim.paths.outcome import Happening, PathResult, StepResult
from panel_sim.paths.reports.trace import Trace, TraceProblem, read_trace, trace_lines, trace_of
from panel_sim.paths.reports.trace_page import MOST_STEPS, trace_name, trace_page, write_trace
from panel_sim.paths.step import PathFile, Place, Step

WHEN = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
NASTY = '</script><script>alert(1)</script><!--<script "&\u2028'


def played(words: str = "see: OAuth2", glass: str = "Status\n Av", steps: int = 3) -> PathResult:
    made = []
    for number in range(1, steps + 1):
        one = Step(number, "see", step.See(words), Place("a.path.yaml", number + 4), words, note="why")
        last = number == steps
        failure = outcome.Failure(f"{words} on the glass", "it is not there", glass, "panel-sim run a --from-step 3")
        made.append(
            StepResult(
                one,
                outcome.FAILED if last else outcome.PASSED,
                1.5,
                0.001,
                failure if last else None,
                glass_before=glass,
                glass_after=f"{glass}\n{number}",
                happenings=(Happening("event", "Tapped", (("row", words),), 0.25),),
                shot="<svg xmlns='http://www.w3.org/2000/svg'/>" if last else "",
                depth=int(number == 2),
            )
        )
    job = Job(7, "scan-to-email", "x", WHEN, "aborted", to=(words,), code=361, legs=(Leg("tcp", False, 1.0, words),))
    return PathResult(
        PathFile("dir/a.path.yaml", words, (), note=words), "mfp", "sv", "tui", outcome.FAILED, tuple(made), "", (job,)
    )


class Page(HTMLParser):
    """What a browser makes of a page: its elements, links, scripts and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def test_the_page_shows_each_step_with_the_glass_around_it() -> None:
    page = Page(trace_page(trace_of(played())))
    details = [attributes for tag, attributes in page.tags if tag == "details"]
    assert [one.get("class") for one in details[:3]] == ["passed", "passed", "failed"]
    assert ["open" in one for one in details] == [False, False, True, True]
    for words in ("Wanted:", "it is not there", "Go on there:", "a.path.yaml:7", "361", "Tapped", "›"):
        assert words in page.text
    assert [tag for tag, _ in page.tags].count("img") == 1


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    page = Page(trace_page(trace_of(played())))
    for tag, attributes in page.tags:
        assert tag not in ("link", "iframe", "object", "embed")
        for name in ("src", "href"):
            target = attributes.get(name)
            assert target is None or target.startswith(("data:", "#"))
    policy = next(a.get("content") for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert "default-src 'none'" in policy


def test_what_stands_on_the_glass_becomes_no_markup() -> None:
    page = Page(trace_page(trace_of(played(NASTY, NASTY))))
    assert len(page.scripts) == 2
    assert NASTY in page.text
    assert "alert(1)" not in page.scripts[1]


def test_page_and_lines_hold_the_same(tmp_path: Path) -> None:
    trace = trace_of(played(NASTY, NASTY + "\n å"))
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join(trace_lines(trace)), "utf-8")
    page = tmp_path / "a.html"
    page.write_text(trace_page(trace), "utf-8")
    assert read_trace(lines) == read_trace(page) == trace


def test_a_glass_is_kept_once() -> None:
    lines = [json.loads(line) for line in trace_lines(trace_of(played(steps=50)))]
    assert sum("glass" in line for line in lines) == 51


def test_a_long_run_shows_its_end_and_keeps_all(tmp_path: Path) -> None:
    trace = trace_of(played(steps=MOST_STEPS + 10))
    text = trace_page(trace)
    assert "The first 10 steps are not shown here" in text
    assert text.count("<details") == MOST_STEPS + 1
    (tmp_path / "t.html").write_text(text, "utf-8")
    assert len(read_trace(tmp_path / "t.html").steps) == MOST_STEPS + 10


def test_it_is_written_under_a_safe_name_that_tells_playings_apart(tmp_path: Path) -> None:
    path = write_trace(played(), tmp_path / "new" / "traces")
    assert path.name == "dir-a.mfp-sv-tui.html"
    assert path.parent == tmp_path / "new" / "traces"


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_name_leads_elsewhere(file: str) -> None:
    result = played()
    odd = PathResult(PathFile(file, "T", ()), result.model, result.language, result.way, result.state)
    assert re.fullmatch(r"[A-Za-z0-9_][\w.-]*", trace_name(odd), re.ASCII)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=80))
def test_any_words_and_glass_are_read_back(words: str, glass: str) -> None:
    words, glass = (text.encode("utf-8", "replace").decode() for text in (words, glass))
    trace = trace_of(played(words, glass))
    lines = list(trace_lines(trace))
    assert not any("\n" in line for line in lines)
    assert "</script" not in "\n".join(lines).lower()
    page = Page(trace_page(trace))
    assert len(page.scripts) == 2


class TestReading:
    @pytest.mark.parametrize("text", ["", "{}", "[]", "x", '{"trace": 2}', '{"trace": 1, "state": "passed"}', "\x00"])
    def test_what_is_no_trace(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "t.jsonl"
        path.write_text(text, "utf-8")
        with pytest.raises(TraceProblem, match="is no trace"):
            read_trace(path)

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(TraceProblem, match="cannot be read"):
            read_trace(tmp_path / "t.html")

    def test_a_cut_off_trace_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "t.jsonl"
        path.write_text("\n".join(trace_lines(trace_of(played())))[:-20], "utf-8")
        with pytest.raises(TraceProblem):
            read_trace(path)

    def test_times_are_summed_over_the_file_itself(self) -> None:
        trace = trace_of(played())
        assert isinstance(trace, Trace)
        assert trace.practice_s == 3.0
        assert trace.failed is trace.steps[2]
