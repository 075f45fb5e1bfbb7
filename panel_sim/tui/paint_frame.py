"""The frame of the LCD (status bar and bottom bar) and the bezel around it: brand, banner, lamps, hard keys."""

from __future__ import annotations

from panel_sim.core.views import Bar, Entry, Home, JobDetail, Listing, Progress, SignInCode, View
from panel_sim.tui.canvas import Area, Look, Touch
from panel_sim.tui.fitting import cells, fit
from panel_sim.tui.words import word

LOCK, USER, JOBS = "lock", "user", "jobs"
"""What a touch on the status bar and on the Jobbstatus key is called in Tapped."""

LOCK_SIGN = "■"
"""What is left of the lock where a long title wants the room; touching it is as touching the word."""
_STATUS = (
    ("clock", "network", "user", "lock"), ("clock", "user", "lock"), ("clock", "lock"), ("clock", "sign"),
)
"""What stands beside the title, from the most to the least."""

LAMP_GLYPH = {"lit": "●", "blinking": "●", "dark": "○"}


def paint_status(area: Area, view: View, touch: Touch) -> None:
    """The status bar: title, lock, user, network, clock.

    The title comes first: before it is cut the network is left out, then the user, then the lock is its sign only.
    """
    area.fill(0, 0, area.width, 1, "titleink on title")
    bar = view.bar
    right = area.width - 2
    wanted = 2 + cells(fit(view.title, area.width))
    for shown in _STATUS:
        parts = [
            (text, colour, identity, gap)
            for name, text, colour, identity, gap in (
                ("clock", bar.clock, "titleink", "", 2), ("network", bar.network, "titledim", "", 2),
                ("user", fit(bar.user, 24), "titleink", USER, 2), ("lock", bar.lock, "titlewarn", LOCK, 4),
                ("sign", LOCK_SIGN if bar.lock else "", "titlewarn", LOCK, 2),
            )
            if text and name in shown
        ]
        if right - sum(cells(text) + gap for text, _, _, gap in parts) >= wanted:
            break
    for text, colour, identity, gap in parts:
        start = right - cells(text)
        if start < 6:
            continue
        style = f"{colour} on title"
        if identity and identity in (touch.selected, touch.hover):
            style = f"reverse bold {style}"
        area.put(start, 0, text, style)
        if identity:
            area.hit(identity, start - 1, 0, cells(text) + 2, 1, group="bar")
        right = start - gap
    area.put(2, 0, fit(view.title, right - 2), "bold titleink on title")


def paint_bottom(area: Area, view: View, touch: Touch, hints: tuple[tuple[str, str], ...]) -> None:
    """The bottom bar: Back or Jobbstatus at the left, page dots, and what the keys do at the right."""
    area.fill(0, 0, area.width, 1, "footink on foot")
    left = 1
    if isinstance(view.body, Home) and any(tile.id == JOBS for tile in view.body.tiles):
        touch = Touch()  # the tile of that name shows what is selected
    if view.can_back:
        left += _bar_key(area, left, f"← {view.back_label}", "back", "press", touch)
    if not view.can_back or (view.bar.active_jobs and isinstance(view.body, Listing)):
        count = f"  {view.bar.active_jobs}" if view.bar.active_jobs else ""
        left += _bar_key(area, left, f"≡ {view.bar.jobs}{count}", JOBS, "tap", touch)
    right = area.width - 2
    body = view.body
    # The dots say how many pages there are: rather a hint less than no dots.
    dots = body.pages * 2 - 1 if isinstance(body, Home) and 1 < body.pages <= 12 else 0
    for key, text in reversed(hints):
        size = cells(key) + 1 + cells(text)
        if right - size < left + 2 + (dots + 3 if dots else 0):
            break
        right -= size
        area.put(right, 0, key, "bold footink on foot")
        area.put(right + cells(key) + 1, 0, text, "footdim on foot")
        right -= 3
    if isinstance(body, Home) and dots:
        at = max(left + 1, min((area.width - dots) // 2, right - dots))
        if at + dots <= right + 1:
            for page in range(body.pages):
                here = page == body.page
                area.put(at + 2 * page, 0, "●" if here else "○", "footink on foot" if here else "footdim on foot")
                area.hit(page_id(page), at + 2 * page - (page > 0), 0, 2, 1, group="dot")


def page_id(page: int) -> str:
    """The id of Home's page number `page`, counted from 0."""
    return f"page:{page}"


def means(identity: str, name: str) -> bool:
    """Whether a button's id is `name`, alone or as the last part of a path."""
    return identity == name or identity.endswith(f"/{name}")


def can_start(view: View) -> bool:
    """Whether the screen has a start button that can be touched; `s` stands for the Start key there."""
    return any(button.enabled and means(button.id, "start") for button in view.buttons())


def _bar_key(area: Area, x: int, label: str, identity: str, kind: str, touch: Touch) -> int:
    label = fit(f" {label} ", max(0, area.width // 2))
    style = "bold footink on foot"
    if identity == touch.selected:
        style = "bold accentink on accent"
        label = f"►{label[1:]}" if label[:1] == " " else label
    elif identity == touch.hover:
        style = "bold footink on line"
    size = area.put(x, 0, label, style)
    area.hit(identity, x, 0, size, 1, kind, "bar")
    return size + 1


def hints(view: View, scrolls: bool, full_qr: bool = False) -> tuple[tuple[str, str], ...]:
    """The keys that mean something on this screen and their words, most useful last."""
    language = view.language
    body = view.body

    def say(key: str, name: str) -> tuple[str, str]:
        return key, word(language, name)

    if isinstance(body, Home):
        turn = (say("PgDn", "page"),) if body.pages > 1 else ()
        return (*turn, say("↑↓←→", "select"), say("Enter", "open"))
    if isinstance(body, Entry):
        return (say("Tab", "select"), say("Enter", "confirm"))
    if isinstance(body, SignInCode):
        shown = "close-qr" if full_qr or body.full_screen_qr else "qr"
        return (say("c", "copy-code"), say("q", shown)) if body.qr else (say("c", "copy-code"),)
    if isinstance(body, Progress):
        return (say("Tab", "select"),) if body.buttons else ()
    found = [say("PgDn", "scroll")] if scrolls else []
    if isinstance(body, JobDetail) and any(means(button.id, "details") for button in body.buttons):
        found.append(say("d", "details"))
    if can_start(view):
        found.append(say("s", "start"))
    tabs = body.tabs if isinstance(body, Listing) else ()
    rows = [row for row in view.rows()[len(tabs):] if row.touchable]
    buttons = [button for button in view.buttons() if button.enabled]
    if rows:
        found.append(say("↑↓", "select"))
    elif len(buttons) + len(tabs) > 1:
        found.append(say("←→", "select"))
    if rows or buttons or tabs:
        opens = isinstance(body, Listing) and any(row.kind not in ("choice", "tick") for row in rows)
        found.append(say("Enter", "open" if opens else "confirm"))
    return tuple(found)


def paint_bezel(area: Area, bar: Bar, touch: Touch, look: Look) -> None:
    """The bezel's upper edge: product and model, the banner, the three lamps."""
    area.fill(0, 0, area.width, area.height, "bezelink on bezel")
    style = "bold practiceink on practice" if bar.practice else "bold blink liveink on live"
    if not bar.practice:
        style = "bold liveink on live"
    banner = f" {fit(bar.banner, max(0, area.width - 2))} "
    lamps = tuple(zip((bar.lamps.power, bar.lamps.data, bar.lamps.error), bar.lamp_words,
                      ("lampgood", "lampdata", "lampbad"), strict=False))
    wordy = sum(cells(text) + 4 for _, text, _ in lamps)
    middle = (area.width - cells(banner)) // 2
    # Behind the last word there are two empty cells already; where it only just fits, they are margin enough.
    room = area.width - middle - cells(banner) - 1
    short = wordy > room
    x = area.width - (2 * len(lamps) + 1 if short else min(wordy + 1, room))
    end = middle + cells(banner)
    if x < end + 1:
        middle = max(0, x - cells(banner) - 1)
    for state, text, colour in lamps:
        lit = state != "dark"
        colour = colour if lit else "lampdark"
        blink = "bold " if state == "blinking" else ""
        area.put(x, 0, LAMP_GLYPH.get(state, "○"), f"{blink}{colour} on bezel")
        if short:
            x += 2
        else:
            area.put(x + 2, 0, text, f"{colour if lit else 'bezeldim'} on bezel")
            x += cells(text) + 4
    area.put(middle, 0, banner, style)
    brand = fit(bar.product, max(0, middle - 2))
    used = area.put(1, 0, brand, "bold brand on bezel")
    if middle - used - 5 > cells(bar.model):
        area.put(used + 3, 0, bar.model, "bezeldim on bezel")


HARD_KEYS = (("power", "◉"), ("home", "⌂"), ("help", "?"), ("start", "◊"), ("stop", "■"))
"""The hard keys in their order on the bezel and the sign on each; only those that the View names are there."""


def paint_keys(area: Area, view: View, touch: Touch) -> None:
    """The bezel's lower edge: the hard keys."""
    area.fill(0, 0, area.width, area.height, "bezelink on bezel")
    named = dict(view.bar.key_words)
    known = [(key, glyph, named[key]) for key, glyph in HARD_KEYS if key in named]
    known += [(key, "·", text) for key, text in view.bar.key_words if key not in dict(HARD_KEYS)]
    caps = [(key, f" {glyph} {fit(text, 12)} ") for key, glyph, text in known]
    gap = 4
    while gap > 1 and sum(cells(cap) + gap for _, cap in caps) > area.width:
        gap -= 1
    x = max(0, (area.width - sum(cells(cap) for _, cap in caps) - gap * (len(caps) - 1)) // 2)
    for key, cap in caps:
        style = "bold capink on capover" if key == touch.hover else "capink on cap"
        if area.put(x, 0, cap, style):
            area.hit(key, x, 0, cells(cap), 1, "press", "hard")
        x += cells(cap) + gap
