"""A device-code sign-in and a mail with an attachment, through our ports and by hand with the bare libraries."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from statistics import median

import aiosmtplib
import msal
import requests

from benchmarks.table import Row
from panel_sim.adapters.clocks import LoopClock
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import TokenCache
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Ready, Tenant

PAIRS = 120
WARM_UP = 10
ATTACHMENT_SIZE = 200_000
USER = "anna@ovning.example"
WHEN = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)

Approve = Callable[[str], None]
Round = Callable[[Approve], Awaitable[None]]


def by_hand(ready: Ready, attachment: Path) -> Round:
    """What a programmer would write with MSAL and aiosmtplib, correct and no more."""
    session = requests.Session()
    session.verify = str(ready.ca_file)
    session.trust_env = False
    cache = msal.SerializableTokenCache()
    context = ssl.create_default_context(cafile=str(ready.ca_file))
    app = msal.PublicClientApplication(
        ready.client_id, authority=ready.authority, instance_discovery=False, http_client=session, token_cache=cache
    )

    async def one(approve: Approve) -> None:
        flow = await asyncio.to_thread(app.initiate_device_flow, list(ready.scopes))
        approve(flow["user_code"])
        tokens = await asyncio.to_thread(app.acquire_token_by_device_flow, flow, exit_condition=lambda _: True)
        await asyncio.to_thread((attachment.parent / "cache.json").write_text, cache.serialize(), encoding="utf-8")
        message = EmailMessage()
        message["From"] = message["To"] = USER
        message["Subject"] = "Benchmark"
        message["Date"] = WHEN
        message.set_content("A scan.\n")
        scan = await asyncio.to_thread(attachment.read_bytes)
        message.add_attachment(scan, "application", "pdf", filename="scan.pdf")
        smtp = aiosmtplib.SMTP(hostname="localhost", port=ready.smtp_port, start_tls=True, tls_context=context)
        await smtp.connect()
        await smtp.ehlo()
        await smtp.execute_command(b"AUTH", b"XOAUTH2")
        blob = f"user={USER}\x01auth=Bearer {tokens['access_token']}\x01\x01"
        reply = await smtp.execute_command(base64.b64encode(blob.encode()))
        if reply.code != 235:
            raise RuntimeError(f"the server answered {reply.code} {reply.message}")
        await smtp.send_message(message)
        await smtp.quit()

    return one


def by_ports(ready: Ready, attachment: Path, clock: LoopClock) -> Round:
    """What the device does: legs recorded, deadlines on its clock, tokens kept on disk, built and sent aside."""
    profile = Profile.of_practice(ready.as_dict())
    sign_in = MsalSignIn(profile, clock, TokenCache(lambda account: attachment.parent / f"{account}.json"))
    mailer = SmtpMailer(profile, clock, spool=attachment.parent)
    mail = Mail(USER, (USER,), "Benchmark", "A scan.", "scan.pdf", "pdf", WHEN, "<benchmark@panel-sim.example>")

    async def one(approve: Approve) -> None:
        shown = await sign_in.start("user", at_panel=False, language="sv")
        if not isinstance(shown, CodeShown):
            raise RuntimeError(f"no code: {shown}")
        approve(shown.user_code)
        signed_in = await sign_in.poll("user")
        if not isinstance(signed_in, SignedIn):
            raise RuntimeError(f"not signed in: {signed_in}")
        token = await sign_in.token("user", lambda leg: None)
        failure = await mailer.send(mail, attachment, token, lambda leg: None, lambda done, total: None)
        if failure is not None:
            raise RuntimeError(f"not sent: {failure}")

    return one


async def timed(tenant: Tenant, one: Round) -> float:
    """Seconds that one sign-in and one mail took, without the time in which a person would have approved."""
    person = 0.0

    def approve(code: str) -> None:
        nonlocal person
        began = time.perf_counter()
        tenant.approve(code, USER)
        person += time.perf_counter() - began

    began = time.perf_counter()
    await one(approve)
    return time.perf_counter() - began - person


async def pairs(tenant: Tenant, ready: Ready, folder: Path) -> tuple[list[float], list[float]]:
    """The two in turns, each first in every second pair."""
    attachment = folder / "scan.pdf"
    attachment.write_bytes(bytes(range(256)) * (ATTACHMENT_SIZE // 256))
    rounds = (by_ports(ready, attachment, LoopClock(asyncio.get_running_loop())), by_hand(ready, attachment))
    times: tuple[list[float], list[float]] = ([], [])
    for pair in range(PAIRS + WARM_UP):
        for which in (0, 1) if pair % 2 else (1, 0):
            seconds = await timed(tenant, rounds[which])
            if pair >= WARM_UP:
                times[which].append(seconds)
    return times


def rows() -> list[Row]:
    """Medians of all pairs, in milliseconds; every mail must have arrived."""
    with (
        tempfile.TemporaryDirectory(prefix="panel-sim-bench-") as folder,
        contextlib.closing(asyncio.new_event_loop()) as loop,
        Tenant(Path(folder) / "tenant", clock=OffsetClock()) as tenant,
    ):
        ready = tenant.start()
        tenant.seed("smtp-auth-on")
        tenant.set_policy(user_consent=True, poll_interval_s=1)
        ours, bare = loop.run_until_complete(pairs(tenant, ready, Path(folder)))
        arrived = len(tenant.mail(USER))
    if arrived != 2 * (PAIRS + WARM_UP):
        raise RuntimeError(f"{arrived} mails arrived of {2 * (PAIRS + WARM_UP)}")
    return [
        Row(
            "sign-in and send",
            median(ours) * 1000,
            "ms",
            1.05,
            "MSAL and aiosmtplib by hand",
            median(bare) * 1000,
            of_peer=True,
        )
    ]
