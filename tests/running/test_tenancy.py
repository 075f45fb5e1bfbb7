"""Tenants that are borrowed: given back, handed on, on the clock of whoever has them, gone at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.running import tenancy
from panel_sim.running.tenancy import BorrowedClock


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    tenancy.close_all()
    yield
    tenancy.close_all()


def test_one_that_was_given_back_is_lent_again_and_no_two_have_the_same() -> None:
    async def whole() -> None:
        one = await tenancy.borrow()
        other = await tenancy.borrow()
        assert one is not other
        one.give_back()
        assert await tenancy.borrow() is one

    asyncio.run(whole())


def test_after_all_are_closed_a_new_one_is_made() -> None:
    async def whole() -> None:
        one = await tenancy.borrow()
        folder = one._folder
        assert folder.stat().st_mode & 0o777 == 0o700
        one.give_back()
        tenancy.close_all()
        assert not folder.exists()
        assert await tenancy.borrow() is not one

    asyncio.run(whole())


class TestBorrowedClock:
    def test_it_shows_the_borrower_s_time_and_tells_when_that_is_wound(self) -> None:
        clock, first, second = BorrowedClock(), ManualClock(), ManualClock()
        told: list[float] = []
        clock.watch(lambda: told.append(clock.now()))
        clock.show(first)
        began = clock.now()
        first.advance(10)
        assert clock.now() == began + 10
        clock.show(second)
        assert clock.now() == began
        first.advance(10)
        second.advance(1)
        assert told == [began, began + 10, began, began + 1]

    def test_only_the_path_winds_it(self) -> None:
        with pytest.raises(ValueError, match="wound by the path"):
            BorrowedClock().advance(1)
