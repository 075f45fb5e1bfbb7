"""Where arrow keys take the selection."""

from collections.abc import Callable
from dataclasses import replace

from panel_sim.core.views import Button, JobDetail, Listing, Row, View
from panel_sim.tui import navigation
from panel_sim.tui.canvas import Picture, Touch
from panel_sim.tui.paint import paint


def walk(view: View, start: str, *directions: str) -> Touch:
    touch = Touch(selected=start)
    for direction in directions:
        picture = paint(view, view.columns, view.lines, touch)
        touch = navigation.move(picture, touch, direction, navigation.primary(view))
    return touch


def test_home_is_a_grid(samples: dict[str, View]) -> None:
    home = samples["home"]
    assert walk(home, "copy", "right").selected == "scan"
    assert walk(home, "scan", "right").selected == "my-email"  # the disabled tile is passed over
    assert walk(home, "scan", "down").selected == "memory"
    assert walk(home, "settings", "up").selected == "my-email"
    assert walk(home, "copy", "left").selected == "copy"
    assert walk(home, "presets", "down").selected == "jobs"


def test_a_list_is_walked_row_by_row(samples: dict[str, View]) -> None:
    view = samples["list"]
    assert walk(view, "status", "down", "down").selected == "lan"
    assert walk(view, "advanced", "down").selected == "back"
    assert walk(view, "advanced", "down", "up").selected == "advanced"


def test_a_long_list_follows_the_selection(samples: dict[str, View]) -> None:
    touch = walk(samples["long"], "c1", *["down"] * 30)
    assert touch.selected == "c31"
    assert paint(samples["long"], 76, 21, touch).hit("c31") is not None
    assert walk(samples["long"], "c1", "up").selected == "all"


def test_page_keys_turn_pages(samples: dict[str, View]) -> None:
    view = samples["long"]
    touch = Touch(selected="c1")
    picture = paint(view, 76, 21, touch)
    touch = navigation.page(picture, touch, 1)
    assert touch.scroll > 5
    assert paint(view, 76, 21, touch).hit(touch.selected) is not None
    for _ in range(40):
        touch = navigation.page(paint(view, 76, 21, touch), touch, 1)
    assert touch.selected == "c200"
    for _ in range(40):
        touch = navigation.page(paint(view, 76, 21, touch), touch, -1)
    assert touch.selected == "c1"


def test_tab_goes_round_the_groups(samples: dict[str, View]) -> None:
    view = samples["long"]
    touch, seen = Touch(selected="c5"), []
    for _ in range(7):
        touch = navigation.around(paint(view, 76, 21, touch), touch, 1)
        seen.append(touch.selected)
    assert {"add", "done", "back", "all", "lock"} <= set(seen)


def test_the_keyboard_is_walked_by_position(samples: dict[str, View]) -> None:
    view = samples["keyboard"]
    assert walk(view, "key/g", "right").selected == "key/h"
    assert walk(view, "key/g", "up").selected in ("key/t", "key/y", "key/r")
    assert walk(view, "key/space", "down").selected in ("ok", "cancel")


def test_who_comes_into_a_row_of_buttons_comes_to_the_primary_one(samples: dict[str, View]) -> None:
    assert walk(samples["dialog"], "org", "down").selected == "accept"
    assert walk(samples["dialog"], "org", "down", "right").selected == "decline"
    assert walk(samples["dialog"], "org", "down", "right", "up").selected == "org"
    assert walk(samples["keyboard"], "key/right", "down").selected == "ok"
    assert walk(samples["job"], "back", "up").selected == "sign-in"


def test_what_is_selected_first(samples: dict[str, View]) -> None:
    assert navigation.first_choice(samples["home"]) == "copy"
    assert navigation.first_choice(samples["list"]) == "status"
    assert navigation.first_choice(samples["dialog"]) == "accept"
    assert navigation.first_choice(samples["job"]) == "sign-in"
    assert navigation.first_choice(samples["keyboard"]) == ""
    assert navigation.first_choice(samples["off"]) == ""


def test_a_hasty_enter_ends_nothing_that_is_under_way(samples: dict[str, View]) -> None:
    assert navigation.first_choice(samples["progress"]) == navigation.primary(samples["progress"]) == ""
    assert walk(samples["progress"], "", "down").selected == "stop"
    job = samples["job"].body
    assert isinstance(job, JobDetail)
    busy = replace(job, buttons=(Button("jobs/job/cancel", "Avbryt jobbet"), Button("jobs/job/details", "Detaljer")))
    assert navigation.first_choice(replace(samples["job"], body=busy)) == "jobs/job/details"


def test_without_rows_the_open_tab_is_selected(make_view: Callable[..., View]) -> None:
    tabs = (Row("jobs/printer", "Skrivarstatus", kind="choice"), Row("jobs/active", "Aktiva", kind="choice", on=True))
    view = make_view("jobs/active", "Jobbstatus", Listing((Row("state", "Status", "Redo", "reading"),), tabs))
    assert navigation.first_choice(view) == "jobs/active"


def test_nothing_to_touch_is_no_trouble(samples: dict[str, View]) -> None:
    picture = Picture(5, 5, [], [])
    for direction in ("up", "down", "left", "right"):
        assert navigation.move(picture, Touch(), direction) == Touch()
    assert navigation.around(picture, Touch(), 1) == Touch()
    assert navigation.page(picture, Touch(), 1) == Touch()
