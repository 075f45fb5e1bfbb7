"""What a person reads on the painted glass: a text wherever it is wrapped or cut, the value beside a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from panel_sim.paths.reading import spaced
from panel_sim.paths.walking import Astray

_DRAWN = str.maketrans(dict.fromkeys("│█▌▐▀▄─►◄", " "))
"""Edges, bars, pixels and the mark of what is selected: nothing to read."""
_PIXELS = str.maketrans(dict.fromkeys("█▌▐▀▄", " "))
_RUN = re.compile(r"\S+(?: \S+)*")
_LEAD = re.compile(r"(?:[●○] |\[[x ]\] )")
_TAIL = re.compile(r"(?: [›●○])+$")
_SIGNS = frozenset("›●○")
"""What stands at the edge of a row, saying what a touch does."""
ELLIPSIS = "…"
LEAST = 3
"""A text that is cut off is known by so many letters at least."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text on one line with no more than a space within it, and the columns that it takes."""

    line: int
    start: int
    end: int
    text: str
    marked: bool = False
    """Whether it stands behind the mark of a choice or a tick box."""

    def under(self, other: Run) -> bool:
        """Whether it goes on where the other ends: on the next line, below some of it."""
        return self.line == other.line + 1 and self.start < other.end and other.start < self.end


class Page:
    """What stands on the glass at one moment: the LCD's lines, and those of the bezel above and below it."""

    def __init__(self, lcd: Sequence[str], bezel: Sequence[str] = ()) -> None:
        self.lcd = tuple(lcd)
        self._runs = tuple(_runs(self.lcd))
        self._bezel = tuple(_runs(bezel))

    def text(self) -> str:
        """The LCD as plain lines, without its pixels."""
        return "\n".join(line.translate(_PIXELS).rstrip() for line in self.lcd)

    def shows(self, text: str) -> bool:
        """Whether a text stands there; case matters, spacing, line ends and where it is cut off do not."""
        wanted = squashed(text)
        return not wanted or any(_begins(runs, wanted) for runs in (self._runs, self._bezel))

    def values(self, label: str, locked: str = "") -> list[str]:
        """What stands beside a label, for each time that it stands there; `locked` is the mark of what is locked."""
        content = [run for run in self._runs if 0 < run.line < len(self.lcd) - 1]
        return [self._value(content, found, locked) for found in _labels(content, label)]

    def places(self, label: str) -> list[tuple[int, int]]:
        """Where a label stands, as column and line of a cell in it; what comes first in its line before the rest."""
        found = []
        for whole in _labels(self._runs, label):
            run = whole[0]
            first = not any(one.line == run.line and one.start < run.start for one in self._runs)
            found.append((not first, -run.line, (run.start + (run.end - run.start) // 2, run.line)))
        return [place for _, _, place in sorted(found)]

    def _value(self, runs: Sequence[Run], label: Sequence[Run], locked: str) -> str:
        top, bottom, right = label[0], label[-1], max(run.end for run in label)
        beside = [run for run in runs if top.line <= run.line <= bottom.line and run.start >= right]
        if beside:
            column = min(run.start for run in beside)
            pieces = [run for run in beside if run.text != locked]
            line = bottom.line + 1
            while below := [run for run in runs if run.line == line]:
                if below[0].start != column:
                    break
                pieces += below
                line += 1
        else:
            # Too long to stand beside it: below, a little further in.
            pieces, line = [], bottom.line + 1
            while below := [
                run
                for run in runs
                if run.line == line and 1 <= run.start - top.start <= LEAST and not run.marked
            ]:
                pieces += below
                line += 1
        width = max((len(line) for line in self.lcd), default=0)
        text = ""
        for run in pieces:
            piece = _TAIL.sub("", run.text)
            text += piece
            # A word that fills its column to the edge goes on below; any other is over.
            if " " in piece or run.end < width - 2:
                text += " "
        text = _LEAD.sub("", text, count=1) if text[:1] in "●○" else text
        return "" if spaced(text) == locked else spaced(text)


def value_on(pages: Sequence[Page], label: str, locked: str, where: str) -> str | None:
    """The value beside a label on any of the pages; None where there is no such label. Raises Astray for several."""
    found = [value for page in pages for value in page.values(label, locked)]
    if not found:
        return None
    values = list(dict.fromkeys(value for value in found if value))
    if len(values) > 1:
        raise Astray(f'"{label}" stands {len(values)} times on {where}, with other values.', label, tuple(values), "")
    return values[0] if values else ""


def squashed(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.translate(_DRAWN).split())


def _runs(lines: Sequence[str]) -> Iterator[Run]:
    for number, line in enumerate(lines):
        for found in _RUN.finditer(line.translate(_DRAWN)):
            text, start = found[0], found.start()
            lead = _LEAD.match(text)
            if text in _SIGNS:
                continue
            if lead is not None and len(text) > lead.end():
                yield Run(number, start + lead.end(), found.end(), text[lead.end() :], True)
            else:
                yield Run(number, start, found.end(), text)


def _begins(runs: Sequence[Run], wanted: str) -> bool:
    """Whether the text begins in any of the runs, and goes on from it."""
    for index, run in enumerate(runs):
        text = squashed(run.text)
        if wanted in text:
            return True
        cut = text.endswith(ELLIPSIS)
        shown = text.removesuffix(ELLIPSIS)
        for at in range(len(shown)):
            piece = shown[at:]
            if wanted.startswith(piece) and (
                (cut and len(piece) >= LEAST) or _goes_on(runs, index, wanted[len(piece) :])
            ):
                return True
    return False


def _goes_on(runs: Sequence[Run], index: int, wanted: str) -> bool:
    here = runs[index]
    for number in range(index + 1, len(runs)):
        run = runs[number]
        if run.line > here.line + 1:
            break
        beside = run.line == here.line and run.start - here.end <= LEAST
        if not (beside or run.under(here)):
            continue
        text = squashed(run.text)
        shown = text.removesuffix(ELLIPSIS)
        if text.startswith(wanted) or (shown != text and wanted.startswith(shown)):
            return True
        if wanted.startswith(text) and _goes_on(runs, number, wanted[len(text) :]):
            return True
    return False


def _labels(runs: Sequence[Run], label: str) -> list[list[Run]]:
    """Each time that a label stands there whole, as its runs; by exact label first, then case and spacing apart."""
    for form in (str, str.casefold):
        wanted = "".join(form(label).split())
        found = [whole for index in range(len(runs)) if (whole := _whole(runs, index, wanted, form)) is not None]
        if found:
            return found
    return []


def _whole(runs: Sequence[Run], index: int, wanted: str, form: Callable[[str], str]) -> list[Run] | None:
    run = runs[index]
    text = "".join(form(_TAIL.sub("", run.text)).split())
    if text == wanted:
        return [run]
    if text.endswith(ELLIPSIS) and len(text) > LEAST and wanted.startswith(text.removesuffix(ELLIPSIS)):
        return [run]
    if not text or not wanted.startswith(text):
        return None
    for number in range(index + 1, len(runs)):
        below = runs[number]
        if below.line > run.line + 1:
            break
        if below.under(run) and (rest := _whole(runs, number, wanted[len(text) :], form)) is not None:
            return [run, *rest]
    return None


