"""The practice tenant as a whole: its services in one background thread, and all that the control API offers."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from panel_sim.tenant.clock import TenantClock
from panel_sim.tenant.dice import SystemDice, TenantDice
from panel_sim.tenant.listener import SETTLING_TURNS, Listener, PortTaken
from panel_sim.tenant.private_file import Notice, make_private_folder
from panel_sim.tenant.ready import Ready
from panel_sim.tenant.waiting import Waiting

if TYPE_CHECKING:
    # The web and mail libraries are loaded by start(): importing this module must cost next to nothing.
    from panel_sim.tenant.realm import Realm
    from panel_sim.tenant.services import Services

__all__ = ["PortTaken", "Ready", "Tenant", "TenantFailed", "TenantPorts"]

STOP_WITHIN_S = 5.0
ASK_WITHIN_S = 10.0

T = TypeVar("T")


class TenantFailed(Exception):
    """The tenant cannot run, or is not running; the message is a sentence."""


@dataclass(frozen=True)
class TenantPorts:
    """The ports to listen on; 0 means any that is free."""

    directory: int = 0
    smtp: int = 0
    pages: int = 0
    control: int = 0


class Tenant:
    """A practice tenant in a folder of its own. Every method may be called from any thread but the tenant's own.

    `with Tenant(folder, clock=OffsetClock()) as tenant:` starts and stops it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: TenantClock,
        dice: TenantDice | None = None,
        ports: TenantPorts = TenantPorts(),
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._dice = dice or SystemDice()
        self._ports = ports
        self._waiting = Waiting(clock)
        self._guard = threading.Lock()
        self._lock_file: int | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._realm: Realm | None = None
        self._services: Services | None = None
        self._ready: Ready | None = None
        self.notices: list[Notice] = []

    def start(self) -> Ready:
        """Listen with every service and say where; a tenant that runs already says it again.

        Raises PortTaken, or TenantFailed when the folder is in use, cannot be written or is broken.
        """
        with self._guard:
            if self._ready is None:
                try:
                    self._ready = self._started()
                except PortTaken:
                    self._clean_up()
                    raise
                except (OSError, sqlite3.Error) as problem:
                    self._clean_up()
                    raise self._unusable(problem) from problem
                except BaseException:
                    self._clean_up()
                    raise
            return self._ready

    def stop(self) -> None:
        """End every service and connection, and close the memory; a tenant that is stopped stays so."""
        with self._guard:
            self._clean_up()

    def __enter__(self) -> Tenant:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def ready(self) -> Ready:
        """Where everything is. Raises TenantFailed when the tenant is not running."""
        if self._ready is None:
            raise TenantFailed("The practice tenant is not running.")
        return self._ready

    def approve(
        self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None
    ) -> dict[str, str | None]:
        """Do what a person does at the sign-in pages.

        Gives {"step": done|declined|blocked|problem|password|ignored, "code": AADSTS number or None, "detail"}.
        Raises ValueError or LookupError with a sentence for words and users that do not exist, and Refusal for a code
        that cannot be typed (unknown, used, expired).
        """
        return self._running().approve(user_code, user, outcome, consent).as_dict()

    def policy(self) -> dict[str, Any]:
        """Every switch of the organisation with its value."""
        return self._running().policy.as_dict()

    def set_policy(self, **changes: Any) -> dict[str, Any]:
        """Turn switches; maps take only the users to change. Raises ValueError naming the nearest switch."""
        return self._running().set_policy(changes)

    def revoke(self, user: str) -> None:
        """End a user's sign-ins. Raises LookupError for an unknown user."""
        self._running().revoke(user)

    def change_password(self, user: str, new: str) -> None:
        """Give a user a new password, which ends their sign-ins. Raises LookupError or ValueError."""
        self._running().accounts.change_password(user, new)

    def add_users(self, addresses: Sequence[str], *, administrator: bool = False, personal: bool = False) -> None:
        """Make users with the practice password, all or none; they last until the tenant starts anew.

        Raises ValueError with a sentence for an address that is taken or not of the practice domains.
        """
        from panel_sim.tenant.accounts import NewUser

        self._running().add_users(
            [NewUser(address, administrator=administrator, personal=personal) for address in addresses]
        )

    def one_time_code(self, user: str) -> str:
        """The code that a user's practice authenticator shows now. Raises LookupError."""
        realm = self._running()
        return realm.authenticator.code(realm.accounts.get(user))

    def grant_consent(self, user: str | None = None) -> None:
        """Consent for a user, or with None for the organisation. Raises LookupError."""
        self._running().grant_consent(user)

    def withdraw_consent(self, user: str | None = None) -> None:
        """Take back a user's consent, or with None the organisation's. Raises LookupError."""
        self._running().withdraw_consent(user)

    def seed(self, name: str) -> None:
        """Start anew from the seed `factory` or `smtp-auth-on`, with no fault on.

        Raises ValueError, and TenantFailed when the folder cannot be written (the disk is full).
        """
        try:
            self._running().seed(name)
        except (OSError, sqlite3.Error) as problem:
            raise self._unusable(problem) from problem
        self.clear_fault()

    def reset(self) -> None:
        """Start anew from the seed last used, with no fault on. The clock goes on."""
        self._running().reset()
        self.clear_fault()

    def set_fault(self, name: str | None = None, **options: Any) -> str:
        """Break something; gives the fault's name. Raises ValueError.

        Either a known fault by its name (`smtp-down`, fault_rules.NAMED), or a leg and what it should do:
        `set_fault(leg="auth", do="reply", code=454, text="4.7.0 ...", nth=1)`; docs/practice-tenant.md has them all.
        """
        self._running()
        assert self._services is not None
        return self._ask(self._services.faults.set(name, options))

    def clear_fault(self, name: str | None = None) -> None:
        """Mend a fault, or all of them. Raises ValueError."""
        self._running()
        assert self._services is not None
        self._ask(self._services.faults.clear(name))

    def faults(self) -> dict[str, dict[str, Any]]:
        """The faults that are on, with their options."""
        self._running()
        assert self._services is not None
        return self._services.faults.active()

    def held(self) -> int:
        """How many connections or requests a fault keeps waiting now (a silent server, a late reply).

        Nothing more comes over those until the practice clock is wound. One whose moment has come is not counted any
        more, even before its answer is on the way, so winding the clock and asking at once is safe.
        """
        return self._waiting.held()

    def next_due(self) -> float | None:
        """The practice time at which the first of what is held goes on by itself; None when nothing does."""
        return self._waiting.next_due()

    def watch_held(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back, from any thread, whenever something begins or ends to be held; gives a way to stop.

        The callback must be quick and must not call the tenant's own methods that wait for it (faults, stop).
        """
        return self._waiting.watch(callback)

    def turn(self) -> None:
        """Return once the tenant has taken note of whatever had reached its sockets before, such as a hanging up."""
        self._ask(_turns())

    def clock_moved(self) -> None:
        """Tell that the clock was wound, when it is one without `watch`; late answers then come at once."""
        self._waiting.moved()

    def sessions(self, service: str | None = None) -> list[dict[str, Any]]:
        """What went over each wire lately, newest first, without its secrets; of one service or of all."""
        return self._running().log.sessions(service)

    def mail(self, to: str | None = None) -> list[dict[str, Any]]:
        """All mails, or those to one address or in one mailbox, oldest first."""
        return self._running().mailboxes.mails(to)

    def watch_mail(self, callback: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Call back with the summary of each mail as it arrives, from a thread of the tenant; gives a way to stop.

        The callback must be quick and must not call the tenant's own methods that wait for it (faults, stop).
        """
        return self._running().watch_mail(callback)

    def watch_changes(self, callback: Callable[[str, dict[str, Any]], None]) -> Callable[[], None]:
        """Call back with what is done to the tenant from outside (sign_in, policy, revoke, fault, clear) and its facts.

        In whichever thread did it; the callback must be quick. Gives a way to stop.
        """
        return self._running().changes.watch(callback)

    def _unusable(self, problem: OSError | sqlite3.Error) -> TenantFailed:
        why = getattr(problem, "strerror", None) or problem
        return TenantFailed(f"The practice tenant cannot use its folder {self._folder}: {why}.")

    def _running(self) -> Realm:
        if self._realm is None or self._ready is None:
            raise TenantFailed("The practice tenant is not running.")
        return self._realm

    def _ask(self, work: Coroutine[Any, Any, T]) -> T:
        loop = self._loop
        if loop is None or threading.current_thread() is self._thread:
            work.close()
            raise TenantFailed("This cannot be asked from the practice tenant's own thread.")
        return asyncio.run_coroutine_threadsafe(work, loop).result(ASK_WITHIN_S)

    def _started(self) -> Ready:
        make_private_folder(self._folder)
        self._lock_file = self._locked()
        from panel_sim.tenant.realm import Realm
        from panel_sim.tenant.services import Services

        self._realm = Realm(self._folder, self._clock, self._dice)
        listeners: dict[str, Listener] = {}
        try:
            for name in ("directory", "smtp", "pages", "control"):
                listeners[name] = Listener(name, getattr(self._ports, name), self._waiting)
            self._services = Services(self._realm, self._folder, listeners, self._waiting)
        except BaseException:
            for listener in listeners.values():
                listener.close()
            raise
        self.notices = [*self._realm.notices, *self._services.notices]
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_quiet)
        self._thread = threading.Thread(target=self._run, args=(self._loop,), name="practice-tenant", daemon=True)
        self._thread.start()
        self._ask(self._services.open())
        return self._services.ready()

    def _locked(self) -> int:
        """Hold the folder, so that no second tenant writes in it. Raises TenantFailed."""
        handle = os.open(self._folder / "tenant.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            os.close(handle)
            raise TenantFailed(
                f"Another practice tenant is running in {self._folder}. Stop it, or choose another folder."
            ) from problem
        return handle

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            loop.close()

    def _clean_up(self) -> None:
        loop, thread, services = self._loop, self._thread, self._services
        if loop is not None and thread is not None and services is not None:
            with contextlib.suppress(TimeoutError):
                self._ask_to_close(loop, services)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(STOP_WITHIN_S)
        if self._realm is not None:
            self._realm.close()
        if self._lock_file is not None:
            os.close(self._lock_file)
        self._loop = self._thread = self._services = self._realm = self._ready = self._lock_file = None

    @staticmethod
    def _ask_to_close(loop: asyncio.AbstractEventLoop, services: Services) -> None:
        asyncio.run_coroutine_threadsafe(services.close(), loop).result(STOP_WITHIN_S)


async def _turns() -> None:
    for _ in range(SETTLING_TURNS):
        await asyncio.sleep(0)


def _quiet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A client that breaks off in the middle of TLS is no news; asyncio would print it over the panel."""
