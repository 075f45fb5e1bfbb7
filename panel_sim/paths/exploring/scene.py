"""A panel that can be put back to how it was: no network, no disk, the world's answers given by hand."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.context import Profile
from panel_sim.core.device import LANGUAGE, Device
from panel_sim.core.footprints import Footprints
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus, ValueData
from panel_sim.core.panel import Panel
from panel_sim.core.registry import GUARDS
from panel_sim.core.session import Session
from panel_sim.core.set_up import SetUp
from panel_sim.core.views import Asleep, Entry, Home, View
from panel_sim.fixtures import set_up_device
from panel_sim.paths.durations import written
from panel_sim.paths.exploring.world import answers, nominal

START = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
SECRETS = {"administrator": "Utforskarens-73051", "pin": "73052", "password": "Utforskarens-73053"}
"""What opens things here, unlike anything else on the glass, so that it is found there if it ever shows."""
HARD_KEYS = ("home", "back", "help", "power", "start", "stop")
CONDITIONS = {"media-empty": "paper-out", "cover-open": "cover-open", "network-unplugged": "network-unplugged"}
ICONS = {
    "jobs": "somebody touches Job Status in the bottom bar",
    "lock": "somebody touches the lock in the status bar",
    "user": "somebody touches the user in the status bar",
}
SAMPLES = ("a@b.example", "1", "\u00e5\u00e4\u00f6 \U0001f5a8")
"""What is typed into entries; into secret ones, what opens things."""
_LASTING = ("set_values", "users", "contacts", "accounts", "administrator_hash", "conditions")
# Of a session whose fields are named once, not each time, twice as many are put back in the same time.
_SESSION_NAMES = tuple(one.name for one in fields(Session) if one.name != "set_up")
_SESSION = attrgetter(*_SESSION_NAMES)
_SET_UP = attrgetter(*(one.name for one in fields(SetUp)))
_ANSWERED = (
    ef.StartSignIn, ef.PollSignIn, ef.SubmitSignIn, ef.SignOut, ef.StartScan, ef.SendMail, ef.PrintSheet
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can happen now: its events, and how a path file would write it.

    `playable` is false for what only the world can do, such as an answer of the directory.
    """

    events: tuple[ev.Event, ...]
    words: str
    playable: bool = True
    timer: str = ""
    """The timer that this waits for; time is wound to it."""
    row: str = ""
    """The id of what is touched."""
    typed: str | None = None
    """What is typed into the open entry before it is confirmed."""
    answers: bool = False
    """Whether this answers the oldest wish that is pending."""


class _Plain:
    """The port Passwords where nothing needs keeping safe."""

    def hash(self, secret: str) -> str:
        return f"hash:{secret}"

    def fits(self, secret: str, hashed: str) -> bool:
        return hashed == self.hash(secret)


class Scene:
    """One device of `menus` in its fixture, on `start`. Raises KeyError for a screen that the model does not have."""

    def __init__(
        self,
        menus: Menus,
        given: Sequence[str] = ("showroom",),
        *,
        language: str = "",
        start: str = "",
        secrets: Mapping[str, str] = SECRETS,
        values: Mapping[str, ValueData] | None = None,
        conditions: Iterable[str] = (),
    ) -> None:
        self.menus = menus
        self.secrets = secrets
        self._device = Device(menus.values)
        plain = _Plain()
        set_up_device(self._device, plain, given, pretend=True)
        self._device.administrator_hash = plain.hash(secrets["administrator"])
        for user in self._device.users:
            # One PIN for all would let the first in only; the last digits tell them apart.
            user.pin = plain.hash(secrets["pin"] + ("" if user is self._device.users[0] else user.id))
            user.password = plain.hash(secrets["password"])
        for key, value in (values or {}).items():
            if key in menus.values:
                self._device.set(key, value)
        self._device.conditions |= set(conditions)
        if language:
            self._device.set(LANGUAGE, language)
        self.panel = Panel(menus, self._device, Profile())
        self.footprints = self.panel.machine.footprints = Footprints()
        self.seconds = 0.0
        self.timers: dict[str, float] = {}
        self.pending: list[ef.Effect] = []
        """Wishes that the world has not answered yet."""
        self.effects: list[ef.Effect] = []
        """What the last act brought."""
        self._log: dict[int, Job] = {}
        self._view: View | None = None
        self._perform(self.panel.start(self._now(), self.seconds, start))
        self.footprints.screens.add(self.screen)

    @property
    def screen(self) -> str:
        """The screen that is on the glass."""
        return self.panel.context.screen

    def view(self) -> View:
        """What the glass shows; the same object until something happens."""
        if self._view is None:
            self.panel.tell_time(self._now(), self.seconds)
            self._view = self.panel.view()
        return self._view

    def _now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    # Keeping and going back.

    def keep(self) -> bytes:
        """Everything that an act can change."""
        context = self.panel.context
        device = tuple(getattr(self._device, name) for name in _LASTING)
        session, set_up = _SESSION(context.session), _SET_UP(context.session.set_up)
        kept = (device, session, set_up, context.screen, self.seconds, self.timers, self.pending, self._log)
        return pickle.dumps(kept, pickle.HIGHEST_PROTOCOL)

    def back_to(self, kept: bytes) -> None:
        """As it was when it was kept."""
        context = self.panel.context
        # Our own, from memory.
        device, session, set_up, context.screen, self.seconds, self.timers, self.pending, self._log = pickle.loads(kept)  # noqa: S301
        for name, value in zip(_LASTING, device, strict=True):
            setattr(self._device, name, value)
        context.session = Session(**dict(zip(_SESSION_NAMES, session, strict=True)), set_up=SetUp(*set_up))
        self._view = None
        language = self._device.text(LANGUAGE)
        if language != context.words.language:
            context.words.speak(language)
        self.panel.machine.place(context.screen)

    def speak(self, language: str) -> None:
        """Have the same screen speak another language, as if the device had been set to it."""
        self._device.set(LANGUAGE, language)
        self.panel.context.words.speak(language)
        self._view = None

    # What happens.

    def do(self, act: Act) -> View:
        """Let it happen, run to completion; `effects` says what it brought."""
        self.effects = []
        if act.timer:
            self.seconds = max(self.seconds, self.timers.pop(act.timer, self.seconds))
        if act.answers:
            self.pending.pop(0)
        self.feed(*act.events)
        return self.view()

    def feed(self, *events: ev.Event) -> None:
        """Step once an event."""
        self._view = None
        for event in events:
            self._perform(self.panel.step(event, self._now(), self.seconds))

    def answer(self) -> None:
        """Let the world answer all that is pending as it mostly does; polling that goes on for ever is left alone."""
        for _ in range(20):
            if not self.pending:
                return
            self.feed(*nominal(self.pending.pop(0)))

    def _perform(self, effects: Iterable[ef.Effect]) -> None:
        for effect in effects:
            self.effects.append(effect)
            match effect:
                case ef.StartTimer(name, seconds):
                    self.timers[name] = self.seconds + seconds
                case ef.StopTimer(name):
                    self.timers.pop(name, None)
                case ef.RecordJob(job):
                    self._record(job)
                case ef.CheckPassword():
                    self.feed(self._compared(effect))
                case ef.HashPassword(purpose, secret):
                    self.feed(ev.PasswordHashed(purpose, _Plain().hash(secret)))
                case ef.CancelSignIn(account):
                    self.pending = [one for one in self.pending if getattr(one, "account", "") != account]
                case ef.StopScan(job) | ef.CancelMail(job) | ef.StopPrinting(job):
                    self.pending = [one for one in self.pending if getattr(one, "job", 0) != job]
                case _ if isinstance(effect, _ANSWERED):
                    self.pending.append(effect)

    def _record(self, job: Job) -> None:
        if job.id:
            self._log[job.id] = job
            return
        made = replace(job, id=len(self._log) + 1)
        self._log[made.id] = made
        self.feed(ev.JobRecorded(made))

    def _compared(self, check: ef.CheckPassword) -> ev.PasswordChecked:
        device, fits = self._device, _Plain().fits
        if check.purpose == "administrator":
            return ev.PasswordChecked(check.purpose, "", fits(check.secret, device.administrator_hash))
        if check.purpose == "user-password":
            user = device.user(check.user)
            opens = user is not None and fits(check.secret, user.password)
            return ev.PasswordChecked(check.purpose, check.user, opens)
        found = next((user.id for user in device.users if fits(check.secret, user.pin)), "")
        return ev.PasswordChecked(check.purpose, found, bool(found))

    # What can happen.

    def acts(self) -> list[Act]:
        """Everything that can happen now: touches, keys, typing, timers, and the world's answers."""
        return [*self.touches(), *self.keys(), *self.typing(), *self.waiting(), *self.answers()]

    def touches(self) -> list[Act]:
        """All that can be touched, on every page of Home."""
        view = self.view()
        found: list[Act] = []
        if isinstance(view.body, Home):
            tiles, per_page = self.panel.tiles()
            for number, tile in enumerate(tiles):
                if tile.enabled:
                    turn = (ev.Tapped(f"page:{number // per_page}"),) if view.body.pages > 1 else ()
                    found.append(Act((*turn, ev.Tapped(tile.id)), f"tap: {tile.label}", row=tile.id))
        parts = [(row.id, row.label) for row in view.rows() if row.touchable]
        parts += [(button.id, button.label) for button in view.buttons() if button.enabled]
        found += [Act((ev.Tapped(row),), f"tap: {label}", row=row) for row, label in parts]
        return found

    def keys(self) -> list[Act]:
        """The hard keys, and what can be touched in the bars."""
        found = [Act((ev.Pressed(key),), f"press: {key}") for key in HARD_KEYS]
        # A step of a path touches what bears a label; `log_in` and `log_out` do what these are mostly for.
        return [*found, *(Act((ev.Tapped(icon),), words, False) for icon, words in ICONS.items())]

    def logging_in(self) -> list[Act]:
        """The administrator or the first user logs in, whoever is logged in logs out; as one act each."""
        context, view = self.panel.context, self.view()
        if isinstance(view.body, Entry | Asleep) or self.screen not in self.menus.screens:
            return []
        session, device = context.session, self._device
        found = []
        if device.on("panel.lock") and not session.administrator and "administrator" in self.menus.screens:
            secret = self.secrets["administrator"]
            typed = (ev.Tapped("lock"), ev.Typed(secret), ev.Tapped("administrator/ok"))
            found.append(Act(typed, "log_in: {administrator: true}"))
        if device.users and not session.user and GUARDS["epas_on"](context) and GUARDS["wants_pin"](context):
            typed = (ev.Tapped("user"), ev.Typed(self.secrets["pin"]), ev.Tapped("login/pin/ok"))
            found.append(Act(typed, f"log_in: {{user: {device.users[0].id}}}"))
        if session.user:
            found.append(Act((ev.Tapped("user"), ev.Tapped("logout/yes")), "log_out: "))
        return found

    def typing(self) -> list[Act]:
        """Something typed and confirmed, where an entry is open."""
        view = self.view()
        if not isinstance(view.body, Entry):
            return []
        confirm = next((button for button in view.buttons() if button.primary), None)
        if confirm is None:
            return []
        clear, done = ev.Tapped("key:clear"), ev.Tapped(confirm.id)
        samples = tuple(self.secrets.values()) if view.body.secret else SAMPLES
        return [
            Act((clear, ev.Typed(text), done), f"type: {text}\ntap: {confirm.label}", row=confirm.id, typed=text)
            for text in (*samples, "0" * 40, "")
        ]

    def waiting(self) -> list[Act]:
        """Each timer that runs, the next one first."""
        due = sorted((at, name) for name, at in self.timers.items())
        return [
            Act((ev.TimerFired(name),), f"advance: {written(max(0.0, at - self.seconds))}", timer=name)
            for at, name in due
        ]

    def answers(self) -> list[Act]:
        """What the world may say to the oldest wish."""
        if not self.pending:
            return []
        return [Act(events, words, False, answers=True) for words, events in answers(self.pending[0])]

    def troubles(self) -> list[Act]:
        """Conditions of the device that begin or end, and something that the program tells."""
        present = self._device.conditions
        found = []
        for name, fault in CONDITIONS.items():
            verb = "clear" if name in present else "fault"
            found.append(Act((ev.ConditionChanged(name, name not in present),), f"{verb}: {fault}"))
        return [*found, Act((ev.Told("told.other", "x"),), "the program tells something", playable=False)]
