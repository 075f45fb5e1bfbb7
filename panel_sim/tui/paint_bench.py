"""Paints the bench: what happens behind the glass, and what can be done there."""

from __future__ import annotations

import re

from panel_sim.tui.bench import Bench, BenchActions, BenchMail, BenchState
from panel_sim.tui.canvas import Area, Canvas, Picture, Touch
from panel_sim.tui.fitting import cells, clean, cut, fit, wrap
from panel_sim.tui.flow import Block, Flow, gap
from panel_sim.tui.words import knows, word

HOUR, DAY = 3600.0, 86_400.0
MAILS, EVENTS = 4, 20
"""How many of the newest messages and events are listed."""
WINDS = (("1", "+1 h", HOUR), ("2", "+1 d", DAY), ("3", "+90 d", 90 * DAY))


def paint_bench(
    bench: Bench, actions: BenchActions, state: BenchState, touch: Touch, width: int, height: int, language: str
) -> Picture:
    """The bench in `width` x `height` cells; what does not fit scrolls. Hits bear the names of actions."""
    canvas = Canvas(width, height, "benchink on bench")
    area = canvas.area()
    head = word(language, "bench-title")
    ground = "benchpick" if state.focus else "benchline"
    area.fill(0, 0, width, 1, f"benchink on {ground}")
    # Which side has the keys must show without colours too.
    area.put(1, 0, f"► {head}" if state.focus else head, f"bold benchhead on {ground}")
    leave = f"Esc {word(language, 'close' if state.text else 'panel')}" if state.text or state.focus else ""
    if leave:
        size = cells(leave)
        area.put(width - size - 1, 0, leave, f"benchink on {ground}")
        area.hit("close" if state.text else "leave", width - size - 2, 0, size + 2, 1, "local")
    # What the last key did is said below what scrolls, so that it is in sight wherever one is.
    said = wrap(state.said, max(1, width - 2))[: max(0, height - 2)] if state.said else []
    for line, text in enumerate(said, height - len(said)):
        area.fill(0, line, width, 1, "bold benchwarn on benchline")
        area.put(1, line, text, "bold benchwarn on benchline")
    body = area.area(0, 1, width, height - 1 - len(said))
    blocks = _text(state.text, width) if state.text else _sections(bench, actions, state, touch, width, language)
    flow = Flow(blocks)
    flow.paint(body.area(1, 0, max(0, width - 3), body.height), Touch(scroll=state.scroll))
    flow.bar(body.area(width - 1, 0, 1, body.height), "bench")
    return canvas.picture()


def _text(text: str, width: int) -> list[Block]:
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        lines += wrap_kept(line, max(1, width - 4))
    return [gap(), *(_line(((line, "benchink on bench"),)) for line in lines)]


def wrap_kept(line: str, width: int) -> list[str]:
    """A line of ready text: kept as it is where it fits; else a rule is cut, and columns are drawn closer."""
    line = clean(line.expandtabs(4))
    if cells(line) <= width:
        return [line]
    if len(set(line)) == 1:
        return [cut(line, width)]
    label, gap, value = re.split(r"(\s{2,})", line, maxsplit=1) if re.search(r"\S\s{2,}\S", line) else (line, "", "")
    if not gap:
        return wrap(line, width)
    if cells(label) + 2 + cells(value) <= width:
        return [label + " " * (width - cells(label) - cells(value)) + value]
    return [*wrap(label, width), *(f"  {part}" for part in wrap(value, max(1, width - 2)))]


def _line(parts: tuple[tuple[str, str], ...]) -> Block:
    def paint(area: Area) -> None:
        x = 0
        for text, style in parts:
            x += area.put(x, 0, text, style)

    return Block(1, paint)


def _head(title: str) -> list[Block]:
    def paint(area: Area) -> None:
        size = area.put(0, 0, title, "bold benchhead on bench")
        area.put(size + 1, 0, "─" * max(0, area.width - size - 1), "benchline on bench")

    return [gap(), Block(1, paint)]


def _keys(keys: tuple[tuple[str, str, str], ...], touch: Touch) -> Block:
    """Clickable keys in a line: key, text, the action's name."""

    def paint(area: Area) -> None:
        x = 0
        for key, text, action in keys:
            ground = "benchpick" if action == touch.hover else "benchline"
            size = cells(key) + cells(text) + 3
            if x + size > area.width:
                break
            area.put(x, 0, f" {key} ", f"bold benchhead on {ground}")
            area.put(x + cells(key) + 2, 0, f"{text} ", f"benchink on {ground}")
            area.hit(action, x, 0, size, 1, "local")
            x += size + 1

    return Block(1, paint)


def _sections(
    bench: Bench, actions: BenchActions, state: BenchState, touch: Touch, width: int, language: str
) -> list[Block]:
    room = max(1, width - 3)

    def say(key: str) -> str:
        return word(language, key)

    blocks: list[Block] = []
    for notice in bench.notices:
        blocks += [_line(((line, "benchwarn on bench"),)) for line in wrap(notice, room)]
    if bench.lesson:
        blocks += _head(say("lesson"))
        blocks += [_line(((line, "benchink on bench"),)) for text in bench.lesson for line in wrap(text, room)]
    if bench.state or bench.trigger:
        blocks += _head(say("state"))
        blocks += [_line(((line, "bold benchink on bench"),)) for line in wrap(bench.state, room) if line]
        if bench.trigger:
            tone = "benchbad" if bench.refused else "benchdim"
            blocks += [_line(((f"‹ {bench.trigger}", f"{tone} on bench"),))]
        for guard in dict.fromkeys(bench.refused):
            blocks += [_line((("✗ ", "bold benchbad on bench"), (guard, "benchbad on bench")))]
    if bench.clock:
        blocks += _head(say("clock"))
        blocks += [_line(((bench.clock, "bold benchink on bench"), (f"  {bench.offset}" if bench.offset else "",
                                                                     "benchwarn on bench")))]
        if actions.advance is not None:
            blocks += [_keys(tuple((key, text, f"wind:{seconds:g}") for key, text, seconds in WINDS), touch)]
    if bench.addresses:
        blocks += _head(say("addresses"))
        for name, address in bench.addresses:
            blocks += [_line(((page_name(name, language), "benchdim on bench"),))]
            # Whole, so that it can be copied or clicked in the terminal.
            blocks += [_line(((line, "benchink on bench"),)) for line in wrap(address, room)]
    if bench.mail or actions.open_mail is not None:
        blocks += _head(say("mailbox"))
        blocks += [_mail(mail, room) for mail in bench.mail[:MAILS]]
        if not bench.mail:
            blocks += [_line(((say("no-mail"), "benchdim on bench"),))]
        elif actions.open_mail is not None:
            blocks += [_keys((("m", say("open-mail"), "mail"),), touch)]
    if bench.faults:
        blocks += _head(say("faults"))
        blocks += [_fault(index, fault.name, fault.on, state, touch) for index, fault in enumerate(bench.faults)]
    if actions.revoke is not None:
        blocks += [gap() if bench.faults else _head(say("faults"))[1], _keys((("r", say("revoke"), "revoke"),), touch)]
    tools = []
    if actions.last_sheet is not None:
        tools.append(("s", say("sheet"), "sheet"))
    if actions.load_paper is not None:
        tools.append(("l", say("load-paper"), "paper"))
    if tools or bench.files:
        blocks += _head(say("output"))
        blocks += [_line(((line, "benchink on bench"),)) for name in bench.files[:4] for line in wrap(name, room)]
        if tools:
            blocks += [_keys(tuple(tools), touch)]
    if bench.log:
        blocks += _head(say("happened"))
        # The newest on top: the end of the bench is often out of sight.
        blocks += [_event(text) for text in reversed(bench.log[-EVENTS:])]
    return blocks


def page_name(name: str, language: str) -> str:
    """What a page is called on the bench: in words where the terminal has some for it."""
    key = f"page-{name}"
    return word(language, key) if knows(key) else name


def _mail(mail: BenchMail, room: int) -> Block:
    """When and to whom, the subject, and the attachment beside it or, where that is too long, below."""
    start = 4 + cells(clean(mail.subject))
    below = bool(mail.attachment) and start + cells(clean(mail.attachment)) > room

    def paint(area: Area) -> None:
        x = area.put(0, 0, mail.time, "benchdim on bench") + 1
        area.put(x, 0, fit(mail.to, max(0, area.width - x)), "benchgood on bench")
        area.put(2, 1, fit(mail.subject, max(0, area.width - 2)), "benchink on bench")
        if mail.attachment:
            area.put(2 if below else start, 2 if below else 1, mail.attachment, "benchdim on bench")

    return Block(2 + below, paint)


def _fault(index: int, name: str, on: bool, state: BenchState, touch: Touch) -> Block:
    action = f"fault:{name}"

    def paint(area: Area) -> None:
        chosen = state.focus and index == state.chosen
        ground = "benchpick" if chosen or touch.hover == action else "bench"
        area.fill(0, 0, area.width, 1, f"benchink on {ground}")
        area.put(0, 0, "►" if chosen else " ", f"bold benchhead on {ground}")
        area.put(2, 0, "[x]" if on else "[ ]", f"{'bold benchbad' if on else 'benchdim'} on {ground}")
        area.put(6, 0, name, f"{'bold benchbad' if on else 'benchink'} on {ground}")
        area.hit(action, 0, 0, area.width, 1, "local")

    return Block(1, paint, action)


def _event(text: str) -> Block:
    """An event or effect: its name bold, what it holds pale."""
    name, _, rest = text.partition("(")
    tone = "benchbad" if "Refused" in name or "Failed" in name or "Ended" in name else "benchink"

    def paint(area: Area) -> None:
        x = area.put(0, 0, name, f"{tone} on bench")
        if rest and area.width - x > 2:
            area.put(x, 0, f"({rest}", "benchdim on bench")

    return Block(1, paint)
