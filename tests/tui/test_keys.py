"""What keys mean on which screen."""

from collections.abc import Callable

import pytest

from panel_sim.core.views import Button, Listing, Row, View
from panel_sim.tui.canvas import Touch
from panel_sim.tui.keys import Wish, wish
from panel_sim.tui.paint import paint
from panel_sim.tui.paint_frame import hints

TABLE = [
    ("home", "h", "h", Wish("press", "home")),
    ("home", "question_mark", "?", Wish("press", "help")),
    ("home", "p", "p", Wish("press", "power")),
    ("home", "j", "j", Wish("tap", "jobs")),
    ("home", "u", "u", Wish("tap", "user")),
    ("home", "pagedown", None, Wish("tap", "page:1")),
    ("home", "down", None, Wish("move", "down")),
    ("home", "enter", "\r", Wish("choose")),
    ("home", "3", "3", Wish("nth", step=3)),
    ("list", "escape", "\x1b", Wish("press", "back")),
    ("list", "backspace", "\x08", Wish("press", "back")),
    ("list", "home", None, Wish("press", "home")),
    ("long", "home", None, Wish("end", "home")),
    ("long", "pageup", None, Wish("page", step=-1)),
    ("keyboard", "h", "h", Wish("type", "h")),
    ("keyboard", "question_mark", "?", Wish("type", "?")),
    ("keyboard", "å", "å", Wish("type", "å")),
    ("keyboard", "backspace", "\x08", Wish("type", "\b")),
    ("keyboard", "left", None, Wish("cursor", step=-1)),
    ("keyboard", "enter", "\r", Wish("tap", "ok")),
    ("keyboard", "escape", "\x1b", Wish("press", "back")),
    ("keyboard", "tab", "\t", Wish("tab", step=1)),
    ("code", "c", "c", Wish("copy")),
    ("code", "q", "q", Wish("tap", "qr")),
    ("job", "d", "d", Wish("tap", "details")),
    ("asleep", "x", "x", Wish("tap", "wake")),
    ("off", "x", "x", None),
    ("off", "p", "p", Wish("press", "power")),
    ("home", "f9", None, None),
    ("list", "d", "d", None),
    ("list", "s", "s", None),
    ("keyboard", "s", "s", Wish("type", "s")),
]


@pytest.mark.parametrize(("name", "key", "character", "meant"), TABLE)
def test_keys(samples: dict[str, View], name: str, key: str, character: str | None, meant: Wish | None) -> None:
    view = samples[name]
    assert wish(view, paint(view, 76, 21), Touch(), key, character) == meant


def test_s_starts_where_there_is_something_to_start(make_view: Callable[..., View]) -> None:
    for ready, meant in ((True, Wish("press", "start")), (False, None)):
        button = Button("email/start", "Starta", primary=True, enabled=ready)
        view = make_view("email", "Skanna", Listing((Row("email/to", "Till"),), buttons=(button,)))
        assert wish(view, paint(view, 76, 21), Touch(), "s", "s") == meant
        assert (("s", "starta") in hints(view, False)) == ready


def test_with_a_soft_key_selected_the_arrows_move_and_enter_touches(samples: dict[str, View]) -> None:
    view = samples["keyboard"]
    touch = Touch(selected="key/g")
    picture = paint(view, 76, 21, touch)
    assert wish(view, picture, touch, "left", None) == Wish("move", "left")
    assert wish(view, picture, touch, "enter", "\r") == Wish("choose")
    assert wish(view, picture, touch, "x", "x") == Wish("type", "x")
