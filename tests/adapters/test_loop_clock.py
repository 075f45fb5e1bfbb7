"""The clock that people live on: wound from any thread, remembered over a restart."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from panel_sim.adapters.clocks import FURTHEST
from panel_sim.adapters.loop_clock import LoopClock

DAY = 86_400.0


def test_wound_forward_both_clocks_go_together() -> None:
    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop())
        now, seconds = clock.now(), clock.monotonic()
        clock.advance(90 * DAY)
        assert clock.offset == 90 * DAY
        assert timedelta(days=90) <= clock.now() - now < timedelta(days=90, seconds=30)
        assert 90 * DAY <= clock.monotonic() - seconds < 90 * DAY + 30
        assert clock.now().tzinfo is not None

    asyncio.run(work())


def test_timers_fire_in_order_when_wound_from_another_thread() -> None:
    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop())
        fired: list[str] = []
        where: set[int] = set()
        done = asyncio.Event()

        def fire(name: str) -> None:
            fired.append(name)
            where.add(threading.get_ident())
            if name == "last":
                done.set()

        clock.call_later(3 * DAY, lambda: fire("last"))
        clock.call_later(2 * DAY, lambda: fire("second"))
        clock.call_later(DAY, lambda: fire("first"))
        clock.call_later(2 * DAY, lambda: fire("stopped")).cancel()
        await asyncio.to_thread(clock.advance, 2 * DAY + 1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.to_thread(clock.advance, DAY)
        await asyncio.wait_for(done.wait(), 20)
        assert fired == ["first", "second", "last"]
        assert where == {threading.get_ident()}

    asyncio.run(work())


def test_a_timer_fires_by_itself() -> None:
    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop())
        done = asyncio.Event()
        clock.call_later(0.01, done.set)
        await asyncio.wait_for(done.wait(), 20)

    asyncio.run(work())


def test_a_call_that_fails_does_not_silence_the_next() -> None:
    async def work() -> None:
        loop = asyncio.get_running_loop()
        told: list[object] = []
        loop.set_exception_handler(lambda loop, context: told.append(context["exception"]))
        clock = LoopClock(loop)
        done = asyncio.Event()
        clock.call_later(0, lambda: 1 // 0)
        clock.call_later(0, done.set)
        await asyncio.wait_for(done.wait(), 20)
        assert [type(error) for error in told] == [ZeroDivisionError]

    asyncio.run(work())


def test_practice_time_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"

    async def work() -> float:
        clock = LoopClock(asyncio.get_running_loop(), path)
        clock.advance(DAY)
        return clock.offset

    assert asyncio.run(work()) == DAY
    assert asyncio.run(work()) == 2 * DAY
    assert [one.name for one in tmp_path.iterdir()] == ["clock.json"]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[]",
        "null",
        '{"offset_s": "x"}',
        '{"offset_s": null}',
        '{"offset_s": -5}',
        '{"offset_s": NaN}',
        '{"offset_s": Infinity}',
        '{"offset_s": 1e300}',
        '{"other": 1}',
        "\x00\xff",
    ],
)
def test_a_damaged_file_means_the_present(tmp_path: Path, written: str) -> None:
    path = tmp_path / "clock.json"
    path.write_bytes(written.encode("latin-1"))

    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop(), path)
        assert clock.offset == 0.0
        clock.now()

    asyncio.run(work())


def test_where_nothing_can_be_written_time_goes_on(tmp_path: Path) -> None:
    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop(), tmp_path / "no such folder" / "clock.json")
        clock.advance(5)
        assert clock.offset == 5

    asyncio.run(work())


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), FURTHEST + 1])
def test_never_back_and_never_past_the_end(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "clock.json"

    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop(), path)
        clock.advance(10)
        with pytest.raises(ValueError, match=r"time|forward"):
            clock.advance(seconds)
        assert clock.offset == 10
        assert json.loads(path.read_text()) == {"offset_s": 10}

    asyncio.run(work())


def test_each_winding_is_told() -> None:
    async def work() -> None:
        clock = LoopClock(asyncio.get_running_loop())
        told: list[float] = []
        clock.on_wound = told.append
        clock.advance(60)
        clock.advance(0)
        assert told == [60, 0]

    asyncio.run(work())
