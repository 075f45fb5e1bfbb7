"""Drives a panel: hands it events, runs the effects it asks for through ports, and tells whoever watches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from errno import errorcode
from functools import partial
from typing import TYPE_CHECKING, Any

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg, interrupted
from panel_sim.core.network_state import trouble
from panel_sim.core.panel import Panel
from panel_sim.core.views import View
from panel_sim.ports import (
    Clock,
    JobLog,
    Mailer,
    Passwords,
    Scanner,
    ScanRefused,
    SheetPrinter,
    SignIn,
    SignInFailed,
    Store,
    Timer,
    Token,
)

if TYPE_CHECKING:
    # Commands that only look need no loop, and asyncio takes a fifth of their time to import.
    import asyncio

Watcher = Callable[[View], None]
Observer = Callable[[str, object], None]


@dataclass(slots=True)
class Ports:
    """What the simulator reaches the world through. Those that a headless use never needs may be left out."""

    clock: Clock
    store: Store
    jobs: JobLog
    passwords: Passwords
    sign_in: SignIn | None = None
    mailer: Mailer | None = None
    scanner: Scanner | None = None
    sheets: SheetPrinter | None = None


class Simulator:
    """One device. `feed` may be called from the thread that made it; replies come back by themselves."""

    def __init__(self, panel: Panel, ports: Ports, *, screen: str = "") -> None:
        self.panel = panel
        self.ports = ports
        self._watchers: list[Watcher] = []
        self._observers: list[Observer] = []
        self._timers: dict[str, Timer] = {}
        self._tasks: dict[object, asyncio.Task[None]] = {}
        self._queue: deque[ev.Event] = deque()
        self._stepping = False
        self._saved_ok = True
        self._view: View | None = None
        self._seen: View | None = None
        self._stopped = False
        self._perform(panel.start(ports.clock.now(), ports.clock.monotonic(), screen))
        self.feed(ev.JobsLoaded(tuple(ports.jobs.jobs())))

    @property
    def view(self) -> View:
        """What the glass shows now."""
        if self._view is None:
            self._view = self.panel.view()
        return self._view

    def feed(self, event: ev.Event) -> View:
        """One step, run to completion; never raises for the device's own failures. Answers what the glass shows
        then."""
        self._queue.append(event)
        if self._stepping:
            # An effect answered at once: its event waits until the step that asked for it is over.
            return self.view
        self._stepping = True
        try:
            while self._queue:
                event = self._queue.popleft()
                clock = self.ports.clock
                effects = self.panel.step(event, clock.now(), clock.monotonic())
                if self._observers:
                    self._observe("event", event)
                self._perform(effects)
        finally:
            self._stepping = False
        self._changed()
        return self.view

    def refresh(self) -> View:
        """Look at the clock again: countdowns and the time of day on the glass."""
        clock = self.ports.clock
        self.panel.tell_time(clock.now(), clock.monotonic())
        self._changed()
        return self.view

    def _changed(self) -> None:
        self._view = None
        if self._watchers:
            new = self.view
            if new != self._seen:
                self._seen = new
                for watcher in tuple(self._watchers):
                    watcher(new)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have `watcher` told when the View changed; the answer ends that."""
        self._watchers.append(watcher)
        self._seen = self.view
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Have `observer` told of every "event" and "effect" as it happens, and of a "fault" of the program (the
        exception); the answer ends that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer) if observer in self._observers else None

    def _observe(self, kind: str, what: object) -> None:
        for observer in tuple(self._observers):
            observer(kind, what)

    def under_way(self) -> tuple[asyncio.Task[None], ...]:
        """The effects that are under way."""
        return tuple(self._tasks.values())

    async def settle(self) -> None:
        """Until no effect is under way (timers do not count)."""
        import asyncio

        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            # Done callbacks take the tasks off the list in the loop's next turn.
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Stop everything under way; jobs that were not finished are in the history as interrupted."""
        import asyncio

        self._stopped = True
        unfinished = [job for job in self.panel.context.session.jobs.values() if job.active]
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=5)
        for job in unfinished:
            with suppress(OSError):
                # A disk that is full now is told at the next start, which does the same.
                now = self.panel.context.job(job.id) or job
                if now.active:
                    self.ports.jobs.update(interrupted(now))

    def _perform(self, effects: Iterable[ef.Effect]) -> None:
        for effect in effects:
            if self._observers:
                self._observe("effect", effect)
            match effect:
                case ef.StartTimer(name, seconds):
                    self._start_timer(name, seconds)
                case ef.StopTimer(name):
                    if (timer := self._timers.pop(name, None)) is not None:
                        timer.cancel()
                case ef.SaveDevice():
                    self._save()
                case ef.RecordJob(job):
                    self._record(effect)
                case ef.CheckPassword():
                    self._start(("password", effect.purpose), self._check_password(effect))
                case ef.HashPassword():
                    self._start(("hash", effect.purpose), self._hash_password(effect))
                case ef.StartSignIn() | ef.PollSignIn() | ef.SubmitSignIn() | ef.SignOut():
                    self._start_sign_in(effect)
                case ef.CancelSignIn(account):
                    self._cancel(("sign-in", account))
                    if self.ports.sign_in is not None:
                        self._start(("cancel", account), self.ports.sign_in.cancel(account))
                case ef.KeepSignIn(account, to):
                    if self.ports.sign_in is not None:
                        self._start(("keep", account), self.ports.sign_in.keep(account, to))
                case ef.StartScan():
                    self._start(("scan", effect.job), self._scan(effect))
                case ef.StopScan(job):
                    self._cancel(("scan", job))
                case ef.SendMail():
                    self._start(("mail", effect.job), self._send(effect))
                case ef.CancelMail(job):
                    self._cancel(("mail", job))
                case ef.ForgetJob(job):
                    if self.ports.scanner is not None:
                        self.ports.scanner.forget(job)
                case ef.PrintSheet():
                    self._start(("sheet", effect.job), self._print(effect))
                case ef.StopPrinting(job):
                    self._cancel(("sheet", job))
                case ef.CopyText():
                    # Whoever watches copies: only a front end has a clipboard.
                    pass

    def _start_timer(self, name: str, seconds: float) -> None:
        if (old := self._timers.pop(name, None)) is not None:
            old.cancel()
        self._timers[name] = self.ports.clock.call_later(seconds, lambda: self._fired(name))

    def _fired(self, name: str) -> None:
        self._timers.pop(name, None)
        if not self._stopped:
            self.feed(ev.TimerFired(name))

    def _save(self) -> None:
        try:
            self.ports.store.save(self.panel.context.device.kept())
            self._saved_ok = True
        except OSError as error:
            # Once is enough: a full disk would otherwise put a notice over every notice.
            if self._saved_ok:
                self._saved_ok = False
                self._queue.append(ev.Told("told.not-saved", _reason(error)))

    def _record(self, effect: ef.RecordJob) -> None:
        try:
            if effect.job.id:
                self.ports.jobs.update(effect.job)
            else:
                self._queue.append(ev.JobRecorded(self.ports.jobs.add(effect.job)))
        except OSError as error:
            self._queue.append(ev.Told("told.not-recorded", _reason(error)))

    def _start(self, key: object, work: Coroutine[Any, Any, None]) -> None:
        import asyncio

        self._cancel(key)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[key] = task

        def over(done: asyncio.Task[None]) -> None:
            if self._tasks.get(key) is done:
                del self._tasks[key]
            if not done.cancelled() and (error := done.exception()) is not None:
                self._broken(key)
                self._observe("fault", error)
                self.feed(ev.Told("told.other", f"{type(error).__name__}: {error}"))

        task.add_done_callback(over)

    def _broken(self, key: object) -> None:
        """A fault of ours ended the work: whoever waits for its answer must not wait for ever."""
        match key:
            case ("scan", int(job)):
                self.feed(ev.ScanFailed(job, Failure("scan-failed")))
            case ("mail", int(job)):
                known = self.panel.context.job(job)
                legs = known.legs if known is not None else ()
                # Once the message was begun, nobody can know how much of it arrived.
                handed_over = any(leg.name == "data" for leg in legs)
                self.feed(ev.MailRefused(job, Failure("delivery-unknown" if handed_over else "bad-answer"), legs))
            case ("sheet", int(job)):
                self.feed(ev.SheetFailed(job, Failure("disk-full")))
            case ("sign-in", str(account)):
                self.feed(ev.SignInEnded(account, Failure("bad-answer")))

    def _cancel(self, key: object) -> None:
        if (task := self._tasks.pop(key, None)) is not None:
            task.cancel()

    async def _check_password(self, effect: ef.CheckPassword) -> None:
        import asyncio

        device, passwords = self.panel.context.device, self.ports.passwords

        def compare() -> tuple[str, bool]:
            if effect.purpose == "administrator":
                return "", passwords.fits(effect.secret, device.administrator_hash)
            if effect.purpose == "user-password":
                user = device.user(effect.user)
                return (
                    (user.id, passwords.fits(effect.secret, user.password)) if user and user.password else ("", False)
                )
            for user in tuple(device.users):
                if user.pin and passwords.fits(effect.secret, user.pin):
                    return user.id, True
            return "", False

        found, ok = await asyncio.to_thread(compare)
        self.feed(ev.PasswordChecked(effect.purpose, found, ok))

    async def _hash_password(self, effect: ef.HashPassword) -> None:
        import asyncio

        # Slow on purpose, so not on the loop.
        hashed = await asyncio.to_thread(self.ports.passwords.hash, effect.secret)
        self.feed(ev.PasswordHashed(effect.purpose, hashed))

    def _start_sign_in(self, effect: ef.StartSignIn | ef.PollSignIn | ef.SubmitSignIn | ef.SignOut) -> None:
        port = self.ports.sign_in
        if port is None:
            self._queue.append(ev.SignInEnded(effect.account, Failure("unreachable", "device_code")))
            return
        if (failure := self._no_network("device_code")) is not None and not isinstance(effect, ef.SignOut):
            self._queue.append(ev.SignInEnded(effect.account, failure))
            return
        language = self.panel.context.words.language
        match effect:
            case ef.StartSignIn(account, at_panel):
                ask = partial(port.start, account, at_panel=at_panel, language=language)
            case ef.PollSignIn(account):
                ask = partial(port.poll, account)
            case ef.SubmitSignIn(account, step, value):
                ask = partial(port.submit, account, step, value)
            case ef.SignOut(account):
                ask = partial(port.sign_out, account)
        self._start(("sign-in", effect.account), self._answer(ask))

    async def _answer(self, ask: Callable[[], Coroutine[Any, Any, ev.Event]]) -> None:
        # Asked only now: what is cancelled before its turn was never begun.
        self.feed(await ask())

    def _no_network(self, leg: str) -> Failure | None:
        found = trouble(self.panel.context.device)
        if found is None:
            return None
        return Failure("name-not-found", "dns") if found.item == "name-lookup" else Failure("unreachable", leg)

    async def _scan(self, effect: ef.StartScan) -> None:
        scanner = self.ports.scanner
        if scanner is None:
            self.feed(ev.ScanFailed(effect.job, Failure("scan-failed")))
            return
        try:
            scan = await scanner.scan(
                effect.job, effect.settings, lambda page, pages: self._feed(ev.PageScanned(effect.job, page, pages))
            )
        except ScanRefused as refused:
            self.feed(ev.ScanFailed(effect.job, refused.failure))
            return
        self.feed(ev.ScanFinished(effect.job, scan.pages, scan.size, scan.file_name))

    def _feed(self, event: ev.Event) -> None:
        self.feed(event)

    async def _send(self, effect: ef.SendMail) -> None:
        legs: dict[str, Leg] = {}

        def on_leg(leg: Leg) -> None:
            legs[leg.name] = leg
            self.feed(ev.LegReached(effect.job, leg))

        failure = await self._deliver(effect, on_leg)
        record = tuple(legs.values())
        if failure is None:
            self.feed(ev.MailSent(effect.job, record))
        else:
            self.feed(ev.MailRefused(effect.job, failure, record))

    async def _deliver(self, effect: ef.SendMail, on_leg: Callable[[Leg], None]) -> Failure | None:
        ports = self.ports
        if ports.sign_in is None or ports.mailer is None or ports.scanner is None:
            return Failure("unreachable")
        if (failure := self._no_network("dns")) is not None:
            on_leg(Leg("dns", False, 0.0, failure.kind))
            return failure
        try:
            token: Token = await ports.sign_in.token(effect.account, on_leg)
        except SignInFailed as failed:
            return failed.failure
        try:
            scans = ports.scanner.paths(effect.job)
        except FileNotFoundError:
            return Failure("scan-failed")
        return await ports.mailer.send(
            effect.mail,
            scans,
            token,
            on_leg,
            lambda sent, total: self._feed(ev.SendProgressed(effect.job, sent, total)),
        )

    async def _print(self, effect: ef.PrintSheet) -> None:
        if self.ports.sheets is None:
            self.feed(ev.SheetFailed(effect.job, Failure("disk-full")))
            return
        try:
            printed = await self.ports.sheets.print(effect.job, effect.sheet)
        except OSError as error:
            self.feed(ev.SheetFailed(effect.job, Failure("disk-full", reply=error.strerror or "")))
            return
        self.feed(ev.SheetPrinted(effect.job, str(printed.path), printed.pages))


def _reason(error: OSError) -> str:
    """Why the disk refused: the name of the system's error, such as ENOSPC, which has words of its own."""
    return errorcode.get(error.errno or 0, "") or error.strerror or type(error).__name__
