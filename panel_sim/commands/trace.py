"""panel-sim trace: what a path did, step by step, from the page that panel-sim run --trace wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from panel_sim.options import Refused
from panel_sim.paths.reports.summary_page import SIGNS
from panel_sim.paths.reports.trace import Trace, TraceProblem, TraceStep, read_trace
from panel_sim.tui.trace_data import ShownJob, ShownStep, ShownTrace

NAMES = (("wanted", "Wanted"), ("found", "Found"), ("resume", "Go on there"))


def run(file: Path, *, step: int, plain: bool) -> int:
    """Show the trace in the terminal, or as text where there is none or `plain` asks for it.

    `step` is the number of a step to show, counted as the file counts them; 0 for the one that failed.
    """
    try:
        trace = read_trace(file)
    except TraceProblem as problem:
        raise Refused(str(problem), 2) from None
    shown = shown_trace(trace)
    index = _index(trace, step)
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        click.echo("\n".join(text_lines(shown, index)))
        return 0
    # Not at the top: text needs no terminal's program.
    from panel_sim.tui.trace_viewer import TraceViewer

    return TraceViewer(shown, step=index).run() or 0


def _index(trace: Trace, step: int) -> int:
    if not step:
        return -1
    for index, one in enumerate(trace.steps):
        if one.number == step and not one.depth:
            return index
    last = max((one.number for one in trace.steps if not one.depth), default=0)
    raise Refused(f"The trace has no step {step}; its last one is {last}.", 2)


def shown_trace(trace: Trace) -> ShownTrace:
    """The trace as the viewer takes it."""
    about = f"{trace.file} · {trace.model} · {trace.language} · {trace.way} · {len(trace.steps)} steps"
    took = f" · {_span(trace.practice_s)} practice time" if trace.practice_s >= 0.05 else ""
    return ShownTrace(
        trace.title,
        about + took,
        trace.state,
        trace.reason,
        trace.note,
        tuple(map(_step, trace.steps)),
        tuple(map(_job, trace.jobs)),
    )


def _step(one: TraceStep) -> ShownStep:
    return ShownStep(
        one.number,
        one.words,
        f"{one.file}:{one.line}",
        one.state,
        one.depth,
        _span(one.practice_s) if one.practice_s >= 0.05 else "",
        one.note,
        _lines(one.before),
        _lines(one.after),
        tuple((heading, one.failure[key]) for key, heading in NAMES if one.failure.get(key)),
        tuple((f"{happened['at']:.1f} s", str(happened["kind"]), _told(happened)) for happened in one.happenings),
    )


def _lines(glass: str) -> tuple[str, ...]:
    return tuple(glass.rstrip("\n").split("\n")) if glass.strip() else ()


def _told(happened: Mapping[str, Any]) -> str:
    known = {key: " ".join(str(value).split()) for key, value in happened["facts"].items()}
    facts = [f"{key} {value}" for key, value in known.items() if value not in ("", "None", "()")]
    return f"{happened['name']}  {', '.join(facts)}".rstrip()


def _job(job: Mapping[str, Any]) -> ShownJob:
    code = f" {job['code']}" if job.get("code") else ""
    legs = []
    for leg in job.get("legs", ()):
        good = {True: "yes", False: "no"}.get(leg["ok"], "")
        legs.append((str(leg["leg"]), good, f"{leg['ms']} ms", str(leg.get("detail", ""))))
    return ShownJob(
        f"{job['id']} {job['kind']} {', '.join(job.get('to', ()))}".rstrip(),
        f"{job['state']}{code}",
        job["state"] == "completed",
        str(job.get("detail", "")),
        tuple(legs),
    )


def _span(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


# As text.


def text_lines(trace: ShownTrace, chosen: int = -1) -> Iterator[str]:
    """The steps, the chosen one (or the one that failed) with the glass around it, the jobs with their legs."""
    yield f"{SIGNS.get(trace.state, '')} {trace.title}: {trace.state}"
    yield f"  {trace.about}"
    for text in (trace.note, trace.reason):
        if text:
            yield f"  {text}"
    yield ""
    digits = len(str(max((one.number for one in trace.steps), default=0)))
    for one in trace.steps:
        took = f"  ({one.took})" if one.took else ""
        words = one.words.replace("\n", " ")
        yield f"{SIGNS.get(one.state, ' ')} {one.number:>{digits}} {'  ' * one.depth}{words}{took}"
    index = chosen if chosen >= 0 else trace.failed
    if 0 <= index < len(trace.steps):
        yield from _step_lines(trace.steps[index])
    for job in trace.jobs:
        yield ""
        yield f"Job {job.title}: {job.state}"
        if job.detail:
            yield f"  {job.detail}"
        size = max((len(name) for name, *_ in job.legs), default=0)
        for name, good, took, detail in job.legs:
            yield f"  {({'yes': '✓', 'no': '✗'}).get(good, '·')} {name:<{size}} {took:>10}  {detail}".rstrip()


def _step_lines(step: ShownStep) -> Iterator[str]:
    yield ""
    yield f"{step.place}: step {step.number}: {step.words}"
    if step.note:
        yield f"  {step.note}"
    for heading, sentence in step.failure:
        yield f"  {heading}: {sentence}"
    same = step.before == step.after
    for heading, glass in (("Before", () if same else step.before), ("The glass" if same else "After", step.after)):
        if glass:
            yield f"  {heading}:"
            yield from (f"    | {line}".rstrip() for line in glass)
    if step.happened:
        yield "  What happened:"
        size = max(len(when) for when, _, _ in step.happened)
        yield from (f"    {when:>{size}}  {kind:<7} {what}" for when, kind, what in step.happened)
