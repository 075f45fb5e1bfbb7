"""A listening TCP port of the tenant that can be taken down, made silent, and brought back on the same port."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable, Coroutine, Iterable
from typing import Literal, cast

from panel_sim.tenant.fault_rules import Fault
from panel_sim.tenant.waiting import Release, Waiting

BACKLOG = 512
TRIES = 20
HANDSHAKE_WITHIN_S = 10
SETTLING_TURNS = 4
SAID_EARLY = 256 * 1024

Mode = Literal["up", "down", "silent"]


class PortTaken(OSError):
    """Another program has a port that the tenant was told to use; the message names service and port."""


class Silent(asyncio.Protocol):
    """Takes a connection and never says a word."""

    def __init__(self, live: set[asyncio.BaseTransport], waiting: Waiting) -> None:
        self._live = live
        self._waiting = waiting
        self._transport: asyncio.BaseTransport | None = None
        self._release: Release | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, so that it can be cut; whoever called is kept waiting."""
        self._transport = transport
        self._live.add(transport)
        self._release = self._waiting.hold()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self._transport is not None:
            self._live.discard(self._transport)
        if self._release is not None:
            self._release()


class _Dropped(asyncio.Protocol):
    """Takes a connection and lets it fall."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Cut it."""
        cast(asyncio.Transport, transport).abort()


class _Late(asyncio.Protocol):
    """Takes a connection and gives it to the real protocol later; what the caller says meanwhile is passed on."""

    def __init__(
        self,
        live: set[asyncio.BaseTransport],
        wait: Coroutine[None, None, None],
        make: Callable[[], asyncio.BaseProtocol],
    ) -> None:
        self._live = live
        self._wait = wait
        self._make = make
        self._said = b""
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait."""
        self._transport = cast(asyncio.Transport, transport)
        self._live.add(transport)
        self._task = asyncio.get_running_loop().create_task(self._hand_over(self._transport))

    def data_received(self, data: bytes) -> None:
        """Keep it for the real protocol; who says too much too early is cut off."""
        self._said += data
        if len(self._said) > SAID_EARLY and self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller gave up."""
        if self._transport is not None:
            self._live.discard(self._transport)
        if self._task is not None:
            self._task.cancel()

    async def _hand_over(self, transport: asyncio.Transport) -> None:
        await self._wait
        self._task = None
        self._live.discard(transport)
        protocol = self._make()
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        said, self._said = self._said, b""
        while said and isinstance(protocol, asyncio.BufferedProtocol):
            room = memoryview(protocol.get_buffer(len(said)))
            taken = min(len(room), len(said))
            room[:taken] = said[:taken]
            protocol.buffer_updated(taken)
            said = said[taken:]


class _Tls(SSLProtocol):
    """TLS on an accepted connection, as asyncio's own servers do it, but known from its first byte on: a client that
    never finishes its handshake must be cut off too when the service stops."""

    max_size = 32 * 1024
    """What is read in one go. asyncio's own 256 kB would be held for each of a thousand clients that keep their
    connection open between two requests."""

    def __init__(
        self, live: set[asyncio.BaseTransport], factory: Callable[[], asyncio.BaseProtocol], context: ssl.SSLContext
    ) -> None:
        super().__init__(
            asyncio.get_running_loop(),
            cast(asyncio.Protocol, factory()),
            context,
            cast("asyncio.Future[object]", None),
            server_side=True,
            ssl_handshake_timeout=HANDSHAKE_WITHIN_S,
        )
        self._live = live
        self._tcp: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, so that it can be cut."""
        self._tcp = transport
        self._live.add(transport)
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget it."""
        if self._tcp is not None:
            self._live.discard(self._tcp)
        super().connection_lost(exc)


class Listener:
    """One service's port on the loopback addresses.

    While it is down the port stays bound without listening, so that connections are refused and nobody else takes it.
    """

    def __init__(self, service: str, wanted_port: int, waiting: Waiting) -> None:
        """Bind, on IPv4 and, where the machine has it, IPv6; 0 means any free port. Raises PortTaken."""
        self.service = service
        self._waiting = waiting
        self._sockets = _bound_pair(service, wanted_port)
        self.port: int = self._sockets[0].getsockname()[1]
        self.mode: Mode = "down"
        self._servers: list[asyncio.Server] = []
        self._own: set[asyncio.BaseTransport] = set()
        self._factory: Callable[[], asyncio.BaseProtocol] = lambda: Silent(self._own, waiting)
        self._live: Callable[[], Iterable[asyncio.BaseTransport | None]] = tuple
        self._context: ssl.SSLContext | None = None
        self._meet: Callable[[str], Fault | None] = lambda leg: None
        self._untrusted: Callable[[], ssl.SSLContext | None] = lambda: None

    def beset(self, meet: Callable[[str], Fault | None], untrusted: Callable[[], ssl.SSLContext]) -> None:
        """Ask `meet` at the legs tcp and tls of each caller what breaks, where TLS begins at once."""
        self._meet = meet
        self._untrusted = untrusted

    def serve(
        self,
        factory: Callable[[], asyncio.BaseProtocol],
        live: Callable[[], Iterable[asyncio.BaseTransport | None]],
        context: ssl.SSLContext | None = None,
    ) -> None:
        """What to answer with when up, which connections are open then, and `context` when TLS begins at once."""
        self._factory = factory
        self._live = live
        self._context = context

    async def switch(self, mode: Mode) -> None:
        """Be up, down or silent. Connections that are open are cut, as when a server stops. Raises PortTaken."""
        if self._servers:
            await self._hang_up()
            self._sockets = [_bound(self.service, family, self.port) for family in self._families]
        self.mode = mode
        if mode != "down":
            await self._listen()

    @property
    def _families(self) -> list[socket.AddressFamily]:
        return [socket.AddressFamily(sock.family) for sock in self._sockets]

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            self._servers.append(await loop.create_server(self._protocol, sock=sock, backlog=BACKLOG))

    def _protocol(self) -> asyncio.BaseProtocol:
        if self.mode == "silent":
            return Silent(self._own, self._waiting)
        fault = self._meet("tcp") or self._meet("tls")
        if fault is None:
            return self._made(self._context)
        if fault.do == "drop":
            return _Dropped()
        if fault.do == "silence":
            return Silent(self._own, self._waiting)
        if fault.do == "delay":
            return _Late(self._own, self._waiting.sleep(fault.delay_s), lambda: self._made(self._context))
        return self._made(self._untrusted())

    def _made(self, context: ssl.SSLContext | None) -> asyncio.BaseProtocol:
        return self._factory() if context is None else _Tls(self._own, self._factory, context)

    async def _hang_up(self) -> None:
        loop = asyncio.get_running_loop()
        for server in self._servers:
            for sock in server.sockets:
                loop.remove_reader(sock)
        # Connections that were just accepted become known some turns of the loop later; asyncio loses those that
        # meet a server which is closed already.
        await _turns()
        for server in self._servers:
            server.close()
        self._servers = []
        for transport in (*self._live(), *self._own):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        # And some more until the sockets of those that were cut are closed.
        await _turns()

    async def stop(self) -> None:
        """Stop for good: nobody can connect, and everybody who was connected is cut."""
        await self._hang_up()
        self.close()

    def close(self) -> None:
        """Give the port back; for a listener that is stopped or never was up."""
        for sock in self._sockets:
            sock.close()


async def _turns() -> None:
    for _ in range(SETTLING_TURNS):
        await asyncio.sleep(0)


def _bound_pair(service: str, wanted_port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and ::1 with one port; clients try both when they are told `localhost`."""
    for attempt in range(TRIES):
        first = _bound(service, socket.AF_INET, wanted_port)
        try:
            second = _bound(service, socket.AF_INET6, first.getsockname()[1])
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


def _bound(service: str, family: socket.AddressFamily, port: int) -> socket.socket:
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
                f"Port {port} for the practice tenant's {service} service is taken or not allowed. "
                "Stop the other program, or choose another port.",
            ) from problem
        raise
    except OverflowError as problem:
        sock.close()
        raise PortTaken(errno.EINVAL, f"{port} is no port number (the {service} service).") from problem
    return sock
