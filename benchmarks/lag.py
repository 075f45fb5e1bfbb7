"""How long the panel's loop is held up while a mail of 25 MiB goes out, beside the same panel with nothing to do."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.sign_in_and_send import WallClock
from benchmarks.table import Row
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import Unkept
from panel_sim.bootstrap import looking
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn
from panel_sim.options import Options
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Tenant
from panel_sim.tui.app import PanelApp

SIZE = 25 * 1024 * 1024
USER = "anna@ovning.example"
BEAT = 0.002
ROUNDS = 3


async def longest_gap(work: Awaitable[object]) -> tuple[float, float]:
    """The longest time, in seconds, for which nothing else ran on the loop while `work` did; and how long it took.

    `work` answers None, as sending a mail does that was accepted.
    """
    gap = 0.0
    last = began = time.perf_counter()

    async def beat() -> None:
        nonlocal gap, last
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            gap, last = max(gap, now - last - BEAT), now

    heart = asyncio.ensure_future(beat())
    await asyncio.sleep(0)
    failure = await work
    assert failure is None, failure
    took = time.perf_counter() - began
    heart.cancel()
    with suppress(asyncio.CancelledError):
        await heart
    return gap, took


async def _signed_in(sign_in: MsalSignIn, tenant: Tenant) -> None:
    code = await sign_in.start("user:anna", at_panel=False, language="sv")
    assert isinstance(code, CodeShown), code
    tenant.approve(code.user_code, USER)
    await asyncio.sleep(code.interval)
    assert isinstance(await sign_in.poll("user:anna"), SignedIn)


async def _measure(tenant: Tenant, folder: Path) -> tuple[float, float]:
    profile, clock = Profile.of_practice(tenant.ready.as_dict()), WallClock()
    sign_in, mailer = MsalSignIn(profile, clock, Unkept()), SmtpMailer(profile, clock, spool=folder)
    await _signed_in(sign_in, tenant)
    scan = folder / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * (SIZE // 256))
    sending, idle = 0.0, 0.0
    app = PanelApp(looking(Options(given=("epas-anna",)), clock, use_home=False))
    async with app.run_test(size=(120, 40)):
        for number in range(ROUNDS):
            now, name = datetime.now(UTC), f"<{number}@lag.example>"
            mail = Mail(USER, (USER,), "Lag", "", "scan.pdf", "pdf", now, name)
            token = await sign_in.token("user:anna", lambda leg: None)
            work = mailer.send(mail, [scan], token, lambda leg: None, lambda sent, total: None)
            gap, took = await longest_gap(work)
            sending = max(sending, gap)
            idle = max(idle, (await longest_gap(asyncio.sleep(took)))[0])
    return sending, idle


def rows() -> list[Row]:
    """The worst of three mails."""
    with tempfile.TemporaryDirectory() as name, Tenant(Path(name) / "tenant", clock=OffsetClock()) as tenant:
        tenant.seed("smtp-auth-on")
        tenant.grant_consent()
        tenant.set_policy(poll_interval_s=1, messages_per_minute=0, message_size_limit_mb=150)
        sending, idle = asyncio.run(_measure(tenant, Path(name)))
    return [Row("lag of the panel during a 25 MiB mail", sending * 1000, "ms", 100, "nothing to do", idle * 1000)]
