"""Rows and buttons as they stand in lists, notices and job details."""

from __future__ import annotations

from collections.abc import Sequence

from panel_sim.core.views import Button, Row
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, clean, fit, wrap
from panel_sim.tui.flow import Block
from panel_sim.tui.words import word

MARK = "►"
TONES = {"good": "good", "bad": "bad", "warn": "warn", "muted": "dim", "": "ink"}
GUTTER = 3
"""Cells before a row's label: the edge, the marker of what is selected, a space."""
TAIL = 3
"""Cells after a row's value: a space, the sign that says it opens something, the edge."""


def reading_column(rows: Sequence[Row], width: int) -> int:
    """How wide the label column of readings is: the widest label, at most 45 % of the width."""
    widest = max((cells(clean(row.label)) for row in rows if row.kind == "reading"), default=0)
    return max(1, min(widest, width * 45 // 100))


def row_block(row: Row, width: int, column: int, touch: Touch, language: str, ground: str = "lcd") -> Block:
    """The block of one row in a content `width` cells wide; `column` is the width of the readings' labels.

    With 0 for `column`, readings stand among settings and have their values at the right as those do.
    """
    if row.kind == "reading" and column:
        return _reading(row, width, column, ground)
    if row.kind == "heading":
        label = wrap(row.label, max(1, width - GUTTER))

        def heading(area: Area) -> None:
            for y, text in enumerate(label):
                area.put(GUTTER, y, text, f"bold accent on {ground}")

        return Block(len(label), heading)
    if row.kind == "text":
        lines = wrap(row.label or row.value, max(1, width - 2 * GUTTER))

        def paragraph(area: Area) -> None:
            for y, text in enumerate(lines):
                area.put(GUTTER, y, text, f"{TONES.get(row.tone, 'ink')} on {ground}")

        return Block(len(lines), paragraph)
    return _touchable(row, width, touch, language, ground)


def _reading(row: Row, width: int, column: int, ground: str) -> Block:
    start = GUTTER + column + 3
    room = width - start - 1
    label = clean(row.label)
    value = clean(row.value)
    if room < 8:
        # Too narrow for two columns: the value stands under its label.
        upper, lower = wrap(label, max(1, width - 4)), wrap(value, max(1, width - 5))

        def stacked(area: Area) -> None:
            for y, text in enumerate(upper):
                area.put(1, y, text, f"dim on {ground}")
            for y, text in enumerate(lower):
                area.put(2, len(upper) + y, text, f"{TONES.get(row.tone, 'ink')} on {ground}")

        return Block(len(upper) + len(lower), stacked)
    labels = [label] if cells(label) <= column else wrap(label, column)
    values = [value] if cells(value) <= room else wrap(value, room)
    height = max(len(labels), len(values), 1)

    def paint(area: Area) -> None:
        for y, text in enumerate(labels):
            area.put(GUTTER, y, text, f"dim on {ground}")
        for y, text in enumerate(values):
            area.put(start, y, text, f"{TONES.get(row.tone, 'ink')} on {ground}")

    return Block(height, paint)


_OPENS = frozenset({"menu", "value"})


def _touchable(row: Row, width: int, touch: Touch, language: str, ground: str) -> Block:
    lead = {"choice": "● " if row.on else "○ ", "tick": "[x] " if row.on else "[ ] "}.get(row.kind, "")
    label, value = lead + clean(row.label), clean(row.value)
    if row.kind == "switch":
        value = f" {value} {'●' if row.on else '○'} " if row.on else f" ○ {value} "
    if row.locked:
        mark = word(language, "locked")
        value = f"{mark}  {value}" if value.strip() else mark
    room = max(1, width - GUTTER - TAIL)
    if cells(label) + (2 + cells(value) if value else 0) <= room:
        labels, values = [label], []
    else:
        labels = wrap(label, room) if cells(label) > room else [label]
        labels = labels[:4] if len(labels) <= 4 else [*labels[:3], fit(" ".join(labels[3:]), room)]
        indent = " " * (2 + cells(lead))
        values = [indent + text for text in wrap(value, max(1, room - len(indent)))] if value else []
    height = len(labels) + len(values)

    def paint(area: Area) -> None:
        selected, hovered = row.id == touch.selected, row.id == touch.hover
        under = "pick" if selected else "over" if hovered and row.enabled else ground
        if under != ground:
            area.fill(0, 0, area.width, height, f"ink on {under}")
        ink = _ink(row, selected)
        if selected:
            area.put(1, 0, MARK, f"bold pickink on {under}")
        for y, text in enumerate(labels):
            area.put(GUTTER, y, text, f"{ink} on {under}", width=min(cells(text), room))
        tone = "faint" if not row.enabled else "warn" if row.locked and not row.value else _value_ink(row, selected)
        if values:
            for y, text in enumerate(values):
                area.put(GUTTER, len(labels) + y, text, f"{tone} on {under}")
        elif value:
            x = GUTTER + room - cells(value)
            if row.kind == "switch" and row.enabled:
                style = "bold accentink on good" if row.on else "accentink on switchoff"
                area.put(x, 0, value, style)
            else:
                area.put(x, 0, value, f"{tone} on {under}")
        if row.kind in _OPENS and row.enabled:
            area.put(area.width - 2, 0, "›", f"{'bold pickink' if selected else 'faint'} on {under}")
        if row.touchable:
            area.hit(row.id, 0, 0, area.width, height)

    return Block(height, paint, row.id if row.touchable else "")


def _ink(row: Row, selected: bool) -> str:
    if not row.enabled:
        return "faint"
    if selected:
        return "bold pickink"
    if row.kind == "action":
        return "accent"
    if row.kind == "reading":
        return "dim"
    return TONES.get(row.tone, "ink")


def _value_ink(row: Row, selected: bool) -> str:
    if row.tone in ("good", "bad", "warn"):
        return TONES[row.tone]
    if row.kind == "reading":
        return "ink"
    return "pickink" if selected else "accent" if row.kind == "value" else "dim"


def arrange(buttons: Sequence[Button], width: int) -> list[list[tuple[Button, str]]]:
    """Buttons in as many lines as they need, each with the text on it."""
    lines: list[list[tuple[Button, str]]] = []
    used = width
    for button in buttons:
        text = f"  {fit(button.label, max(1, width - 4))}  "
        size = cells(text)
        if not lines or used + 2 + size > width:
            lines.append([])
            used = -2
        lines[-1].append((button, text))
        used += 2 + size
    return lines


def buttons_height(buttons: Sequence[Button], width: int) -> int:
    """How many lines the buttons take, with an empty one between."""
    count = len(arrange(buttons, width))
    return max(0, 2 * count - 1)


def paint_buttons(
    area: Area, buttons: Sequence[Button], touch: Touch, look: Look, align: str = "left", ground: str = "lcd"
) -> None:
    """Paint the buttons from the top of the area; the primary one is filled, the selected one is dark and marked."""
    for index, line in enumerate(arrange(buttons, area.width)):
        y = 2 * index
        size = sum(cells(text) for _, text in line) + 2 * (len(line) - 1)
        x = 0 if align == "left" else max(0, (area.width - size) // 2)
        for button, text in line:
            selected, hovered = button.id == touch.selected, button.id == touch.hover
            if not button.enabled:
                style, edge = "faint on foot", "foot"
            elif selected:
                style, edge = "bold deepink on deep", "deep"
                text = f"{MARK} {text[2:]}"
            elif button.primary:
                style, edge = ("bold accentink on deep", "deep") if hovered else ("bold accentink on accent", "accent")
            else:
                style, edge = ("accent on pick", "pick") if hovered else ("accent on plainbg", "plainbg")
            width = area.put(x, y, text, style)
            if look.pixels and y + 1 < area.height:
                area.put(x, y + 1, "▀" * width, f"{edge} on {ground}")
            if button.enabled:
                area.hit(button.id, x, y, width, 1, group="button")
            x += width + 2
