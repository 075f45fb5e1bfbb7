"""A connection to one of a name's addresses."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from panel_sim.adapters.dialling import Address, open_socket


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who answers."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def full() -> Iterator[Address]:
    """An address that does not answer: nobody takes what waits there, and no more may wait."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as made:
        waiting = []
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(made.getsockname())
            waiting.append(one)
        yield (socket.AF_INET, socket.SOCK_STREAM, 0, made.getsockname())
        for one in waiting:
            one.close()


def at(where: tuple[str, int]) -> Address:
    return (socket.AF_INET, socket.SOCK_STREAM, 0, where)


def test_an_address_that_does_not_answer_is_not_waited_for(listener: socket.socket, full: Address) -> None:
    async def dial() -> tuple[str, int]:
        async with asyncio.timeout(5):
            with await open_socket([full, at(listener.getsockname())]) as made:
                return tuple(made.getpeername())

    assert asyncio.run(dial()) == listener.getsockname()


def test_the_next_one_where_the_first_refuses(listener: socket.socket) -> None:
    async def dial() -> tuple[str, int]:
        with await open_socket([at(("127.0.0.1", 1)), at(listener.getsockname())]) as made:
            return tuple(made.getpeername())

    assert asyncio.run(dial()) == listener.getsockname()


def test_none_of_them() -> None:
    for addresses in ([at(("127.0.0.1", 1))] * 2, []):
        with pytest.raises(ConnectionRefusedError):
            asyncio.run(open_socket(addresses))


def test_given_up_while_it_waits(full: Address) -> None:
    async def dial() -> None:
        task = asyncio.ensure_future(open_socket([full]))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(dial())
