"""The app: sizes, bench, themes, pictures, leaving."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from panel_sim.core.events import Pressed, Tapped
from panel_sim.core.views import Lamps, SignInCode, View
from panel_sim.tui.app import PanelApp
from panel_sim.tui.ask import Ask
from panel_sim.tui.bench import Bench, BenchActions
from panel_sim.tui.canvas import Look
from panel_sim.tui.palette import PALETTES


def run(app: PanelApp, steps: Callable[[Any], Any], size: tuple[int, int] = (80, 24)) -> None:
    async def main() -> None:
        async with app.run_test(size=size) as pilot:
            await app.painted()
            await steps(pilot)

    asyncio.run(main())


def screen_text(app: PanelApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def test_at_80_by_24_everything_is_there(canned: Callable[..., Any]) -> None:
    app = PanelApp(canned(), look=Look())

    async def steps(pilot: Any) -> None:
        lines = screen_text(app).splitlines()
        assert len(lines) == 24
        assert "EPSON AM-C6000" in lines[0]
        assert "ÖVNING" in lines[0]
        assert "● ström" in lines[0]
        assert "Hem" in lines[1]
        assert "≡ Jobbstatus" in lines[21]
        assert "⌂ Hem" in lines[22]
        assert "F2 bänk" in lines[23]
        assert app.lcd.size == (76, 21)

    run(app, steps)


def test_the_real_thing_says_so(canned: Callable[..., Any]) -> None:
    simulator = canned()
    simulator.view = replace(simulator.view, bar=replace(simulator.view.bar, practice=False, banner="SKARPT"))
    app = PanelApp(simulator, look=Look())

    async def steps(pilot: Any) -> None:
        assert "SKARPT" in screen_text(app)

    run(app, steps)


def test_the_bench_opens_by_itself_where_there_is_room(canned: Callable[..., Any], bench: Bench) -> None:
    app = PanelApp(canned(), bench=lambda: bench, look=Look())

    async def steps(pilot: Any) -> None:
        assert "ÖVNINGSBÄNK" in screen_text(app)
        assert app.lcd.size == (76, 21)
        await pilot.press("f2")
        await app.painted()
        assert "ÖVNINGSBÄNK" not in screen_text(app)

    run(app, steps, (120, 40))


def test_on_a_narrow_terminal_the_bench_takes_the_panels_place(canned: Callable[..., Any], bench: Bench) -> None:
    app = PanelApp(canned(), bench=lambda: bench, look=Look())

    async def steps(pilot: Any) -> None:
        assert "ÖVNINGSBÄNK" not in screen_text(app)
        await pilot.press("f2")
        await app.painted()
        text = screen_text(app)
        assert "ÖVNINGSBÄNK" in text
        assert "Kopiera" not in text
        await pilot.press("f2")
        await app.painted()
        assert "Kopiera" in screen_text(app)
        await pilot.press("right", "enter")

    run(app, steps)
    assert app.simulator.events == [Tapped("scan")]


def test_the_keys_and_clicks_of_the_bench(
    canned: Callable[..., Any], bench: Bench, actions: tuple[BenchActions, list[object]]
) -> None:
    app = PanelApp(canned(), bench=lambda: bench, actions=actions[0], look=Look())

    async def steps(pilot: Any) -> None:
        await pilot.press("f6", "3", "down", "enter", "l")
        await pilot.press("m")
        await app.painted()
        assert "Subject: Skannat dokument" in screen_text(app)
        await pilot.press("escape")
        names = [fault.name for fault in bench.faults]
        hit = app.pane.painted.hit(f"fault:{names[3]}")
        assert hit is not None
        await pilot.click(app.pane, offset=(hit.x + 1, hit.y))
        assert app.pane.state.chosen == 3
        await pilot.press("r")
        await app.painted()
        assert "Allt är återkallat." in screen_text(app)
        hit = app.pane.painted.hit("wind:3600")
        assert hit is not None
        await pilot.click(app.pane, offset=(hit.x + 1, hit.y))
        await pilot.press("f6", "right", "enter")

    run(app, steps, (130, 40))
    assert actions[1] == [90 * 86_400, ("smtp-silent", True), "paper", ("paper-out", True), "revoke", 3600]
    assert app.simulator.events == [Tapped("scan")]


def test_too_small_says_so_and_recovers(canned: Callable[..., Any]) -> None:
    app = PanelApp(canned(), look=Look())

    async def steps(pilot: Any) -> None:
        for size in ((50, 12), (1, 1), (76, 22), (10, 40), (200, 3), (2, 80)):
            await pilot.resize_terminal(*size)
            await app.painted()
            assert not app.lcd.display
        await pilot.resize_terminal(70, 20)
        await app.painted()
        assert "76 x 23" in screen_text(app)
        for size in ((76, 23), (80, 24), (100, 32), (250, 90)):
            await pilot.resize_terminal(*size)
            await app.painted()
            assert app.lcd.size == (76, 21)
            assert "Kopiera" in screen_text(app)
        await pilot.press("enter")

    run(app, steps)
    assert app.simulator.events == [Tapped("copy")]


def test_another_model_has_another_size(canned: Callable[..., Any], samples: dict[str, View]) -> None:
    app = PanelApp(canned("small-home"), look=Look())

    async def steps(pilot: Any) -> None:
        assert app.lcd.size == (60, 17)
        assert app.needed() == (60, 19)
        app.simulator.tell(samples["list"])
        await app.painted()
        assert app.lcd.size == (76, 21)

    run(app, steps)


@pytest.mark.parametrize("name", ["code", "real-code"])
def test_a_screenshot_has_no_code_and_nothing_from_elsewhere(
    canned: Callable[..., Any], samples: dict[str, View], name: str
) -> None:
    app = PanelApp(canned(name), look=Look())
    body = samples[name].body
    assert isinstance(body, SignInCode)

    async def steps(pilot: Any) -> None:
        assert body.user_code in screen_text(app)
        svg = app.export_screenshot()
        ElementTree.fromstring(svg)
        assert body.user_code not in svg
        assert "ABC-DEF-GHJ" in svg
        foreign = svg.replace('xmlns="http://www.w3.org/2000/svg"', "").replace(body.verification_uri, "")
        for sign in ("http", "url(", "@font-face", "<script", "<style"):
            assert sign not in foreign
        await app.painted()
        assert body.user_code in screen_text(app)

    run(app, steps)


@pytest.mark.parametrize("keys", [(), ("ctrl+q",), ("ctrl+p",)])
def test_pictures_of_two_codes_cannot_be_told_apart(
    canned: Callable[..., Any], samples: dict[str, View], keys: tuple[str, ...]
) -> None:
    pictures = []
    for code, dark in (("FRWQDE7YL", True), ("BCDFGHJKL", False)):
        simulator = canned("real-code")
        body = samples["real-code"].body
        assert isinstance(body, SignInCode)
        body = replace(body, user_code=code, qr=tuple((dark,) * 29 for _ in range(29)))
        simulator.view = replace(samples["real-code"], body=body)
        app = PanelApp(simulator, look=Look())

        async def steps(pilot: Any, app: PanelApp = app) -> None:
            await pilot.press(*keys)
            await app.painted()
            pictures.append(app.export_screenshot())

        run(app, steps)
    assert pictures[0] == pictures[1]


def test_c_copies_the_code_and_touches_the_button(canned: Callable[..., Any]) -> None:
    app = PanelApp(canned("code"), look=Look())

    async def steps(pilot: Any) -> None:
        await pilot.press("c")
        await app.painted()
        assert app.clipboard == "FRW-QDE-7YL"

    run(app, steps)
    assert app.simulator.events == [Tapped("copy")]


def test_what_is_copied_is_the_code_without_our_hyphens(
    canned: Callable[..., Any], samples: dict[str, View]
) -> None:
    app = PanelApp(canned("code"), look=Look())

    async def steps(pilot: Any) -> None:
        body = samples["code"].body
        assert isinstance(body, SignInCode)
        app.simulator.tell(replace(samples["code"], body=replace(body, copy_text="FRWQDE7YL")))
        await pilot.press("c")
        await app.painted()
        assert app.clipboard == "FRWQDE7YL"

    run(app, steps)


def test_without_colours_there_is_still_everything(
    canned: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, samples: dict[str, View]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PanelApp(canned())
    assert not app.look.pixels

    async def steps(pilot: Any) -> None:
        for name, view in samples.items():
            app.simulator.tell(view)
            await app.painted()
            if name == "list":
                assert "► Nätverksstatus" in screen_text(app)

    run(app, steps)


@pytest.mark.parametrize("theme", sorted(PALETTES))
def test_themes(canned: Callable[..., Any], theme: str) -> None:
    app = PanelApp(canned(), look=Look(), theme=theme)

    async def steps(pilot: Any) -> None:
        assert PALETTES[theme]["lcd"] in app.export_screenshot()
        app.theme = "panel-sim-contrast"
        await app.painted()
        assert PALETTES["panel-sim-contrast"]["titleink"] in app.export_screenshot()

    run(app, steps)


def test_hard_keys_can_be_clicked(canned: Callable[..., Any]) -> None:
    app = PanelApp(canned("list"), look=Look())

    async def steps(pilot: Any) -> None:
        hit = app.hard.painted.hit("help")
        assert hit is not None
        await pilot.click(app.hard, offset=(hit.x + 1, hit.y))
        await app.painted()

    run(app, steps)
    assert app.simulator.events == [Pressed("help")]


def test_the_command_palette_knows_the_panel(canned: Callable[..., Any]) -> None:
    app = PanelApp(canned("list"), look=Look())

    async def steps(pilot: Any) -> None:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Hem", "Hjälp", "Tillbaka", "Jobbstatus", "Bänk", "Bild", "Avsluta"} <= titles
        assert {"Tema: hög kontrast", "Tema: sexton färger", "Tema: natt"} <= titles
        by_title = {command.title: command for command in app.get_system_commands(app.screen)}
        assert (by_title["Hem"].help, by_title["Hjälp"].help, by_title["Tillbaka"].help) == ("h", "?", "Esc")
        by_title["Tema: natt"].callback()
        assert app.theme == "panel-sim-night"
        await pilot.press("ctrl+p")
        await pilot.press("escape")

    run(app, steps)


def test_leaving_asks_only_while_a_job_is_under_way(canned: Callable[..., Any]) -> None:
    busy = PanelApp(canned(), look=Look())

    async def steps(pilot: Any) -> None:
        await pilot.press("ctrl+q")
        assert isinstance(busy.screen, Ask)
        await pilot.press("enter")
        assert not isinstance(busy.screen, Ask)
        await pilot.press("ctrl+c")
        await pilot.press("left", "enter")

    run(busy, steps)
    assert busy.return_value == 130

    simulator = canned()
    simulator.view = replace(simulator.view, bar=replace(simulator.view.bar, active_jobs=0))
    idle = PanelApp(simulator, look=Look())

    async def leave(pilot: Any) -> None:
        await pilot.press("ctrl+q")

    run(idle, leave)
    assert idle.return_value == 0
    assert simulator.watchers == []


def test_a_view_told_from_another_thread_is_painted(canned: Callable[..., Any], samples: dict[str, View]) -> None:
    app = PanelApp(canned(), look=Look())

    async def steps(pilot: Any) -> None:
        told = threading.Thread(target=app.simulator.tell, args=(samples["job"],))
        told.start()
        await asyncio.to_thread(told.join)
        await pilot.pause()
        await app.painted()
        assert "Fel 361" in screen_text(app)

    run(app, steps)


def test_a_blinking_lamp_blinks(canned: Callable[..., Any]) -> None:
    simulator = canned()
    simulator.view = replace(simulator.view, bar=replace(simulator.view.bar, lamps=Lamps(data="blinking")))
    app = PanelApp(simulator, look=Look())

    async def steps(pilot: Any) -> None:
        lit = app.top.painted.lines
        app._tick()
        assert app.top.painted.lines != lit
        app._tick()
        assert app.top.painted.lines == lit

    run(app, steps)


def test_ready_is_told_once_painted(canned: Callable[..., Any]) -> None:
    ready: list[bool] = []
    app = PanelApp(canned(), look=Look(), on_ready=lambda: ready.append(True))

    async def steps(pilot: Any) -> None:
        assert ready == [True]

    run(app, steps)


def test_importing_the_package_loads_no_textual() -> None:
    program = (
        "import sys, os; import panel_sim.tui, panel_sim.tui.bench, panel_sim.tui.plain; "
        "sys.exit('textual' in sys.modules or os.environ['TEXTUAL_FPS'] != '250')"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, env={"PATH": "/usr/bin"}).returncode == 0
