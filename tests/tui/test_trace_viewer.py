"""The trace viewer: both sizes of terminal, keys, mouse, themes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.tui.paint_trace import TraceState, paint_trace
from panel_sim.tui.palette import PALETTES
from panel_sim.tui.trace_data import ShownJob, ShownStep, ShownTrace
from panel_sim.tui.trace_viewer import TraceViewer

BEFORE = ("Hem".ljust(70) + "09:41", "", "", "  Skanna  Inst.")
AFTER = ("Inst.".ljust(70) + "09:41", "", "", "  Allmänna inställningar")


def made(steps: int = 5, bad: int = 3) -> ShownTrace:
    shown = tuple(
        ShownStep(
            number,
            f"tap: rad {number}",
            f"a.path.yaml:{number + 3}",
            "failed" if number == bad else "passed",
            before=BEFORE,
            after=AFTER,
            failure=(("Wanted", "Raden."), ("Found", "En annan rad.")) if number == bad else (),
            happened=(("0.8 s", "event", "Tapped  row settings"),),
        )
        for number in range(1, steps + 1)
    )
    job = ShownJob("1 scan-to-email anna@ovning.example", "aborted 360", False, legs=(("tcp", "no", "1.2 ms", "no"),))
    return ShownTrace("Ett spår", "a.path.yaml · mfp", "failed", steps=shown, jobs=(job,))


def text_of(app: TraceViewer) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def view(
    trace: ShownTrace, steps: Callable[[TraceViewer, Any], Any], size: tuple[int, int] = (80, 24), **more: Any
) -> Any:
    app = TraceViewer(trace, **more)

    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(main())
    return app.return_value


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_it_opens_at_the_failure(size: tuple[int, int]) -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        text = text_of(app)
        assert len(text.splitlines()) == size[1]
        assert "►✗ 3 tap: rad 3" in text
        for wanted in ("✗ failed", "Ett spår", "Wanted", "En annan rad.", "Allmänna inställningar", "q quit"):
            assert wanted in text

    view(made(), steps, size)


def test_side_by_side_where_there_is_room() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        line = next(line for line in text_of(app).splitlines() if "Allmänna inställningar" in line)
        assert "Skanna  Inst." in line

    view(made(), steps, (220, 40))


def test_keys() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        state = app.pane.state
        await pilot.press("j")
        assert state.chosen == 3
        await pilot.press("k", "up")
        assert state.chosen == 1
        await pilot.press("end")
        assert state.chosen == 4
        await pilot.press("down")
        assert state.chosen == 4, "there is no step after the last"
        await pilot.press("f")
        assert state.chosen == 2
        await pilot.press("pageup")
        assert state.chosen == 0
        await pilot.press("b")
        assert "Skanna  Inst." in text_of(app)
        await pilot.press("tab")
        assert "Skanna  Inst." not in text_of(app)
        await pilot.press("enter")
        assert state.page == "glass"
        await pilot.press("escape", "2")
        text = text_of(app)
        assert "scan-to-email anna@ovning.example aborted 360" in text
        assert "✗ tcp" in text
        await pilot.press("1", "d", "q")

    assert view(made(), steps) == 0


def test_the_mouse() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        await pilot.click(offset=(6, 2))
        assert app.pane.state.chosen == 0
        after = app.pane.painted.hit("before")
        assert after is not None
        await pilot.click(offset=(after.x + 1, after.y))
        assert app.pane.state.before
        jobs = app.pane.painted.hit("page:jobs")
        assert jobs is not None
        await pilot.click(offset=(jobs.x + 1, jobs.y))
        assert app.pane.state.page == "jobs"

    view(made(), steps)


def test_ctrl_c() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        await pilot.press("ctrl+c")

    assert view(made(), steps) == 130


def test_the_glass_alone_can_be_moved_aside() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        await pilot.press("enter")
        assert "09:41" not in text_of(app)
        for _ in range(12):
            await pilot.press("right")
        assert "09:41" in text_of(app)

    view(made(), steps, (50, 24))


def test_a_long_list_keeps_the_chosen_step_in_sight() -> None:
    picture = paint_trace(made(1000, 700), TraceState(chosen=699), "", 80, 24)
    assert "►✗  700 tap: rad 700" in picture.text()


def test_begins_where_it_is_told() -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        assert "►✓ 5" in text_of(app)

    view(made(), steps, step=4)


@pytest.mark.parametrize("theme", sorted(PALETTES))
def test_every_theme_paints_it(theme: str) -> None:
    async def steps(app: TraceViewer, pilot: Any) -> None:
        assert "Ett spår" in text_of(app)

    view(made(), steps, theme=theme)


@pytest.mark.parametrize("size", [(10, 3), (30, 8), (400, 100)])
def test_any_size_and_an_empty_trace(size: tuple[int, int]) -> None:
    skipped = ShownTrace("Ett spår", "a", "skipped", "The model lacks a scanner.")
    for page in ("steps", "jobs", "glass"):
        for trace in (skipped, made()):
            picture = paint_trace(trace, TraceState(page=page), "", *size)
            assert len(picture.lines) == size[1]
    wide = paint_trace(skipped, TraceState(), "", 80, 24).text()
    assert "The model lacks a scanner." in wide
