"""What all files of a device know together: every screen, everything that can be tapped, charts put side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from panel_sim.core.menus import Move, Names, RowSpec, Source
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.written import Written, WrittenAny, WrittenScreen

KEYS = ("home", "back", "help", "power", "start", "stop")
WITH_SUBJECT = ("pressed", "timer_fired")
TAP = "tap:"
OPENERS = ("", "back", "opener")
"""Targets that are no screen ids."""
ANYWHERE = ""
"""The key in Names.list_rows for what can be tapped on every screen, such as the keys of the bottom bar."""
EDITORS = {"choice": "choice", "number": "number", "text": "entry"}
"""The kind of editor for each kind of value; a switch is turned where it stands."""


@dataclass(slots=True)
class Chart:
    """What all charts say of one screen; triggers have their full names."""

    source: Source
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    on: dict[str, tuple[Move, ...]] = field(default_factory=dict)
    lines: dict[str, Source] = field(default_factory=dict)


class Ground:
    """An index over everything written, and the problems found in making it."""

    def __init__(self, written: Written, names: Names, problems: Problems) -> None:
        """Index the screens, then join the charts."""
        self.written = written
        self.names = names
        self._problems = problems
        self.editors: dict[str, tuple[str, RowSpec]] = {}
        """Editor id -> the screen and the row that it edits for."""
        self.rows: dict[str, set[str]] = {}
        """Screen id -> every whole id that can be tapped on it, on some model."""
        self._tap_sure = not written.lost & {"screens", "values"}
        self._index()
        self.charts: dict[str, Chart] = {}
        self.any: list[WrittenAny] = []
        self._join()

    def knows(self, screen: str) -> bool:
        """Whether a screen or an editor with this id stands in the files."""
        return screen in self.rows

    def tab(self, screen: str, tab: str) -> str:
        """Give the whole id of a tab: it is written whole, or as the last part of a screen below or beside this one."""
        if tab in self.rows or "/" in tab:
            return tab
        below = f"{screen}/{tab}"
        if below in self.rows:
            return below
        beside = screen.rpartition("/")[0] + "/" + tab
        return beside if beside in self.rows else tab

    def patterns(self, screen: str) -> Iterator[str]:
        """Give the patterns of row ids that Python paints on a screen."""
        named = self.names.list_rows
        yield from named.get(ANYWHERE, ())
        for variant in self.written.screens.get(screen, ()):
            if variant.list:
                yield from named.get(variant.list, ())
            if variant.view:
                yield from named.get(variant.view, ())

    def _index(self) -> None:
        values = self.written.values
        for id_, variants in self.written.screens.items():
            rows = self.rows.setdefault(id_, set())
            for screen in variants:
                for row in all_rows(screen):
                    rows.add(row.id)
                    if row.setting in values:
                        self.editors[row.id] = (id_, row)
                if screen.kind == "entry" and not screen.buttons:
                    rows.add(f"{id_}/ok")
        for id_, (_, row) in list(self.editors.items()):
            kinds = {value.spec.kind for value in values[row.setting]}
            if kinds <= {"switch", "fixed"}:
                del self.editors[id_]
                continue
            rows = self.rows.setdefault(id_, set())
            for value in values[row.setting]:
                rows.update(implied_rows(id_, value.spec.kind, value.spec.choices))
        for id_, variants in self.written.screens.items():
            for screen in variants:
                if screen.tabs:
                    self.rows[id_].update(self.tab(id_, tab) for tab, _ in screen.tabs)

    def _join(self) -> None:
        """Put all charts together, with full trigger names."""
        for state in self.written.states:
            if not self.knows(state.screen):
                if "screens" not in self.written.lost:
                    self._problems.unknown(
                        state.source.file,
                        state.source.line,
                        f"unknown screen {quoted(state.screen)}",
                        state.screen,
                        self.rows.keys(),
                    )
                continue
            chart = self.charts.setdefault(state.screen, Chart(state.source))
            chart.enter += state.enter
            chart.leave += state.leave
            for trigger, moves in state.on.items():
                source = Source(state.source.file, state.lines[trigger])
                full = self._trigger(state.screen, trigger, source)
                if not full:
                    continue
                if full in chart.on:
                    first = chart.lines[full]
                    self._problems.add(
                        source.file,
                        source.line,
                        f"{quoted(trigger)} of {quoted(state.screen)} stands twice; "
                        f"it stands at {first.file}:{first.line} already",
                    )
                    continue
                chart.on[full] = moves
                chart.lines[full] = source
        ends: dict[str, list[str]] | None = None
        for rule in self.written.any:
            if not rule.trigger.startswith(TAP):
                if self._event(rule.trigger, rule.source):
                    self.any.append(rule)
                continue
            row = rule.trigger.removeprefix(TAP)
            if any(fnmatchcase(row, pattern) for pattern in self.names.list_rows.get(ANYWHERE, ())):
                self.any.append(rule)
                continue
            if ends is None:
                ends = self._ends()
            self._spread(rule, row, ends)

    def _spread(self, rule: WrittenAny, row: str, ends: dict[str, list[str]]) -> None:
        """Give a tap of "any" to every screen that has such a row; the screen's own moves come first."""
        screens = ends.get(row, [])
        if not screens and self._tap_sure:
            source = rule.source
            self._problems.unknown(source.file, source.line, f"no screen has a row {quoted(row)}", row, ends.keys())
        excepted = {screen for screen, _ in rule.except_}
        for screen in screens:
            if screen not in excepted:
                chart = self.charts.setdefault(screen, Chart(rule.source))
                full = TAP + (row if "/" in row else f"{screen}/{row}")
                chart.on[full] = (*chart.on.get(full, ()), rule.move)
                chart.lines.setdefault(full, rule.source)

    def _ends(self) -> dict[str, list[str]]:
        """Give, for each row id and each last part of one, the screens that it stands on."""
        ends: dict[str, list[str]] = {}
        for screen, rows in self.rows.items():
            start = len(screen) + 1
            for row in rows:
                ends.setdefault(row, []).append(screen)
                if row.startswith(screen + "/"):
                    ends.setdefault(row[start:], []).append(screen)
        return ends

    def _trigger(self, screen: str, trigger: str, source: Source) -> str:
        """Give the full name of a trigger of a screen, or "" when it cannot be one, which is noted."""
        if not trigger.startswith(TAP):
            return trigger if self._event(trigger, source) else ""
        row = trigger.removeprefix(TAP)
        rows = self.rows[screen]
        whole = f"{screen}/{row}"
        if whole in rows:
            return TAP + whole
        if row in rows or any(fnmatchcase(row, pattern) for pattern in self.patterns(screen)):
            return trigger
        if self._tap_sure:
            start = len(screen) + 1
            near = {known[start:] if known.startswith(screen + "/") else known for known in rows}
            near.update(self.patterns(screen))
            self._problems.unknown(
                source.file, source.line, f"the screen {quoted(screen)} has no row {quoted(row)} to tap", row, near
            )
        return ""

    def _event(self, trigger: str, source: Source) -> bool:
        """Tell whether a trigger is an event that can happen, with its subject."""
        event, dot, subject = trigger.partition(".")
        file, line = source.file, source.line
        if event == "tapped":
            self._problems.add(file, line, f"{quoted(trigger)} never comes by this name; write tap:<row>")
        elif event not in self.names.events:
            self._problems.unknown(file, line, f"unknown event {quoted(event)}", event, self.names.events)
        elif event == "pressed" and subject not in KEYS:
            near = self._problems.nearest(subject, KEYS)
            told = f"{quoted(trigger)} names no key; the keys are {', '.join(KEYS)}"
            self._problems.add(file, line, told, f"pressed.{near}" if near else "")
        elif event == "timer_fired" and not subject:
            self._problems.add(file, line, f"{quoted(trigger)} lacks its subject, as in timer_fired.sleep")
        elif event == "timer_fired" and subject not in self.names.timers:
            told = f"no timer is called {quoted(subject)}; there are {', '.join(sorted(self.names.timers))}"
            near = self._problems.nearest(subject, self.names.timers)
            self._problems.add(file, line, told, f"timer_fired.{near}" if near else "")
        elif dot and event not in WITH_SUBJECT:
            told = f"{quoted(trigger)} never comes: only {' and '.join(WITH_SUBJECT)} have a subject"
            self._problems.add(file, line, told, event)
        else:
            return True
        return False


def implied_rows(screen: str, kind: str, choices: tuple[str, ...]) -> list[str]:
    """Give the row ids that the panel itself puts on the editor of a value of this kind."""
    if kind == "choice":
        return [f"{screen}/{choice}" for choice in choices]
    return [f"{screen}/ok"] if kind in EDITORS else []


def all_rows(screen: WrittenScreen) -> Iterator[RowSpec]:
    """Give rows, buttons and ticks of a screen."""
    for row in (*screen.rows, *screen.buttons, *screen.ticks):
        yield row.spec
