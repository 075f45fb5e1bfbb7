"""What the tests of one pytest process share: the device's files, the names, the loop that devices live on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import pytest

from panel_sim.bootstrap import read_menus
from panel_sim.core.menus import Menus
from panel_sim.loading import DataProblems, models
from panel_sim.options import Options, Refused
from panel_sim.paths.names import Names
from panel_sim.paths.translating import Translations
from panel_sim.running import lending
from panel_sim.running.path_names import path_names
from panel_sim.running.rehearsal import Stuck
from panel_sim.running.tenancy import close_all
from panel_sim.shipped import shipped
from panel_sim.stages.headless import Headless

T = TypeVar("T")
BROKEN_BY = (Stuck, Refused)
"""What says that the environment failed, not the device."""


class Ground:
    """Made once a process, when the first test needs it; everything in it is made when it is first asked for."""

    def __init__(self, options: Options, model: str, language: str) -> None:
        self.options = options
        self.model = model
        """Asked for on the command line or in the ini file; "" for neither."""
        self.language = language
        self.menus = cache(self._menus)
        self._loop: asyncio.AbstractEventLoop | None = None

    def _menus(self, model: str) -> Menus:
        return read_menus(self.options, model)

    @cached_property
    def names(self) -> Names:
        """What path files may name."""
        return path_names(self.options)

    @cached_property
    def models(self) -> tuple[str, ...]:
        """Every model there is."""
        return tuple(models(self.options.menus or shipped("menus")))

    @cached_property
    def make(self) -> Headless:
        """Makes the stages."""
        return Headless(self.menus)

    @cached_property
    def translations(self) -> Translations:
        """Carries paths to other languages."""
        return Translations(self.make, self.menus, BROKEN_BY)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it on the devices' own loop; a test that is a coroutine itself waits as for any call."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        loop = self._loop
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return loop.run_until_complete(work)
        # Two loops cannot run in one thread.
        done: list[T] = []
        failed: list[BaseException] = []

        def whole() -> None:
            try:
                done.append(loop.run_until_complete(work))
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=whole, name="panel-sim")
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return done[0]

    def close(self) -> None:
        """Stop the tenants and end the loop."""
        close_all()
        lending.close()
        loop, self._loop = self._loop, None
        if loop is None:
            return
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


GROUND: pytest.StashKey[Ground] = pytest.StashKey()


def give_back(config: pytest.Config) -> None:
    """End what was made for this pytest process."""
    ground = config.stash.get(GROUND, None)
    if ground is not None:
        ground.close()
        del config.stash[GROUND]


def ground_of(config: pytest.Config) -> Ground:
    """The ground of this process. Raises pytest.UsageError for settings that name nothing."""
    ground = config.stash.get(GROUND, None)
    if ground is None:
        options = Options(menus=_folder(config, "panel_menus"), states=_folder(config, "panel_states"))
        asked = [
            str(config.getoption(f"--panel-{one}") or config.getini(f"panel_{one}")) for one in ("model", "language")
        ]
        ground = Ground(options, *asked)
        try:
            there = {"model": ground.models, "language": ground.names.languages}
        except Refused as refused:
            raise pytest.UsageError(str(refused)) from None
        except DataProblems as problems:
            raise pytest.UsageError(*map(str, problems.problems)) from None
        for (kind, known), word in zip(there.items(), asked, strict=True):
            if word not in ("", "all", *known):
                raise pytest.UsageError(f"There is no {kind} {word}; there are {', '.join(known)}, and all for each.")
        config.stash[GROUND] = ground
    return ground


def _folder(config: pytest.Config, name: str) -> Path | None:
    folder = str(config.getini(name))
    return (config.inipath.parent if config.inipath else config.rootpath) / folder if folder else None
