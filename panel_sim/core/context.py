"""What rules see: the device, the session, the event at hand, and the words. One object, handed to every rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from panel_sim.core.device import PRINTER, Device
from panel_sim.core.effects import Effect, RecordJob, StartTimer, StopTimer
from panel_sim.core.events import Event
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus, Move
from panel_sim.core.session import Session
from panel_sim.core.words import Words

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Profile:
    """What the panel knows of where sign-in and mail really go."""

    practice: bool = True
    name: str = "practice"
    web_config: str = ""
    """The address that opens Web Config; "" while it does not run."""


class Context:
    """The state that rules read and change. Time is set by whoever steps the panel."""

    def __init__(self, menus: Menus, device: Device, words: Words, profile: Profile) -> None:
        self.menus = menus
        self.device = device
        self.words = words
        self.profile = profile
        self.session = Session()
        self.event: Event = Event()
        self.screen = menus.home
        self.now = START
        self.seconds = 0.0
        """The device's monotonic clock."""
        self.moved: Move | None = None

    def text(self, key: str, /, **filled: object) -> str:
        """Words in the language in use."""
        return self.words(key, **filled)

    def has(self, capability: str) -> bool:
        """Whether the model can do it."""
        return capability in self.menus.model.capabilities

    def job(self, number: int) -> Job | None:
        """A job by its number."""
        return self.session.jobs.get(number)

    def change_job(self, number: int, **changes: object) -> Iterable[Effect]:
        """Change what is known of a job and have it written down; nothing for a job that is not known."""
        job = self.session.jobs.get(number)
        if job is None:
            return ()
        job = replace(job, **changes)  # type: ignore[arg-type]  # names are fields of Job, checked by replace
        self.session.jobs[number] = job
        return (RecordJob(job),)

    def start_timer(self, name: str, seconds: float) -> Effect:
        """Start a timer and remember that it runs."""
        self.session.timers.add(name)
        return StartTimer(name, seconds)

    def stop_timer(self, name: str) -> Iterable[Effect]:
        """Stop a timer if it runs."""
        if name not in self.session.timers:
            return ()
        self.session.timers.discard(name)
        return (StopTimer(name),)

    @property
    def sender_account(self) -> str:
        """Whose sign-in a mail goes out with: the user's own where that is the sender's address, else the printer's."""
        if self.session.user and self.device.text("epas.sender") == "user":
            return f"user:{self.session.user}"
        return PRINTER

    @property
    def active_jobs(self) -> int:
        """How many jobs are under way."""
        return sum(1 for job in self.session.jobs.values() if job.active)
