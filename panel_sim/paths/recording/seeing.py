"""What "assert what I see" writes: the screen, and what a person would point at on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from panel_sim.core.views import Entry, Home, JobDetail, Listing, Notice, Row, View
from panel_sim.paths.reading import spaced
from panel_sim.paths.recording.noted import Noted

LONGEST = 100
"""Characters of a message that are wanted; its beginning tells it from others."""
_PASSING = re.compile(r"\d{1,2}[:.]\d\d|\d{4}-\d\d-\d\d|//(localhost|127\.)|\d+ m?s\b")
"""Values that differ from run to run: times, dates, ports of this computer, how long something took."""


def seen(view: View, selected: str) -> Sequence[Noted]:
    """The steps that want what the glass shows; `selected` is the id of the row that is chosen, or ""."""
    wanted = [Noted("on", view.screen)]
    body = view.body
    match body:
        case Notice():
            wanted += _message(body.text)
        case JobDetail():
            wanted += _message(f"{body.banner_code} {body.banner}".strip())
            wanted += _chosen(body.rows, selected)
        case Listing():
            wanted += _chosen(view.rows(), selected) or _readings(body.rows)
        case Entry() if body.text and not body.secret:
            wanted.append(Noted("see", body.text))
        case Home() if body.page == 0:
            wanted += [Noted("see", tile.label) for tile in body.tiles if tile.id == selected]
    return wanted


def _message(text: str) -> list[Noted]:
    text = spaced(text)
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0]
    return [Noted("see", text)] if text and not _PASSING.search(text) else []


def _chosen(rows: Sequence[Row], selected: str) -> list[Noted]:
    for row in rows:
        if row.id == selected and row.label:
            return _said([row]) or [Noted("see", row.label)]
    return []


def _readings(rows: Sequence[Row]) -> list[Noted]:
    """Where nothing can be chosen, all that there is to read."""
    return _said(rows)


def _said(rows: Sequence[Row]) -> list[Noted]:
    """Labels with their values, as far as they are the same in every run; a label that stands twice is left out."""
    labels = [row.label for row in rows]
    values = {
        row.label: row.value
        for row in rows
        if row.label and row.value and labels.count(row.label) == 1 and not _PASSING.search(row.value)
        and row.kind not in ("heading", "text")
    }
    return [Noted("see", values)] if values else []
