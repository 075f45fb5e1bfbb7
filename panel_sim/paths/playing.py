"""Plays a path on a stage: does what each step says, waits on the practice clock, and reports what came of it."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

from panel_sim.adapters.clocks import WallClock
from panel_sim.core.footprints import Footprints
from panel_sim.core.views import Entry, SignInCode, View
from panel_sim.paths import expecting, reading, walking
from panel_sim.paths import step as st
from panel_sim.paths.happening import happening_of
from panel_sim.paths.outcome import BROKEN, FAILED, PASSED, SKIPPED, Failure, Happening, PathResult, StepResult
from panel_sim.paths.stage import Stage, Unreached

Record = Callable[[StepResult], None]
INTERRUPTED = "The run was interrupted here."
BREATH = 200
"""Steps after which the loop gets its turn."""
STALLED = 1000
"""Timers in a row that come due at once, after which waiting for the next is given up."""


async def play(
    path: st.PathFile,
    stage: Stage,
    *,
    from_step: int = 1,
    record: Record | None = None,
    trace: bool = False,
    model: str = "",
    language: str = "",
    broken: tuple[type[Exception], ...] = (),
) -> PathResult:
    """Play a path to its end or to its first failure; the stage is left open.

    `record` is told of each step as it ends. With `trace` every result has the glass before and after and what
    happened. `from_step` N means that the steps before it are played, so that the device gets there, but what they
    expect is only waited for and not judged; they stand in the result as skipped. `broken` are the stage's own
    exceptions for an environment that fails: they end the playing as broken. So does being cancelled: the result is
    given all the same, so that nothing of what was played is lost, and whoever cancelled knows that there is no more.
    """
    player = Player(path, stage, from_step=from_step, record=record, trace=trace, broken=broken)
    stopwatch = WallClock().monotonic
    began = stopwatch()
    state = await player.run()
    seen = stage.footprints() if isinstance(stage, Footprinted) else Footprints()
    return PathResult(
        path,
        model or stage.view.bar.model,
        language or stage.view.language,
        stage.way,
        state,
        tuple(player.results),
        player.reason,
        tuple(await stage.jobs()),
        stopwatch() - began,
        frozenset(player.screens | seen.screens),
        frozenset(seen.moves),
        frozenset(seen.asked),
    )


@runtime_checkable
class Footprinted(Protocol):
    """A stage that knows where its panel has been."""

    def footprints(self) -> Footprints:
        """The screens, moves and guards' answers since the stage was made."""


class Player:
    """One playing. `run` answers its state; `results`, `reason` and `screens` tell the rest."""

    def __init__(
        self,
        path: st.PathFile,
        stage: Stage,
        *,
        from_step: int = 1,
        record: Record | None = None,
        trace: bool = False,
        broken: tuple[type[Exception], ...] = (),
    ) -> None:
        self.path = path
        self.stage = stage
        self.results: list[StepResult] = []
        self.reason = ""
        self.screens: set[str] = set()
        self._from_step = from_step
        self._record = record
        self._trace = trace
        self._broken = broken
        self._happenings: list[Happening] = []
        self._shot = ""
        self._masked = False
        self._stopwatch = WallClock().monotonic
        self._now = self._worked = 0.0
        self._count = 0
        self._doing: dict[type[st.Action], Callable[[Any, float], Awaitable[None]]] = {
            st.Go: self._go,
            st.Tap: self._tap,
            st.Press: self._press,
            st.Type: self._type,
            st.Advance: self._advance,
            st.FaultBegun: self._fault,
            st.FaultCleared: self._clear,
            st.LogIn: self._log_in,
            st.LogOut: self._log_out,
            st.PolicyChanged: self._policy,
            st.Revoke: self._revoke,
            st.SignInAs: self._sign_in,
            st.SetValues: self._set,
            st.On: self._on,
            st.See: self._see,
            st.Disabled: self._disabled,
            st.JobIs: self._job,
            st.MailIs: self._mail,
            st.SheetIs: self._sheet,
            st.Shot: self._keep_shot,
        }

    async def run(self) -> str:
        """Play all steps; answers passed, failed or broken."""
        stop = self.stage.observe(self._happened) if self._trace else None
        self.screens.add(self.stage.view.screen)
        self._now, self._worked = self.stage.now(), self._stopwatch()
        try:
            return await self._steps(self.path.steps, 0, False)
        finally:
            if stop is not None:
                stop()

    async def _steps(self, steps: Sequence[st.Step], depth: int, early: bool) -> str:
        for step in steps:
            self._count += 1
            if self._count % BREATH == 0:
                # Steps that wait for nothing would otherwise let nobody stop the run.
                try:
                    await asyncio.sleep(0)
                except asyncio.CancelledError:
                    self.reason = INTERRUPTED
                    failure = self._failure(step, f"{step.words}.", INTERRUPTED)
                    self._keep(StepResult(step, BROKEN, 0.0, failure=failure))
                    return BROKEN
            before_start = early or (depth == 0 and step.number < self._from_step)
            if isinstance(step.action, st.Run):
                state = await self._steps(step.action.steps, depth + 1, before_start)
            else:
                state = await self._step(step, depth, before_start)
            if state in (FAILED, BROKEN):
                return state
        return PASSED

    async def _step(self, step: st.Step, depth: int, early: bool) -> str:
        stage, trace = self.stage, self._trace
        before = stage.view if trace else None
        glass_before = stage.shown() if trace else ""
        state, failure = SKIPPED if early else PASSED, None
        self._masked = False
        action = step.action
        try:
            if type(action) is st.Tap:
                # Most steps are taps, and a detour costs as much as the rest of one.
                await stage.tap(action.label)
            else:
                await self._doing[type(action)](action, step.within)
        except Missed as missed:
            if not early:
                state, failure = FAILED, self._failure(step, missed.wanted, missed.found)
        except (walking.Astray, Unreached, ValueError) as error:
            state, failure = FAILED, self._failure(step, f"{self._words(step)}.", str(error))
        except self._broken as error:
            state, self.reason = BROKEN, str(error)
            failure = self._failure(step, f"{self._words(step)}.", str(error))
        except asyncio.CancelledError:
            state, self.reason = BROKEN, INTERRUPTED
            failure = self._failure(step, f"{self._words(step)}.", self.reason)
        after = stage.view
        self.screens.add(after.screen)
        if self._masked:
            step = replace(step, words=self._words(step), action=st.Type(""))
        now, worked = stage.now(), self._stopwatch()
        seconds, cost = now - self._now, worked - self._worked
        self._now, self._worked = now, worked
        if trace:
            result = StepResult(
                step,
                state,
                seconds,
                cost,
                failure,
                before,
                after,
                glass_before,
                stage.shown(),
                tuple(self._happenings),
                self._shot,
                depth,
            )
            self._happenings.clear()
        else:
            result = StepResult(step, state, seconds, cost, failure, shot=self._shot, depth=depth)
        self._shot = ""
        self._keep(result)
        return state

    def _keep(self, result: StepResult) -> None:
        self.results.append(result)
        if self._record is not None:
            self._record(result)

    def _words(self, step: st.Step) -> str:
        return "type: ..." if self._masked else step.words

    def _failure(self, step: st.Step, wanted: str, found: str) -> Failure:
        return Failure(wanted, found, self.stage.shown(), self._resume(step))

    def _resume(self, step: st.Step) -> str:
        """The command that goes on there; for an included step, the number of the outermost `run` is what counts."""
        number = step.number if step in self.path.steps else next(
            (one.number for one in self.path.steps if isinstance(one.action, st.Run) and _holds(one.action, step)), 1
        )
        return f"panel-sim run {shlex.quote(self.path.file)} --from-step {number}"

    def _happened(self, kind: str, what: object) -> None:
        self._happenings.append(happening_of(kind, what, self.stage.now()))

    # What a person does.

    async def _go(self, action: st.Go, within: float) -> None:
        way = walking.split(action.path)
        home = next((word for key, word in self.stage.view.bar.key_words if key == "home"), "")
        if walking.folded(way[0]) == walking.folded(home):
            del way[0]
            await self.stage.press("home")
        for label in way:
            await self.stage.tap(label)

    async def _tap(self, action: st.Tap, within: float) -> None:
        await self.stage.tap(action.label)

    async def _press(self, action: st.Press, within: float) -> None:
        await self.stage.press(action.key)

    async def _type(self, action: st.Type, within: float) -> None:
        body = self.stage.view.body
        self._masked = isinstance(body, Entry) and body.secret
        await self.stage.type(action.text)

    async def _log_in(self, action: st.LogIn, within: float) -> None:
        await self.stage.log_in(action.user, action.administrator, action.secret)

    async def _log_out(self, action: st.LogOut, within: float) -> None:
        await self.stage.log_out()

    # What happens around the device.

    async def _advance(self, action: st.Advance, within: float) -> None:
        await self.stage.advance(action.seconds)

    async def _fault(self, action: st.FaultBegun, within: float) -> None:
        await self.stage.settle()
        await self.stage.fault(action.name, True, dict(action.settings))

    async def _clear(self, action: st.FaultCleared, within: float) -> None:
        await self.stage.settle()
        await self.stage.fault(action.name, False, {})

    async def _policy(self, action: st.PolicyChanged, within: float) -> None:
        await self.stage.settle()
        await self.stage.policy(dict(action.changes))

    async def _revoke(self, action: st.Revoke, within: float) -> None:
        await self.stage.settle()
        await self.stage.revoke(action.user)

    async def _set(self, action: st.SetValues, within: float) -> None:
        await self.stage.set_values(dict(action.values))

    async def _sign_in(self, action: st.SignInAs, within: float) -> None:
        await self.stage.settle()
        await self.stage.approve(action.user, action.outcome, action.consent)
        if action.outcome in ("accept", "decline"):
            # The device asks the directory every few seconds. Where the directory did not let the person through, the
            # code stays on the glass, and what follows says whether that was wanted.
            await self._until(lambda view: not isinstance(view.body, SignInCode), within)

    # What is expected.

    async def _until(self, holds: Callable[[View], bool], within: float) -> bool:
        """Whether something comes to hold on the glass within so much practice time, jumping from timer to timer."""

        async def now() -> bool:
            return holds(self.stage.view)

        return await self._wait(now, within)

    async def _wait(self, holds: Callable[[], Awaitable[bool]], within: float) -> bool:
        if await holds():
            return True
        stage, left, stalled = self.stage, within, 0
        while True:
            await stage.settle()
            if await holds():
                return True
            if left <= 0 or stalled > STALLED:
                return False
            wound = await stage.jump(left)
            if wound is None:
                return False
            stalled = 0 if wound else stalled + 1
            left -= wound
            if await holds():
                return True

    async def _on(self, action: st.On, within: float) -> None:
        if self.stage.view.screen == action.screen:
            return
        if not await self._until(lambda view: view.screen == action.screen, within):
            view = self.stage.view
            raise Missed(f"The screen {action.screen}.", f'The glass shows {view.screen} ("{view.title}").')

    async def _see(self, action: st.See, within: float) -> None:
        if action.absent:
            await self._see_not(action, within)
            return
        stage = self.stage
        if action.text and not await self._until(lambda view: stage.sees(action.text), within):
            near = reading.nearest_text(stage.view, action.text)
            hint = f' The nearest is "{near}".' if near else ""
            raise Missed(f'The text "{action.text}".', f"It is not on the glass.{hint}")
        for label, value in action.values:
            if not await self._until(lambda view, label=label, value=value: self._has(label, value), within):  # type: ignore[misc]  # bound now, called now
                raise Missed(f'"{label}" with the value "{value}".', self._value_found(label))

    async def _see_not(self, action: st.See, within: float) -> None:
        stage = self.stage

        def absent(view: View) -> bool:
            if action.text:
                return not stage.sees(action.text)
            return not any(self._has(label, value) for label, value in action.values)

        held = await self._until(absent, within)
        await stage.settle()
        if not held or not absent(stage.view):
            named = f'"{action.text}"' if action.text else ", ".join(f'"{one}: {two}"' for one, two in action.values)
            raise Missed(f"Nothing that says {named}.", "It is on the glass.")

    async def _disabled(self, action: st.Disabled, within: float) -> None:
        def greyed(view: View) -> bool:
            return reading.touchable(view, action.label) is False

        if not await self._until(greyed, within):
            view = self.stage.view
            if reading.touchable(view, action.label):
                raise Missed(f'"{action.label}" greyed.', "It can be touched.")
            near = reading.nearest_label(view, action.label)
            hint = f' The nearest is "{near}".' if near else ""
            raise Missed(f'"{action.label}" greyed.', f"There is no such row or button on the glass.{hint}")

    def _has(self, label: str, value: str) -> bool:
        found = self.stage.value_of(label)
        return found is not None and reading.spaced(found) == reading.spaced(value)

    def _value_found(self, label: str) -> str:
        found = self.stage.value_of(label)
        if found is not None:
            return f'"{label}" has the value "{found}".'
        near = reading.nearest_label(self.stage.view, label)
        return f'There is no label "{label}" on the glass.' + (f' The nearest is "{near}".' if near else "")

    async def _job(self, action: st.JobIs, within: float) -> None:
        await self._wait_for(
            "A job", action.wants, within, lambda jobs: expecting.job_misses(jobs, action.wants), self.stage.jobs
        )

    async def _mail(self, action: st.MailIs, within: float) -> None:
        to = next((str(value) for key, value in action.wants if key == "to"), None)
        await self._wait_for(
            "A mail",
            action.wants,
            within,
            lambda mails: expecting.mail_misses(mails, action.wants),
            lambda: self.stage.mail(to),
        )

    async def _sheet(self, action: st.SheetIs, within: float) -> None:
        wants = [("contains", action.contains)] * bool(action.contains) + [("lacks", action.lacks)] * bool(action.lacks)
        await self._wait_for(
            "A sheet",
            wants,
            within,
            lambda sheet: expecting.sheet_misses(sheet, action.contains, action.lacks),
            self.stage.sheet,
        )

    async def _wait_for(
        self,
        what: str,
        wants: Sequence[tuple[str, object]],
        within: float,
        misses: Callable[[Any], str],
        ask: Callable[[], Awaitable[Any]],
    ) -> None:
        found = ""

        async def holds() -> bool:
            nonlocal found
            found = misses(await ask())
            return not found

        if not await self._wait(holds, within):
            raise Missed(f"{what} with {', '.join(f'{key} {_plain(value)}' for key, value in wants)}.", found)

    async def _keep_shot(self, action: st.Shot, within: float) -> None:
        await self.stage.settle()
        self._shot = self.stage.picture()


class Missed(Exception):
    """An expectation did not come to hold: what was wanted and what was found."""

    def __init__(self, wanted: str, found: str) -> None:
        super().__init__(f"{wanted} {found}")
        self.wanted = wanted
        self.found = found


def _holds(action: st.Run, step: st.Step) -> bool:
    return any(one is step or (isinstance(one.action, st.Run) and _holds(one.action, step)) for one in action.steps)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return ", ".join(map(_plain, value))
    return str(value)
