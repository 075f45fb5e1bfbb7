"""Makes the pictures in docs/pictures with the program itself: Home, sign-in (sample code), a failed job, the sheet."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.sheet_printer import sheet_pdf
from panel_sim.bootstrap import looking
from panel_sim.core.events import (
    CodeShown,
    Event,
    JobsLoaded,
    PasswordChecked,
    Tapped,
)
from panel_sim.core.jobs import ABORTED, Job, Leg
from panel_sim.core.rules.sheet import status_sheet
from panel_sim.options import Options
from panel_sim.simulator import Simulator
from panel_sim.tui.canvas import Touch
from panel_sim.tui.glass import SAMPLE_CODE, view_svg

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def device(language: str, given: str, clock: ManualClock) -> Simulator:
    """A device that only looks, at a fixed moment."""
    return looking(Options(language=language, given=(given,)), clock, use_home=False)


def step(simulator: Simulator, events: Sequence[Event]) -> None:
    """Hand the panel events without the world: pictures need no tenant."""
    clock = simulator.ports.clock
    for event in events:
        simulator.panel.step(event, clock.now(), clock.monotonic())
    simulator.refresh()


def picture(simulator: Simulator, name: str, selected: str = "") -> None:
    """Write one picture."""
    svg = view_svg(simulator.view, touch=Touch(selected=selected))
    (PICTURES / f"{name}.svg").write_text(svg, "utf-8")


def home(language: str, clock: ManualClock) -> None:
    """Home with Till Min e-post selected."""
    picture(device(language, "epas", clock), f"home-{language}", "home/to-my-email")


def sign_in(language: str, clock: ManualClock) -> None:
    """The device code, with the sample code."""
    simulator = device(language, "showroom", clock)
    code = SAMPLE_CODE.replace("-", "")
    step(
        simulator,
        (
            Tapped("home/to-my-email"),
            Tapped("login/pin/ok"),
        ),
    )
    simulator.panel.context.session.checking = "user-pin"
    simulator.panel.machine.place("login/checking")
    simulator.panel.context.screen = "login/checking"
    step(simulator, (PasswordChecked("user-pin", "anna", True), Tapped("sign-in/code")))
    step(simulator, (CodeShown("user:anna", code, "http://localhost:8027/devicelogin", 900.0, 5.0),))
    clock.advance(276)
    simulator.refresh()
    picture(simulator, f"sign-in-{language}")


def failed_job(language: str, clock: ManualClock) -> None:
    """A job whose sign-in lapsed."""
    simulator = device(language, "epas-anna", clock)
    job = Job(
        id=14,
        kind="scan-to-email",
        origin="to-my-email",
        created=clock.now(),
        state=ABORTED,
        user="anna",
        account="user:anna",
        sender="anna@ovning.example",
        to=("anna@ovning.example",),
        subject="Skannat dokument" if language == "sv" else "Scanned document",
        file_name=f"{'Skanning' if language == 'sv' else 'Scan'}_20261123_0938.pdf",
        file_type="pdf",
        resolution=300,
        colour="colour",
        paper="a4",
        pages=3,
        size=1_258_291,
        code=361,
        failure="sign-in-lapsed",
        detail="AADSTS700082",
        legs=(Leg("refresh", False, 24.0, "AADSTS700082"),),
    )
    simulator.panel.context.session.user = "anna"
    step(simulator, (JobsLoaded((job,)), Tapped("home/jobs"), Tapped("job:14")))
    picture(simulator, f"failed-job-{language}")


def sheet(language: str, clock: ManualClock) -> None:
    """The first page of the status sheet."""
    made = sheet_pdf(status_sheet(device(language, "epas", clock).panel.context))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(made)
        file.flush()
        place = PICTURES / f"status-sheet-{language}"
        subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-f", "1", "-singlefile", file.name, str(place)],
            check=True,
        )


def main() -> int:
    """Make them all, in both languages."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ("sv", "en"):
        for make in (home, sign_in, failed_job, sheet):
            make(language, ManualClock())
    return 0


if __name__ == "__main__":
    sys.exit(main())
