"""Home: the grid of tiles with their icons."""

from __future__ import annotations

from panel_sim.core.views import Home, Tile, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, fit, wrap
from panel_sim.tui.icons import icon, lines, lower
from panel_sim.tui.words import word

TILE_HEIGHT = 9
"""The most lines a tile takes: half a line of edge, six of icon, the label, an edge or a second line of label."""


def paint_home(area: Area, view: View, body: Home, touch: Touch, look: Look) -> None:
    """Paint this page's tiles, as large as there is room for, centred."""
    columns = max(1, body.columns)
    rows = max(1, -(-len(body.tiles) // columns))
    planned = max(rows, 2) if body.pages > 1 or len(body.tiles) > columns else rows
    height = max(1, min(TILE_HEIGHT, area.height // planned))
    gap = 2 if area.width >= columns * 12 else 1
    pitch = max(1, (area.width - gap) // columns)
    width = max(1, min(pitch - gap, 22))
    left = max(0, (area.width - columns * width - (columns - 1) * gap) // 2)
    # Where a tile with edges would have no room for its icon, tiles stand without edges and a line apart.
    edged = height >= 8 or height in (4, 5, 6)
    apart = int(not edged and area.height - planned * height >= planned - 1)
    top = max(0, (area.height - planned * (height + apart) + apart + 1) // 2)
    for index, tile in enumerate(body.tiles):
        x = left + (index % columns) * (width + gap)
        y = top + (index // columns) * (height + apart)
        _paint_tile(area.area(x, y, width, height), tile, view.language, touch, look, edged)
    if not body.tiles:
        area.put(2, area.height // 2, word(view.language, "empty"), "dim on lcd")


def _paint_tile(area: Area, tile: Tile, language: str, touch: Touch, look: Look, edged: bool) -> None:
    selected, hovered = tile.id == touch.selected, tile.id == touch.hover
    ground = "pick" if selected else "over" if hovered and tile.enabled else "tile"
    ink = "faint" if not tile.enabled else "bold pickink" if selected else "tileink"
    height, width = area.height, area.width
    top = int(edged)
    area.fill(0, top, width, height - top, f"{ink} on {ground}")
    inner = height - 2 * top
    picture = icon(tile.icon) if look.pixels else None
    if picture and (picture.height + 1 > inner or picture.width > width - 2):
        picture = None
    label = wrap(tile.label, width)
    # Below an icon a second line takes the place of the lower edge; alone, the label may fill the tile.
    if picture and len(label) > 1 and height - top - picture.height < 2 <= picture.height:
        picture = lower(picture, picture.height - 1)
    most = min(2, height - top - picture.height) if picture else max(1, inner)
    if not picture and tile.locked:
        label = [*label[: max(1, most - 1)], word(language, "locked")]
    shown = label[:most]
    if len(label) > len(shown):
        shown[-1] = fit(shown[-1] + " " + " ".join(label[len(shown):]), width)
    start = top + max(0, (inner - len(shown)) // 2)
    if picture:
        start = max(top + picture.height, height - top - max(1, len(shown) - top))
    edge_below = start + len(shown) <= height - 1
    if edged:
        _edges(area, ground, selected, look, bottom=edge_below)
    if picture:
        room = start - top
        badge = "badge-lock" if tile.locked else ""
        for y, line in enumerate(lines(picture, ground, pale=not tile.enabled, badge=badge)):
            area.runs((width - picture.width) // 2, top + (room - picture.height) // 2 + y, line)
    for offset, text in enumerate(shown):
        x = max(0, (width - cells(text)) // 2)
        if selected and not edged:
            text, x = fit(f"►{text}", width), max(0, x - 1)
            _sides(area, start + offset, ground)
            area.cover(x, start + offset, cells(text), 1, f"{ink} on {ground}")
        if selected and edged and cells(text) < width - 1:
            _sides(area, start + offset, ground)
        area.put(x, start + offset, text, f"{ink} on {ground}")
    if selected:
        for y in (*range(top, start), *range(start + len(shown), height - top)):
            _sides(area, y, ground)
    if tile.enabled:
        area.hit(tile.id, 0, 0, width, height, group="tile")


def _sides(area: Area, y: int, ground: str) -> None:
    area.put(0, y, "▌", f"frame on {ground}")
    area.put(area.width - 1, y, "▐", f"frame on {ground}")


def _edges(area: Area, ground: str, selected: bool, look: Look, *, bottom: bool) -> None:
    """Half a line of edge above and below, in the frame's colour around what is selected.

    The glyphs themselves make the frame, so that it shows without colour too.
    """
    width, height = area.width, area.height
    if bottom:
        area.fill(0, height - 1, width, 1, "ink on lcd")
    if selected or look.pixels:
        style = "frame on lcd" if selected else f"{ground} on lcd"
        area.put(0, 0, "▄" * width, style)
        if bottom:
            area.put(0, height - 1, "▀" * width, style)
