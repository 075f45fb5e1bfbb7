"""Paints a trace: the steps, the glass before and after the chosen one, what happened, and the jobs with their legs."""

from __future__ import annotations

from dataclasses import dataclass

from panel_sim.tui.canvas import Area, Canvas, Picture, Touch
from panel_sim.tui.fitting import cells, wrap
from panel_sim.tui.flow import Block, Flow, gap
from panel_sim.tui.trace_data import ShownJob, ShownStep, ShownTrace

GLASS = 76
"""The usual width of a glass as text."""
MARKS = {
    "passed": ("✓", "benchgood"), "failed": ("✗", "benchbad"), "broken": ("!", "benchbad"), "skipped": ("-", "benchdim")
}  # fmt: skip
LEGS = {"yes": ("✓", "benchgood"), "no": ("✗", "benchbad"), "": ("·", "benchdim")}
INK, DIM, HEAD, BAD = "benchink on bench", "benchdim on bench", "bold benchhead on bench", "bold benchbad on bench"


@dataclass(slots=True)
class TraceState:
    """Where the reader is."""

    chosen: int = 0
    page: str = "steps"
    """steps, jobs, or glass: the glass alone, in all its width."""
    before: bool = False
    scroll: int = 0
    pan: int = 0


def paint_trace(trace: ShownTrace, state: TraceState, hover: str, width: int, height: int) -> Picture:
    """The whole viewer. Hits bear `step:N`, or the name of what a touch does."""
    canvas = Canvas(width, height, INK)
    area = canvas.area()
    if width < 30 or height < 8:
        area.put(0, 0, "Larger, please: 30 x 8 at least.", INK)
        return canvas.picture()
    _head(trace, state, hover, area)
    body = area.area(0, 2, width, height - 3)
    if state.page == "jobs":
        _scrolled(_jobs(trace.jobs, width - 4), state, body, canvas)
    elif not trace.steps:
        _scrolled(_text(trace.reason or "No step was played.", width - 4, INK), state, body, canvas)
    elif state.page == "glass":
        step = trace.steps[state.chosen]
        _scrolled(_glass(step, state, hover, width - 2, False), state, body, canvas)
    else:
        left = min(44, max(26, width - GLASS - 6, width * 3 // 10))
        _steps(trace, state, hover, body.area(0, 0, left, body.height))
        for line in range(body.height):
            body.put(left, line, "│", "benchline on bench")
        right = body.area(left + 1, 0, width - left - 1, body.height)
        _scrolled(_step(trace.steps[state.chosen], state, hover, right.width - 3), state, right, canvas)
    _foot(trace, state, area)
    return canvas.picture()


def _scrolled(blocks: list[Block], state: TraceState, area: Area, canvas: Canvas) -> None:
    flow = Flow(blocks)
    flow.paint(area.area(1, 0, max(0, area.width - 3), area.height), Touch(scroll=state.scroll))
    flow.bar(area.area(area.width - 1, 0, 1, area.height), "bench")
    state.scroll = canvas.scroll


def _head(trace: ShownTrace, state: TraceState, hover: str, area: Area) -> None:
    mark, colour = MARKS.get(trace.state, MARKS["passed"])
    ground = "benchline"
    area.fill(0, 0, area.width, 1, f"benchink on {ground}")
    at = 1 + area.put(1, 0, f"{mark} {trace.state}  ", f"bold {colour} on {ground}")
    tabs = [("page:steps", f" 1 Steps {len(trace.steps)} "), ("page:jobs", f" 2 Jobs {len(trace.jobs)} ")]
    room = area.width - sum(cells(text) for _, text in tabs) - 2
    area.put(at, 0, trace.title, f"bold benchink on {ground}", max(0, room - at))
    at = room
    for name, text in tabs:
        here = name == f"page:{state.page}" or (name == "page:steps" and state.page == "glass")
        style = "bold benchhead on bench" if here else f"benchink on {'benchpick' if hover == name else ground}"
        area.hit(name, at, 0, cells(text), 1, "local", "tab")
        at += area.put(at, 0, text, style)
    about = trace.reason if trace.state in ("skipped", "broken") and trace.reason else trace.about
    area.put(1, 1, about, DIM)


def _foot(trace: ShownTrace, state: TraceState, area: Area) -> None:
    keys = {
        "steps": [("↑↓", "step"), ("Tab", "before/after"), ("Enter", "glass"), ("d u", "scroll")],
        "glass": [("↑↓", "step"), ("Tab", "before/after"), ("←→", "aside"), ("Esc", "back")],
        "jobs": [("↑↓", "scroll"), ("1", "steps")],
    }[state.page]
    if trace.failed >= 0 and state.page != "jobs":
        keys.append(("f", "failure"))
    line = area.height - 1
    area.fill(0, line, area.width, 1, "benchink on benchline")
    x = 1
    for key, text in [*keys, ("q", "quit")]:
        if x + cells(key) + cells(text) + 2 > area.width:
            break
        x += area.put(x, line, key, "bold benchhead on benchline") + 1
        x += area.put(x, line, text, "benchink on benchline") + 2


def _steps(trace: ShownTrace, state: TraceState, hover: str, area: Area) -> None:
    """The list; the chosen step is kept in sight, with some of those around it."""
    most = max(0, len(trace.steps) - area.height)
    first = max(0, min(most, state.chosen - area.height // 2))
    digits = len(str(max(one.number for one in trace.steps)))
    for line, index in enumerate(range(first, min(len(trace.steps), first + area.height))):
        step = trace.steps[index]
        picked = index == state.chosen
        ground = "benchpick" if picked else "benchline" if hover == f"step:{index}" else "bench"
        mark, colour = MARKS.get(step.state, MARKS["passed"])
        area.fill(0, line, area.width, 1, f"benchink on {ground}")
        # What is chosen must show without colours too.
        area.put(0, line, "►" if picked else " ", f"benchhead on {ground}")
        area.put(1, line, mark, f"bold {colour} on {ground}")
        area.put(3, line, str(step.number), f"benchdim on {ground}", digits, "right")
        took = cells(step.took) + 1 if step.took else 0
        start = 4 + digits + min(2 * step.depth, 6)
        bold = "bold " if picked or step.bad else ""
        area.put(start, line, step.words, f"{bold}benchink on {ground}", max(0, area.width - start - took))
        if took:
            area.put(area.width - took + 1, line, step.took, f"benchdim on {ground}")
        area.hit(f"step:{index}", 0, line, area.width, 1, "local")


def _step(step: ShownStep, state: TraceState, hover: str, width: int) -> list[Block]:
    blocks = [*_text(step.words, width, "bold benchink on bench"), _line(step.place, DIM)]
    if step.note:
        blocks += _text(step.note, width, INK)
    for heading, sentence in step.failure:
        blocks += [_line(heading, BAD), *_text(sentence, width - 2, INK, 2)]
    blocks += [gap(), *_glass(step, state, hover, width, True)]
    if step.happened:
        blocks += [gap(), _line("What happened", HEAD)]
        size = max(cells(when) for when, _, _ in step.happened)
        for when, kind, what in step.happened:
            lines = wrap(what, max(10, width - size - 9))
            for number, text in enumerate(lines or [""]):
                blocks.append(_happening("" if number else when, "" if number else kind, text, size))
    return blocks


def _glass(step: ShownStep, state: TraceState, hover: str, width: int, folded: bool) -> list[Block]:
    before, after = step.before, step.after
    if not (before or after):
        return _text("The glass was not kept.", width, DIM)
    if before == after or not before:
        return [_line("The glass, unchanged" if before else "The glass", HEAD), *_pane(after, (), width, state, folded)]
    if width >= 2 * GLASS + 4:
        half = (width - 2) // 2
        left, right = _pane(before, (), half, state, False), _pane(after, before, half, state, False)
        return [_two(_line("Before", HEAD), _line("After", HEAD), half), *_beside(left, right, half)]
    shown, other = (before, ()) if state.before else (after, before)
    return [_tabs(state, hover), *_pane(shown, other, width, state, folded)]


def _tabs(state: TraceState, hover: str) -> Block:
    def paint(area: Area) -> None:
        x = 0
        for name, text, here in (("before", " Before ", state.before), ("after", " After ", not state.before)):
            ground = "benchpick" if here else "benchline" if hover == name else "bench"
            area.hit(name, x, 0, cells(text), 1, "local", "tab")
            x += area.put(x, 0, text, f"{'bold ' if here else ''}benchhead on {ground}") + 1
        area.put(x, 0, "" if state.before else "▌ marks what changed", DIM)

    return Block(1, paint)


def _pane(lines: tuple[str, ...], other: tuple[str, ...], width: int, state: TraceState, folded: bool) -> list[Block]:
    """The glass; where there is little room, runs of empty lines are folded into one."""
    widest = max((cells(line) for line in lines), default=0)
    # A column each for the mark, the scroll bar and the end.
    state.pan = max(0, min(state.pan, widest - width + 3)) if not folded else 0
    blocks: list[Block] = []
    empty = False
    for number, text in enumerate(lines):
        changed = bool(other) and (number >= len(other) or other[number] != text)
        if folded and not text.strip() and empty and not changed:
            continue
        empty = not text.strip()
        blocks.append(_glass_line(text[state.pan:], changed))
    return blocks


def _glass_line(text: str, changed: bool) -> Block:
    def paint(area: Area) -> None:
        area.fill(0, 0, area.width, 1, "ink on lcd")
        if changed:
            area.put(0, 0, "▌", "accent on lcd")
        area.put(1, 0, text, "ink on lcd")

    return Block(1, paint)


def _beside(left: list[Block], right: list[Block], half: int) -> list[Block]:
    empty = _glass_line("", False)
    rows = max(len(left), len(right))
    return [
        _two(left[row] if row < len(left) else empty, right[row] if row < len(right) else empty, half)
        for row in range(rows)
    ]


def _two(left: Block, right: Block, half: int) -> Block:
    def paint(area: Area) -> None:
        left.paint(area.area(0, 0, half, 1))
        right.paint(area.area(half + 2, 0, half, 1))

    return Block(1, paint)


def _jobs(jobs: tuple[ShownJob, ...], width: int) -> list[Block]:
    if not jobs:
        return _text("No job was made.", width, DIM)
    blocks: list[Block] = []
    for job in jobs:
        style = "bold benchgood on bench" if job.good else BAD
        blocks += [gap(), _parts((job.title, "bold benchink on bench"), (job.state, style))]
        if job.detail:
            blocks += _text(job.detail, width - 2, INK, 2)
        size = max((cells(name) for name, *_ in job.legs), default=0)
        for name, good, took, detail in job.legs:
            mark, colour = LEGS.get(good, LEGS[""])
            blocks.append(
                _parts(
                    (f"  {mark}", f"bold {colour} on bench"),
                    (name + " " * (size - cells(name)), INK),
                    (f"{took:>10}", DIM),
                    (detail.split("\n")[0], INK),
                )
            )
    return blocks


def _text(text: str, width: int, style: str, indent: int = 0) -> list[Block]:
    return [_line(" " * indent + line, style) for line in wrap(text, max(8, width))]


def _line(text: str, style: str) -> Block:
    return Block(1, lambda area: _put(area, text, style))


def _put(area: Area, text: str, style: str) -> None:
    area.put(0, 0, text, style)


def _parts(*parts: tuple[str, str]) -> Block:
    def paint(area: Area) -> None:
        x = 0
        for text, style in parts:
            x += area.put(x, 0, text, style) + 1

    return Block(1, paint)


def _happening(when: str, kind: str, what: str, size: int) -> Block:
    def paint(area: Area) -> None:
        area.put(0, 0, when, DIM, size, "right")
        area.put(size + 1, 0, kind, "benchhead on bench", 7)
        area.put(size + 9, 0, what, INK)

    return Block(1, paint)
