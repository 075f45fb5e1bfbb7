"""Checks what the files say of each other, whatever the model: names lead somewhere, and every screen is reached."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fnmatch import fnmatchcase

from panel_sim.core.menus import LOCKED_SCREEN, Source
from panel_sim.loading.ground import OPENERS, TAP, Ground, all_rows
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.written import WrittenScreen

HOME = "home"


def check_links(ground: Ground, problems: Problems) -> set[str]:
    """Note every link that leads nowhere, row that does nothing, capability no model has, and screen out of reach.

    What a file that could not be read might hold is given the benefit of the doubt. Gives the screens that are reached.
    """
    lost = ground.written.lost
    if "screens" not in lost:
        _targets(ground, problems)
    if "values" not in lost:
        _values(ground, problems)
    if "models" not in lost:
        _capabilities(ground, problems)
    if not lost & {"screens", "values", "states"}:
        _idle_rows(ground, problems)
        return _reach(ground, problems)
    return set(ground.rows)


def _targets(ground: Ground, problems: Problems) -> None:
    known = ground.rows.keys()
    for screen in _screens(ground):
        for row in all_rows(screen):
            if row.opens and not ground.knows(row.opens):
                told = f"the row {quoted(row.id)} opens an unknown screen {quoted(row.opens)}"
                problems.unknown(row.source.file, row.source.line, told, row.opens, known)
        for tab, line in screen.tabs:
            if not ground.knows(ground.tab(screen.id, tab)):
                told = f"the tab {quoted(tab)} of {quoted(screen.id)} is an unknown screen"
                problems.unknown(screen.source.file, line, told, tab, known)
    for state in ground.written.states:
        for moves in state.on.values():
            for move in moves:
                _target(move.to, move.source, ground, problems)
    for rule in ground.written.any:
        _target(rule.move.to, rule.move.source, ground, problems)
        for screen_id, line in rule.except_:
            if not ground.knows(screen_id):
                told = f"unknown screen {quoted(screen_id)} under except"
                problems.unknown(rule.move.source.file, line, told, screen_id, known)
    if not ground.knows(HOME):
        problems.add(ground.written.root, 0, f"no file holds the screen {quoted(HOME)}, where everything begins")


def _target(to: str, source: Source, ground: Ground, problems: Problems) -> None:
    if to not in OPENERS and not ground.knows(to):
        told = f"to leads to an unknown screen {quoted(to)}"
        problems.unknown(source.file, source.line, told, to, ground.rows.keys())


def _values(ground: Ground, problems: Problems) -> None:
    values = ground.written.values
    readings = ground.names.readings
    both: set[str] | None = None
    for screen in _screens(ground):
        for row in all_rows(screen):
            file, line = row.source.file, row.source.line
            if row.setting and row.setting not in values:
                told = f"the row {quoted(row.id)} sets an unknown value {quoted(row.setting)}"
                problems.unknown(file, line, told, row.setting, values.keys())
            elif row.setting and all(value.spec.kind == "fixed" for value in values[row.setting]):
                told = f"the value {quoted(row.setting)} is fixed and cannot be set; show it with reading"
                problems.add(file, line, told)
            if row.reading and row.reading not in readings and row.reading not in values:
                both = {*readings, *values} if both is None else both
                problems.unknown(file, line, f"unknown reading {quoted(row.reading)}", row.reading, both)


def _capabilities(ground: Ground, problems: Problems) -> None:
    had: set[str] = set()
    for model in ground.written.models.values():
        had |= model.model.capabilities
    for word, source in ground.written.needs:
        plain = word.removeprefix("not-")
        if plain not in had:
            told = f"no model has the capability {quoted(plain)}"
            problems.unknown(source.file, source.line, told, plain, had)


def _idle_rows(ground: Ground, problems: Problems) -> None:
    """Note rows and buttons that look as if they did something but do not."""
    everywhere = {rule.trigger for rule in ground.any}
    for screen in _screens(ground):
        chart = ground.charts.get(screen.id)
        for row in (*screen.rows, *screen.buttons):
            spec = row.spec
            if not row.sound or spec.kind or spec.opens or spec.setting or spec.reading:
                continue
            trigger = TAP + spec.id
            if trigger in everywhere or (chart is not None and trigger in chart.on):
                continue
            if not _painted(spec.id, ground, screen):
                told = f"the row {quoted(spec.id)} does nothing; give it opens, setting, reading or a move in a chart"
                problems.add(spec.source.file, spec.source.line, told)


def _painted(row: str, ground: Ground, screen: WrittenScreen) -> bool:
    """Whether the row is one that a list or a painter in Python answers for."""
    return any(fnmatchcase(row, pattern) for pattern in ground.patterns(screen.id))


def _reach(ground: Ground, problems: Problems) -> set[str]:
    """Note screens that no way leads to from Home on any model, but not what follows from one of them."""
    roots = [HOME, *(rule.move.to for rule in ground.any if rule.move.to not in OPENERS)]
    reached: set[str] = set()
    _spread(roots, reached, ground)
    if any(screen.id in reached and _locks(screen) for screen in _screens(ground)):
        _spread([LOCKED_SCREEN], reached, ground)
    apart = [id_ for id_ in ground.written.screens if id_ not in reached]
    if not apart:
        return reached
    # What only a screen out of reach leads to follows from it. A ring begins where it is written first.
    led_to = {target for id_ in apart for target in _ways(id_, ground) if target != id_}
    found = set(reached)
    for id_ in sorted(apart, key=lambda id_: id_ in led_to):
        if id_ not in found:
            source = ground.written.screens[id_][0].source
            told = f"the screen {quoted(id_)} cannot be reached from {HOME}"
            problems.add(source.file, source.line, told)
            _spread([id_], found, ground)
    return reached


def _locks(screen: WrittenScreen) -> bool:
    return screen.locked or any(row.locked for row in all_rows(screen))


def _spread(roots: list[str], reached: set[str], ground: Ground) -> None:
    """Add all that roots lead to, roots and all, to what is reached."""
    queue = deque(root for root in roots if root not in reached)
    reached.update(queue)
    while queue:
        for target in _ways(queue.popleft(), ground):
            if target not in reached:
                reached.add(target)
                queue.append(target)


def _ways(id_: str, ground: Ground) -> Iterator[str]:
    for screen in ground.written.screens.get(id_, ()):
        for row in all_rows(screen):
            if row.opens:
                yield row.opens
            elif row.setting:
                yield row.id
        for tab, _ in screen.tabs:
            yield ground.tab(id_, tab)
    chart = ground.charts.get(id_)
    if chart is not None:
        for moves in chart.on.values():
            for move in moves:
                if move.to not in OPENERS:
                    yield move.to


def _screens(ground: Ground) -> Iterator[WrittenScreen]:
    for variants in ground.written.screens.values():
        yield from variants
