"""The trace as one HTML page that needs nothing from elsewhere, readable without scripts too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.paths.outcome import PathResult
from panel_sim.paths.reports.summary_page import SIGNS
from panel_sim.paths.reports.trace import Trace, trace_lines, trace_of

if TYPE_CHECKING:
    # Paths are played without it.
    from jinja2 import Environment

MOST_STEPS = 2_000
"""Steps that the page shows; a longer run shows its last ones, and carries all of them as data."""


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = FileSystemLoader(Path(__file__).with_name("templates"))
    made = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters["ms"] = lambda seconds: f"{seconds * 1000:.1f}"
    made.filters["span"] = _span
    return made


def _span(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def trace_page(trace: Trace) -> str:
    """The page."""
    return _environment().get_template("trace.html").render(
        trace=trace,
        signs=SIGNS,
        steps=trace.steps[-MOST_STEPS:],
        left_out=max(0, len(trace.steps) - MOST_STEPS),
        data="\n".join(trace_lines(trace)),
    )


def write_trace(result: PathResult, folder: Path) -> Path:
    """Write the page and its pictures' data into `folder`, under a name made of the playing's; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{trace_name(result)}.html"
    path.write_text(trace_page(trace_of(result)), "utf-8")
    return path


def trace_name(result: PathResult) -> str:
    """A name that is safe as a file's, and differs for playings that differ."""
    file = result.path.file.removesuffix(".path.yaml").lstrip("./")
    name = re.sub(r"[^\w.-]+", "-", file, flags=re.ASCII).strip("-.") or "path"
    return f"{name[-120:]}.{result.model}-{result.language}-{result.way}"
