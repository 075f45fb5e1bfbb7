"""The stage on the TUI: touches go through the LCD, what is seen is what was painted, each step is painted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from panel_sim.core.views import Asleep, Off
from panel_sim.paths import reading
from panel_sim.paths import step as st
from panel_sim.paths.outcome import BROKEN, PASSED
from panel_sim.paths.playing import play
from panel_sim.paths.stage import Unreached
from panel_sim.paths.walking import Astray
from panel_sim.running.rehearsal import Rehearsal
from panel_sim.stages.screen import AppBroke, OnScreen, ScreenStage
from panel_sim.tui.glass import SAMPLE_CODE

ANNA = "anna@ovning.example"
BASIC = "settings/general/basic"

Act = Callable[[ScreenStage], Coroutine[Any, Any, Any]]


@pytest.fixture
def on_screen(path_script: Any) -> Callable[..., Any]:
    """Does something on a stage of its own: on_screen(act, bench=..., only_looked_at=..., lines=..., given=...)."""

    def do(act: Act, *, bench: bool = False, only_looked_at: bool = False, lines: int = 0, **head: Any) -> Any:
        def menus(model: str) -> Any:
            found = path_script.menus(model)
            return replace(found, model=replace(found.model, lines=lines)) if lines else found

        async def whole() -> Any:
            make = OnScreen(menus, bench=bench, only_looked_at=only_looked_at)
            stage = await make(path_script(**head).file, "mfp", "sv")
            try:
                return await act(stage)
            finally:
                await stage.close()

        return asyncio.run(whole())

    return do


class TestPainting:
    @pytest.mark.parametrize("bench", [False, True])
    def test_every_step_is_painted_once_it_is_over(self, on_screen: Callable[..., Any], bench: bool) -> None:
        async def act(stage: ScreenStage) -> None:
            for label in ("Inst.", "Allmänna inställningar", "Nätverksinställningar"):
                before = stage.cells.writings
                await stage.tap(label)
                assert stage.cells.writings > before
                # Nothing else is painted for it: what stands there now is what was written.
                assert stage.view.title in "\n".join(stage.cells.rows())
            written = stage.cells.writings
            await stage.press("home")
            assert stage.cells.writings == written + 1
            assert "Till Min e-post" in "".join(stage.cells.rows())

        on_screen(act, bench=bench)

    def test_only_what_is_looked_at(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            before = stage.cells.writings
            for label in ("Inst.", "Allmänna inställningar", "Grundinställningar"):
                await stage.tap(label)
            await stage.settle()
            assert stage.cells.writings == before
            assert stage.sees("Insomningstimer")
            assert stage.cells.writings == before + 1

        on_screen(act, only_looked_at=True)

    def test_what_is_said_from_outside_is_painted_too(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            await stage.set_values({"panel.language": "en"})
            assert "Settings" in "\n".join(stage.cells.rows())
            await stage.advance(3600)
            assert isinstance(stage.view.body, Asleep)
            assert "Settings" not in "\n".join(stage.cells.rows())

        on_screen(act)

    def test_the_bench_stands_beside_it(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> tuple[int, bool]:
            return stage.size[0], stage.app.pane.display

        assert on_screen(act) == (76, False)
        assert on_screen(act, bench=True) == (122, True)

    def test_others_can_print_meanwhile(self, on_screen: Callable[..., Any], capsys: Any) -> None:
        async def act(stage: ScreenStage) -> None:
            print("beside the panel")

        on_screen(act)
        assert "beside the panel" in capsys.readouterr().out


class TestTouching:
    def test_a_click_lands_on_the_lcd(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> list[str]:
            clicked = []
            at = stage.app.lcd.at
            stage.app.lcd.at = lambda x, y: (clicked.append(hit.id if (hit := at(x, y)) else ""), hit)[1]  # type: ignore[method-assign]  # watched
            await stage.tap("Inst.")
            return clicked

        assert [one.rpartition("/")[2] for one in on_screen(act)] == ["settings"]

    def test_a_list_is_scrolled_for_a_row_out_of_sight(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            lcd = stage.app.lcd
            assert stage.sees("Rörelsesensor")
            assert "Rörelsesensor" not in stage.shown()
            assert lcd.touch.scroll == 0, "who looked has left it as it was"
            assert stage.value_of("Rörelsesensor") == "På"
            await stage.tap("Rörelsesensor")
            assert "Rörelsesensor" in stage.shown()
            assert stage.value_of("Rörelsesensor") == "Av"
            await stage.tap("LCD-ljusstyrka")
            assert stage.view.screen.startswith(f"{BASIC}/")

        on_screen(act, lines=11, start=BASIC)

    def test_tiles_of_another_page_are_turned_to(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> str:
            await stage.tap("Underhåll")
            await stage.press("home")
            return stage.view.screen

        try:
            assert on_screen(act) == "home"
        except Astray as error:
            raise AssertionError(error.there) from error

    def test_what_there_is_not(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            with pytest.raises(Astray, match="Did you mean"):
                await stage.tap("Insst.")
            with pytest.raises(Unreached, match="no entry"):
                await stage.type("x")
            with pytest.raises(Unreached, match="nothing to start"):
                await stage.press("start")
            with pytest.raises(Unreached, match="nowhere on the glass"):
                await stage.touch("lock")

        on_screen(act)

    def test_hard_keys_and_waking(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            await stage.press("help")
            assert stage.view.screen != "home"
            await stage.press("back")
            assert stage.view.screen == "home"
            await stage.press("power")
            assert stage.view.screen != "home"
            await stage.press("power")
            while not isinstance(stage.view.body, Off) and await stage.jump(60):
                await stage.settle()

        on_screen(act)

    def test_typing_with_keys(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> str | None:
            await stage.tap("Insomningstimer")
            await stage.type("\b\b\b30")
            await stage.tap("OK")
            return stage.value_of("Insomningstimer")

        assert on_screen(act, start=BASIC) == "30 min"


class TestSecrets:
    def test_a_code_stands_in_no_report(self, on_screen: Callable[..., Any]) -> None:
        async def act(stage: ScreenStage) -> None:
            await stage.log_in("anna", False, "")
            await stage.tap("Till Min e-post")
            await stage.tap("Använd kod")
            await stage.settle()
            code = stage.view.body.user_code  # type: ignore[attr-defined]
            assert stage.sees(code), "it is on the glass"
            assert code not in stage.shown()
            assert SAMPLE_CODE in stage.shown()
            assert code not in stage.picture()
            assert stage.sees(code)

        on_screen(act, given=("epas",))


class TestBreaking:
    def test_a_fault_of_the_app_is_told_and_ends_the_playing(self, path_script: Any) -> None:
        file = path_script(st.Tap("Inst."), st.Tap("Allmänna inställningar"), st.See("Grundinställningar")).file

        async def whole() -> Any:
            stage = await OnScreen(path_script.menus)(file, "mfp", "sv")

            def broken(width: int, height: int) -> Any:
                raise RuntimeError("no more paint")

            try:
                await stage.tap("Inst.")
                await stage.press("home")
                stage.app.lcd.draw = broken  # type: ignore[method-assign]  # the fault
                return await play(file, stage, broken=(AppBroke,))
            finally:
                await stage.close()

        result = asyncio.run(whole())
        assert result.state == BROKEN
        assert "no more paint" in result.reason

    def test_two_at_once(self, path_script: Any) -> None:
        file = path_script(st.Tap("Inst."), st.Press("home")).file

        async def both() -> list[str]:
            make = OnScreen(path_script.menus)
            stages = [await make(file, "mfp", "sv") for _ in range(2)]
            results = await asyncio.gather(*(play(file, stage) for stage in stages))
            for stage in stages:
                await stage.close()
            return [result.state for result in results]

        assert asyncio.run(both()) == [PASSED, PASSED]


@pytest.mark.parametrize(
    ("model", "language"), [("mfp", "sv"), ("mfp-small", "en"), ("printer", "en"), ("scanner", "sv")]
)
def test_everything_that_a_screen_says_can_be_read_from_its_painting(
    model: str, language: str, path_script: Any
) -> None:
    menus = path_script.menus(model)
    unread: list[str] = []

    async def whole() -> int:
        stage = ScreenStage(Rehearsal(menus, language=language))
        await stage.open()
        for screen in menus.screens:
            rehearsal = Rehearsal(menus, given=("epas-anna", "locked"), language=language, screen=screen)
            view = rehearsal.simulator.view
            if not isinstance(view.body, (Asleep, Off)):
                stage.app.show(view)
                # What the two bars leave out where they have no room is not meant.
                bar = view.bar
                texts = set(reading.texts(view)) - {view.back_label, bar.jobs, bar.network, bar.user, bar.lock}
                unread.extend(f"{screen}: {text}" for text in texts if not stage.sees(text))
                for row in view.rows():
                    if row.kind not in ("heading", "text", "choice"):
                        wanted, found = reading.value_of(view, row.label), stage.value_of(row.label)
                        if found is None or reading.spaced(found) != reading.spaced(wanted or ""):
                            unread.append(f"{screen}: {row.label} is {wanted}, read as {found}")
                assert not stage.sees("Det här står ingenstans")
            await rehearsal.close()
        await stage.close()
        return len(menus.screens)

    assert asyncio.run(whole()) > 100
    assert unread == []
