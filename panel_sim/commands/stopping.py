"""Running a command's loop until it ends by itself, by SIGTERM (exit code 0) or by Ctrl-C (130)."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any


def keep_quiet() -> None:
    """Have libraries say nothing: they would write over the panel, and what they say may hold tokens.

    Our own words go to the log that was asked for, or nowhere.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, int]]) -> int:
    """Run `work` with an event that is set when the program should end; answer the exit code."""
    keep_quiet()
    code = 0

    async def whole() -> int:
        nonlocal code
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def asked(by_hand: bool) -> None:
            nonlocal code
            code = 130 if by_hand else 0
            stop.set()

        loop.add_signal_handler(signal.SIGTERM, asked, False)
        loop.add_signal_handler(signal.SIGINT, asked, True)
        return await work(stop)

    done = asyncio.run(whole())
    return done or code
