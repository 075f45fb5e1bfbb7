"""A thousand printers in one process sign in and send five mails of 200 kB each through one practice tenant.

Run it as `python -m benchmarks.load [PRINTERS]`; none may be lost, none doubled.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from benchmarks.table import Row, markdown
from panel_sim.adapters.loop_clock import LoopClock
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.token_cache import Unkept
from panel_sim.core.effects import Mail
from panel_sim.core.events import CodeShown, SignedIn

PRINTERS = 1000
MAILS = 5
SIZE = 200_000
SIGNING_IN = 32
SENDING = 48
"""How many do so in one moment; the others stand in line, as people at printers do."""
TIMEOUT_S = 120
"""The machine may be slow; what is measured is whether all arrives."""


@dataclass
class Measured:
    """What came of it."""

    sign_in_s: float
    send_s: float
    lost: int
    doubled: int
    refused: int
    tenant_mb: float
    printers_mb: float


@contextmanager
def tenant(home: Path) -> Iterator[tuple[dict[str, Any], int]]:
    """A practice tenant in a process of its own: its ready line and its process number."""
    program = [sys.executable, "-m", "panel_sim", "tenant", "--json", "--home", str(home)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def peak_mb(pid: int) -> float:
    """The most memory that a process has had (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


class Printer:
    """One simulated printer: our adapters, and an own mailbox."""

    def __init__(self, number: int, profile: Profile, clock: LoopClock, mailer: SmtpMailer) -> None:
        self.address = f"printer{number}@ovning.example"
        self._sign_in = MsalSignIn(profile, clock, Unkept())
        self._mailer = mailer

    async def sign_in(self, control: httpx.AsyncClient) -> None:
        """Get a code, have it approved, poll."""
        shown = await self._sign_in.start("printer", at_panel=False, language="sv")
        assert isinstance(shown, CodeShown), shown
        approval = {"user_code": shown.user_code, "user": self.address}
        answer = await control.post("/approve", json=approval)
        assert answer.json()["step"] == "done", answer.text
        polled = await self._sign_in.poll("printer")
        assert isinstance(polled, SignedIn), polled

    async def send(self, scan: Path) -> int:
        """Send all mails; gives how many were refused."""
        refused = 0
        for number in range(MAILS):
            token = await self._sign_in.token("printer", lambda leg: None)
            mail = Mail(
                self.address,
                (self.address,),
                f"Skanning {number}",
                "Hej\n",
                "Skanning.pdf",
                "pdf",
                datetime.now(UTC),
                f"<{number}.{self.address}>",
            )
            failure = await self._mailer.send(mail, [scan], token, lambda leg: None, lambda sent, total: None)
            if failure is not None:
                print(failure, file=sys.stderr)
                refused += 1
        return refused


async def load(ready: dict[str, Any], pid: int, folder: Path, count: int) -> Measured:
    """Let all sign in, then all send, then count."""
    scan = folder / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * (SIZE // 256))
    profile = replace(Profile.of_practice(ready), timeout_s=TIMEOUT_S)
    clock = LoopClock(asyncio.get_running_loop())
    mailer = SmtpMailer(profile, clock)
    printers = [Printer(number, profile, clock, mailer) for number in range(count)]
    headers = {"Authorization": f"Bearer {ready['control_token']}"}
    async with httpx.AsyncClient(base_url=ready["control"], headers=headers, timeout=TIMEOUT_S) as control:
        for answer in (
            await control.patch("/policy", json={"poll_interval_s": 1}),
            await control.post("/consent"),
            await control.post("/users", json={"users": [printer.address for printer in printers]}),
        ):
            answer.raise_for_status()
        signing_in, sending = asyncio.Semaphore(SIGNING_IN), asyncio.Semaphore(SENDING)

        async def one_signs_in(printer: Printer) -> None:
            async with signing_in:
                await printer.sign_in(control)

        async def one_sends(printer: Printer) -> int:
            async with sending:
                return await printer.send(scan)

        began = time.perf_counter()
        await asyncio.gather(*map(one_signs_in, printers))
        signed_in = time.perf_counter()
        refused = sum(await asyncio.gather(*map(one_sends, printers)))
        sent = time.perf_counter()
        mails = (await control.get("/mail", params={"content": "no"})).json()["mails"]
    arrived = Counter((mail["mailbox"], mail["message_id"]) for mail in mails)
    wanted = {(printer.address, f"<{number}.{printer.address}>") for printer in printers for number in range(MAILS)}
    return Measured(
        signed_in - began,
        sent - signed_in,
        lost=len(wanted - set(arrived)),
        doubled=sum(arrived.values()) - len(arrived),
        refused=refused,
        tenant_mb=peak_mb(pid),
        printers_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def rows(count: int = PRINTERS) -> list[Row]:
    """The whole load."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with tenant(folder / "home") as (ready, pid):
            measured = asyncio.run(load(ready, pid, folder, count))
    what = f"{count} printers, {count * MAILS} mails of {SIZE // 1000} kB"
    return [
        Row(f"{what}: lost, doubled or refused", measured.lost + measured.doubled + measured.refused, "mails", 0),
        Row(f"{what}: sign-ins", count / measured.sign_in_s, "/s", None),
        Row(f"{what}: mails", count * MAILS / measured.send_s, "/s", None),
        Row(f"{what}: memory of the tenant", measured.tenant_mb, "MB", None),
        Row(f"{what}: memory of the printers' process", measured.printers_mb, "MB", None),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when a mail was lost, doubled or refused."""
    measured = rows(int(arguments[0]) if arguments else PRINTERS)
    print(markdown(measured))
    return 0 if measured[0].reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
