"""As much of POP3 (RFC 1939) as POP before SMTP takes: log in, and out again."""

from __future__ import annotations

import asyncio
from contextlib import suppress

LONGEST_LINE = 2048


class PopRefused(Exception):
    """The server does not take the account or password; `said` is its answer."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


async def pop_log_in(host: str, port: int, account: str, password: str) -> None:
    """Log in and out. Raises PopRefused, OSError, EOFError, and ValueError for an answer that is no POP3."""
    if any(sign < " " for sign in account + password):
        raise ValueError("an account or password with control characters")
    reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_LINE)
    try:
        await _answer(reader)
        for line in (f"USER {account}", f"PASS {password}"):
            writer.write(line.encode("utf-8") + b"\r\n")
            await writer.drain()
            good, said = await _answer(reader)
            if not good:
                raise PopRefused(said)
        writer.write(b"QUIT\r\n")
        with suppress(OSError, EOFError, ValueError):
            await writer.drain()
            await _answer(reader)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[bool, str]:
    line = await reader.readline()
    if not line:
        raise EOFError("the server closed the connection")
    said = line.decode("utf-8", "replace").strip()
    if not said.startswith(("+OK", "-ERR")):
        raise ValueError("the server does not speak POP3")
    return said.startswith("+OK"), said
