"""A row of the table that the benchmarks make, and the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One number beside its peer, both measured in this run.

    `unit` is put behind both values. `goal` (None where nothing was promised) is what `measured` should reach: at most
    it, or with `more_is_better` at least it. With `of_peer` the goal is for measured/peer_measured.
    """

    what: str
    measured: float
    unit: str
    goal: float | None
    peer: str = ""
    peer_measured: float | None = None
    more_is_better: bool = False
    of_peer: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.measured / self.peer_measured if self.peer_measured else None

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; false where there is none or the ratio that it speaks of is not known."""
        value = self.ratio if self.of_peer else self.measured
        if value is None or self.goal is None:
            return False
        return value >= self.goal if self.more_is_better else value <= self.goal


def number(value: float) -> str:
    """A number with three digits that mean something, thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | measured | peer | ratio | goal | reached |", "|---|---|---|---|---|---|"]
    for row in rows:
        peer = "-" if row.peer_measured is None else f"{number(row.peer_measured)} {row.unit} ({row.peer})"
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        goal = reached = "-"
        if row.goal is not None:
            goal = f"{'>=' if row.more_is_better else '<='} {number(row.goal)} {'x peer' if row.of_peer else row.unit}"
            reached = "yes" if row.reached else "no"
        lines.append(f"| {row.what} | {number(row.measured)} {row.unit} | {peer} | {ratio} | {goal} | {reached} |")
    return "\n".join(lines)
