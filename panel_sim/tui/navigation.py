"""Which thing is selected, and where the arrow keys take the selection: pure, from a painted picture."""

from __future__ import annotations

from dataclasses import replace

from panel_sim.core.views import Entry, Home, JobDetail, Listing, Notice, Progress, SignInCode, View
from panel_sim.tui.canvas import Hit, Picture, Touch
from panel_sim.tui.paint_frame import means

ARROWS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


WIDE = 40
"""From this width on a thing counts as a row over the whole screen."""


def first_choice(view: View) -> str:
    """What is selected when a screen opens: the primary button where an answer is wanted, else the first thing."""
    body = view.body
    if isinstance(body, Home):
        return next((tile.id for tile in body.tiles if tile.enabled), "")
    if isinstance(body, Listing):
        chosen = next((row.id for row in body.rows if row.touchable and row.kind == "choice" and row.on), "")
        first = chosen or next((row.id for row in body.rows if row.touchable), "")
        tabs = sorted((tab for tab in body.tabs if tab.touchable), key=lambda tab: not tab.on)
        return first or primary(view) or (tabs[0].id if tabs else "")
    if isinstance(body, (Notice, JobDetail, SignInCode)):
        return primary(view)
    return ""


def primary(view: View) -> str:
    """The button that Enter means when nothing else is chosen; the first one where none is marked.

    What is under way is never ended by an Enter that was meant for the screen before: there is none on a progress
    screen, and a job's own is to look at its details.
    """
    enabled = [button for button in view.buttons() if button.enabled]
    if isinstance(view.body, Progress):
        return ""
    if isinstance(view.body, JobDetail):
        enabled.sort(key=lambda button: not means(button.id, "details"))
    return next((button.id for button in enabled if button.primary), enabled[0].id if enabled else "")


def touchable_ids(view: View) -> set[str]:
    """Every id of the content that can be touched, in sight or not."""
    body = view.body
    ids = {row.id for row in view.rows() if row.touchable} | {button.id for button in view.buttons() if button.enabled}
    if isinstance(body, Home):
        ids |= {tile.id for tile in body.tiles if tile.enabled}
    if isinstance(body, Entry):
        ids |= {key.id for row in body.keys for key in row if key.enabled}
    return ids


def move(picture: Picture, touch: Touch, direction: str, main: str = "") -> Touch:
    """The touch after an arrow key. In a list the rows are walked one by one and the list follows; else by position.

    `main` is the primary button: who comes into its row of buttons from above or below comes to it.
    """
    order = picture.order
    if direction in ("up", "down") and touch.selected in picture.spans:
        step = 1 if direction == "down" else -1
        index = order.index(touch.selected) + step
        if 0 <= index < len(order):
            return _reach(picture, touch, order[index])
        edge = picture.scroll_max if step > 0 else 0
        if touch.scroll != edge and picture.scroll != edge:
            # Readings follow after the last row: let them be read before the selection leaves the list.
            return replace(touch, scroll=max(0, min(picture.scroll_max, picture.scroll + step)))
    elif direction in ("up", "down") and picture.scroll_max and not order:
        scroll = max(0, min(picture.scroll_max, picture.scroll + (1 if direction == "down" else -1)))
        if scroll != picture.scroll:
            return replace(touch, scroll=scroll)
    return _neighbour(picture, touch, direction, main)


def _reach(picture: Picture, touch: Touch, identity: str) -> Touch:
    """Select `identity` of the content and scroll it into sight; scroll only, when it is more than a page away."""
    top, height = picture.spans[identity]
    scroll = picture.scroll
    view = max(1, picture.viewport)
    if top < scroll:
        wanted = top if identity != picture.order[0] else 0
    elif top + height > scroll + view:
        wanted = top + height - view
        if identity == picture.order[-1]:
            wanted = min(picture.scroll_max, wanted)
    else:
        wanted = scroll
    if abs(wanted - scroll) > view and identity != picture.order[0]:
        return replace(touch, scroll=scroll + (view - 1 if wanted > scroll else 1 - view))
    return replace(touch, selected=identity, scroll=max(0, min(picture.scroll_max, wanted)))


def into_sight(picture: Picture, touch: Touch) -> Touch:
    """The touch with its scroll such that the selected thing is in sight."""
    if touch.selected not in picture.spans:
        return touch
    top, height = picture.spans[touch.selected]
    if picture.scroll <= top and top + height <= picture.scroll + picture.viewport:
        return touch
    return replace(touch, scroll=max(0, min(picture.scroll_max, top - max(0, picture.viewport - height) // 2)))


def page(picture: Picture, touch: Touch, step: int) -> Touch:
    """The touch a page further down (step 1) or up (-1); the selection goes along."""
    view = max(1, picture.viewport)
    scroll = max(0, min(picture.scroll_max, picture.scroll + step * max(1, view - 1)))
    if not picture.order:
        return replace(touch, scroll=scroll)
    seen = [name for name in picture.order
            if picture.spans[name][0] >= scroll and sum(picture.spans[name]) <= scroll + view]
    if scroll == picture.scroll:
        target = picture.order[-1 if step > 0 else 0]
    elif seen:
        target = seen[0] if step > 0 else seen[-1]
    else:
        target = touch.selected
    return replace(touch, selected=target, scroll=scroll)


def around(picture: Picture, touch: Touch, step: int) -> Touch:
    """The touch after Tab (step 1) or Shift+Tab (-1): groups in turn, the first of each; buttons one by one."""
    stops: list[str] = []
    last = ""
    for hit in sorted(picture.hits, key=lambda hit: (_GROUPS.get(hit.group, 9), hit.y, hit.x)):
        if hit.group in ("dot", "hard"):
            continue
        if hit.group != last or hit.group in ("button", "bar"):
            stops.append(hit.id)
        last = hit.group
    if not stops:
        return touch
    here = next((hit for hit in picture.hits if hit.id == touch.selected), None)
    if here is None:
        return _chosen(picture, touch, stops[0 if step > 0 else -1])
    if here.id not in stops:
        group = [name for name in stops for hit in picture.hits if hit.id == name and hit.group == here.group]
        index = stops.index(group[0]) if group else 0
        return _chosen(picture, touch, stops[(index + (step if step > 0 else 0)) % len(stops)])
    return _chosen(picture, touch, stops[(stops.index(here.id) + step) % len(stops)])


_GROUPS = {"tab": 0, "tile": 1, "row": 1, "key": 1, "button": 2, "bar": 3}


def _chosen(picture: Picture, touch: Touch, identity: str) -> Touch:
    return into_sight(picture, replace(touch, selected=identity))


def _neighbour(picture: Picture, touch: Touch, direction: str, main: str) -> Touch:
    dx, dy = ARROWS[direction]
    hits = [hit for hit in picture.hits if hit.group not in ("dot", "hard")]
    here = next((hit for hit in hits if hit.id == touch.selected), None)
    if here is None:
        if not hits:
            return touch
        start = min(hits, key=lambda hit: (_GROUPS.get(hit.group, 9), hit.y, hit.x))
        return replace(touch, selected=start.id)
    best: tuple[float, Hit] | None = None
    for hit in hits:
        if hit is here or hit.id == here.id:
            continue
        cost = _distance(here, hit, dx, dy)
        if cost is not None and (best is None or cost < best[0]):
            best = cost, hit
    if best is None:
        return touch
    found = best[1]
    if dy and found.group == "button" and here.group != "button":
        found = next((hit for hit in hits if hit.id == main and hit.group == "button" and hit.y == found.y), found)
    return into_sight(picture, replace(touch, selected=found.id))


def _distance(here: Hit, there: Hit, dx: int, dy: int) -> float | None:
    """How far `there` lies in the direction, None when not at all; cells are twice as high as they are wide."""
    ahead, aside = _along(here, there, horizontal=bool(dx), sign=dx or dy)
    if ahead < 0:
        return None
    if dx and aside > 0:
        return None if here.group not in ("button", "bar", "tab") else ahead + 40.0 * aside
    return (2.0 if dy else 1.0) * ahead + (1.0 if dy else 8.0) * aside + _centre_offset(here, there, bool(dx)) * 0.01


def _along(here: Hit, there: Hit, *, horizontal: bool, sign: int) -> tuple[int, int]:
    if horizontal:
        a, b = (here.x, here.x + here.width), (there.x, there.x + there.width)
        c, d = (here.y, here.y + here.height), (there.y, there.y + there.height)
    else:
        a, b = (here.y, here.y + here.height), (there.y, there.y + there.height)
        c, d = (here.x, here.x + here.width), (there.x, there.x + there.width)
    ahead = b[0] - a[1] if sign > 0 else a[0] - b[1]
    aside = max(0, d[0] - c[1] + 1, c[0] - d[1] + 1)
    return ahead, aside


def _centre_offset(here: Hit, there: Hit, horizontal: bool) -> float:
    if not horizontal and max(here.width, there.width) > WIDE:
        # A row as wide as the screen has everything below its middle: what stands furthest left comes first.
        return abs(here.x - there.x)
    if horizontal:
        return abs((here.y + here.height / 2) - (there.y + there.height / 2))
    return abs((here.x + here.width / 2) - (there.x + there.width / 2))
