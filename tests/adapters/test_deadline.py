"""Deadlines on the device's clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from panel_sim.adapters.deadline import DeadlinePassed, pause, within


def test_winding_the_clock_ends_a_wait(clock: Any) -> None:
    async def story() -> None:
        task = asyncio.ensure_future(within(clock, 30, asyncio.Event().wait()))
        await asyncio.sleep(0)
        clock.advance(29)
        await asyncio.sleep(0)
        assert not task.done()
        clock.advance(1)
        with pytest.raises(DeadlinePassed):
            await task

    asyncio.run(story())


def test_what_comes_in_time_stops_the_timer(clock: Any) -> None:
    async def story() -> None:
        assert await within(clock, 30, asyncio.sleep(0, "here")) == "here"
        clock.advance(31)
        assert clock.timers == []

    asyncio.run(story())


def test_cancelling_is_no_deadline(clock: Any) -> None:
    async def story() -> None:
        task = asyncio.ensure_future(within(clock, 30, asyncio.Event().wait()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())


def test_a_pause_is_over_when_the_clock_says_so(clock: Any) -> None:
    async def story() -> None:
        task = asyncio.ensure_future(pause(clock, 5))
        await asyncio.sleep(0)
        clock.advance(5)
        await task

    asyncio.run(story())
