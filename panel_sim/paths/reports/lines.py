"""A playing as plain data, for JSON lines on stdout and for other programs."""

from __future__ import annotations

import json
from typing import Any

from panel_sim.core.jobs import Job
from panel_sim.paths.outcome import PathResult, StepResult


def result_data(result: PathResult) -> dict[str, Any]:
    """The playing with its failure and jobs; steps in short."""
    failed = result.failed
    data: dict[str, Any] = {
        "file": result.path.file,
        "title": result.path.title,
        "model": result.model,
        "language": result.language,
        "way": result.way,
        "state": result.state,
        "cost_s": round(result.cost, 6),
        "practice_s": round(sum(one.seconds for one in result.steps if not one.depth), 3),
        "steps": [_step(one) for one in result.steps],
        "jobs": [job_data(one) for one in result.jobs],
    }
    if result.reason:
        data["reason"] = result.reason
    if failed is not None and failed.failure is not None:
        failure = failed.failure
        data["failure"] = {
            "file": failed.step.place.file,
            "line": failed.step.place.line,
            "step": failed.step.number,
            "wanted": failure.wanted,
            "found": failure.found,
            "glass": failure.glass.split("\n"),
            "resume": failure.resume,
        }
    return data


def _step(one: StepResult) -> dict[str, Any]:
    return {
        "line": one.step.place.line,
        "words": one.step.words,
        "state": one.state,
        "practice_s": round(one.seconds, 3),
        **({"depth": one.depth} if one.depth else {}),
    }


def job_data(job: Job) -> dict[str, Any]:
    """A job with its legs."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "reasons": list(job.reasons),
        "to": list(job.to),
        "code": job.code,
        "detail": job.detail,
        "legs": [{"leg": leg.name, "ok": leg.ok, "ms": round(leg.ms, 1), "detail": leg.detail} for leg in job.legs],
    }


def json_line(result: PathResult) -> str:
    """One playing as one line, without its end."""
    return json.dumps(result_data(result), ensure_ascii=False)
