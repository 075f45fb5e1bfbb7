"""The queue before the mailer: turns, and tries again, on the device's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.mail_queue import MailQueue
from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.core.effects import Mail
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Token

MAIL = Mail(
    sender="anna@ovning.example",
    to=("bo@ovning.example",),
    subject="Skanning",
    text="Hej!\n",
    file_name="s.pdf",
    file_type="pdf",
    date=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    message_id="<1@panel-sim.example>",
)
ANNA, BO = Token("anna@ovning.example", "a"), Token("bo@ovning.example", "b")


class Counting:
    """A mailer that keeps count, and waits until it is told to go on."""

    def __init__(self, *outcomes: Failure | None) -> None:
        self.outcomes = list(outcomes)
        self.begun: list[str] = []
        self.busy = self.most = 0
        self.gate = asyncio.Event()

    async def send(
        self,
        mail: Mail,
        attachments: Sequence[Path],
        token: Token,
        on_leg: Callable[[Leg], None],
        on_progress: Callable[[int, int], None],
    ) -> Failure | None:
        self.begun.append(token.address)
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            await self.gate.wait()
        finally:
            self.busy -= 1
        return self.outcomes.pop(0) if self.outcomes else None


async def turns(count: int = 20) -> None:
    """Let every task do what it can do now."""
    for _ in range(count):
        await asyncio.sleep(0)


def send(queue: MailQueue, token: Token = ANNA) -> asyncio.Task[Failure | None]:
    return asyncio.ensure_future(queue.send(MAIL, [], token, lambda leg: None, lambda sent, total: None))


async def wound(clock: ManualClock, work: Awaitable[Any]) -> Any:
    """Wait for real work, winding the clock to the next timer whenever nothing else happens."""
    task = asyncio.ensure_future(work)
    while not task.done():
        await asyncio.wait([task], timeout=0.02)
        if not task.done() and (due := clock.next_due()) is not None and due < 29:
            clock.advance(due)
    return task.result()


def test_three_at_once_for_one_mailbox_and_others_are_not_held_up() -> None:
    async def story() -> None:
        mailer = Counting()
        queue = MailQueue(mailer, ManualClock())
        tasks = [send(queue) for _ in range(5)] + [send(queue, BO)]
        await turns()
        assert sorted(mailer.begun) == [ANNA.address] * 3 + [BO.address]
        mailer.gate.set()
        assert await asyncio.gather(*tasks) == [None] * 6
        assert mailer.most == 4
        assert len(mailer.begun) == 6

    asyncio.run(story())


def test_one_that_is_given_up_in_the_queue_leaves_its_turn() -> None:
    async def story() -> None:
        mailer = Counting()
        queue = MailQueue(mailer, ManualClock(), connections=1)
        first, second, third = send(queue), send(queue), send(queue)
        await turns()
        second.cancel()
        first.cancel()
        await turns()
        assert len(mailer.begun) == 2
        mailer.gate.set()
        assert await third is None
        assert first.cancelled()
        assert second.cancelled()

    asyncio.run(story())


def test_thirty_a_minute() -> None:
    async def story() -> None:
        clock, mailer = ManualClock(), Counting()
        mailer.gate.set()
        queue = MailQueue(mailer, clock)
        tasks = [send(queue) for _ in range(70)]
        await turns(200)
        assert len(mailer.begun) == 30
        clock.advance(59)
        await turns(200)
        assert len(mailer.begun) == 30
        clock.advance(1)
        await turns(200)
        assert len(mailer.begun) == 60
        clock.advance(60)
        assert await asyncio.gather(*tasks) == [None] * 70

    asyncio.run(story())


BUSY = Failure("service-busy", leg="data", reply="432 4.3.2 Concurrent connections limit exceeded")


def test_a_busy_server_is_asked_again_with_longer_pauses() -> None:
    async def story() -> None:
        clock = ManualClock()
        mailer = Counting(BUSY, BUSY, None)
        mailer.gate.set()
        task = send(MailQueue(mailer, clock))
        for seconds, tries in ((0, 1), (4.9, 1), (0.1, 2), (9.9, 2), (0.1, 3)):
            clock.advance(seconds)
            await turns()
            assert len(mailer.begun) == tries
        assert await task is None

    asyncio.run(story())


def test_the_jobs_limit_ends_it() -> None:
    async def story() -> None:
        clock = ManualClock()
        mailer = Counting(*[BUSY] * 100)
        mailer.gate.set()
        task = send(MailQueue(mailer, clock, limit_s=60))
        while not task.done():
            await turns()
            if (due := clock.next_due()) is not None:
                clock.advance(due)
        assert task.result() == BUSY
        assert clock.monotonic() == 5 + 10 + 20
        assert len(mailer.begun) == 4

    asyncio.run(story())


@pytest.mark.parametrize("kind", ["sender-refused", "auth-refused", "too-large", "delivery-unknown", "timed-out"])
def test_what_is_refused_for_good_or_uncertain_is_not_sent_again(kind: str) -> None:
    async def story() -> None:
        mailer = Counting(Failure(kind))
        mailer.gate.set()
        assert await send(MailQueue(mailer, ManualClock())) == Failure(kind)
        assert len(mailer.begun) == 1

    asyncio.run(story())


class TestAtARealServer:
    """Real sockets and TLS, and a server that is busy for a while."""

    async def go(self, profile: Profile, clock: ManualClock, folder: Path) -> tuple[Failure | None, list[Leg]]:
        scan = folder / "scan.pdf"
        scan.write_bytes(b"%PDF-1.7\n" + bytes(5000))
        legs: list[Leg] = []
        queue = MailQueue(SmtpMailer(profile, clock), clock)
        work = queue.send(MAIL, [scan], Token("anna@ovning.example", "x" * 300), legs.append, lambda sent, total: None)
        return await wound(clock, work), legs

    @pytest.mark.parametrize(
        "replies",
        [
            {"greeting": ["421 4.3.2 Service not active", "220 hello"]},
            {"RESPONSE": ["454 4.7.0 Temporary authentication failure", "235 2.7.0 welcome"]},
            {"MAIL": ["451 4.7.500 Server busy", "250 2.1.0 ok"]},
            {"RCPT": ["450 4.2.1 later", "250 2.1.5 ok"]},
            {"END": ["432 4.3.2 Concurrent connections limit exceeded", "250 2.0.0 taken"]},
        ],
    )
    def test_refused_for_now_then_taken_once(
        self, strange: Any, lab: Profile, tmp_path: Path, replies: dict[str, Any]
    ) -> None:
        server = strange(**replies)
        failure, legs = asyncio.run(self.go(replace(lab, smtp_port=server.port), ManualClock(), tmp_path))
        assert failure is None
        dns = [leg for leg in legs if leg.name == "dns" and leg.ok]
        assert len(dns) == 2
        assert dns[1].detail.startswith("try 2: ")
        assert server.heard.count("DATA") == (2 if "END" in replies else 1)

    def test_a_line_that_drops_after_the_data_is_not_sent_again(
        self, strange: Any, lab: Profile, tmp_path: Path
    ) -> None:
        server = strange(END="drop")
        failure, _ = asyncio.run(self.go(replace(lab, smtp_port=server.port), ManualClock(), tmp_path))
        assert failure is not None
        assert failure.kind == "delivery-unknown"
        assert server.heard.count("DATA") == 1

    def test_one_line_where_a_server_wants_it_even_with_eight_thousand_octets(
        self, strange: Any, lab: Profile, clock: Any, tmp_path: Path
    ) -> None:
        server = strange(AUTH=["501 5.5.4 wants an initial response", "235 2.7.0 welcome"])
        big = Token("anna@ovning.example", "t" * 8192)
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF")
        mailer = SmtpMailer(replace(lab, smtp_port=server.port), clock)
        assert asyncio.run(mailer.send(MAIL, [scan], big, lambda leg: None, lambda sent, total: None)) is None
        forms = [line for line in server.heard if line.startswith("AUTH")]
        assert forms[0] == "AUTH XOAUTH2"
        assert forms[1].startswith("AUTH XOAUTH2 ")
        assert len(forms[1]) > 10_900

    def test_eight_thousand_octets_in_two_steps(self, strange: Any, lab: Profile, clock: Any, tmp_path: Path) -> None:
        server = strange()
        big = Token("anna@ovning.example", "t" * 8192)
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF")
        mailer = SmtpMailer(replace(lab, smtp_port=server.port), clock)
        assert asyncio.run(mailer.send(MAIL, [scan], big, lambda leg: None, lambda sent, total: None)) is None
        assert max(len(line) for line in server.heard) > 10_900

    def test_the_other_mechanism_where_the_first_is_not_known_after_all(
        self, strange: Any, lab: Profile, clock: Any, tmp_path: Path
    ) -> None:
        server = strange(
            EHLO="250-x\r\n250-STARTTLS\r\n250 AUTH XOAUTH2 OAUTHBEARER",
            AUTH=["504 5.7.4 Unrecognized authentication type", "334 "],
        )
        scan = tmp_path / "scan.pdf"
        scan.write_bytes(b"%PDF")
        mailer = SmtpMailer(replace(lab, smtp_port=server.port), clock)
        legs: list[Leg] = []
        assert asyncio.run(mailer.send(MAIL, [scan], ANNA, legs.append, lambda sent, total: None)) is None
        assert [line for line in server.heard if line.startswith("AUTH")] == ["AUTH XOAUTH2", "AUTH OAUTHBEARER"]
        assert next(leg for leg in legs if leg.name == "auth" and leg.ok).detail.startswith("OAUTHBEARER: 235")
