"""What a key on the keyboard means on the screen that is shown: pure, so that it can be tested as a table."""

from __future__ import annotations

from dataclasses import dataclass

from panel_sim.core.views import Asleep, Entry, Home, JobDetail, Off, SignInCode, View
from panel_sim.tui.canvas import Picture, Touch
from panel_sim.tui.navigation import primary
from panel_sim.tui.paint_frame import JOBS, USER, can_start, means, page_id


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to happen.

    `kind`: tap (an id), press (a hard key), type (text), cursor (columns), move (direction), page (+1, -1), tab (+1,
    -1), end (home, end), choose (what is selected), nth (the nth thing in sight), copy, qr, nothing.
    """

    kind: str
    text: str = ""
    step: int = 0


NOTHING = Wish("nothing")
KEYBOARD = {"power": "p", "home": "h", "help": "?", "start": "s", "stop": "Esc", "back": "Esc", "jobs": "j"}
"""What stands for which key of the device, as people write it."""
_LETTERS = {"h": Wish("press", "home"), "question_mark": Wish("press", "help"), "p": Wish("press", "power"),
            "j": Wish("tap", JOBS), "u": Wish("tap", USER), "f1": Wish("press", "help")}


def wish(view: View, picture: Picture, touch: Touch, key: str, character: str | None) -> Wish | None:
    """What `key` means now; None when it means nothing to the panel (others may use it)."""
    body = view.body
    if isinstance(body, Off):
        return Wish("press", "power") if key in ("p", "enter") else None
    if isinstance(body, Asleep):
        if key == "p":
            return Wish("press", "power")
        return Wish("tap", "wake") if key in ("enter", "space", "escape") or character else None
    if isinstance(body, Entry):
        found = _in_entry(view, touch, key, character)
        if found is not None:
            return found
    else:
        found = _elsewhere(view, picture, key, character)
        if found is not None:
            return found
    return _anywhere(view, touch, key)


def _in_entry(view: View, touch: Touch, key: str, character: str | None) -> Wish | None:
    if key in ("backspace", "ctrl+h"):
        return Wish("type", "\b")
    if key in ("left", "right") and not touch.selected:
        return Wish("cursor", step=-1 if key == "left" else 1)
    if key == "home":
        return Wish("cursor", step=-10_000)
    if key == "end":
        return Wish("cursor", step=10_000)
    if key == "enter" and not touch.selected:
        return Wish("tap", primary(view)) if primary(view) else NOTHING
    if key == "space" and touch.selected:
        return Wish("type", " ")
    if character and character.isprintable():
        return Wish("type", character)
    return None


def _elsewhere(view: View, picture: Picture, key: str, character: str | None) -> Wish | None:
    body = view.body
    if key in _LETTERS:
        return _LETTERS[key]
    if key == "s" and can_start(view):
        return Wish("press", "start")
    if key == "backspace":
        return Wish("press", "back")
    if key == "home" and picture.scroll_max == 0:
        return Wish("press", "home")
    if key in ("home", "end"):
        return Wish("end", key)
    if isinstance(body, SignInCode):
        if key == "c":
            return Wish("copy")
        if key == "q":
            toggle = next((button.id for button in body.buttons if means(button.id, "qr")), "")
            return Wish("tap", toggle) if toggle else Wish("qr")
    if isinstance(body, JobDetail) and key == "d":
        details = next((button.id for button in body.buttons if means(button.id, "details")), "")
        return Wish("tap", details) if details else None
    if isinstance(body, Home) and key in ("pageup", "pagedown"):
        wanted = body.page + (1 if key == "pagedown" else -1)
        return Wish("tap", page_id(wanted % body.pages)) if body.pages > 1 else NOTHING
    if key == "space":
        return Wish("choose")
    if character and character in "123456789":
        return Wish("nth", step=int(character))
    return None


def _anywhere(view: View, touch: Touch, key: str) -> Wish | None:
    if key == "escape":
        return Wish("press", "back")
    if key in ("up", "down", "left", "right"):
        return Wish("move", key)
    if key in ("pageup", "pagedown"):
        return Wish("page", step=1 if key == "pagedown" else -1)
    if key in ("tab", "shift+tab"):
        return Wish("tab", step=1 if key == "tab" else -1)
    if key == "enter":
        return Wish("choose")
    return None
