"""The scene: put back to how it was, whatever happened; acts as a path file writes them."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from panel_sim.core.menus import Menus
from panel_sim.paths.exploring import Act, Scene
from panel_sim.paths.exploring.plan import PLAN, Start
from panel_sim.paths.exploring.scene import ICONS, SECRETS


def act(scene: Scene, words: str) -> Act:
    return next(one for one in scene.acts() if one.words.startswith(words))


def everything(kept: bytes) -> object:
    """What was kept, since the bytes of a set differ from one making to the next."""
    return pickle.loads(kept)


def test_going_back_undoes_everything(printer: Menus) -> None:
    scene = Scene(printer, ("epas-anna", "locked"), language="sv")
    kept, view = scene.keep(), scene.view()
    for _ in range(3):
        for one in [*scene.acts(), *scene.troubles()]:
            scene.do(one)
            scene.back_to(kept)
            assert everything(scene.keep()) == everything(kept), one.words
            assert scene.view().body == view.body


def test_a_language_is_put_back(printer: Menus) -> None:
    scene = Scene(printer, ("factory",), language="sv")
    kept = scene.keep()
    swedish = scene.view()
    scene.speak("en")
    assert scene.view().title == "Home"
    assert scene.view().language == "en"
    scene.back_to(kept)
    assert scene.view().title == swedish.title == "Hem"


def test_a_view_is_made_once_until_something_happens(printer: Menus) -> None:
    scene = Scene(printer, ("factory",), language="sv")
    assert scene.view() is scene.view()
    before = scene.view()
    after = scene.do(act(scene, "tap: Inst."))
    assert after is not before
    assert scene.screen == "settings"


def test_a_sheet_is_printed_when_the_world_says_so(printer: Menus) -> None:
    scene = Scene(printer, ("factory",), language="sv")
    scene.do(act(scene, "tap: Ark för nätverksstatus"))
    scene.do(act(scene, "tap: Skriv ut"))
    # It starts after a moment, in which one may cancel.
    scene.do(scene.waiting()[0])
    assert [type(one).__name__ for one in scene.pending] == ["PrintSheet"]
    answers = scene.answers()
    assert [one.words for one in answers] == ["the sheet is printed", "the sheet cannot be written"]
    assert not any(one.playable for one in answers)
    scene.do(answers[0])
    assert scene.pending == []
    (job,) = scene.panel.context.session.jobs.values()
    assert job.state == "completed"


def test_typing_tries_what_opens_things_only_where_it_is_secret(printer: Menus) -> None:
    scene = Scene(printer, ("factory", "locked"), language="sv")
    scene.do(act(scene, ICONS["lock"]))
    typed = {one.typed for one in scene.typing()}
    assert set(SECRETS.values()) <= typed
    assert {"", "0" * 40} <= typed
    scene.do(next(one for one in scene.typing() if one.typed == SECRETS["administrator"]))
    assert scene.panel.context.session.administrator


def test_timers_wind_the_clock(printer: Menus) -> None:
    scene = Scene(printer, ("factory",), language="sv")
    waits = scene.waiting()
    assert [one.timer for one in waits]
    scene.do(next(one for one in waits if one.timer == "sleep"))
    assert scene.seconds > 0
    assert scene.view().screen == "asleep"


def test_an_unknown_screen(printer: Menus) -> None:
    with pytest.raises(KeyError):
        Scene(printer, start="nowhere")


@pytest.mark.parametrize("start", PLAN, ids=str)
def test_every_beginning_of_the_plan_can_be_made(printer: Menus, start: Start) -> None:
    scene = Scene(printer, start.given, values=start.values, conditions=start.conditions, start=start.screen)
    assert scene.screen == "home"


def test_all_tiles_of_all_pages_can_be_touched(small_device: Callable[..., Menus], printer: Menus) -> None:
    scene = Scene(printer, ("factory",), language="sv")
    tiles, per_page = scene.panel.tiles()
    assert len(tiles) > per_page
    last = tiles[-1]
    scene.do(next(one for one in scene.touches() if one.row == last.id))
    assert scene.screen != "home"


def test_logging_in_and_out_are_acts_of_their_own(printer: Menus) -> None:
    scene = Scene(printer, ("factory", "locked"), language="sv")
    assert [one.words for one in scene.logging_in()] == ["log_in: {administrator: true}"]
    scene.do(scene.logging_in()[0])
    assert scene.panel.context.session.administrator
    assert scene.logging_in() == []
