"""Spans of practice time as path files write them: 30 s, 5 m, 2 h, 90 d, 1 h 30 m."""

from __future__ import annotations

import re

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST = 100 * 365 * UNITS["d"]
PATTERN = r"^\s*(\d{1,12}(\.\d{1,6})?\s*[smhd]?\s*)+$"
"""What the JSON Schema asks of a span."""
_PART = re.compile(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s*([smhd]?)\s*")


def seconds(text: str) -> float:
    """The seconds of a span; a number alone is seconds. Raises ValueError with a sentence."""
    total, at = 0.0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or (not part[2] and (at or part.end() < len(text))):
            break
        total += float(part[1]) * UNITS[part[2] or "s"]
        at = part.end()
    if not text.strip() or at < len(text):
        raise ValueError("wants a span of time, such as 30 s, 5 m, 2 h or 90 d")
    if total > LONGEST:
        raise ValueError("wants a span of at most a hundred years")
    return total


def written(span: float) -> str:
    """A span as a path file writes it, in the largest unit that comes out even."""
    for unit in ("d", "h", "m"):
        if span and span % UNITS[unit] == 0:
            return f"{span / UNITS[unit]:.0f} {unit}"
    return f"{span:.6f}".rstrip("0").rstrip(".") + " s"
