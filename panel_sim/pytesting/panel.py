"""The fixture `panel`: a device for one test, driven by calls that return once they are done."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from panel_sim.core.jobs import Job
from panel_sim.core.views import View
from panel_sim.loading import DataProblems
from panel_sim.loading.problems import Problems
from panel_sim.options import Refused
from panel_sim.paths import durations
from panel_sim.paths import step as st
from panel_sim.paths.files import Reader
from panel_sim.paths.outcome import PASSED, Failure
from panel_sim.paths.playing import Player
from panel_sim.paths.playings import DEFAULT_MODEL
from panel_sim.paths.stage import NotHere
from panel_sim.paths.step import WITHIN, Place, Step
from panel_sim.pytesting.ground import BROKEN_BY, Ground, ground_of
from panel_sim.pytesting.settings import Settings, settings_of
from panel_sim.pytesting.snapshots import Snapshots
from panel_sim.running.rehearsal import Rehearsal
from panel_sim.running.tenancy import Tenancy
from panel_sim.stages.headless import HeadlessStage

Within = str | float


class Panel:
    """A device on its own practice clock, in the state that the fixtures of its marker make.

    What waits (`see`, `on`, `job` ...) waits on the practice clock, at most `within` of it (default 30 s), and takes
    no real time. What cannot be done or does not hold raises AssertionError, whose text shows the glass.
    """

    def __init__(self, ground: Ground, stage: HeadlessStage, model: str, snapshots: Snapshots) -> None:
        self._ground = ground
        self._stage = stage
        self._snapshots = snapshots
        self._closed = False
        self.model = model

    # What a person does.

    def go(self, path: str) -> View:
        """Walk a menu path from the screen on the glass: "Inst. > Allmänna inställningar"."""
        __tracebackhide__ = True
        return self._do("go", path, st.Go(path))

    def tap(self, label: str) -> View:
        """Touch what bears the label."""
        __tracebackhide__ = True
        return self._do("tap", label, st.Tap(label))

    def press(self, key: str) -> View:
        """Press a hard key: home, back, help, power, start, stop."""
        __tracebackhide__ = True
        return self._do("press", key, st.Press(key))

    def type(self, text: str) -> View:
        """Type into the entry on the glass."""
        __tracebackhide__ = True
        return self._do("type", "...", st.Type(text))

    def log_in(self, user: str = "", *, administrator: bool = False, secret: str = "") -> View:
        """Log in a user, or the administrator at the lock icon, with the practice secret where none is given."""
        __tracebackhide__ = True
        return self._do("log_in", user or "administrator", st.LogIn(user, administrator or not user, secret))

    def log_out(self) -> View:
        """Log out whoever is logged in."""
        __tracebackhide__ = True
        return self._do("log_out", "", st.LogOut())

    # What is expected.

    def see(self, *what: str | Mapping[str, object], within: Within = WITHIN) -> View:
        """A text, a label and its value (`see("Status", "Redo")`), or a mapping of those stands on the glass."""
        __tracebackhide__ = True
        text, values = _seen(what)
        return self._do("see", _said(what), st.See(text, values), within)

    def not_see(self, *what: str | Mapping[str, object], within: Within = WITHIN) -> View:
        """It does not stand on the glass, or goes away in time."""
        __tracebackhide__ = True
        text, values = _seen(what)
        return self._do("not_see", _said(what), st.See(text, values, absent=True), within)

    def disabled(self, label: str, *, within: Within = WITHIN) -> View:
        """What bears the label is greyed."""
        __tracebackhide__ = True
        return self._do("disabled", label, st.Disabled(label), within)

    def on(self, screen: str, *, within: Within = WITHIN) -> View:
        """The screen with this id is on the glass."""
        __tracebackhide__ = True
        there = self._ground.menus(self.model).screens
        if screen not in there:
            near = difflib.get_close_matches(screen, there, 1, 0.4)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise AssertionError(f"panel.on({screen!r}): the model {self.model} has no such screen.{hint}")
        return self._do("on", screen, st.On(screen), within)

    def job(self, *, within: Within = WITHIN, **wants: object) -> Job:
        """The newest job is so (state, code, to, kind ...); answers it."""
        __tracebackhide__ = True
        self._do("job", _listed(wants), st.JobIs(tuple(wants.items())), within)
        return self.jobs()[0]

    def mail(self, *, within: Within = WITHIN, **wants: object) -> Mapping[str, Any]:
        """A mailbox received a mail that is so (to, sender, subject, attachment ...); answers the newest one there."""
        __tracebackhide__ = True
        self._do("mail", _listed(wants), st.MailIs(tuple(wants.items())), within)
        found = self.mailbox(str(wants["to"]) if "to" in wants else None)
        return found[-1] if found else {}

    def sheet(
        self, *, contains: Sequence[str] = (), lacks: Sequence[str] = (), within: Within = WITHIN
    ) -> str | None:
        """The newest printed sheet as text (None: none was printed); fails where it does not say what is wanted."""
        __tracebackhide__ = True
        some = [(one,) if isinstance(one, str) else tuple(one) for one in (contains, lacks)]
        if any(some):
            self._do("sheet", _listed({"contains": some[0], "lacks": some[1]}), st.SheetIs(*some), within)
        self._settle()
        return self._ground.run(self._stage.sheet())

    def matches_snapshot(self, name: str = "", *, form: str = "text") -> None:
        """What the glass shows is what the snapshot beside the test file holds; `form` is text or svg.

        --panel-update-snapshots writes it. Text is free of styling; codes and ports are masked.
        """
        __tracebackhide__ = True
        self._settle()
        self._snapshots.match(self.view, name, form)

    # What happens around the device.

    def advance(self, span: str | float) -> None:
        """Wind the practice clock forward, timer by timer: "90 d", "1 h 30 m", or seconds."""
        __tracebackhide__ = True
        self._do("advance", str(span), st.Advance(_seconds(span)))

    def fault(self, name: str = "", **settings: object) -> None:
        """Begin a fault."""
        __tracebackhide__ = True
        self._do("fault", name, st.FaultBegun(name, tuple(settings.items())))

    def clear(self, name: str) -> None:
        """End a fault."""
        __tracebackhide__ = True
        self._do("clear", name, st.FaultCleared(name))

    def policy(self, **changes: object) -> None:
        """Turn the tenant's switches."""
        __tracebackhide__ = True
        self._do("policy", _listed(changes), st.PolicyChanged(tuple(changes.items())))

    def revoke(self, user: str) -> None:
        """Revoke a user's sign-ins."""
        __tracebackhide__ = True
        self._do("revoke", user, st.Revoke(user))

    def sign_in(self, user: str, outcome: str = "accept", consent: str = "", *, within: Within = WITHIN) -> View:
        """Do at the directory what the person does with the code on the glass."""
        __tracebackhide__ = True
        return self._do("sign_in", user, st.SignInAs(user, outcome, consent), within)

    def set(self, values: Mapping[str, object]) -> View:
        """Set declared values of the device from outside."""
        __tracebackhide__ = True
        return self._do("set", _listed(values), st.SetValues(tuple(values.items())))

    def run(self, path: str | Path) -> View:
        """Play the steps of a path file from here on; its head does not count."""
        __tracebackhide__ = True
        problems = Problems()
        read = Reader(self._ground.names, problems).read(Path(path))
        if problems or read is None:
            raise DataProblems(problems.sorted())
        self._play("run", str(path), read.steps)
        return self.view

    # What is there.

    @property
    def view(self) -> View:
        """What the glass shows now, as data."""
        return self._stage.view

    @property
    def screen(self) -> str:
        """The id of the screen on the glass."""
        return self.view.screen

    @property
    def language(self) -> str:
        """The language on the glass."""
        return self.view.language

    @property
    def text(self) -> str:
        """What the glass shows now as plain lines, codes masked."""
        return self._stage.shown()

    def value_of(self, label: str) -> str | None:
        """The value beside a label; None where there is no such label."""
        return self._stage.value_of(label)

    def picture(self) -> str:
        """The glass as SVG, codes masked."""
        return self._stage.picture()

    def jobs(self) -> Sequence[Job]:
        """The job history, newest first, once nothing is under way."""
        self._settle()
        return self._ground.run(self._stage.jobs())

    def mailbox(self, address: str | None = None) -> Sequence[Mapping[str, Any]]:
        """What a practice mailbox (or all) received, oldest first, once nothing is under way."""
        self._settle()
        return self._ground.run(self._stage.mail(address))

    def tenancy(self) -> Tenancy:
        """The practice tenant behind this device, its accounts signed in; see practice_tenant."""
        rehearsal = self._stage.rehearsal
        assert isinstance(rehearsal, Rehearsal)
        return self._ground.run(rehearsal.tenant())

    def close(self) -> None:
        """Give the device back; the fixture does it."""
        if not self._closed:
            self._closed = True
            self._ground.run(self._stage.close())

    def __repr__(self) -> str:
        return f"Panel({self.model} {self.language}, {self.screen})"

    # How it is done.

    def _settle(self) -> None:
        self._ground.run(self._stage.settle())

    def _do(self, verb: str, words: str, action: st.Action, within: Within = WITHIN) -> View:
        __tracebackhide__ = True
        step = Step(1, verb, action, Place("test", 1), words, _seconds(within))
        self._play(verb, words, (step,))
        return self.view

    def _play(self, verb: str, words: str, steps: tuple[Step, ...]) -> None:
        __tracebackhide__ = True
        player = Player(st.PathFile("test", "test", steps), self._stage, broken=BROKEN_BY)
        if self._ground.run(player.run()) != PASSED:
            last = player.results[-1] if player.results else None
            where = f"  at: {last.step.place}: {last.step.words}\n" if verb == "run" and last is not None else ""
            head = f"panel.{verb}({words!r})" if words else f"panel.{verb}()"
            failure = last.failure if last is not None else None
            raise AssertionError(_told(head, where, failure) if failure else f"{head}: {player.reason}\n{where}")


def _told(head: str, where: str, failure: Failure) -> str:
    """The first line says it all, since summaries show no more; empty lines of the glass come one at a time."""
    lines = [line.rstrip() for line in failure.glass.rstrip().split("\n")]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    glass = "".join(f"\n    | {line}".rstrip() for line in kept)
    return f"{head}: {failure.found}\n{where}  wanted: {failure.wanted}\n  on the glass:{glass}"


def _seconds(span: str | float) -> float:
    return durations.seconds(span) if isinstance(span, str) else float(span)


def _seen(what: tuple[str | Mapping[str, object], ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    match what:
        case (Mapping() as values,):
            return "", tuple((label, str(value)) for label, value in values.items())
        case (str(text),):
            return text, ()
        case (str(label), value):
            return "", ((label, str(value)),)
    raise TypeError('see() takes a text, a label and its value, or a mapping such as {"Status": "Redo"}.')


def _said(what: tuple[str | Mapping[str, object], ...]) -> str:
    return ": ".join(_listed(one) if isinstance(one, Mapping) else str(one) for one in what)


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in values.items() if value != ())


def opened(request: pytest.FixtureRequest) -> Panel:
    """The device that a test's markers, else options, else the ini file ask for. Skips where its model lacks it."""
    ground, wanted = ground_of(request.config), settings_of(request.node)
    model = wanted.model or _one(ground.model) or DEFAULT_MODEL
    try:
        menus = ground.menus(model)
        language = wanted.language or _one(ground.language) or str(menus.values["panel.language"].default)
        return Panel(ground, _stage(ground, wanted, model, language), model, Snapshots.of(request))
    except Refused as refused:
        raise pytest.UsageError(f"{request.node.nodeid}: {refused}") from None
    except NotHere as lacking:
        pytest.skip(str(lacking))


def _one(word: str) -> str:
    """`all` is for path files, which are played in each."""
    return "" if word == "all" else word


def _stage(ground: Ground, wanted: Settings, model: str, language: str) -> HeadlessStage:
    path = st.PathFile("test", "test", (), language, model, wanted.start, wanted.given)
    return ground.run(ground.make(path, model, language))
