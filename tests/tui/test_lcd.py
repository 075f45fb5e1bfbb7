"""The LCD in a running app: touches, keys, what it posts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.events import MouseScrollDown

from panel_sim.core.events import CursorMoved, Pressed, Tapped, Typed
from panel_sim.core.views import Entry, Listing, SignInCode, View
from panel_sim.tui.app import PanelApp
from panel_sim.tui.canvas import Look

Play = Callable[[PanelApp, Any], Awaitable[None]]


@pytest.fixture
def play(canned: Callable[..., Any]) -> Callable[..., Any]:
    """Runs the app on one sample, lets `steps(app, pilot)` act, and gives the simulator."""

    def run(first: str, steps: Play, size: tuple[int, int] = (80, 24)) -> Any:
        simulator = canned(first)

        async def main() -> None:
            app = PanelApp(simulator, look=Look())
            async with app.run_test(size=size) as pilot:
                await app.painted()
                await steps(app, pilot)

        asyncio.run(main())
        return simulator

    return run


def press(*keys: str) -> Play:
    async def steps(app: PanelApp, pilot: Any) -> None:
        await pilot.press(*keys)
        await app.painted()

    return steps


@pytest.mark.parametrize(
    ("first", "identity"),
    [("home", "my-email"), ("home", "settings"), ("list", "switch"), ("long", "c4"), ("long", "often"),
     ("long", "done"), ("dialog", "org"), ("dialog", "decline"), ("keyboard", "key/ö"), ("keyboard", "ok"),
     ("job", "send-again"), ("code", "cancel"), ("home", "jobs"), ("home", "lock"), ("home", "page:1")],
)
def test_a_click_touches_what_is_there(play: Callable[..., Any], first: str, identity: str) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        hit = app.lcd.painted.hit(identity)
        assert hit is not None
        await pilot.click(app.lcd, offset=(hit.x + hit.width // 2, hit.y + hit.height // 2))
        await app.painted()

    assert play(first, steps).events == [Tapped(identity)]


def test_a_click_beside_everything_does_nothing(play: Callable[..., Any]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        await pilot.click(app.lcd, offset=(0, 1))
        await app.painted()

    assert play("home", steps).events == []


def test_back_is_a_hard_key(play: Callable[..., Any]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        hit = app.lcd.painted.hit("back")
        assert hit is not None
        await pilot.click(app.lcd, offset=(hit.x + 1, hit.y))

    assert play("list", steps).events == [Pressed("back")]


@pytest.mark.parametrize(
    ("first", "keys", "event"),
    [
        ("home", ("right", "enter"), Tapped("scan")),
        ("home", ("down", "enter"), Tapped("presets")),
        ("home", ("2",), Tapped("scan")),
        ("list", ("down", "down", "enter"), Tapped("lan")),
        ("list", ("end", "enter"), Tapped("advanced")),
        ("long", ("pagedown", "pagedown", "home", "enter"), Tapped("c1")),
        ("list", ("escape",), Pressed("back")),
        ("list", ("h",), Pressed("home")),
        ("list", ("question_mark",), Pressed("help")),
        ("list", ("j",), Tapped("jobs")),
        ("notice", ("enter",), Tapped("ok")),
        ("dialog", ("tab", "enter"), Tapped("decline")),
        ("dialog", ("up", "space"), Tapped("org")),
        ("job", ("d",), Tapped("details")),
        ("asleep", ("x",), Tapped("wake")),
        ("off", ("p",), Pressed("power")),
        ("progress", ("enter", "tab", "enter"), Tapped("stop")),
        ("code", ("q",), Tapped("qr")),
    ],
)
def test_keys_touch(play: Callable[..., Any], first: str, keys: tuple[str, ...], event: object) -> None:
    assert play(first, press(*keys)).events == [event]


def test_back_from_the_large_qr_code_leads_to_the_code(play: Callable[..., Any], samples: dict[str, View]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        body = samples["code"].body
        assert isinstance(body, SignInCode)
        app.simulator.tell(replace(samples["code"], body=replace(body, full_screen_qr=True)))
        await pilot.press("escape")

    assert play("code", steps).events == [Tapped("qr")]

    async def local(app: PanelApp, pilot: Any) -> None:
        body = samples["code"].body
        assert isinstance(body, SignInCode)
        app.simulator.tell(replace(samples["code"], body=replace(body, buttons=())))
        await pilot.press("q")
        assert app.lcd.touch.full_qr
        await pilot.press("escape")
        assert not app.lcd.touch.full_qr

    assert play("code", local).events == []


def test_typing_feeds_the_entry(play: Callable[..., Any]) -> None:
    simulator = play("keyboard", press("h", "å", "question_mark", "backspace", "left", "right", "j", "space"))
    assert simulator.events == [
        Typed("h"), Typed("å"), Typed("?"), Typed("\b"), CursorMoved(-1), CursorMoved(1), Typed("j"), Typed(" ")
    ]
    body = simulator.view.body
    assert isinstance(body, Entry)
    assert body.text == "Rapport-åäöhåj "


def test_enter_in_an_entry_is_the_primary_button(play: Callable[..., Any]) -> None:
    assert play("keyboard", press("enter")).events == [Tapped("ok")]
    assert play("keyboard", press("tab", "enter")).events == [Tapped("key/1")]


def test_the_wheel_scrolls_and_turns_pages(play: Callable[..., Any]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        await pilot._post_mouse_events([MouseScrollDown], app.lcd, offset=(10, 10), button=0)
        await app.painted()
        assert app.lcd.painted.scroll == 3

    assert play("long", steps).events == []

    async def turn(app: PanelApp, pilot: Any) -> None:
        await pilot._post_mouse_events([MouseScrollDown], app.lcd, offset=(10, 10), button=0)
        await app.painted()

    assert play("home", turn).events == [Tapped("page:1")]


def test_the_mouse_lights_up_what_it_is_over(play: Callable[..., Any]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        before = app.lcd.painted.lines
        hit = app.lcd.painted.hit("settings")
        assert hit is not None
        await pilot.hover(app.lcd, offset=(hit.x + 2, hit.y + 2))
        await app.painted()
        assert app.lcd.hover == "settings"
        assert app.lcd.painted.lines != before
        await pilot.hover(app.lcd, offset=(0, 1))
        await app.painted()
        assert app.lcd.painted.lines == before

    play("home", steps)


def test_back_on_a_screen_one_finds_the_selection_again(play: Callable[..., Any], samples: dict[str, View]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        await pilot.press(*["down"] * 30)
        left = app.lcd.touch
        assert left.selected == "c31"
        app.simulator.tell(samples["status"])
        assert app.lcd.touch.scroll == 0
        app.simulator.tell(samples["long"])
        assert app.lcd.touch == left

    play("long", steps)


def test_a_selection_that_is_gone_moves_on(play: Callable[..., Any], samples: dict[str, View]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        await pilot.press("down", "down")
        assert app.lcd.touch.selected == "lan"
        body = samples["list"].body
        assert isinstance(body, Listing)
        app.simulator.tell(replace(samples["list"], body=replace(body, rows=body.rows[:2])))
        await app.painted()
        assert app.lcd.touch.selected == "status"

    play("list", steps)


def test_a_moved_selection_sends_only_what_changed(play: Callable[..., Any]) -> None:
    async def steps(app: PanelApp, pilot: Any) -> None:
        before = app.lcd.painted.lines
        await pilot.press("down")
        after = app.lcd.painted.lines
        assert sum(was != now for was, now in zip(before, after, strict=True)) == 2

    play("list", steps)
