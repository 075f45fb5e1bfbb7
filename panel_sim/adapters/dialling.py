"""Opening a connection to one of a name's addresses."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import cast

Address = tuple[int, int, int, tuple[object, ...]]
"""Family, kind, protocol and address, as getaddrinfo gives them."""

_HEAD_START_S = 0.25
"""Seconds (the machine's) that an address is given before the next one is tried beside it."""


async def open_socket(addresses: list[Address]) -> socket.socket:
    """A connection to one of `addresses`; raises the last one's OSError.

    An address that does not answer is not waited for with idle hands: the next one is tried beside it (RFC 8305), or a
    network that swallows IPv6 would time out every mail.
    """
    failed: OSError = ConnectionRefusedError(errno.ECONNREFUSED, "the name has no address")
    waiting = list(addresses)
    trying: set[asyncio.Task[socket.socket]] = set()
    try:
        while waiting or trying:
            if waiting:
                trying.add(asyncio.ensure_future(_connect_to(waiting.pop(0))))
            done, trying = await asyncio.wait(
                trying, timeout=_HEAD_START_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                try:
                    won = task.result()
                except OSError as error:
                    failed = error
                else:
                    trying |= done - {task}
                    return won
        raise failed
    finally:
        for task in trying:
            task.add_done_callback(_throw_away)
            task.cancel()


async def _connect_to(place: Address) -> socket.socket:
    family, kind, protocol, address = place
    attempt = socket.socket(family, kind, protocol)
    try:
        attempt.setblocking(False)
        await asyncio.get_running_loop().sock_connect(attempt, cast("tuple[str, int]", address))
    except BaseException:
        attempt.close()
        raise
    return attempt


def _throw_away(task: asyncio.Task[socket.socket]) -> None:
    """Close what a try that came second has opened all the same."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()
