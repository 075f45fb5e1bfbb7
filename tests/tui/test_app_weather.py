"""The app under keys, clicks and sizes in any order."""

import asyncio
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.core.views import View
from panel_sim.tui.app import PanelApp
from panel_sim.tui.canvas import Look

KEYS = st.sampled_from(
    ["up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "pageup", "pagedown", "home", "end", "space",
     "backspace", "a", "q", "1", "9", "f2", "f6", "question_mark", "d", "c"]
)
STEPS = st.lists(
    st.one_of(
        KEYS, st.tuples(st.integers(1, 140), st.integers(1, 45)), st.integers(0, 15),
        st.tuples(st.just("click"), st.integers(0, 75), st.integers(0, 20)),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, pixels=st.booleans())
def test_nothing_breaks_it(
    canned: Callable[..., Any], samples: dict[str, View], steps: list[Any], pixels: bool
) -> None:
    views = list(samples.values())
    simulator = canned()
    app = PanelApp(simulator, look=Look(pixels=pixels))

    async def main() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            for step in steps:
                if isinstance(step, str):
                    await pilot.press(step)
                elif isinstance(step, int):
                    simulator.tell(views[step])
                elif step[0] == "click":
                    hit = app.lcd.at(step[1], step[2]) if app.lcd.display else None
                    if hit is not None:
                        await pilot.click(app.lcd, offset=(step[1], step[2]))
                else:
                    await pilot.resize_terminal(*step)
                await app.painted()
            assert app.is_running

    asyncio.run(main())
