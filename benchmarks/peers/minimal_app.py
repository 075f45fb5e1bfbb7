"""The peer of the terminal benchmarks: about the least that a Textual program with a menu can be."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, OptionList, Static


class MinimalApp(App[None]):
    """A list of twelve items; Enter shows the one that is marked."""

    TITLE = "Minimal"
    BINDINGS: ClassVar = [("escape", "forget", "Forget")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield OptionList(*(f"Item {number}" for number in range(1, 13)))
        yield Static("nothing yet", id="shown")
        yield Footer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show which item was taken."""
        self.query_one("#shown", Static).update(f"taken: {event.option.prompt}")

    def action_forget(self) -> None:
        """Show nothing again."""
        self.query_one("#shown", Static).update("nothing yet")


if __name__ == "__main__":
    MinimalApp().run()
