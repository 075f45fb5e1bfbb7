"""A panel without a simulator: events in, effects and screens out; timers and the job log are kept by hand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.context import Profile
from panel_sim.core.device import Device
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus
from panel_sim.core.panel import Panel
from panel_sim.core.rules import NAMES
from panel_sim.core.session import Session
from panel_sim.core.views import Entry, Home, View
from panel_sim.fixtures import set_up_device
from panel_sim.loading import load
from panel_sim.shipped import shipped

START = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


@cache
def shipped_menus(model: str) -> Menus:
    return load(shipped("menus"), shipped("states"), model, NAMES)


class PlainPasswords:
    """Passwords as a core test needs them: comparing is what counts, not how hard it is to guess."""

    def hash(self, secret: str) -> str:
        return f"hash of {secret}"

    def fits(self, secret: str, hashed: str) -> bool:
        return hashed == self.hash(secret)


class Glass:
    """Drives one Panel. Jobs get their numbers and passwords are compared at once, as the simulator has it."""

    ANNA = "user:anna"
    ANNAS = "anna@ovning.example"
    CODE = ev.CodeShown("user:anna", "ABCDEF123", "https://localhost:8443/device", 900.0, 5.0)
    ALWAYS = frozenset({"sleep", "operation"})
    """The timers that run whatever is on the glass."""

    def __init__(
        self, model: str = "mfp", *given: str, practice: bool = True, language: str = "sv", screen: str = ""
    ) -> None:
        self.menus = shipped_menus(model)
        self.device = Device(self.menus.values)
        set_up_device(self.device, PlainPasswords(), given or ("showroom",), pretend=True)
        self.device.set("panel.language", language)
        self.panel = Panel(self.menus, self.device, Profile(practice, "practice" if practice else "work"))
        self.seconds = 0.0
        self.timers: dict[str, float] = {}
        self.effects: list[ef.Effect] = []
        self.log: dict[int, Job] = {}
        lasting = ("set_values", "users", "contacts", "accounts", "conditions", "administrator_hash")
        self._first = {name: copy.deepcopy(getattr(self.device, name)) for name in lasting}
        self._perform(self.panel.start(START, 0.0, screen))

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    @property
    def screen(self) -> str:
        return self.panel.machine.screen

    @property
    def session(self) -> Any:
        return self.panel.context.session

    @property
    def view(self) -> View:
        self.panel.tell_time(self.now, self.seconds)
        return self.panel.view()

    def _perform(self, effects: tuple[ef.Effect, ...]) -> None:
        later: list[ev.Event] = []
        for effect in effects:
            self.effects.append(effect)
            match effect:
                case ef.StartTimer(name, seconds):
                    # The loader lets charts wait only for timers that are registered.
                    assert name.partition(":")[0] in NAMES.timers, name
                    self.timers[name] = self.seconds + seconds
                case ef.StopTimer(name):
                    self.timers.pop(name, None)
                case ef.RecordJob(job) if job.id == 0:
                    made = replace(job, id=len(self.log) + 1)
                    self.log[made.id] = made
                    later.append(ev.JobRecorded(made))
                case ef.RecordJob(job):
                    self.log[job.id] = job
                case ef.CheckPassword():
                    later.append(self._compared(effect))
        for event in later:
            self._perform(self.panel.step(event, self.now, self.seconds))

    def _compared(self, check: ef.CheckPassword) -> ev.PasswordChecked:
        fits = PlainPasswords().fits
        if check.purpose == "administrator":
            return ev.PasswordChecked(check.purpose, "", fits(check.secret, self.device.administrator_hash))
        if check.purpose == "user-password":
            user = self.device.user(check.user)
            return ev.PasswordChecked(check.purpose, check.user, bool(user) and fits(check.secret, user.password))
        found = next((user.id for user in self.device.users if fits(check.secret, user.pin)), "")
        return ev.PasswordChecked(check.purpose, found, bool(found))

    def feed(self, *events: ev.Event) -> Glass:
        """Step once an event; `effects` are those of all these steps."""
        self.effects = []
        for event in events:
            self._perform(self.panel.step(event, self.now, self.seconds))
        return self

    def tap(self, *rows: str) -> Glass:
        return self.feed(*(ev.Tapped(row) for row in rows))

    def press(self, key: str) -> Glass:
        return self.feed(ev.Pressed(key))

    def type(self, text: str) -> Glass:
        return self.feed(ev.Typed(text))

    def advance(self, seconds: float) -> Glass:
        """Let time pass: timers that come due fire in order."""
        self.effects = []
        end = self.seconds + seconds
        while due := sorted((at, name) for name, at in self.timers.items() if at <= end):
            at, name = due[0]
            self.seconds = max(self.seconds, at)
            del self.timers[name]
            self._perform(self.panel.step(ev.TimerFired(name), self.now, self.seconds))
        self.seconds = end
        return self

    def asked(self, kind: type[ef.Effect]) -> list[Any]:
        """The effects of that kind that the last feed had."""
        return [effect for effect in self.effects if type(effect) is kind]

    def enter(self, text: str) -> Glass:
        """Type over what stands in the open entry."""
        return self.feed(ev.Tapped("key:clear"), ev.Typed(text))

    def log_in(self, pin: str = "1111") -> Glass:
        """Log a user in at the bar, with the PIN."""
        return self.tap("user").enter(pin).tap("login/pin/ok")

    def administrator(self, password: str = "12345678") -> Glass:
        """Log the administrator in at the lock."""
        return self.tap("lock").enter(password).tap("administrator/ok")

    @classmethod
    def at_sign_in(cls, **how: Any) -> Glass:
        """Anna, with her PIN, at the sign-in that Till Min e-post leads to."""
        return cls("mfp", **how).tap("home/to-my-email").enter("1111").tap("login/pin/ok")

    @classmethod
    def at_form(cls) -> Glass:
        """Anna, who signed in before, at the form of Till Min e-post."""
        panel = cls("mfp", "epas-anna").log_in().tap("home/to-my-email")
        assert panel.screen == "email"
        return panel

    @classmethod
    def sending(cls) -> Glass:
        """Her scan is made and on its way."""
        panel = cls.at_form().tap("email/start").feed(ev.ScanFinished(1, 3, 123_456, "Skanning.pdf"))
        assert panel.screen == "email/sending"
        return panel

    @staticmethod
    def advanced(step: str, problem: str = "", code: str = "", *, offer: bool = False) -> ev.SignInAdvanced:
        """The directory shows Anna this step."""
        return ev.SignInAdvanced("user:anna", step, problem, code, offer)

    def ids(self) -> list[str]:
        """Everything on the glass that bears an id."""
        view = self.view
        found = [row.id for row in view.rows()] + [button.id for button in view.buttons()]
        if isinstance(view.body, Home):
            found += [tile.id for tile in view.body.tiles]
        if isinstance(view.body, Entry):
            found += [key.id for line in view.body.keys for key in line]
        return found

    def touchable(self) -> list[str]:
        """What a finger can do there."""
        view = self.view
        rows = [row.id for row in view.rows() if row.touchable]
        tiles = [tile.id for tile in view.body.tiles] if isinstance(view.body, Home) else []
        return [*rows, *tiles, *(button.id for button in view.buttons() if button.enabled), "jobs", "lock", "user"]

    def reset(self) -> Glass:
        """As it was when it was made, only sooner: building a panel costs more than a thousand steps."""
        for name, value in self._first.items():
            setattr(self.device, name, copy.deepcopy(value))
        context = self.panel.context
        context.session = Session()
        context.screen = "home"
        context.words.speak(self.device.text("panel.language"))
        self.panel.machine.place("home")
        self.log.clear()
        self.timers.clear()
        self._perform(self.panel.start(self.now, self.seconds))
        return self

    def words(self) -> str:
        """Everything that stands on the glass, for looking into."""
        return repr(self.view.body) + self.view.title


@pytest.fixture
def glass() -> Callable[..., Glass]:
    """Makes a panel: glass(model, *fixtures, practice=True, language="sv", screen="")."""
    return Glass


@pytest.fixture
def menus_of() -> Callable[[str], Menus]:
    """The shipped device, read once a model."""
    return shipped_menus
