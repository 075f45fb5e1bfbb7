"""The soft keyboard and the number pad: a prompt, the line of text with its cursor, keys."""

from __future__ import annotations

from panel_sim.core.views import Entry, Key, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, clean, cut, fit, wrap
from panel_sim.tui.rows import buttons_height, paint_buttons


def paint_entry(area: Area, view: View, body: Entry, touch: Touch, look: Look) -> None:
    """Paint from the top: prompt, field, problem or limit, keys, buttons; the least needed is left out first."""
    width = max(1, area.width - 6) if area.width > 20 else area.width
    left = (area.width - width) // 2
    if body.numeric and area.width > 40:
        width = min(width, 48)
        left = (area.width - width) // 2
    foot = min(buttons_height(body.buttons, width) + 1, area.height) if body.buttons else 0
    rows = len(body.keys)
    rest = area.height - foot
    prompt = wrap(body.prompt, width)[:2]
    boxed = rest >= rows + len(prompt) + 5
    # Keys of two lines, so that rows stand apart; the last row can do without its edge.
    tall = rest - len(prompt) - 5 >= 2 * rows - 1
    head = len(prompt) + (3 if boxed else 1)
    spare = rest - head - 1 - rows * (2 if tall else 1)
    y = 1 if spare > 0 else 0
    for line in prompt:
        area.put(left, y, line, "bold ink on lcd")
        y += 1
    box = area.area(left, y, width, 3 if boxed else 1)
    _paint_field(box, body, boxed, look)
    y += box.height
    taken = cells(body.limit) + 2 if body.limit else 0
    # What is wrong matters more than how much room there is.
    if body.problem:
        # A sentence that is wider than the pad stands in the middle of the glass.
        at = max(0, min(left, (area.width - cells(body.problem)) // 2))
        area.put(at, y, body.problem, "bold bad on lcd")
    if body.limit and (not body.problem or cells(body.problem) + taken <= width):
        area.put(left + max(0, width + 2 - taken), y, body.limit, "dim on lcd")
    y += 1
    keys = area.area(left, y, width, max(0, area.height - foot - y))
    _paint_keys(keys, body.keys, touch, look, 2 if tall else 1)
    if foot:
        paint_buttons(area.area(left, area.height - foot, width, foot), body.buttons, touch, look)


def window(text: str, cursor: int, width: int) -> tuple[str, int]:
    """The part of `text` that is shown in `width` cells so that the cursor is in sight, and the cursor's cell in it."""
    cursor = max(0, min(cursor, len(text)))
    before, after = clean(text[:cursor]), clean(text[cursor:])
    room = max(1, width - 1)
    while before and cells(before) > room:
        # Drop from the front in steps, so that the text stands still for a while as one types on.
        step = max(1, len(before) // 8) if cells(before) > room + 8 else 1
        before = before[step:]
    shown = before + cut(after, width - cells(before))
    return shown, cells(before)


def _paint_field(area: Area, body: Entry, boxed: bool, look: Look) -> None:
    y = 0
    if boxed:
        area.fill(0, 1, area.width, 1, "ink on card")
        if look.pixels:
            area.put(0, 0, "▄" * area.width, "card on lcd")
            area.put(0, 2, "▀" * area.width, "accent on lcd")
        else:
            area.put(0, 0, "─" * area.width, "dim on lcd")
            area.put(0, 2, "─" * area.width, "accent on lcd")
        y = 1
    else:
        area.fill(0, 0, area.width, 1, "ink on card")
    margin = 2 if area.width > 8 else 0
    shown, cursor = window(body.text, body.cursor, area.width - 2 * margin)
    at = cut(shown, cursor)
    under = shown[len(at):len(at) + 1] or " "
    area.put(margin, y, at, "ink on card")
    if area.put(margin + cursor, y, under, "bold accentink on accent") or under == " ":
        area.put(margin + cursor + cells(under), y, shown[len(at) + len(under):], "ink on card")


def _paint_keys(area: Area, rows: tuple[tuple[Key, ...], ...], touch: Touch, look: Look, height: int) -> None:
    units = max((sum(max(1, key.width) for key in row) for row in rows), default=0)
    if not units:
        return
    unit = area.width // units
    space = 1 if unit >= 3 else 0
    top = max(0, (area.height - height * len(rows)) // 2) if height > 1 else 0
    for index, row in enumerate(rows):
        total = sum(max(1, key.width) for key in row) * unit
        x = max(0, (area.width - total) // 2)
        y = top + index * height
        for key in row:
            size = max(1, max(1, key.width) * unit)
            _paint_key(area, key, x, y, max(1, size - space), height, touch, look)
            x += size


def _paint_key(area: Area, key: Key, x: int, y: int, width: int, height: int, touch: Touch, look: Look) -> None:
    selected, hovered = key.id == touch.selected, key.id == touch.hover
    if not key.enabled:
        style, edge = "faint on keyoff", "keyoff"
    elif selected:
        style, edge = "bold deepink on deep", "deep"
    elif key.on:
        style, edge = "bold accentink on accent", "accent"
    elif hovered:
        style, edge = "ink on pick", "pick"
    else:
        style, edge = "ink on key", "keyedge"
    label = fit(key.label, width)
    if selected and width >= cells(label) + 2:
        label = f"►{label}◄" if width >= cells(label) + 2 else label
    area.put(x, y, label, style, width=width, align="center")
    if height > 1 and look.pixels:
        area.put(x, y + 1, "▀" * min(width, max(0, area.width - x)), f"{edge} on lcd")
    if key.enabled:
        area.hit(key.id, x, y, width, height, group="key")
