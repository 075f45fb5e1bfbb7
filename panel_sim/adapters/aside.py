"""Blocking work beside the event loop, in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_guard = threading.Lock()
_abandoned = 0
_listeners: list[Callable[[], None]] = []


def abandoned() -> int:
    """How many threads still work at what nobody waits for any more (a silent server, mostly)."""
    return _abandoned


def on_abandoned(listener: Callable[[], None]) -> Callable[[], None]:
    """Call `listener`, from any thread, whenever that number changes; gives a way to stop."""
    with _guard:
        _listeners.append(listener)

    def stop() -> None:
        with _guard:
            if listener in _listeners:
                _listeners.remove(listener)

    return stop


def _count(change: int) -> None:
    global _abandoned
    with _guard:
        _abandoned += change
        listeners = tuple(_listeners)
    for listener in listeners:
        listener()


async def run_aside(work: Callable[[], T], name: str) -> T:
    """Run `work` in a thread of its own and give what it gives; the thread bears `name`.

    Cancelling abandons the thread: what it does later is ignored. `asyncio.to_thread` would not do, since the loop
    waits for the threads of its pool when it ends, and a silent server would hold the program for half a minute.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(result: T) -> None:
        if not outcome.done():
            outcome.set_result(result)

    def fail(error: Exception) -> None:
        if not outcome.done():
            outcome.set_exception(error)

    own = threading.Lock()
    ended = left = False

    def run() -> None:
        nonlocal ended
        try:
            result = work()
        except Exception as error:  # every failure belongs to the one who waits
            post(loop, fail, error)
        else:
            post(loop, settle, result)
        with own:
            ended = True
        if left:
            _count(-1)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        return await outcome
    except asyncio.CancelledError:
        with own:
            left = not ended
        if left:
            _count(+1)
        raise


def post(loop: asyncio.AbstractEventLoop, call: Callable[[T], object], argument: T) -> None:
    """Have `loop` call `call(argument)`, from any thread; a loop that has ended wants to know nothing more."""
    try:
        loop.call_soon_threadsafe(call, argument)
    except RuntimeError:
        if not loop.is_closed():
            raise
