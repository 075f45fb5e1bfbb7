"""The trace of one playing: steps, the glass before and after each, what happened, and the legs of its jobs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, Happening, PathResult, StepResult
from panel_sim.paths.reports.lines import job_data

FORMAT = 1
LARGEST = 64 * 1024 * 1024
OPENING, CLOSING = '<script type="application/json" id="trace">', "</script>"
"""Between these the HTML page carries the same data, for `panel-sim trace`."""


class TraceProblem(Exception):
    """A file is no trace; the sentence says why."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """A step as the trace keeps it; `before` and `after` are plain lines of the glass."""

    number: int
    words: str
    file: str
    line: int
    state: str
    depth: int = 0
    note: str = ""
    practice_s: float = 0.0
    cost_s: float = 0.0
    before: str = ""
    after: str = ""
    happenings: tuple[Mapping[str, Any], ...] = ()
    failure: Mapping[str, str] = field(default_factory=dict)
    shot: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One playing of one file, ready to be shown: plain data only."""

    title: str
    file: str
    model: str
    language: str
    way: str
    state: str
    reason: str
    cost_s: float
    steps: tuple[TraceStep, ...]
    jobs: tuple[Mapping[str, Any], ...]
    note: str = ""

    @property
    def failed(self) -> TraceStep | None:
        """The step where it went wrong; None where it did not."""
        return next((one for one in self.steps if one.state in (FAILED, BROKEN)), None)

    @property
    def practice_s(self) -> float:
        """The practice time that it took."""
        return sum(one.practice_s for one in self.steps if not one.depth)


def trace_of(result: PathResult) -> Trace:
    """The trace of a playing; the glass is there where the playing was asked to keep it."""
    path = result.path
    return Trace(
        path.title,
        path.file,
        result.model,
        result.language,
        result.way,
        result.state,
        result.reason,
        result.cost,
        tuple(map(_step, result.steps)),
        tuple(job_data(job) for job in result.jobs),
        path.note,
    )


def _step(one: StepResult) -> TraceStep:
    failure = one.failure
    return TraceStep(
        one.step.number,
        one.step.words,
        one.step.place.file,
        one.step.place.line,
        one.state,
        one.depth,
        one.step.note,
        one.seconds,
        one.cost,
        one.glass_before,
        one.glass_after,
        tuple(map(_happening, one.happenings)),
        {"wanted": failure.wanted, "found": failure.found, "resume": failure.resume} if failure is not None else {},
        one.shot,
    )


def _happening(one: Happening) -> dict[str, Any]:
    return {"kind": one.kind, "name": one.name, "at": round(one.at, 3), "facts": dict(one.facts)}


def trace_lines(trace: Trace) -> Iterator[str]:
    """JSON lines: the head, then each glass once, each step, each job."""
    head = {"trace": FORMAT}
    for name in ("title", "file", "model", "language", "way", "state", "reason", "note"):
        head[name] = getattr(trace, name)
    yield _line({**head, "cost_s": round(trace.cost_s, 6)})
    known: dict[str, int] = {}
    for step in trace.steps:
        numbers = []
        for glass in (step.before, step.after):
            if glass not in known:
                known[glass] = len(known)
                yield _line({"glass": known[glass], "text": glass})
            numbers.append(known[glass])
        data: dict[str, Any] = {"step": step.number, "words": step.words, "file": step.file, "line": step.line}
        data |= {"state": step.state, "practice_s": round(step.practice_s, 3), "cost_s": round(step.cost_s, 6)}
        data |= {"before": numbers[0], "after": numbers[1]}
        for name in ("depth", "note", "happenings", "failure", "shot"):
            if getattr(step, name):
                data[name] = getattr(step, name)
        yield _line(data)
    for job in trace.jobs:
        yield _line({"job": job})


def _line(data: Mapping[str, Any]) -> str:
    # "</" must not end the script element that the page carries the lines in; JSON reads \/ as /.
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\u0021--")


def read_trace(path: Path) -> Trace:
    """A trace from its JSON lines or from its HTML page. Raises TraceProblem."""
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise TraceProblem(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise TraceProblem(f"{path} is larger than {LARGEST // 1024 // 1024} MiB.")
    text = data.decode("utf-8", "replace")
    if OPENING in text:
        text = text.split(OPENING, 1)[1].split(CLOSING, 1)[0]
    try:
        return _whole([json.loads(line) for line in text.split("\n") if line.strip()])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise TraceProblem(f"{path} is no trace that panel-sim run --trace wrote.") from None


def _whole(lines: list[dict[str, Any]]) -> Trace:
    head = lines[0]
    if head["trace"] != FORMAT or head["state"] not in (PASSED, FAILED, SKIPPED, BROKEN):
        raise ValueError(head)
    glasses = {int(line["glass"]): str(line["text"]) for line in lines if "glass" in line}
    steps = tuple(
        TraceStep(
            int(line["step"]),
            str(line["words"]),
            str(line["file"]),
            int(line["line"]),
            str(line["state"]),
            int(line.get("depth", 0)),
            str(line.get("note", "")),
            float(line["practice_s"]),
            float(line["cost_s"]),
            glasses[line["before"]],
            glasses[line["after"]],
            tuple({**one, "facts": dict(one["facts"])} for one in line.get("happenings", ())),
            {str(key): str(value) for key, value in line.get("failure", {}).items()},
            str(line.get("shot", "")),
        )
        for line in lines
        if "step" in line
    )
    return Trace(
        str(head["title"]),
        str(head["file"]),
        str(head["model"]),
        str(head["language"]),
        str(head["way"]),
        str(head["state"]),
        str(head["reason"]),
        float(head["cost_s"]),
        steps,
        tuple(dict(line["job"]) for line in lines if "job" in line),
        str(head.get("note", "")),
    )
