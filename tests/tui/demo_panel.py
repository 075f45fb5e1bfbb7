"""A panel with canned Views, to look at: python tests/tui/demo_panel.py [first screen]. Enter walks, Esc goes back."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from panel_sim.core.events import CursorMoved, Event, Pressed, Tapped, Typed
from panel_sim.core.views import Entry, Home, View
from panel_sim.tui.bench import Bench, BenchActions, BenchFault, BenchMail


class CannedSimulator:
    """Answers with the sample Views, one after the other."""

    def __init__(self, samples: dict[str, View], first: str = "home") -> None:
        self.samples = samples
        self.names = list(samples)
        self.view = samples[first]
        self.events: list[Event] = []
        self.watchers: list[Callable[[View], None]] = []

    def watch(self, watcher: Callable[[View], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    def feed(self, event: Event) -> View:
        self.events.append(event)
        name = next((key for key, view in self.samples.items() if view.title == self.view.title), "home")
        body = self.view.body
        if isinstance(event, Typed) and isinstance(body, Entry):
            text = body.text[:-1] if event.text == "\b" else body.text + event.text
            self.tell(replace(self.view, body=replace(body, text=text, cursor=len(text))))
        elif isinstance(event, CursorMoved) and isinstance(body, Entry):
            cursor = max(0, min(len(body.text), body.cursor + event.columns))
            self.tell(replace(self.view, body=replace(body, cursor=cursor)))
        elif isinstance(event, Pressed):
            back = self.names[max(0, self.names.index(name) - 1)]
            self.tell(self.samples["home" if event.key == "home" else "off" if event.key == "power" else back])
        elif isinstance(event, Tapped) and event.row.startswith("page:") and isinstance(body, Home):
            self.tell(replace(self.view, body=replace(body, page=int(event.row[5:]))))
        elif isinstance(event, Tapped):
            self.tell(self.samples[self.names[(self.names.index(name) + 1) % len(self.names)]])
        return self.view

    def tell(self, view: View) -> None:
        self.view = view
        for watcher in list(self.watchers):
            watcher(view)


def sample_bench() -> Bench:
    return Bench(
        state="home", trigger="tap:my-email", refused=("is_signed_in",),
        log=("Tapped(row='my-email')", "CheckPassword(purpose='user-pin')", "PasswordChecked(ok=True)",
             "MailRefused(job=14)"),
        mail=(BenchMail("09:38", "anna@ovning.example", "Skannat dokument", "skanning.pdf 1,2 MB"),
              BenchMail("09:12", "bo@ovning.example", "Rapport", "rapport.pdf 80 kB")),
        faults=(BenchFault("smtp-down", True), BenchFault("smtp-silent"), BenchFault("tls-bad"),
                BenchFault("paper-out")),
        clock="2026-11-23 09:41", offset="90 dygn framåt", files=("statusblad-0003.pdf",),
        addresses=(("Web Config", "http://127.0.0.1:8031"), ("Brevlåda", "http://127.0.0.1:8027/mailbox")),
    )


def main() -> None:
    from panel_sim.tui.app import PanelApp

    samples = runpy.run_path(str(Path(__file__).with_name("conftest.py")))["SAMPLES"]
    simulator = CannedSimulator(samples, sys.argv[1] if len(sys.argv) > 1 else "home")
    actions = BenchActions(advance=lambda seconds: None, fault=lambda name, on: None,
                           open_mail=lambda: "Subject: Skannat dokument\n\nHej!", load_paper=lambda: None)
    sys.exit(PanelApp(simulator, bench=sample_bench, actions=actions).run())


if __name__ == "__main__":
    main()
