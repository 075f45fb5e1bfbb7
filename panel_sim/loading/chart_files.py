"""Reads states/*.yaml: charts, which say what taps and events do on which screen."""

from __future__ import annotations

from itertools import pairwise

from panel_sim.core.menus import Move, Names, Source
from panel_sim.loading.fields import Fields, whole_file
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.screen_files import ID, PATH
from panel_sim.loading.written import Written, WrittenAny, WrittenState
from panel_sim.loading.yaml_nodes import Mapping, Node, Scalar, Sequence

MOVE_KEYS = frozenset(("when", "unless", "do", "to", "over"))
OPENERS = ("back", "opener")
ALWAYS_THERE = ("", *OPENERS, "home")
ANY_KEYS = MOVE_KEYS | {"on", "except"}


def read_chart(node: Node | None, file: str, written: Written, names: Names, problems: Problems) -> bool:
    """Read one chart; False when the file is none."""
    whole = whole_file(node, file, ("chart", "states", "any"), problems)
    if whole is None:
        return False
    chart = whole.text("chart")
    if not ID.match(chart):
        whole.refuse('the chart wants a name in kebab-case, such as "chart: scan-to-email"', "chart")
    states = whole.mapping("states")
    for screen, body in states.items.items() if states is not None else ():
        line = states.lines[screen] if states is not None else 0
        if isinstance(body, Mapping):
            fields = Fields(body, file, "a state", ("enter", "leave", "on"), problems, line)
            written.states.append(_state(screen, fields, names))
        else:
            problems.add(file, line, f"the state {quoted(screen)} wants keys with values")
    for body in whole.mappings("any"):
        fields = Fields(body, file, 'a move of "any"', ANY_KEYS, problems)
        trigger = fields.text("on")
        if not trigger:
            if fields.sound:
                fields.refuse('a move of "any" lacks its trigger: on')
            continue
        move = _move(fields, names, fields.line_of("on"))
        source = Source(file, fields.line_of("on"))
        written.any.append(WrittenAny(trigger, move, source, fields.words("except")))
    return whole.has("states") or whole.has("any")


def _state(screen: str, fields: Fields, names: Names) -> WrittenState:
    state = WrittenState(
        screen,
        Source(fields.file, fields.line),
        fields.names("enter", names.effects, "effect"),
        fields.names("leave", names.effects, "effect"),
    )
    triggers = fields.mapping("on")
    if triggers is None:
        return state
    for trigger, node in triggers.items.items():
        line = triggers.lines[trigger]
        single = isinstance(node, Mapping)
        moves = []
        sound = True
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Mapping):
                one = Fields(item, fields.file, "a move", MOVE_KEYS, fields.problems, line if single else item.line)
                moves.append(_move(one, names, one.line))
                sound = sound and one.sound
            elif isinstance(item, Scalar) and item.value is None:
                fields.problems.add(
                    fields.file, line, f"{quoted(trigger)} does nothing; give it do or to, or an empty mapping {{}}"
                )
            else:
                fields.problems.add(fields.file, item.line, f"{quoted(trigger)} wants a move, such as {{to: home}}")
        state.on[trigger] = tuple(moves)
        state.lines[trigger] = line
        if sound:
            _never_made(moves, trigger, fields.problems)
    return state


def _move(fields: Fields, names: Names, line: int) -> Move:
    when = fields.names("when", names.guards, "guard")
    unless = fields.names("unless", names.guards, "guard")
    for name in when:
        if name in unless:
            fields.refuse(f"the guard {quoted(name)} stands both under when and under unless", "unless")
    to = fields.text("to")
    if to and not PATH.match(to):
        fields.refuse(f"{quoted(to)} is not a screen id", "to")
        to = ""
    over = fields.flag("over")
    if over and (not to or to in OPENERS) and fields.sound:
        fields.refuse('"over" wants a screen id under "to"', "over")
    source = Source(fields.file, fields.line_of("to") if fields.has("to") else line)
    return Move(when, unless, fields.names("do", names.effects, "effect"), to, over, source)


def _never_made(moves: list[Move], trigger: str, problems: Problems) -> None:
    """Note a move that stands after one that is always made (one whose target some model may lack is not)."""
    for before, move in pairwise(moves):
        if not before.when and not before.unless and before.to in ALWAYS_THERE:
            file, line = move.source.file, move.source.line
            problems.add(file, line, f"this move of {quoted(trigger)} is never made: the one before it always is")
            return
