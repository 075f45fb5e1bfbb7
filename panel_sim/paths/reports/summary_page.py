"""A Markdown summary of a run, for a pull request or a build's page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, PathResult
from panel_sim.paths.reports.sentences import failure_text, summary

SIGNS = {PASSED: "✓", FAILED: "✗", BROKEN: "!", SKIPPED: "-"}


def markdown_summary(results: Sequence[PathResult]) -> str:
    """What failed first, in full; then one line for each playing."""
    lines = ["# panel-sim run", "", f"{summary(results)}.", ""]
    for result in results:
        if result.state in (FAILED, BROKEN):
            lines += [f"## ✗ {_plain(result.path.title)} ({result.model}, {result.language}, {result.way})", ""]
            # Indented, since what is on the glass may hold any fence.
            lines += [f"    {line}" for line in failure_text(result).split("\n")]
            lines.append("")
    lines += ["| | path | model | language | way | steps | ms |", "|---|---|---|---|---|---:|---:|"]
    for result in results:
        reason = f" ({_plain(result.reason)})" if result.state == SKIPPED else ""
        lines.append(
            f"| {SIGNS[result.state]} | {_plain(result.path.title)}{reason} | {result.model} | {result.language} "
            f"| {result.way} | {len(result.steps)} | {result.cost * 1000:.1f} |"
        )
    return "\n".join(lines) + "\n"


def write_markdown(results: Sequence[PathResult], path: Path) -> None:
    """Write the summary to `path`; raises OSError."""
    path.write_text(markdown_summary(results), "utf-8")


def _plain(text: str) -> str:
    """Text that breaks neither a table nor a heading."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
