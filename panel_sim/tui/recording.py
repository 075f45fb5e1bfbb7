"""The panel's app while what is done on it is recorded: two more keys, and a line that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType

from panel_sim.core.events import Event
from panel_sim.core.views import View
from panel_sim.tui.app import PanelApp, Simulator
from panel_sim.tui.bench import Bench, BenchActions
from panel_sim.tui.words import word

SEE, UNDO = "f4", "f8"


class Recording(Protocol):
    """What the app needs of the recording."""

    @property
    def steps(self) -> int:
        """How many steps there are."""

    @property
    def lost(self) -> str:
        """The screen to go back to before recording goes on; "" while recording."""

    def see(self, selected: str) -> str:
        """Record that the glass shows what it shows; a sentence saying what."""

    def undo(self) -> str:
        """Take the last step back; a sentence saying which."""


class RecordingApp(PanelApp):
    """F4 asserts what is seen, F8 takes the last step back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(SEE, "see", "Assert what is seen", priority=True),
        Binding(UNDO, "undo", "Take the last step back", priority=True),
    ]

    def __init__(
        self,
        simulator: Simulator,
        recording: Recording,
        *,
        bench: Callable[[], Bench] | None = None,
        actions: BenchActions | None = None,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(simulator, bench=bench, actions=actions, on_ready=on_ready)
        self._recording = recording
        self.foot.more = ((SEE.upper(), "see", "see"), (UNDO.upper(), "undo-step", "undo"))
        self._said()

    def _said(self) -> None:
        """Say how far the recording is."""
        lost, language = self._recording.lost, self.view.language
        key = "recording-lost" if lost else "recording"
        sign = word(language, key).format(steps=self._recording.steps, screen=lost)
        if sign != self.foot.sign:
            self.foot.sign = sign
            self.foot.repaint()

    def feed(self, event: Event) -> None:
        """See PanelApp."""
        super().feed(event)
        self._said()

    def show(self, view: View) -> None:
        """See PanelApp."""
        super().show(view)
        self._said()

    def action_see(self) -> None:
        """Record that the glass shows what it shows, the chosen row first of all."""
        self.notify(self._recording.see(self.lcd.touch.selected), timeout=2)
        self._said()

    def action_undo(self) -> None:
        """Take the last step back."""
        self.notify(self._recording.undo(), timeout=3)
        self._said()
