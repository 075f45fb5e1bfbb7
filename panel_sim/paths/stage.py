"""What a path is played on: one isolated device, whichever way it is reached (headless, on the TUI, in a pty)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from panel_sim.core.jobs import Job
from panel_sim.core.views import View
from panel_sim.paths.step import PathFile


class Unreached(Exception):
    """The stage could not do what a step asks (an unknown fault, user, value); the sentence says what and why."""


class Stage(Protocol):
    """One device, from its fixture on. Made for one playing of one file, closed after it; nothing outlives it.

    Acts (`tap` ... `set_values`) return once what they caused at once is over: the step was taken, and in the ways
    with a screen it was painted (a message barrier, never a wait by time). Effects that need the network may still be
    under way: `settle` waits for those. Nothing sleeps: practice time moves by `jump` and `advance` only.
    """

    @property
    def way(self) -> str:
        """headless, tui or pty."""

    @property
    def view(self) -> View:
        """What the glass shows now."""

    def shown(self) -> str:
        """What the glass shows now as plain lines, without styling, codes masked (for reports and snapshots)."""

    def sees(self, text: str) -> bool:
        """Whether a text stands on the glass, all of a scrolled list included; case matters, spacing does not."""

    def value_of(self, label: str) -> str | None:
        """The value that the glass shows beside a label; None when there is no such label. Raises Astray where the
        label stands there more than once."""

    def picture(self) -> str:
        """The glass as SVG, codes masked."""

    # What a person does.

    async def tap(self, label: str) -> None:
        """Touch what bears the label; raises walking.Astray."""

    async def press(self, key: str) -> None:
        """Press a hard key."""

    async def type(self, text: str) -> None:
        """Type; raises Unreached where no entry is open."""

    # Time.

    async def settle(self) -> None:
        """Until no effect is under way, or only such as wait for practice time (a silent server, a pause)."""

    async def jump(self, most: float) -> float | None:
        """Wind to the next timer, at most `most` seconds ahead; answers the seconds wound, None when there is none."""

    async def advance(self, seconds: float) -> None:
        """Wind the practice clock, timer by timer, settling between them."""

    def now(self) -> float:
        """Practice seconds since the stage was made."""

    # What is around the device.

    async def fault(self, name: str, present: bool, settings: Mapping[str, object]) -> None:
        """Begin or end a fault; raises Unreached for an unknown one, naming the nearest."""

    async def policy(self, changes: Mapping[str, object]) -> None:
        """Turn the tenant's switches; raises Unreached."""

    async def revoke(self, user: str) -> None:
        """Revoke a user's sign-ins; raises Unreached."""

    async def approve(self, user: str, outcome: str, consent: str) -> None:
        """Do at the directory what the person does with the code on the glass; raises Unreached when there is none."""

    async def log_in(self, user: str, administrator: bool, secret: str) -> None:
        """Log in at the panel as a person would; raises Unreached or Astray when that cannot be done here."""

    async def log_out(self) -> None:
        """Log out at the panel."""

    async def set_values(self, values: Mapping[str, object]) -> None:
        """Set declared values from outside; raises Unreached for one that there is not or that does not fit."""

    async def jobs(self) -> Sequence[Job]:
        """The job history, newest first."""

    async def mail(self, to: str | None) -> Sequence[Mapping[str, object]]:
        """What the practice mailboxes received, oldest first."""

    async def sheet(self) -> str | None:
        """The newest printed sheet as text; None when none was printed."""

    def observe(self, observer: Callable[[str, object], None]) -> Callable[[], None]:
        """Have `observer` told of every "event", "effect", "fault" and "clock" as it happens; the answer ends that."""

    async def close(self) -> None:
        """Give everything back."""


class StageMaker(Protocol):
    """Makes a stage for one playing of a file."""

    async def __call__(self, path: PathFile, model: str, language: str) -> Stage:
        """Make the device in its fixture, on the file's start screen. Raises NotHere."""


class NotHere(Exception):
    """The model lacks what the file needs (its start screen, a capability): it is skipped, and this says why."""
