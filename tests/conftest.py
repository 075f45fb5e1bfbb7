"""What tests of several folders share: path files made by hand, and their playing on a headless stage."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from panel_sim.core.menus import Menus
    from panel_sim.paths import step as st
    from panel_sim.paths.outcome import PathResult
    from panel_sim.stages.headless import HeadlessStage

# The device is imported inside: most tests need nothing of this.


@functools.cache
def menus_of(model: str) -> Menus:
    """A model's menus, loaded once for all tests of a process."""
    from panel_sim.core.rules import NAMES
    from panel_sim.loading import load
    from panel_sim.shipped import shipped

    return load(shipped("menus"), shipped("states"), model, NAMES)


class Script:
    """A path file in the making: actions in, a PathFile out."""

    def __init__(self, *actions: st.Action, **head: Any) -> None:
        from panel_sim.paths import step as st

        place = st.Place("by-hand.path.yaml", 1)
        steps = tuple(
            one
            if isinstance(one, st.Step)
            else st.Step(number, type(one).__name__.lower(), one, place, f"step {number}")
            for number, one in enumerate(actions, 1)
        )
        self.file = st.PathFile("by-hand.path.yaml", "by hand", steps, **head)

    menus = staticmethod(menus_of)

    @staticmethod
    async def make(path: st.PathFile, model: str, language: str) -> HeadlessStage:
        """A headless stage for a path."""
        from panel_sim.stages.headless import Headless

        return await Headless(menus_of)(path, model, language)

    def play(self, *, model: str = "mfp", language: str = "sv", **options: Any) -> PathResult:
        """Play it on a stage of its own."""
        from panel_sim.paths.playing import play

        async def whole() -> PathResult:
            stage = await self.make(self.file, model, language)
            try:
                return await play(self.file, stage, **options)
            finally:
                await stage.close()

        return asyncio.run(whole())


@pytest.fixture(scope="session")
def path_script() -> type[Script]:
    """Makes a path by hand: path_script(action, ..., given=..., start=...), to `play` it."""
    return Script
