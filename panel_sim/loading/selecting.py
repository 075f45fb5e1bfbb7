"""Takes from the files what one model has: rows, screens, values and moves whose needs it meets, as core.menus."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from panel_sim.core.menus import (
    LOCKED_SCREEN,
    AnySpec,
    EntrySpec,
    Menus,
    Model,
    Move,
    RowSpec,
    ScreenSpec,
    StateSpec,
    ValueSpec,
)
from panel_sim.loading.ground import EDITORS, OPENERS, TAP, Ground, implied_rows
from panel_sim.loading.links import HOME
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.value_files import fit
from panel_sim.loading.written import Needs, WrittenModel, WrittenRow, WrittenScreen

LISTINGS = ("list", "status", "home")
"""Kinds of screen that are nothing without rows."""


class Selection:
    """One model's share of the files."""

    def __init__(self, ground: Ground, written: WrittenModel, problems: Problems) -> None:
        """Choose; two things with one id on this model, and own defaults that do not fit, are noted."""
        self._ground = ground
        self._written = written
        self._problems = problems
        self.model: Model = written.model
        self._met: dict[Needs, bool] = {}
        self.values = self._choose_values()
        self._present = self._choose_screens()
        self._rows: dict[str, tuple[list[RowSpec], list[RowSpec], list[RowSpec]]] = {}
        self._editors: dict[str, ScreenSpec] = {}
        for screen in self._present.values():
            self._choose_rows(screen)
        self._moves: dict[str, dict[str, tuple[Move, ...]]] = {}
        for screen in self._present.values():
            self._settle(screen)
        self.any = tuple(self._choose_any())
        self._parents = self._reach()

    def menus(self) -> Menus:
        """Give the result: what can be reached on this model."""
        screens = {id_: self._screen(id_, parent) for id_, parent in self._parents.items()}
        states = {}
        for id_, chart in self._ground.charts.items():
            if id_ in screens:
                moves = self._moves[id_] if id_ in self._moves else self._choose_moves(id_, None)
                states[id_] = StateSpec(id_, chart.enter, chart.leave, moves)
        rules = tuple(
            replace(rule, except_=tuple(id_ for id_ in rule.except_ if id_ in screens)) for rule in self.any
        )
        words = {language: catalogue.words for language, catalogue in self._ground.written.words.items()}
        return Menus(self.model, screens, self.values, states, rules, words, HOME)

    def _meets(self, needs: Needs) -> bool:
        if not needs:
            return True
        met = self._met.get(needs)
        if met is None:
            had = self.model.capabilities
            met = all(word[4:] not in had if word.startswith("not-") else word in had for word in needs)
            self._met[needs] = met
        return met

    def _choose_values(self) -> dict[str, ValueSpec]:
        chosen: dict[str, ValueSpec] = {}
        for key, variants in self._ground.written.values.items():
            for value in variants:
                if not self._meets(value.needs):
                    continue
                if key in chosen:
                    first, second = chosen[key].source, value.spec.source
                    told = f"the value {quoted(key)} stands twice; it stands at {first.file}:{first.line} already"
                    self._problems.add(second.file, second.line, told)
                    continue
                chosen[key] = value.spec
        known = self._ground.written.values
        file = self._written.source.file
        for key, (given, line) in self._written.values.items():
            if key in chosen:
                default, reason = fit(chosen[key], given)
                if reason:
                    self._problems.add(file, line, f"the default of {quoted(key)} {reason}")
                chosen[key] = replace(chosen[key], default=default, defaults={})
            elif key not in known and "values" not in self._ground.written.lost:
                self._problems.unknown(file, line, f"unknown value {quoted(key)}", key, known.keys())
        return chosen

    def _choose_screens(self) -> dict[str, WrittenScreen]:
        chosen: dict[str, WrittenScreen] = {}
        for id_, variants in self._ground.written.screens.items():
            for screen in variants:
                if not self._meets(screen.needs):
                    continue
                if id_ in chosen:
                    first, second = chosen[id_].source, screen.source
                    told = f"the screen {quoted(id_)} stands twice; it stands at {first.file}:{first.line} already"
                    self._problems.add(second.file, second.line, told)
                    continue
                chosen[id_] = screen
        return chosen

    def _choose_rows(self, screen: WrittenScreen) -> None:
        """Choose the rows by needs and values, and make the editors of those with a setting."""
        taken: dict[str, RowSpec] = {}
        groups: tuple[list[RowSpec], list[RowSpec], list[RowSpec]] = ([], [], [])
        for rows, group in zip((screen.rows, screen.buttons, screen.ticks), groups, strict=True):
            for row in rows:
                spec = row.spec
                if not self._meets(row.needs) or not self._has_values(row):
                    continue
                if spec.id in taken:
                    first = taken[spec.id].source
                    told = f"the row {quoted(spec.id)} stands twice; it stands at {first.file}:{first.line} already"
                    self._problems.add(spec.source.file, spec.source.line, told)
                    continue
                if spec.setting:
                    spec = self._edited(spec, screen)
                taken[spec.id] = spec
                group.append(spec)
        self._rows[screen.id] = groups

    def _has_values(self, row: WrittenRow) -> bool:
        spec = row.spec
        if spec.setting:
            return spec.setting in self.values and self.values[spec.setting].kind != "fixed"
        return not spec.reading or spec.reading in self._ground.names.readings or spec.reading in self.values

    def _edited(self, row: RowSpec, screen: WrittenScreen) -> RowSpec:
        """Add the editor that a setting opens; a switch has none."""
        value = self.values[row.setting]
        kind = EDITORS.get(value.kind)
        if kind is None:
            return row
        if row.id in self._present:
            first = self._present[row.id].source
            told = f"the editor of {quoted(row.id)} takes the id of the screen at {first.file}:{first.line}"
            self._problems.add(row.source.file, row.source.line, told)
        entry = None
        if kind == "entry":
            mode = "number" if value.charset == "digits" else "text"
            entry = EntrySpec(mode, value.secret, value.most, value.charset)
        self._editors[row.id] = ScreenSpec(
            row.id, kind, entry=entry, setting=row.setting, locked=row.locked, parent=screen.id, source=row.source
        )
        return replace(row, opens=row.id)

    def _is_there(self, screen: str) -> bool:
        return screen in self._present or screen in self._editors

    def _lacks(self, screen: str) -> bool:
        """Whether this model lacks a screen that the files have. One that no file has is noted already, as a slip."""
        return not self._is_there(screen) and self._ground.knows(screen)

    def _settle(self, screen: WrittenScreen) -> None:
        """Drop the rows that lead to what this model lacks, and the moves of rows that are not there."""
        id_ = screen.id
        groups = self._rows[id_]
        chart = self._ground.charts.get(id_)
        for group in groups:
            if any(row.opens and self._lacks(row.opens) for row in group):
                group[:] = [row for row in group if not row.opens or not self._lacks(row.opens)]
        if chart is None:
            return
        moves = self._choose_moves(id_, screen)
        self._moves[id_] = moves
        for group in groups:
            group[:] = [
                row
                for row in group
                if row.opens or row.setting or row.reading or row.kind
                # What the charts have for it leads only to what this model lacks.
                or TAP + row.id not in chart.on or TAP + row.id in moves
            ]

    def _choose_moves(self, id_: str, screen: WrittenScreen | None) -> dict[str, tuple[Move, ...]]:
        """Give a screen's moves whose row and target are there; `screen` is None for an editor."""
        chart = self._ground.charts[id_]
        known = self._ground.rows[id_]
        here = self._tappable(id_, screen)
        chosen: dict[str, tuple[Move, ...]] = {}
        for trigger, moves in chart.on.items():
            if trigger.startswith(TAP):
                row = trigger.removeprefix(TAP)
                if row in known and row not in here:
                    continue
            kept = tuple(move for move in moves if move.to in OPENERS or not self._lacks(move.to))
            if kept or not moves:
                chosen[trigger] = kept
        return chosen

    def _tappable(self, id_: str, screen: WrittenScreen | None) -> set[str]:
        if screen is None:
            value = self.values[self._editors[id_].setting]
            return set(implied_rows(id_, value.kind, value.choices))
        here = {row.id for group in self._rows[id_] for row in group}
        here.update(self._tabs(screen))
        if screen.kind == "entry" and not self._rows[id_][1]:
            here.add(f"{id_}/ok")
        return here

    def _tabs(self, screen: WrittenScreen) -> Iterator[str]:
        for tab, _ in screen.tabs:
            whole = self._ground.tab(screen.id, tab)
            if self._is_there(whole):
                yield whole

    def _choose_any(self) -> Iterator[AnySpec]:
        for rule in self._ground.any:
            if rule.move.to in OPENERS or self._is_there(rule.move.to):
                yield AnySpec(rule.trigger, (rule.move,), tuple(screen for screen, _ in rule.except_))

    def _reach(self) -> dict[str, str]:
        """Give every screen that can be reached, with its parent: nearest to Home first, rows before other moves."""
        if HOME not in self._present:
            return {}
        parents = {HOME: ""}
        rows = deque([HOME])
        others = deque(rule.moves[0].to for rule in self.any if rule.moves[0].to not in OPENERS)
        locked = False
        while rows or others:
            if not rows:
                found = others.popleft()
                if found not in parents:
                    parents[found] = self._container(found)
                    rows.append(found)
                continue
            id_ = rows.popleft()
            screen = self._present.get(id_)
            if screen is None:
                locked = locked or self._editors[id_].locked
            else:
                locked = locked or screen.locked
                for group in self._rows[id_]:
                    for row in group:
                        locked = locked or row.locked
                        if row.opens and row.opens not in parents and self._is_there(row.opens):
                            parents[row.opens] = id_
                            rows.append(row.opens)
                for tab in self._tabs(screen):
                    if tab not in parents:
                        parents[tab] = parents[id_]
                        rows.append(tab)
            others.extend(self._moved_to(id_))
            if locked and LOCKED_SCREEN in self._present:
                others.append(LOCKED_SCREEN)
                locked = False
        return _without_circles(parents)

    def _container(self, id_: str) -> str:
        """Give the screen that a screen stands inside."""
        screen = self._present.get(id_)
        return screen.inside if screen is not None else self._editors[id_].parent

    def _moved_to(self, id_: str) -> Iterator[str]:
        if id_ not in self._ground.charts:
            return
        moves = self._moves[id_] if id_ in self._moves else self._choose_moves(id_, None)
        for kept in moves.values():
            for move in kept:
                if self._is_there(move.to):
                    yield move.to

    def _sure(self, screen: WrittenScreen) -> bool:
        """Whether rows can be missing only because nobody wrote them."""
        rows_sound = all(row.sound for row in screen.rows)
        return screen.sound and rows_sound and not self._ground.written.lost & {"screens", "values", "states"}

    def _screen(self, id_: str, parent: str) -> ScreenSpec:
        screen = self._present.get(id_)
        if screen is None:
            return replace(self._editors[id_], parent=parent)
        rows, buttons, ticks = self._rows[id_]
        if screen.kind in LISTINGS and not (rows or screen.list or screen.view or screen.tabs) and self._sure(screen):
            told = f"the screen {quoted(id_)} has no rows on the model {quoted(self.model.id)}; say what it needs"
            self._problems.add(screen.source.file, screen.source.line, told)
        return ScreenSpec(
            id_,
            screen.kind,
            tuple(rows),
            screen.list,
            tuple(self._tabs(screen)),
            tuple(buttons),
            tuple(ticks),
            screen.view,
            screen.entry,
            "",
            screen.locked,
            screen.tone,
            parent,
            screen.source,
            screen.icon,
        )


def _without_circles(parents: dict[str, str]) -> dict[str, str]:
    """Give the same parents so that every way up ends: at Home, or at a screen that stands for itself."""
    ends: set[str] = {""}
    for id_, parent in parents.items():
        if parent not in parents:
            parents[id_] = ""
    for start in parents:
        way: dict[str, None] = {}
        at = start
        while at not in ends and at not in way:
            way[at] = None
            at = parents.get(at, "")
        if at in way:
            parents[at] = ""
        ends.update(way)
    return parents
