"""Blocking work beside the loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from panel_sim.adapters.aside import abandoned, on_abandoned, post, run_aside


def test_it_gives_what_the_work_gives_and_raises_what_it_raises() -> None:
    def fail() -> None:
        raise LookupError("no")

    assert asyncio.run(run_aside(threading.get_ident, "work")) != threading.get_ident()
    with pytest.raises(LookupError, match="no"):
        asyncio.run(run_aside(fail, "work"))


def test_a_loop_may_end_while_the_work_goes_on() -> None:
    gate, over = threading.Event(), threading.Event()

    def work() -> None:
        gate.wait(10)
        over.set()

    async def story() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run_aside(work, "work"), 0.01)

    asyncio.run(story())
    assert not over.is_set()
    gate.set()
    assert over.wait(10)


def test_posting_to_a_loop_that_has_ended_is_nothing() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    called: list[str] = []
    post(loop, called.append, "nobody")
    assert called == []


def test_threads_that_nobody_waits_for_are_counted_until_they_end() -> None:
    gate, counts, ended = threading.Event(), [], threading.Event()
    before = abandoned()

    def note() -> None:
        counts.append(abandoned() - before)
        if counts[-1] == 0:
            ended.set()

    stop = on_abandoned(note)

    async def story() -> None:
        assert await run_aside(lambda: 1, "waited for") == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run_aside(lambda: gate.wait(10), "left"), 0.01)

    asyncio.run(story())
    assert counts == [1]
    gate.set()
    assert ended.wait(10)
    assert counts == [1, 0]
    stop()
    stop()
