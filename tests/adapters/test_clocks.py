"""The clock that is turned by hand, and the one that only looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.adapters.clocks import ManualClock, WallClock, going_on, wait_began


def test_time_stands_still_until_it_is_wound() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = ManualClock(start)
    assert (clock.now(), clock.monotonic(), clock.next_due()) == (start, 0.0, None)
    clock.advance(90 * 86_400)
    assert (clock.now(), clock.monotonic()) == (start + timedelta(days=90), 90 * 86_400)


def test_timers_fire_in_order_each_at_its_own_time() -> None:
    clock = ManualClock()
    fired: list[tuple[str, float]] = []
    for name, seconds in (("late", 9.0), ("early", 1.0), ("same", 1.0), ("now", -5.0), ("after", 10.1)):
        clock.call_later(seconds, partial(lambda name: fired.append((name, clock.monotonic())), name))
    assert clock.next_due() == 0.0
    clock.advance(10)
    assert fired == [("now", 0.0), ("early", 1.0), ("same", 1.0), ("late", 9.0)]
    assert clock.next_due() == pytest.approx(0.1)


def test_a_stopped_timer_does_not_fire() -> None:
    clock = ManualClock()
    fired: list[int] = []
    timer = clock.call_later(1, lambda: fired.append(1))
    timer.cancel()
    assert clock.next_due() is None
    clock.advance(5)
    timer.cancel()
    assert fired == []


def test_a_timer_that_starts_another_on_the_way() -> None:
    clock = ManualClock()
    fired: list[float] = []

    def again() -> None:
        fired.append(clock.monotonic())
        clock.call_later(2, again)

    clock.call_later(2, again)
    clock.advance(7)
    assert fired == [2, 4, 6]
    assert clock.monotonic() == 7


def test_a_timer_that_winds_the_clock_itself() -> None:
    clock = ManualClock()
    clock.call_later(1, lambda: clock.advance(100))
    clock.advance(5)
    assert clock.monotonic() == 101


@pytest.mark.parametrize("seconds", [-1, -0.001, float("inf"), float("nan")])
def test_never_back(seconds: float) -> None:
    with pytest.raises(ValueError, match="forward"):
        ManualClock().advance(seconds)


@given(st.lists(st.floats(0, 100), max_size=8), st.lists(st.floats(0, 60), max_size=8))
def test_however_it_is_wound_the_same_timers_fire(timers: list[float], steps: list[float]) -> None:
    fired: list[list[int]] = [[], []]
    for count, how in enumerate((steps, [sum(steps)])):
        clock = ManualClock()
        for number, seconds in enumerate(timers):
            clock.call_later(seconds, partial(fired[count].append, number))
        for step in how:
            clock.advance(step)
    # Adding floats in another order may put the very end a hair off; what fired in both, fired in the same order.
    both = set(fired[0]) & set(fired[1])
    assert [n for n in fired[0] if n in both] == [n for n in fired[1] if n in both]
    assert len(fired[0]) - len(fired[1]) in (-1, 0, 1) or sum(steps) in timers


def test_the_clock_of_those_who_only_look() -> None:
    clock = WallClock()
    before = clock.monotonic()
    timer = clock.call_later(0, lambda: pytest.fail("nobody waits for it"))
    clock.advance(1e9)
    timer.cancel()
    assert clock.monotonic() >= before
    assert clock.now().tzinfo is not None
    assert abs(clock.now() - datetime.fromtimestamp(clock.now().timestamp(), UTC)) < timedelta(seconds=1)


def test_it_counts_who_waits_for_it_and_tells_of_each() -> None:
    clock, told = ManualClock(), []
    clock.on_wait = lambda: told.append((clock.waits, clock.ends))
    over = wait_began(clock)
    gone = going_on(clock)
    assert (clock.waits, clock.ends) == (1, 1)
    for end in (over, over, gone, gone):
        end()
    assert (clock.waits, clock.ends) == (0, 0)
    assert told == [(1, 0), (0, 0)]


def test_a_clock_that_does_not_count_is_left_alone() -> None:
    for begin in (wait_began, going_on):
        begin(WallClock())()


def test_watchers_hear_of_each_winding_until_they_are_gone() -> None:
    clock, heard = ManualClock(), []
    watcher = partial(heard.append, 1)
    clock.watch(watcher)
    clock.advance(5)
    clock.unwatch(watcher)
    clock.unwatch(watcher)
    clock.advance(5)
    assert heard == [1]
