"""A device that really runs: home held, practice tenant up, sign-in and mail behind the glass."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panel_sim.adapters.aside import post
from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.files import SetAside, write_whole
from panel_sim.adapters.home import forget_half_made
from panel_sim.adapters.job_log import JobLogTooNew, SqliteJobLog
from panel_sim.adapters.late import LateMailer, LateScanner, LateSheets, LateSignIn
from panel_sim.adapters.log_file import log_addresses
from panel_sim.adapters.loop_clock import LoopClock
from panel_sim.bootstrap import (
    make_device,
    model_of,
    named_profile,
    open_home,
    passwords,
    read_menus,
    store_of,
    unknown_screen,
)
from panel_sim.core.context import Profile as PanelProfile
from panel_sim.core.events import ConditionChanged, Told
from panel_sim.core.jobs import COMPLETED
from panel_sim.core.panel import Panel
from panel_sim.fixtures import SignInRefused, hash_secrets, seed_of, sign_in_for_real
from panel_sim.options import Options, Refused
from panel_sim.ports import CaCertificates, MailCheck
from panel_sim.running.log import follow
from panel_sim.running.practice import DEVICE_FAULTS, TenantClock, TenantPractice, WatchedTenantClock
from panel_sim.running.web import Web, open_web
from panel_sim.simulator import Ports, Simulator

if TYPE_CHECKING:
    from panel_sim.adapters.profiles import Profile
    from panel_sim.tenant.service import Tenant

log = logging.getLogger("panel_sim")

PAGE_SECONDS = 0.8
"""What a page takes in the scanner when somebody watches."""


class Running:
    """A device under power. Made and used on one asyncio loop; `close` gives everything back.

    The constructor holds the home and reads the files (fast, so that the panel can be painted); `bring_up` starts the
    tenant and what needs it. `clock` is one that somebody else winds. Raises Refused and DataProblems.
    """

    def __init__(
        self, options: Options, *, page_seconds: float = PAGE_SECONDS, clock: ManualClock | None = None
    ) -> None:
        self.options = options
        loop = asyncio.get_running_loop()
        self.home = open_home(options, exclusive=True)
        try:
            # One that a killed program left behind leads nowhere.
            self._ready_file.unlink(missing_ok=True)
            self.clock: LoopClock | ManualClock = clock or LoopClock(loop, self.home.folder / "clock.json")
            self._store = store_of(self.home)
            kept = self._store.load()
            menus = read_menus(options, model_of(options, kept))
            self.fresh = not kept
            self._new_tenant = not any(self.home.tenant.iterdir())
            device = make_device(menus, kept, options, pretend=False)
            self._log = self._open_jobs()
            self._late_sign_in = LateSignIn()
            self._late_mailer = LateMailer()
            self.profile = PanelProfile(practice=options.profile == "practice", name=options.profile)
            self._scanner = LateScanner(self.home.spool, self.clock, page_seconds)
            ports = Ports(
                self.clock,
                self._store,
                self._log,
                passwords(),
                self._late_sign_in,
                self._late_mailer,
                self._scanner,
                LateSheets(self.home.output, self.clock),
            )
            try:
                self.simulator = Simulator(Panel(menus, device, self.profile), ports, screen=options.screen)
            except KeyError as error:
                raise unknown_screen(str(error.args[0]), menus) from None
            if self.fresh or options.given or options.language or options.model:
                self._store.save(device.kept())
        except OSError as error:
            self.home.close()
            raise Refused(f"The home {self.home.folder} cannot be used: {error.strerror or error}.", 3) from None
        except BaseException:
            self.home.close()
            raise
        self.tenant: Tenant | None = None
        self.practice: TenantPractice | None = None
        self.ready: dict[str, Any] = {}
        self._told: list[Told] | None = [Told(notice.words, notice.detail) for notice in self._notices()]
        """What the glass shall say as soon as everything is up; None from then on."""
        self.faults: set[str] = set()
        self._web: Web | None = None
        self._mail_check: Callable[[], MailCheck] | None = None
        self._authorities: CaCertificates | None = None
        follow(self.simulator, self.clock.now)

    def _open_jobs(self) -> SqliteJobLog:
        try:
            return SqliteJobLog(self.home.jobs)
        except JobLogTooNew as error:
            raise Refused(str(error), 3) from None

    def _notices(self) -> Sequence[SetAside]:
        return (*self._store.notices, *self._log.notices)

    async def bring_up(self) -> dict[str, Any]:
        """Start what the profile needs; answers the ready line (design section 9). Raises Refused."""
        device = self.simulator.panel.context.device
        if await asyncio.to_thread(hash_secrets, device, passwords()):
            self._store.save(device.kept())
        if self.options.profile == "practice":
            await self._start_practice()
        else:
            self._use(named_profile(self.options))
            self.ready = {"ready": True, "profile": self.options.profile}
        await self._open_web()
        # Scans of jobs that can still be sent again stay; what a killed program left half done goes.
        jobs = self.simulator.panel.context.session.jobs.values()
        await asyncio.to_thread(self._scanner.sweep, {job.id for job in jobs if job.state != COMPLETED and job.size})
        log_addresses(self.ready)
        told, self._told = self._told or (), None
        for notice in told:
            self.simulator.feed(notice)
        try:
            write_whole(self._ready_file, (json.dumps(self.ready) + "\n").encode())
        except OSError as error:
            log.warning("the ready line could not be kept: %s", error.strerror)
        return self.ready

    async def _open_web(self) -> None:
        """Web Config, where the model has it; the glass shows the address that opens it."""
        base = self.options.port_base
        self._web = await open_web(self.simulator, 0 if base is None else base + 4, self._mail_check, self._authorities)
        if self._web is not None:
            self.ready["webconfig"] = self.profile.web_config = self._web.address
            self.simulator.refresh()

    @property
    def _ready_file(self) -> Path:
        """Where other programs of this user find the ready line (it holds the control token, hence mode 0600)."""
        return self.home.folder / "ready.json"

    async def _start_practice(self) -> None:
        from panel_sim.adapters.profiles import Profile

        if self.options.tenant is not None:
            self.ready = _read_ready(self.options.tenant)
            self._use(Profile.of_practice(self.ready))
            return
        from panel_sim.tenant.service import PortTaken, Tenant, TenantFailed, TenantPorts

        base = self.options.port_base
        ports = TenantPorts() if base is None else TenantPorts(base, base + 1, base + 2, base + 3)
        clock = WatchedTenantClock(self.clock) if isinstance(self.clock, ManualClock) else TenantClock(self.clock)
        tenant = Tenant(self.home.tenant, clock=clock, ports=ports)
        # A tenant that is there keeps its mail and sign-ins, even where the device's own settings were damaged.
        given = self.options.given or (("showroom",) if self._new_tenant else ())
        try:
            ready = await asyncio.to_thread(tenant.start)
            if seed := seed_of(given):
                await asyncio.to_thread(tenant.seed, seed)
        except PortTaken as error:
            raise Refused(error.strerror or str(error), 3) from None
        except TenantFailed as error:
            await asyncio.to_thread(tenant.stop)
            if self._new_tenant:
                forget_half_made(self.home.tenant)
            raise Refused(str(error), 3) from None
        self.tenant, self.practice = tenant, TenantPractice(tenant)
        for notice in tenant.notices:
            self._tell(Told(f"told.set-aside.{notice.kind}", ", ".join(notice.moved)))
        self.ready = ready.as_dict()
        profile = Profile.of_practice(self.ready)
        self._use(profile)
        try:
            await sign_in_for_real(self.simulator, self._late_sign_in, self.practice, self.clock, given)
        except SignInRefused as error:
            raise Refused(f"The beginning {', '.join(given)} could not be made: {error}", 3) from None

    def _tell(self, notice: Told) -> None:
        """Have the glass say it, once everything is up."""
        if self._told is not None:
            self._told.append(notice)
        else:
            self.simulator.feed(notice)

    def _use(self, profile: Profile) -> None:
        """Put the adapters behind the glass, now that it is known where sign-in and mail go."""
        from panel_sim.adapters.ca_certificates import FolderOfCertificates
        from panel_sim.adapters.device_trust import DeviceTrust
        from panel_sim.adapters.sign_in import MsalSignIn
        from panel_sim.adapters.system_keyring import SystemKeyring
        from panel_sim.adapters.token_cache import TokenCache

        loop = asyncio.get_running_loop()
        cache = TokenCache(
            functools.partial(self.home.token_cache, profile.name),
            # Token files are read and written in threads.
            lambda notice: post(loop, self._tell, Told(notice.words, notice.detail)),
            # What practice signs in as is worth nothing elsewhere, and nobody's keyring is littered with it.
            keyring=None if profile.practice else SystemKeyring,
        )
        self._late_sign_in.become(MsalSignIn(profile, self.clock, cache))
        device = self.simulator.panel.context.device
        shown = (device.text("email.smtp_address"), device.number("email.smtp_port", 587)) if profile.practice else None

        authorities = FolderOfCertificates(self.home.certificates, self.clock)
        trust = DeviceTrust(
            profile.ca_file,
            authorities.pem,
            lambda: device.on("email.certificate_validation", True),
            may_skip=profile.practice,
        )

        def mailer() -> Any:
            from panel_sim.adapters.mail_queue import MailQueue
            from panel_sim.adapters.mailer import SmtpMailer

            smtp = SmtpMailer(profile, self.clock, shown=shown, spool=self.home.spool, context=trust.context)
            return MailQueue(smtp, self.clock)

        def mail_check() -> MailCheck:
            from panel_sim.adapters.mail_check import SmtpCheck

            return SmtpCheck(profile, self.clock, self._late_sign_in, trust.context)

        self._late_mailer.become(mailer)
        self._mail_check, self._authorities = mail_check, authorities

    def set_fault(self, name: str, present: bool) -> None:
        """Begin or end a fault, of the device or of the tenant; raises ValueError for an unknown one."""
        if name in DEVICE_FAULTS:
            self.simulator.feed(ConditionChanged(DEVICE_FAULTS[name], present))
        elif self.practice is not None:
            self.practice.fault(name, present)
        else:
            raise ValueError(f"{name} is a fault of the practice tenant, which does not run with this profile")
        (self.faults.add if present else self.faults.discard)(name)

    def watch_mail(self, heard: Callable[[], None]) -> None:
        """Call `heard` on the loop whenever a practice mailbox receives something."""
        if self.tenant is None:
            return
        loop = asyncio.get_running_loop()

        def arrived(mail: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(heard)

        self.tenant.watch_mail(arrived)

    async def close(self) -> None:
        """Stop everything and let the home go."""
        if self._web is not None:
            await self._web.close()
        await self.simulator.stop()
        if self.tenant is not None:
            await asyncio.to_thread(self.tenant.stop)
        self._log.close()
        with suppress(OSError):
            self._ready_file.unlink(missing_ok=True)
        self.home.close()


def _read_ready(path: Path) -> dict[str, Any]:
    try:
        ready = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.", 2) from None
    except ValueError:
        raise Refused(f"{path} is not the line that panel-sim tenant --json prints.", 2) from None
    if not isinstance(ready, dict):
        raise Refused(f"{path} is not the line that panel-sim tenant --json prints.", 2)
    return ready
