"""A device that is thrown away after one playing: on a clock turned by hand, its real parts made when used."""

from __future__ import annotations

import asyncio
import functools
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.dice import SystemDice
from panel_sim.adapters.home import Home
from panel_sim.adapters.late import LateMailer, LateScanner, LateSheets, LateSignIn
from panel_sim.adapters.passwords import ScryptPasswords
from panel_sim.bootstrap import JobsNowhere, KeptNowhere, unknown_screen
from panel_sim.core.context import Profile as PanelProfile
from panel_sim.core.device import Device
from panel_sim.core.events import ConditionChanged
from panel_sim.core.menus import Menus
from panel_sim.core.panel import Panel
from panel_sim.core.session import Session
from panel_sim.fixtures import SignInRefused, known, seed_of, set_up_device, sign_in_pretended
from panel_sim.options import Refused
from panel_sim.ports import Passwords
from panel_sim.running.practice import DEVICE_FAULTS
from panel_sim.running.settling import Settling, Stuck
from panel_sim.running.tenancy import Tenancy, borrow
from panel_sim.simulator import Ports, Simulator

if TYPE_CHECKING:
    from panel_sim.tenant.service import Tenant

__all__ = ["CheapPasswords", "Rehearsal", "Stuck"]

START = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
"""When every playing begins, so that what it shows is the same each time."""
PAGE_SECONDS = 0.8
"""What a page takes in the scanner, on the practice clock."""
SPARE = 4
"""Panels of one model that are kept for the next playing."""


class CheapPasswords:
    """The port Passwords with hashes that are really made and compared, but cost next to nothing: nobody keeps them."""

    def __init__(self) -> None:
        self._real = ScryptPasswords(SystemDice(), n=16)
        self._made: dict[str, str] = {}

    def hash(self, secret: str) -> str:
        """A salted hash, made once a process."""
        made = self._made.get(secret)
        if made is None:
            made = self._made[secret] = self._real.hash(secret)
        return made

    def fits(self, secret: str, hashed: str) -> bool:
        """See the port."""
        return self._real.fits(secret, hashed)


_PASSWORDS: Passwords = CheapPasswords()
_panels: dict[int, list[Panel]] = {}
"""Panels whose rehearsal is over, by the identity of their menus (which each panel holds)."""


def _panel_of(menus: Menus, device: Device) -> Panel:
    """A panel as good as new; compiling its machine costs more than most paths."""
    spare = _panels.get(id(menus))
    if not spare:
        return Panel(menus, device, PanelProfile())
    panel = spare.pop()
    context = panel.context
    context.device, context.session = device, Session()
    context.words.speak(device.text("panel.language", "sv"))
    context.profile = PanelProfile()
    panel.machine.place(menus.home)
    context.screen = menus.home
    context.moved = None
    panel.machine.footprints = None
    return panel


class Rehearsal:
    """A device in its fixture, made inside a running asyncio loop; `close` takes away all that it left.

    The device begins as if the fixture's accounts had signed in. The first use of sign-in, mail or the practice tenant
    borrows a tenant, seeds it, and signs those accounts in there at the moment of the start. Raises UnknownFixture and
    Refused (an unknown screen or language).
    """

    def __init__(
        self, menus: Menus, *, given: Iterable[str] = ("showroom",), language: str = "", screen: str = ""
    ) -> None:
        self.given = known(given)
        self.clock = ManualClock(START)
        device = Device(menus.values)
        device.unknown["model"] = menus.model.id
        set_up_device(device, _PASSWORDS, self.given, pretend=True)
        if language:
            if language not in menus.words:
                raise Refused(f"There is no language {language}; there are {', '.join(sorted(menus.words))}.", 2)
            device.set("panel.language", language)
        self._sign_in = LateSignIn(self._want_tenant)
        self._mailer = LateMailer()
        self._scanner = LateScanner(lambda: self.home.spool, self.clock, PAGE_SECONDS)
        ports = Ports(
            self.clock,
            KeptNowhere({}),
            JobsNowhere(),
            _PASSWORDS,
            self._sign_in,
            self._mailer,
            self._scanner,
            LateSheets(lambda: self.home.output, self.clock),
        )
        self._menus = menus
        self._home: Home | None = None
        self._tenancy: Tenancy | None = None
        self._bringing: asyncio.Task[Tenancy] | None = None
        panel = _panel_of(menus, device)
        try:
            self.simulator = Simulator(panel, ports, screen=screen)
        except KeyError as error:
            raise unknown_screen(str(error.args[0]), menus) from None
        self._settling = Settling(self.simulator, self.clock, self._tenant_there, lambda: self._bringing)

    @property
    def home(self) -> Home:
        """The throwaway home, made (mode 0700) when first asked for."""
        if self._home is None:
            self._home = Home.open(Path(tempfile.mkdtemp(prefix="panel-sim-")))
        return self._home

    @property
    def tenancy(self) -> Tenancy | None:
        """The practice tenant, where anything has used it."""
        return self._tenancy

    def _tenant_there(self) -> Tenant | None:
        return self._tenancy.tenant if self._tenancy is not None else None

    def _want_tenant(self) -> None:
        if self._bringing is None:
            self._bringing = asyncio.get_running_loop().create_task(self._bring_up())

    async def tenant(self) -> Tenancy:
        """The practice tenant with this device's accounts signed in; raises Refused."""
        self._want_tenant()
        assert self._bringing is not None
        return await asyncio.shield(self._bringing)

    async def _bring_up(self) -> Tenancy:
        from panel_sim.adapters.mailer import SmtpMailer
        from panel_sim.adapters.profiles import Profile
        from panel_sim.adapters.sign_in import MsalSignIn
        from panel_sim.adapters.token_cache import TokenCache

        tenancy = await borrow()
        try:
            # The fixture's accounts signed in when the playing began, however much has been wound since.
            began = ManualClock(START)
            tenancy.clock.show(began)
            await asyncio.to_thread(tenancy.tenant.seed, seed_of(self.given) or "smtp-auth-on")
            profile = Profile.of_practice(tenancy.ready)
            cache = TokenCache(functools.partial(self.home.token_cache, profile.name))
            device = self.simulator.panel.context.device
            first = MsalSignIn(profile, began, cache)
            await sign_in_pretended(device, first, tenancy.practice, began, self.given)
            tenancy.clock.show(self.clock)
        except SignInRefused as error:
            tenancy.give_back()
            raise Refused(f"The beginning {', '.join(self.given)} could not be made: {error}", 3) from None
        except BaseException:
            tenancy.give_back()
            raise
        self._tenancy = tenancy
        shown = (device.text("email.smtp_address"), device.number("email.smtp_port", 587))
        self._mailer.become(lambda: SmtpMailer(profile, self.clock, shown=shown, spool=self.home.spool))
        self._sign_in.become(MsalSignIn(profile, self.clock, cache))
        return tenancy

    async def set_fault(self, name: str, present: bool, settings: dict[str, object]) -> None:
        """Begin or end a fault, of the device or of the tenant; raises ValueError for an unknown one."""
        if name in DEVICE_FAULTS:
            if settings:
                raise ValueError(f"The fault {name} takes no settings.")
            self.simulator.feed(ConditionChanged(DEVICE_FAULTS[name], present))
            return
        tenant = (await self.tenant()).tenant
        if present:
            tenant.set_fault(name, **settings)
        else:
            tenant.clear_fault(name)

    # Time.

    async def settle(self) -> None:
        """Until no effect is under way, or only such as wait for practice time. Raises Stuck and Refused."""
        await self._settling.settle()

    def next_due(self) -> float | None:
        """Seconds to the next moment at which anything happens by itself; None when nothing will."""
        return self._settling.next_due()

    def wind(self, seconds: float) -> None:
        """Wind the clock forward; what comes due on the way fires. Settle first: deadlines are timers too."""
        self._settling.wind(seconds)

    async def close(self) -> None:
        """Stop everything, give the tenant back and take the home away."""
        if self._bringing is not None and not self._bringing.done():
            self._bringing.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self._bringing
        if self.simulator.under_way():
            await self.simulator.stop()
        if self._tenancy is not None:
            self._tenancy.give_back()
            self._tenancy = None
        if self._home is not None:
            self._home.close()
            shutil.rmtree(self._home.folder, ignore_errors=True)
            self._home = None
        spare = _panels.setdefault(id(self._menus), [])
        if len(spare) < SPARE:
            spare.append(self.simulator.panel)

