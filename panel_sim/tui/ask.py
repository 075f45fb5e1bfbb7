"""A question over everything, answered with yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from panel_sim.tui.canvas import Canvas, Picture
from panel_sim.tui.fitting import cells, wrap
from panel_sim.tui.painted import Painted


class _Card(Painted):
    """The question and its two answers."""

    def __init__(self, question: str, answers: tuple[str, str]) -> None:
        super().__init__()
        self.question, self.answers = question, answers
        self.chosen = 1

    def draw(self, width: int, height: int) -> Picture:
        """Paint the card."""
        canvas = Canvas(width, height, "ink on card")
        area = canvas.area()
        for y in (0, height - 1):
            area.put(0, y, ("▀" if y == 0 else "▄") * width, "frame on card")
        for y in range(1, height - 1):
            area.put(0, y, "█", "frame on card")
            area.put(width - 1, y, "█", "frame on card")
        lines = wrap(self.question, width - 6)[: max(1, height - 4)]
        for y, line in enumerate(lines):
            area.put(3, 2 + y, line, "bold ink on card")
        x, y = 3, len(lines) + 3
        for index, answer in enumerate(self.answers):
            here = index == self.chosen
            style = "bold deepink on deep" if here else "accent on plainbg"
            text = f"{'►' if here else ' '} {answer}  "
            area.put(x, y, text, style)
            area.hit(str(index), x, y, cells(text), 1, "local", "button")
            x += cells(text) + 2
        return canvas.picture()


class Ask(ModalScreen[bool]):
    """Asks; its result is the answer. Escape and No are the same."""

    CSS = """
    Ask { align: center middle; background: $background 60%; }
    Ask _Card { position: relative; width: 54; height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,tab,up,down", "turn", show=False),
        Binding("enter", "answer", show=False),
        Binding("escape,n", "say(False)", show=False),
        Binding("y,j", "say(True)", show=False),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._card = _Card(question, (yes, no))

    def compose(self) -> ComposeResult:
        """The card alone."""
        yield self._card

    def action_turn(self) -> None:
        """Choose the other answer."""
        self._card.chosen = 1 - self._card.chosen
        self._card.repaint()

    def action_answer(self) -> None:
        """Answer with what is chosen."""
        self.dismiss(self._card.chosen == 0)

    def action_say(self, answer: bool) -> None:
        """Answer at once."""
        self.dismiss(answer)

    def on_click(self, event: events.Click) -> None:
        """A click on an answer."""
        if event.widget is self._card:
            hit = self._card.at(event.x, event.y)
            if hit is not None:
                self.dismiss(hit.id == "0")
