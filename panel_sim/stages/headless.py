"""The stage without a screen: a rehearsed device, driven through its simulator."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.core.device import fitted
from panel_sim.core.events import Pressed, Tapped, Typed, ValueSet
from panel_sim.core.footprints import Footprints
from panel_sim.core.jobs import Job
from panel_sim.core.menus import Menus
from panel_sim.core.views import Entry, SignInCode, View
from panel_sim.paths import logging_in, reading
from panel_sim.paths.stage import NotHere, Unreached
from panel_sim.paths.step import PathFile
from panel_sim.paths.walking import tap_label
from panel_sim.running.practice import DEVICE_FAULTS, TENANT_FAULTS
from panel_sim.running.rehearsal import Rehearsal

if TYPE_CHECKING:
    from panel_sim.running.powered import Powered

FAULTS = (*DEVICE_FAULTS, *TENANT_FAULTS)
Observer = Callable[[str, object], None]


class HeadlessStage:
    """See paths.stage.Stage. Made by `make`, in the loop that it is used on."""

    way = "headless"

    def __init__(self, rehearsal: Rehearsal | Powered) -> None:
        self.rehearsal = rehearsal
        self.simulator = rehearsal.simulator
        self._observers: list[Observer] = []
        self._began = rehearsal.clock.monotonic()
        self._footprints = self.simulator.panel.machine.footprints = Footprints()

    @property
    def view(self) -> View:
        """What the glass shows now."""
        return self.simulator.view

    def shown(self) -> str:
        """See Stage."""
        # Not at the top: a run in which nothing fails paints nothing.
        from panel_sim.tui.glass import view_text

        return view_text(self.view)

    def sees(self, text: str) -> bool:
        """See Stage."""
        return reading.sees(self.view, text)

    def value_of(self, label: str) -> str | None:
        """See Stage."""
        return reading.value_of(self.view, label)

    def picture(self) -> str:
        """See Stage."""
        from panel_sim.tui.glass import view_svg

        return view_svg(self.view)

    # What a person does.

    async def tap(self, label: str) -> None:
        """See Stage."""
        tap_label(self.simulator, label)

    async def touch(self, row: str) -> None:
        """Touch a row, button or icon of the bar by its id."""
        self.simulator.feed(Tapped(row))

    async def press(self, key: str) -> None:
        """See Stage."""
        self.simulator.feed(Pressed(key))

    async def type(self, text: str) -> None:
        """See Stage."""
        view = self.view
        if not isinstance(view.body, Entry):
            raise Unreached(f'Nothing can be typed on "{view.title}" ({view.screen}): no entry is open.')
        self.simulator.feed(Typed(text))

    # Time.

    async def settle(self) -> None:
        """See Stage."""
        await self.rehearsal.settle()

    async def jump(self, most: float) -> float | None:
        """See Stage."""
        due = self.rehearsal.next_due()
        if due is None:
            return None
        wound = min(due, most)
        self._wind(wound)
        return wound

    async def advance(self, seconds: float) -> None:
        """See Stage."""
        rehearsal, left = self.rehearsal, seconds
        await rehearsal.settle()
        end = rehearsal.clock.monotonic() + seconds
        while (due := rehearsal.next_due()) is not None and due <= left:
            self._wind(due)
            await rehearsal.settle()
            left = max(0.0, end - rehearsal.clock.monotonic())
        self._wind(left)
        await rehearsal.settle()

    def _wind(self, seconds: float) -> None:
        self.rehearsal.wind(seconds)
        self._tell("clock", timedelta(seconds=seconds))

    def now(self) -> float:
        """See Stage."""
        return self.rehearsal.clock.monotonic() - self._began

    # What is around the device.

    async def fault(self, name: str, present: bool, settings: Mapping[str, object]) -> None:
        """See Stage."""
        if name not in FAULTS and "leg" not in settings:
            near = difflib.get_close_matches(name, FAULTS, 1, 0.4)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Unreached(f"There is no fault {name}.{hint} There are: {', '.join(FAULTS)}.")
        try:
            await self.rehearsal.set_fault(name, present, dict(settings))
        except ValueError as error:
            raise Unreached(str(error)) from None
        self._tell("fault", (name, present, tuple(settings.items())))

    async def policy(self, changes: Mapping[str, object]) -> None:
        """See Stage."""
        practice = (await self.rehearsal.tenant()).practice
        try:
            practice.policy(changes)
        except (ValueError, LookupError) as error:
            raise Unreached(_sentence(error)) from None
        self._tell("fault", ("policy", True, tuple(changes.items())))

    async def revoke(self, user: str) -> None:
        """See Stage."""
        practice = (await self.rehearsal.tenant()).practice
        try:
            practice.revoke(user)
        except (ValueError, LookupError) as error:
            raise Unreached(_sentence(error)) from None
        self._tell("fault", ("revoke", True, (("user", user),)))

    async def approve(self, user: str, outcome: str, consent: str) -> None:
        """See Stage."""
        code = self._code()
        if not code:
            raise Unreached(f'There is no code on "{self.view.title}" ({self.view.screen}) to sign in with.')
        if not user:
            return
        practice = (await self.rehearsal.tenant()).practice
        try:
            practice.approve(code, user, outcome, consent or None)
        except Exception as error:  # the tenant's own refusals are of several kinds, each a sentence
            raise Unreached(_sentence(error)) from None

    def _code(self) -> str:
        body = self.view.body
        if isinstance(body, SignInCode):
            return body.copy_text or body.user_code
        session = self.simulator.panel.context.session
        printer = session.printer_sign_in
        return printer.code.user_code if printer is not None and printer.code is not None else ""

    async def log_in(self, user: str, administrator: bool, secret: str) -> None:
        """See Stage."""
        await logging_in.log_in(self, user, administrator, secret)

    async def log_out(self) -> None:
        """See Stage."""
        await logging_in.log_out(self)

    async def set_values(self, values: Mapping[str, object]) -> None:
        """See Stage."""
        device = self.simulator.panel.context.device
        for key, value in values.items():
            if key not in device.specs:
                near = difflib.get_close_matches(key, device.specs, 1, 0.5)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise Unreached(f"There is no value {key} on this model.{hint}")
            try:
                # Tried first: the panel itself says nothing of what it does not take.
                fitted(device.specs[key], value)
            except ValueError as error:
                raise Unreached(_sentence(error)) from None
        for key, value in values.items():
            self.simulator.feed(ValueSet(key, value))

    async def jobs(self) -> Sequence[Job]:
        """See Stage."""
        return self.simulator.ports.jobs.jobs()

    async def mail(self, to: str | None) -> Sequence[Mapping[str, object]]:
        """See Stage."""
        tenancy = self.rehearsal.tenancy
        return tenancy.practice.mail(to) if tenancy is not None else ()

    async def sheet(self) -> str | None:
        """See Stage."""
        for job in await self.jobs():
            if job.output:
                text = Path(job.output).with_suffix(".txt")
                try:
                    return text.read_text("utf-8")
                except FileNotFoundError:
                    return None
        return None

    def footprints(self) -> Footprints:
        """Where the panel has been since the stage was made."""
        return self._footprints

    def observe(self, observer: Observer) -> Callable[[], None]:
        """See Stage."""
        self._observers.append(observer)
        stop = self.simulator.observe(observer)

        def end() -> None:
            stop()
            if observer in self._observers:
                self._observers.remove(observer)

        return end

    def _tell(self, kind: str, what: object) -> None:
        for observer in tuple(self._observers):
            observer(kind, what)

    async def close(self) -> None:
        """See Stage."""
        await self.rehearsal.close()


def _sentence(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


class Headless:
    """Makes headless stages; see paths.stage.StageMaker. `menus` gives a model's menus, read once a process."""

    way = HeadlessStage.way

    def __init__(self, menus: Callable[[str], Menus]) -> None:
        self._menus = menus

    async def __call__(self, path: PathFile, model: str, language: str) -> HeadlessStage:
        """The device in the path's fixtures, on its start screen. Raises NotHere, Refused and DataProblems."""
        menus = self._menus(model)
        needed_by(path, menus)
        screen = "" if path.start == menus.home else path.start
        return HeadlessStage(Rehearsal(menus, given=path.given, language=language, screen=screen))


def needed_by(path: PathFile, menus: Menus) -> None:
    """Raise NotHere where the model lacks a path's start screen or a capability that it needs."""
    model = menus.model
    if path.start not in menus.screens:
        raise NotHere(f"The model {model.id} has no screen {path.start}.")
    lacking = [name for name in path.needs if name not in model.capabilities]
    if lacking:
        raise NotHere(f"The model {model.id} lacks {', '.join(lacking)}.")
