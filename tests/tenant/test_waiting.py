"""What a fault holds: counted, told, and let go by winding the practice clock."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from panel_sim.tenant.clock import ManualClock
from panel_sim.tenant.service import Tenant

WITHIN_S = 10


@pytest.fixture
def until_held(tenant: Tenant) -> Iterator[Callable[[int], None]]:
    """Waits, without sleeping, until so many are held."""
    changed = threading.Condition()

    def heard() -> None:
        with changed:
            changed.notify_all()

    stop = tenant.watch_held(heard)

    def wait(count: int) -> None:
        with changed:
            assert changed.wait_for(lambda: tenant.held() == count, WITHIN_S), tenant.held()

    yield wait
    stop()


class Unwatched:
    """A clock as other programs may bring one: it does not tell when it is wound."""

    def __init__(self) -> None:
        self.inner = ManualClock()

    def now(self) -> float:
        return self.inner.now()

    def advance(self, seconds: float) -> None:
        self.inner.advance(seconds)


def test_a_late_reply_waits_for_the_practice_clock(tenant: Any, smtp: Any, clock: Any, until_held: Any) -> None:
    client = smtp(tls=False)
    tenant.set_fault("smtp-slow", delay_s=300)
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(client.noop()[0]))
    asking.start()
    until_held(1)
    assert tenant.next_due() == clock.now() + 300
    clock.advance(299)
    assert tenant.held() == 1
    clock.advance(1)
    assert tenant.held() == 0, "nobody may wind further before the answer had its chance"
    asking.join(WITHIN_S)
    assert answers == [250]
    assert tenant.next_due() is None


def test_a_clock_that_tells_nobody_is_looked_at(folder: Any) -> None:
    clock = Unwatched()
    with Tenant(folder, clock=clock) as tenant:
        tenant.set_fault("smtp-slow", delay_s=60)
        with socket.create_connection(("127.0.0.1", tenant.ready.smtp_port), WITHIN_S) as line:
            held = threading.Event()
            tenant.watch_held(held.set)
            assert tenant.held() or held.wait(WITHIN_S)
            clock.advance(60)
            assert tenant.held() == 0
            tenant.clock_moved()
            assert line.recv(3) == b"220"


def test_silence_holds_each_caller_until_they_leave(tenant: Any, until_held: Any, clock: Any) -> None:
    tenant.set_fault("smtp-silent")
    tenant.set_fault("directory-silent")
    assert tenant.held() == 0
    ports = (tenant.ready.smtp_port, int(tenant.ready.authority.split(":")[2].split("/")[0]))
    with contextlib.ExitStack() as lines:
        for port in ports:
            lines.enter_context(socket.create_connection(("127.0.0.1", port), WITHIN_S))
        until_held(2)
        assert tenant.next_due() is None
        clock.advance(86400)
        assert tenant.held() == 2
    until_held(0)


def test_mending_lets_go(tenant: Any, until_held: Any) -> None:
    tenant.set_fault("smtp-silent")
    with socket.create_connection(("127.0.0.1", tenant.ready.smtp_port), WITHIN_S):
        until_held(1)
        tenant.clear_fault()
        until_held(0)


def test_a_watcher_can_stop(tenant: Any, until_held: Any) -> None:
    calls: list[int] = []
    tenant.watch_held(lambda: calls.append(1))()
    tenant.set_fault("smtp-silent")
    with socket.create_connection(("127.0.0.1", tenant.ready.smtp_port), WITHIN_S):
        until_held(1)
    assert calls == []
