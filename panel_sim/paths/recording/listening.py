"""A simulator that is listened to: what a person feeds it, and what happens by itself, goes to the recorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from panel_sim.core.events import Event, PasswordChecked, TimerFired
from panel_sim.core.views import View
from panel_sim.paths.recording.recorder import Recorder
from panel_sim.simulator import Simulator


class Listening:
    """Stands in a simulator's place before a front end; `changed` is called after whatever may have been recorded."""

    def __init__(
        self, simulator: Simulator, recorder: Recorder, seconds: Callable[[], float], changed: Callable[[], None]
    ) -> None:
        self._simulator = simulator
        self._recorder = recorder
        self._seconds = seconds
        self._changed = changed
        self._by_person = False
        self.everything = False
        """Whether what is done to the device from outside counts: not while it is brought into its fixture."""
        simulator.observe(self._observed)
        simulator.watch(self._showed)

    @property
    def view(self) -> View:
        """What the glass shows now."""
        return self._simulator.view

    def feed(self, event: Event) -> View:
        """A person did this."""
        before = self._simulator.view
        self._by_person = True
        try:
            after = self._simulator.feed(event)
        finally:
            self._by_person = False
        self._recorder.act(event, before, after, self._seconds())
        self._changed()
        return after

    def watch(self, watcher: Callable[[View], None]) -> Callable[[], None]:
        """Tell `watcher` when the View changed."""
        return self._simulator.watch(watcher)

    def refresh(self) -> View:
        """Look at the clock again."""
        return self._simulator.refresh()

    async def settle(self) -> None:
        """Until no effect is under way."""
        await self._simulator.settle()

    def outside(self, what: str, facts: Mapping[str, object]) -> None:
        """Something was done around the device; see Recorder.outside. To be called in the simulator's thread."""
        self._recorder.outside(what, facts)
        self._changed()

    def _observed(self, kind: str, what: object) -> None:
        if kind != "event" or self._by_person or not isinstance(what, Event):
            return
        if self.everything or isinstance(what, (PasswordChecked, TimerFired)):
            self._recorder.happened(what)
            self._changed()

    def _showed(self, view: View) -> None:
        if not self._by_person:
            self._recorder.showed(view, self._seconds())
