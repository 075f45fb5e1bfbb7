"""A failure in words, the same in the terminal and in every report."""

from __future__ import annotations

from collections.abc import Sequence

from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, PathResult


def failure_text(result: PathResult) -> str:
    """File, line, step, what was wanted, what was there, the glass, and how to go on there; "" for what passed."""
    failed = result.failed
    if failed is None:
        return result.reason
    step, lines = failed.step, []
    lines.append(f"{step.place}: step {step.number}: {step.words}")
    if step.note:
        lines.append(f"  note: {step.note}")
    if failed.failure is not None:
        lines.append(f"  wanted: {failed.failure.wanted}")
        lines.append(f"  found: {failed.failure.found}")
        if failed.failure.glass:
            lines.append("  on the glass:")
            lines += [f"    | {line}" for line in failed.failure.glass.rstrip("\n").split("\n")]
        if failed.failure.resume:
            lines.append(f"  go on there: {failed.failure.resume}")
    elif result.reason:
        lines.append(f"  {result.reason}")
    return "\n".join(lines)


def summary(results: Sequence[PathResult]) -> str:
    """How many passed, failed, were skipped or broken off, in how many steps."""
    steps = sum(len(one.steps) for one in results)
    parts = []
    for state, words in ((PASSED, "passed"), (FAILED, "failed"), (BROKEN, "broken off"), (SKIPPED, "skipped")):
        count = sum(one.state == state for one in results)
        if count or state == PASSED:
            parts.append(f"{count} {words}")
    return f"{', '.join(parts)}; {steps:,} steps"
