"""The bench as a widget: asks for its data when it is painted, and hands keys and clicks to its actions."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from panel_sim.tui.bench import EMPTY, Bench, BenchActions, BenchState
from panel_sim.tui.canvas import Picture, Touch
from panel_sim.tui.paint_bench import WINDS, paint_bench
from panel_sim.tui.painted import Painted

_KEYS = {"m": "mail", "s": "sheet", "l": "paper", "r": "revoke"}


class BenchPane(Painted, can_focus=True):
    """State, events, mailbox, faults and clock beside the panel."""

    def __init__(
        self, bench: Callable[[], Bench] | None, actions: BenchActions | None, language: str, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._bench = bench
        self._actions = actions or BenchActions()
        self.language = language
        self.state = BenchState()
        self._shown = EMPTY

    def draw(self, width: int, height: int) -> Picture:
        """Ask for the data and paint it."""
        self._shown = self._bench() if self._bench is not None else EMPTY
        self.state.focus = self.has_focus
        picture = paint_bench(
            self._shown, self._actions, self.state, Touch(hover=self.hover), width, height, self.language
        )
        self.state.scroll = picture.scroll
        return picture

    def on_focus(self) -> None:
        """The keys go to the bench now."""
        self.repaint()

    def on_blur(self) -> None:
        """The keys go elsewhere."""
        self.repaint()

    def on_key(self, event: events.Key) -> None:
        """The keys of the bench."""
        if self._key(event.key):
            event.stop()
            event.prevent_default()
            self.repaint()

    def _key(self, key: str) -> bool:
        state, faults = self.state, self._shown.faults
        if key == "escape":
            if state.text:
                self._open("")
            else:
                self.app.action_focus_next()
            return True
        if key in ("pageup", "pagedown"):
            state.scroll = max(0, state.scroll + (1 if key == "pagedown" else -1) * max(1, self.size.height - 3))
            return True
        if key in ("up", "down"):
            step = 1 if key == "down" else -1
            if state.text or not faults:
                state.scroll = max(0, state.scroll + step)
            else:
                state.chosen = (state.chosen + step) % len(faults)
                self._into_sight(f"fault:{faults[state.chosen].name}")
            return True
        winds = {number: seconds for number, _, seconds in WINDS}
        if key in winds:
            return self._do(f"wind:{winds[key]:g}")
        if key in _KEYS:
            return self._do(_KEYS[key])
        if key in ("enter", "space") and faults and not state.text:
            return self._do(f"fault:{faults[state.chosen % len(faults)].name}")
        return False

    def _do(self, action: str) -> bool:
        """Do what an action's name says; gives whether it is offered."""
        actions = self._actions
        self.state.said = ""
        if action.startswith("wind:") and actions.advance is not None:
            actions.advance(float(action[5:]))
        elif action.startswith("fault:") and actions.fault is not None:
            name = action[6:]
            on = next((fault.on for fault in self._shown.faults if fault.name == name), False)
            actions.fault(name, not on)
        elif action == "mail" and actions.open_mail is not None:
            self._open(actions.open_mail())
        elif action == "sheet" and actions.last_sheet is not None:
            self._open(actions.last_sheet())
        elif action == "paper" and actions.load_paper is not None:
            actions.load_paper()
        elif action == "revoke" and actions.revoke is not None:
            self.state.said = actions.revoke()
        elif action == "close":
            self._open("")
        elif action == "leave":
            self.app.action_focus_next()
        else:
            return False
        return True

    def _open(self, text: str) -> None:
        self.state.text = text
        self.state.scroll = 0

    def _into_sight(self, identity: str) -> None:
        """Scroll so that a piece of the bench is in sight."""
        picture = self.painted
        if identity in picture.spans:
            top, height = picture.spans[identity]
            least, most = top + height - picture.viewport, top
            self.state.scroll = max(least, min(self.state.scroll, most))

    def on_click(self, event: events.Click) -> None:
        """A click on a key, a fault or the close sign."""
        hit = self.at(event.x, event.y)
        if hit is not None:
            event.stop()
            names = [f"fault:{fault.name}" for fault in self._shown.faults]
            if hit.id in names:
                # The arrows go on from what was touched.
                self.state.chosen = names.index(hit.id)
            self._do(hit.id)
            self.repaint()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.state.scroll += 3
        self.repaint()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.state.scroll = max(0, self.state.scroll - 3)
        self.repaint()
