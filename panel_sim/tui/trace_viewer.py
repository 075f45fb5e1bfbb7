"""The trace viewer: what a path did, step by step, in a terminal."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.filter import LineFilter

from panel_sim.tui.canvas import Picture
from panel_sim.tui.paint_trace import TraceState, paint_trace
from panel_sim.tui.painted import Painted
from panel_sim.tui.terminal import Letters, is_unicode, theme_of, written_encoding
from panel_sim.tui.themes import themes
from panel_sim.tui.trace_data import ShownTrace

ASIDE, WHEEL = 8, 3
"""How many columns and lines a key or the wheel moves."""
DOWN, UP = ("j", "down"), ("k", "up")


class TracePane(Painted, can_focus=True):
    """The whole viewer in one painting."""

    def __init__(self, trace: ShownTrace, state: TraceState) -> None:
        super().__init__()
        self.trace = trace
        self.state = state

    def draw(self, width: int, height: int) -> Picture:
        """See Painted."""
        return paint_trace(self.trace, self.state, self.hover, width, height)

    def choose(self, index: int) -> None:
        """Choose a step; its glass is shown from the top."""
        state, last = self.state, len(self.trace.steps) - 1
        state.chosen = max(0, min(index, last))
        state.scroll = 0
        self.repaint(partly=True)

    def act(self, name: str) -> bool:
        """Do what a hit or a key stands for; gives whether there is such a thing."""
        state = self.state
        kind, _, which = name.partition(":")
        if kind == "step":
            state.page = "steps" if state.page == "jobs" else state.page
            self.choose(int(which))
        elif kind == "page":
            state.page, state.scroll = which, 0
        elif kind == "scroll":
            state.scroll = max(0, state.scroll + int(which))
        elif kind == "pan":
            state.pan = max(0, state.pan + int(which))
        elif name in ("before", "after"):
            state.before = name == "before"
        elif name == "failure" and self.trace.failed >= 0:
            state.page, state.before = "steps" if state.page == "jobs" else state.page, False
            self.choose(self.trace.failed)
        else:
            return False
        self.repaint(partly=True)
        return True

    def _meant(self, key: str) -> str:
        """What a key stands for where the reader is now."""
        state = self.state
        half, page = max(1, (self.size.height - 3) // 2), max(1, self.size.height - 4)
        always = {"1": "page:steps", "2": "page:jobs", "f": "failure"}
        if key in always:
            return always[key]
        scrolls = {"d": half, "space": half, "u": -half, "backspace": -half}
        if state.page == "jobs":
            scrolls |= {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": page, "pageup": -page}
        elif key in (*DOWN, *UP, "pagedown", "pageup", "home", "end", "g", "G"):
            last = len(self.trace.steps) - 1
            way = {"pagedown": page, "pageup": -page, "home": -last, "g": -last, "end": last, "G": last}
            return f"step:{max(0, state.chosen + way.get(key, 1 if key in DOWN else -1))}"
        if key in scrolls:
            return f"scroll:{scrolls[key]}"
        return {
            "b": "before",
            "a": "after",
            "tab": "after" if state.before else "before",
            "enter": "page:steps" if state.page == "glass" else "page:glass",
            "escape": "page:steps",
            "left": f"pan:{-ASIDE}",
            "right": f"pan:{ASIDE}",
        }.get(key, "")

    def on_key(self, event: events.Key) -> None:
        """The keys of the viewer."""
        if self.act(self._meant("G" if event.character == "G" else event.key)):
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A step, a tab."""
        hit = self.at(event.x, event.y)
        if hit is not None:
            event.stop()
            self.act(hit.id)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Over the steps the next one, elsewhere scroll."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Over the steps the one before, elsewhere scroll."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        hit = self.at(event.x, event.y)
        over = hit is not None and hit.id.startswith("step:")
        self.act(f"step:{max(0, self.state.chosen + way)}" if over else f"scroll:{way * WHEEL}")


class TraceViewer(App[int]):
    """Shows one trace; its result is the exit code."""

    TITLE = "panel-sim trace"
    CSS = "Screen { overflow: hidden; } TracePane { width: 100%; height: 100%; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q", "leave(0)", "Quit", priority=True),
        Binding("ctrl+c", "leave(130)", "Quit", priority=True, show=False),
    ]

    def __init__(self, trace: ShownTrace, *, step: int = -1, theme: str | None = None) -> None:
        """Begin at `step` (counted from 0 in the list), or where it went wrong, or at the first."""
        super().__init__()
        for known in themes():
            self.register_theme(known)
        self._letters = Letters(written_encoding(os.environ))
        chosen = step if step >= 0 else max(0, trace.failed)
        self.pane = TracePane(trace, TraceState(chosen=min(chosen, max(0, len(trace.steps) - 1))))
        self.theme = theme or theme_of(self.console)

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield self.pane

    def on_mount(self) -> None:
        """The keys go to it."""
        self.pane.focus()

    def get_line_filters(self) -> list[LineFilter]:
        """Textual's filters, and last the one for terminals that lack letters."""
        filters = list(super().get_line_filters())
        if not is_unicode(self._letters.encoding):
            filters.append(self._letters)
        return filters

    def action_leave(self, code: int) -> None:
        """End."""
        self.exit(code)
