"""Deadlines and pauses on the device's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from panel_sim.adapters.aside import post
from panel_sim.adapters.clocks import wait_began
from panel_sim.ports import Clock

T = TypeVar("T")


class DeadlinePassed(Exception):
    """What was waited for did not come in time on the device's clock."""


async def within(clock: Clock, seconds: float, work: Awaitable[T]) -> T:
    """Await `work`, which is cancelled once `seconds` have passed on `clock`; raises DeadlinePassed then.

    Winding a practice clock forward therefore ends a wait at once. Call it in the clock's thread.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    passed = False

    def end(_: None) -> None:
        nonlocal passed
        if not task.done():
            passed = True
            task.cancel()

    timer = clock.call_later(seconds, lambda: post(loop, end, None))
    try:
        return await task
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if passed and not (current and current.cancelling()):
            raise DeadlinePassed from None
        raise
    finally:
        timer.cancel()


async def pause(clock: Clock, seconds: float) -> None:
    """Wait until `seconds` have passed on `clock`."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()

    def end(_: None) -> None:
        if not over.done():
            over.set_result(None)

    wait_over = wait_began(clock)

    def due() -> None:
        wait_over()
        post(loop, end, None)

    timer = clock.call_later(seconds, due)
    try:
        await over
    finally:
        timer.cancel()
        wait_over()
