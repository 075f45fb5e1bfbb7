"""Sign in and send 100 kB: our adapters beside MSAL and aiosmtplib by hand, in pairs, against one practice tenant.

Run it as `python -m benchmarks.run sign_in_and_send`.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import aiosmtplib
import msal
import requests

from benchmarks.table import Row
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import TokenCache
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn
from panel_sim.ports import Timer
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Tenant

USER = "anna@ovning.example"
SIZE = 100_000
PAIRS = 100
GOAL = 1.05


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """A timer of the running loop."""
        return asyncio.get_running_loop().call_later(seconds, call)

    def advance(self, seconds: float) -> None:
        """Real time cannot be wound."""
        raise ValueError("this clock is the machine's")


async def with_adapters(profile: Profile, mailer: SmtpMailer, tenant: Tenant, folder: Path, number: int) -> float:
    """Seconds for a sign-in and a mail through our ports; approving, which is the person's part, is left out."""
    cache = TokenCache(lambda account: folder / f"{number}-{account}.json")
    began = time.perf_counter()
    sign_in = MsalSignIn(profile, WallClock(), cache)
    shown = await sign_in.start("printer", at_panel=False, language="sv")
    assert isinstance(shown, CodeShown), shown
    pausing = time.perf_counter()
    tenant.approve(shown.user_code, USER)
    pause = time.perf_counter() - pausing
    assert isinstance(await sign_in.poll("printer"), SignedIn)
    token = await sign_in.token("printer", lambda leg: None)
    mail = Mail(
        USER, (USER,), f"Skanning {number}", "Hej\n", "Skanning.pdf", "pdf", WallClock().now(), f"<{number}@a.example>"
    )
    failure = await mailer.send(mail, [folder / "scan.pdf"], token, lambda leg: None, lambda sent, total: None)
    assert failure is None, failure
    return time.perf_counter() - began - pause


async def by_hand(profile: Profile, context: ssl.SSLContext, tenant: Tenant, folder: Path, number: int) -> float:
    """The same with the bare libraries, as their documents show it, with the two-step AUTH that servers need."""
    began = time.perf_counter()
    session = requests.Session()
    session.request = partial(session.request, verify=str(profile.ca_file), timeout=(30, 30))  # type: ignore[method-assign]  # MSAL asks no other way
    cache = msal.SerializableTokenCache()

    def application() -> Any:
        return msal.PublicClientApplication(
            profile.client_id,
            authority=profile.authority,
            instance_discovery=False,
            http_client=session,
            token_cache=cache,
        )

    app = await asyncio.to_thread(application)
    flow = await asyncio.to_thread(app.initiate_device_flow, list(profile.scopes))
    pausing = time.perf_counter()
    tenant.approve(flow["user_code"], USER)
    pause = time.perf_counter() - pausing
    answer = await asyncio.to_thread(app.acquire_token_by_device_flow, flow, exit_condition=lambda _: True)
    (folder / f"{number}-by-hand.json").write_text(cache.serialize())
    account = app.get_accounts()[0]
    answer = await asyncio.to_thread(app.acquire_token_silent, list(profile.scopes), account=account)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = USER, USER, f"Skanning {number}"
    message["Date"], message["Message-ID"] = WallClock().now(), f"<{number}@b.example>"
    message.set_content("Hej\n")
    message.add_attachment((folder / "scan.pdf").read_bytes(), "application", "pdf", filename="Skanning.pdf")
    smtp = aiosmtplib.SMTP(
        hostname=profile.smtp_host,
        port=profile.smtp_port,
        start_tls=True,
        tls_context=context,
        local_hostname="panel-sim",
    )
    async with smtp:
        await smtp.ehlo()
        blob = base64.b64encode(f"user={USER}\x01auth=Bearer {answer['access_token']}\x01\x01".encode())
        reply = await smtp.execute_command(b"AUTH", b"XOAUTH2")
        assert reply.code == 334, reply
        reply = await smtp.execute_command(blob)
        assert reply.code == 235, reply
        await smtp.send_message(message)
    session.close()
    return time.perf_counter() - began - pause


async def pairs(tenant: Tenant, folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Times of `count` pairs, taking turns in who goes first; three pairs before them warm both up."""
    profile = Profile.of_practice(tenant.ready.as_dict())
    mailer = SmtpMailer(profile, WallClock())
    context = ssl.create_default_context(cafile=str(profile.ca_file))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * (SIZE // 256))
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(-3, count):
        for turn in (0, 1):
            gc.collect()
            if (number + turn) % 2:
                taken, into = await with_adapters(profile, mailer, tenant, folder, number), ours
            else:
                taken, into = await by_hand(profile, context, tenant, folder, number), theirs
            if number >= 0:
                into.append(taken)
    return ours, theirs


def rows() -> list[Row]:
    """The medians of a hundred pairs."""
    with tempfile.TemporaryDirectory() as name, Tenant(Path(name) / "tenant", clock=OffsetClock()) as tenant:
        tenant.seed("smtp-auth-on")
        tenant.grant_consent()
        tenant.set_policy(poll_interval_s=1, messages_per_minute=0)
        ours, theirs = asyncio.run(pairs(tenant, Path(name), PAIRS))
    peer = statistics.median(theirs) * 1000
    # Each pair met the same moment of the machine: the median of their ratios is steadier than that of the medians.
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    what = f"sign-in and send 100 kB, {PAIRS} pairs"
    return [Row(what, ratio * peer, "ms", GOAL, "MSAL and aiosmtplib by hand", peer, of_peer=True)]
