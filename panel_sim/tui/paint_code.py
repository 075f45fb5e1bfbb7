"""The sign-in screen: the code in large letters, the address as text and as a QR code, the time that is left."""

from __future__ import annotations

from panel_sim.core.views import SignInCode, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, clean, pad, wrap
from panel_sim.tui.gauge import paint_gauge
from panel_sim.tui.icons import half_blocks
from panel_sim.tui.letters import pixels
from panel_sim.tui.paint_frame import means
from panel_sim.tui.rows import buttons_height, paint_buttons
from panel_sim.tui.words import word


def paint_code(area: Area, view: View, body: SignInCode, touch: Touch, look: Look) -> None:
    """Steps and code at the left, QR code at the right where it fits; `touch.full_qr` shows the QR code alone."""
    if (touch.full_qr or body.full_screen_qr) and body.qr and _full(area, view, body, touch):
        return
    foot = min(buttons_height(body.buttons, area.width - 4) + 1, area.height) if body.buttons else 0
    room = area.height - foot
    qr_width, qr_height = qr_size(body)
    # A phone cannot reach an address that is only on this computer: large letters serve better there, `q` shows the QR.
    beside = bool(
        body.qr and look.pixels and not body.loopback and qr_width + 43 <= area.width and qr_height <= area.height - 1
    )
    width = area.width - 4
    if beside:
        width -= qr_width
        top = 1 if qr_height < room else 0
        paint_qr(area.area(area.width - qr_width - 1, top, qr_width, qr_height), body)
    _paint_steps(area.area(2, 0, max(1, width), room), view, body, look, beside)
    if foot:
        buttons = area.area(2, area.height - foot, area.width - 4, foot)
        paint_buttons(buttons, body.buttons, touch, look)


def _paint_steps(area: Area, view: View, body: SignInCode, look: Look, beside: bool) -> None:
    width = area.width
    code = _code_lines(body.user_code, width, look)
    address = wrap(body.verification_uri, max(1, width - 3))
    heading = wrap(body.heading, width)
    steps = [wrap(step, max(1, width - 3)) for step in body.steps]
    notes = wrap(body.loopback_text, max(1, width)) if body.loopback and body.loopback_text else []
    if body.qr and not beside and not any(means(button.id, "qr") for button in body.buttons):
        notes = [*notes, word(view.language, "qr-hidden")]
    left = clean(body.left_text)
    # One line stays empty below the bar: it must not touch the buttons.
    fixed = len(heading) + sum(len(step) for step in steps) + len(address) + len(code) + 3
    spare = area.height - fixed - len(notes)
    # Where lines are dear, what is waited for and the bar share one.
    shared = spare < len(steps) + 3 and width >= cells(body.waiting) + cells(left) + 16
    spare += int(shared)
    if spare < 0:
        # Too low for the large letters: the code on one line, and only as many notes as there is room for.
        spare = area.height - (fixed - len(code) + 1) + int(shared)
        code = _plain_code(body.user_code, width)
        notes = notes[: max(0, spare)]
        spare -= len(notes)

    def space() -> int:
        nonlocal spare
        if spare > 0:
            spare -= 1
            return 1
        return 0

    y = space()
    for line in heading:
        area.put(0, y, line, "bold ink on lcd")
        y += 1
    y += space()
    for number, step in enumerate(steps):
        for index, line in enumerate(step):
            if index == 0:
                area.put(0, y, str(number + 1), "bold accent on lcd")
            area.put(3, y, line, "ink on lcd")
            y += 1
        if number == 0:
            y = _address(area, address, y)
        elif number == 1:
            y = _code(area, code, y)
        y += space()
    if len(steps) < 1:
        y = _address(area, address, y)
    if len(steps) < 2:
        y = _code(area, code, y)
    for line in notes:
        area.put(0, y, line, "warn on lcd")
        y += 1
    y += space() if notes else 0
    area.put(0, y, body.waiting, "dim on lcd")
    part = body.seconds_left / body.seconds_total if body.seconds_total > 0 else 0.0
    start, y = (cells(body.waiting) + 2, y) if shared else (0, y + 1)
    gauge = max(1, min(width - start - cells(left) - 2, 30))
    if y < area.height:
        urgent = "bad" if body.seconds_left < 60 else "accent"
        paint_gauge(area.area(start, y, gauge, 1), 0, part, look, urgent)
        area.put(start + gauge + 2, y, left, f"{'bold bad' if urgent == 'bad' else 'dim'} on lcd")


def _address(area: Area, address: list[str], y: int) -> int:
    for line in address:
        area.put(3, y, line, "bold underline accent on lcd")
        y += 1
    return y


def _code(area: Area, code: list[tuple[tuple[str, str], ...]], y: int) -> int:
    for line in code:
        size = sum(cells(text) for text, _ in line)
        area.runs(3 if size + 3 <= area.width else 0, y, line)
        y += 1
    return y


def _plain_code(code: str, width: int) -> list[tuple[tuple[str, str], ...]]:
    spaced = " ".join(clean(code))
    text = f"  {spaced}  " if cells(spaced) + 4 <= width else clean(code)
    return [((text, "bold deepink on deep"),)]


def _code_lines(code: str, width: int, look: Look) -> list[tuple[tuple[str, str], ...]]:
    """The code as segments: in large letters where they fit, else spaced out; in a dark box either way."""
    large = pixels(code) if look.pixels else None
    if large and len(large[0]) + 5 > width:
        large = pixels(code, narrow=True)
    if large and len(large[0]) <= width:
        size = len(large[0])
        margin = 2 if size + 7 <= width else 1 if size + 2 <= width else 0
        empty = ("",) * (size + 2 * margin)
        side = ("",) * margin
        rows = tuple((*side, *("deepink" if pixel == "#" else "" for pixel in row), *side) for row in large)
        body = list(half_blocks((empty, *rows), "deep"))
        return [*body, ((pad(code, size + 2 * margin, "center"), "titledim on deep"),)]
    line = _plain_code(code, width)[0]
    size = sum(cells(text) for text, _ in line)
    blank = ((" " * size, "deepink on deep"),)
    return [blank, line, ((pad(code, size, "center"), "titledim on deep"),)]


def qr_size(body: SignInCode) -> tuple[int, int]:
    """Cells that the QR code takes: width and height; it brings a module of light all around."""
    if not body.qr:
        return 0, 0
    return max(len(row) for row in body.qr), (len(body.qr) + 1) // 2


def paint_qr(area: Area, body: SignInCode) -> None:
    """The QR code, always dark on white, whatever the theme."""
    width = max(len(row) for row in body.qr)
    rows = [
        tuple("qrdark" if dark else "qrlight" for dark in (*row, *(False,) * (width - len(row)))) for row in body.qr
    ]
    if len(rows) % 2:
        rows.append(("qrlight",) * width)
    for y, line in enumerate(half_blocks(tuple(rows), "qrlight")):
        area.runs(0, y, line)


def _full(area: Area, view: View, body: SignInCode, touch: Touch) -> bool:
    """The QR code alone, in the middle; False when not even that fits."""
    width, height = qr_size(body)
    if width > area.width or height > area.height:
        return False
    area.fill(0, 0, area.width, area.height, "qrdark on qrlight")
    paint_qr(area.area((area.width - width) // 2, (area.height - height) // 2, width, height), body)
    side = (area.width - width) // 2 - 3
    if side >= cells(body.user_code):
        area.put(2, area.height // 2 - 1, body.user_code, "bold qrdark on qrlight")
        for y, line in enumerate(wrap(body.left_text, side)):
            area.put(2, area.height // 2 + 1 + y, line, "qrdark on qrlight")
    return True
