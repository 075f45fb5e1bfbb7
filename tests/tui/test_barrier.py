"""The barrier: what was posted before it has been handled, and what changed is painted when somebody says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from panel_sim.core.events import Pressed, Tapped
from panel_sim.tui.barrier import handled
from panel_sim.tui.staged import AppBroke, StagedApp

Canned = Callable[..., Any]


@pytest.fixture
def staged(canned: Canned) -> Callable[..., Any]:
    """Does something with an app on an imagined terminal; the act takes app, simulator and what was written."""

    def do(act: Callable[[StagedApp, Any, list[str]], Coroutine[Any, Any, Any]], first: str = "home") -> Any:
        async def whole() -> Any:
            simulator, writes = canned(first), []
            app = StagedApp(simulator)
            await app.open((90, 30), writes.append)
            try:
                return await act(app, simulator, writes)
            finally:
                await app.end()

        return asyncio.run(whole())

    return do


def test_whatever_was_typed_before_it_has_been_handled(staged: Callable[..., Any]) -> None:
    async def act(app: StagedApp, simulator: Any, writes: list[str]) -> list[object]:
        await app.keys(("j", "j"), ("h", "h"), ("j", "j"))
        return simulator.events[-3:]

    assert staged(act) == [Tapped("jobs"), Pressed("home"), Tapped("jobs")]


def test_nothing_is_painted_before_somebody_says_so(staged: Callable[..., Any]) -> None:
    async def act(app: StagedApp, simulator: Any, writes: list[str]) -> None:
        app.paints_each = False
        written = len(writes)
        await app.touch("settings")
        await handled(app)
        assert len(writes) == written
        app.paint()
        assert len(writes) == written + 1
        app.paint()
        assert len(writes) == written + 1, "nothing has changed since"

    staged(act, "list")


def test_a_click_reaches_what_is_painted_there(staged: Callable[..., Any]) -> None:
    async def act(app: StagedApp, simulator: Any, writes: list[str]) -> list[object]:
        for hit in app.glass().hits[:3]:
            if hit.group == "tile":
                await app.click(app.lcd, hit)
                break
        key = app.hard.painted.hit("home")
        assert key is not None
        await app.click(app.hard, key)
        return simulator.events[-2:]

    tapped, pressed = staged(act)
    assert isinstance(tapped, Tapped)
    assert pressed == Pressed("home")


def test_text_is_typed_key_by_key(staged: Callable[..., Any]) -> None:
    async def act(app: StagedApp, simulator: Any, writes: list[str]) -> list[str]:
        await app.write("å b\b")
        return [event.text for event in simulator.events]

    assert staged(act, "keyboard") == ["å", " ", "b", "\b"]


def test_an_app_that_breaks_says_so(staged: Callable[..., Any]) -> None:
    async def act(app: StagedApp, simulator: Any, writes: list[str]) -> None:
        def broken(event: object) -> Any:
            raise RuntimeError("no step")

        simulator.feed = broken
        with pytest.raises(AppBroke, match="no step"):
            await app.touch("settings")
        assert app.broken
        with pytest.raises(AppBroke):
            app.paint()

    staged(act)
