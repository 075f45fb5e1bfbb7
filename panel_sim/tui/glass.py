"""The glass without an app: a View as text, as data for JSON, and as a picture."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from panel_sim.core.views import SignInCode, View
from panel_sim.tui.canvas import Canvas, Line, Look, Touch
from panel_sim.tui.paint import paint
from panel_sim.tui.paint_frame import paint_bezel, paint_keys
from panel_sim.tui.palette import DEFAULT, PALETTES, spelled

SAMPLE_CODE = "ABC-DEF-GHJ"
"""What stands in pictures where a real code would."""


def masked(view: View) -> View:
    """`view` with the sample code for a real one and an empty QR code, also in what stands under it."""
    if view.over is not None:
        view = replace(view, over=masked(view.over))
    body = view.body
    if isinstance(body, SignInCode) and (body.user_code != SAMPLE_CODE or body.copy_text):
        blank = tuple((False,) * len(row) for row in body.qr)
        view = replace(view, body=replace(body, user_code=SAMPLE_CODE, qr=blank, copy_text=""))
    return view


def view_text(view: View, width: int | None = None) -> str:
    """What the LCD shows, as plain lines: all of a long list, nothing selected, codes masked."""
    view = masked(view)
    columns = max(20, width or view.columns or 76)
    lines = max(6, view.lines or 21)
    picture = paint(view, columns, lines, Touch(), Look(pixels=False))
    if picture.scroll_max:
        picture = paint(view, columns, min(lines + picture.scroll_max, 2000), Touch(), Look(pixels=False))
    return picture.text()


def view_json(view: View) -> dict[str, Any]:
    """The View as plain data, codes masked: what `show --format json` prints. `body.kind` names the kind of content."""
    data = _plain(masked(view))
    assert isinstance(data, dict)
    return data


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        data: dict[str, object] = {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
        if hasattr(value, "__dataclass_fields__") and type(value).__mro__[1].__name__ == "Body":
            data = {"kind": type(value).__name__, **data}
        return data
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def frame_lines(view: View, touch: Touch, look: Look, *, bezel: bool = True) -> list[Line]:
    """The device at its natural size as lines of segments: the LCD in its bezel, or alone."""
    picture = paint(view, view.columns, view.lines, touch, look)
    if not bezel:
        return picture.lines
    width = view.columns + 4
    upper, lower, empty = (Canvas(width, 1, "bezelink on bezel") for _ in range(3))
    paint_bezel(upper.area(), view.bar, touch, look)
    paint_keys(lower.area(), view, touch)
    side = ("  ", "bezelink on bezel")
    return [
        upper.line(0), *((side, *line, side) for line in picture.lines), empty.line(0), lower.line(0), empty.line(0)
    ]


def view_svg(
    view: View, *, theme: str = DEFAULT, touch: Touch | None = None, title: str = "", look: Look | None = None,
    bezel: bool = True,
) -> str:
    """A picture of the device as SVG that needs nothing from elsewhere; codes are masked."""
    from panel_sim.tui.svg import svg_document

    lines = frame_lines(masked(view), touch or Touch(), look or Look(), bezel=bezel)
    runs = [[_run(text, style, theme) for text, style in line] for line in lines]
    palette = PALETTES.get(theme, PALETTES[DEFAULT])
    return svg_document(runs, title or view.bar.product or "panel-sim", palette["bezel"], palette["bezelink"])


def _run(text: str, style: str, theme: str) -> tuple[str, str, str, bool, bool]:
    words = spelled(style, theme).split()
    ground = words[words.index("on") + 1] if "on" in words else ""
    ink = next((word for word in words[: words.index("on") if "on" in words else None] if word[0] == "#"), "")
    if "reverse" in words:
        ink, ground = ground, ink
    return text, ink, ground, "bold" in words, "underline" in words
