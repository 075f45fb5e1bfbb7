"""Listens for browsers on the loopback addresses, in the device's own event loop."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

TRIES = 20
BACKLOG = 128
KEEP_ALIVE_S = 20
LONGEST_HEAD = 32 * 1024


class PortTaken(OSError):
    """Another program has the port that was asked for; the message names it."""


class WebServer:
    """Sockets on 127.0.0.1 and, where the machine has it, ::1, with one port; 0 means any free one. Raises PortTaken.

    uvicorn's own Server is left out: it takes over signals, ticks ten times a second and closes slowly.
    """

    def __init__(self, wanted_port: int) -> None:
        self._sockets = _bound_pair(wanted_port)
        self.port: int = self._sockets[0].getsockname()[1]
        self._servers: list[asyncio.Server] = []
        self._state = ServerState()

    async def open(self, app: ASGIApp) -> None:
        """Answer from now on."""
        # Silent before the protocol asks, so that nothing is painted over a terminal.
        logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
        config = uvicorn.Config(
            app,
            loop="none",
            http=H11Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            h11_max_incomplete_event_size=LONGEST_HEAD,
        )
        config.load()

        def protocol() -> asyncio.Protocol:
            return H11Protocol(config=config, server_state=self._state, app_state={})

        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            self._servers.append(await loop.create_server(protocol, sock=sock, backlog=BACKLOG))

    async def close(self) -> None:
        """Answer nobody any more; what was being answered is cut."""
        for server in self._servers:
            server.close()
        for connection in tuple(self._state.connections):
            transport: Any = connection.transport
            if transport is not None:
                transport.abort()
        tasks = tuple(self._state.tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=2)
        # Some turns until the sockets of those that were cut are closed.
        for _ in range(4):
            await asyncio.sleep(0)
        for sock in self._sockets:
            sock.close()


def _bound_pair(wanted_port: int) -> list[socket.socket]:
    for attempt in range(TRIES):
        first = _bound(socket.AF_INET, wanted_port)
        try:
            second = _bound(socket.AF_INET6, first.getsockname()[1])
        except PortTaken:
            first.close()
            # A free port of IPv4 may be taken on IPv6; another one will do unless this one was asked for.
            if wanted_port or attempt == TRIES - 1:
                raise
        except OSError:
            return [first]
        else:
            return [first, second]
    raise AssertionError("The last attempt either returned or raised.")


def _bound(family: socket.AddressFamily, port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only on sockets whose protocol is named; without it every answer takes 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(("127.0.0.1" if family == socket.AF_INET else "::1", port))
        sock.setblocking(False)
    except OSError as problem:
        sock.close()
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(
                problem.errno,
                f"Port {port} for Web Config is taken or not allowed. Stop the other program, or choose another port.",
            ) from None
        raise
    except OverflowError:
        sock.close()
        raise PortTaken(errno.EINVAL, f"{port} is no port number (Web Config).") from None
    return sock
