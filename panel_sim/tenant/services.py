"""The tenant's four services put together: directory, mail, pages, control."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from panel_sim.tenant.certificates import prepare, untrusted_context
from panel_sim.tenant.clock import wall_now
from panel_sim.tenant.control_api import ControlApi
from panel_sim.tenant.dice import opaque
from panel_sim.tenant.directory_api import DirectoryApi
from panel_sim.tenant.directory_faults import DirectoryFaults
from panel_sim.tenant.faults import Faults
from panel_sim.tenant.listener import Listener
from panel_sim.tenant.mail_connection import MailLine
from panel_sim.tenant.mail_server import PracticeSmtp
from panel_sim.tenant.pages import Pages
from panel_sim.tenant.ready import Ready
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.recording import Recorded
from panel_sim.tenant.seeds import CLIENT_ID, SMTP_SCOPE, TENANT_ID
from panel_sim.tenant.waiting import Waiting

KEEP_ALIVE_S = 75
"""Longer than any polling interval, so that a client does not meet a connection that is just being closed."""

CLOSE_WITHIN_S = 1.0


class Services:
    """Knows every address; opened and closed in the tenant's event loop."""

    def __init__(self, realm: Realm, folder: Path, listeners: dict[str, Listener], waiting: Waiting) -> None:
        """Prepare everything; nothing listens yet. Raises OSError."""
        self._realm = realm
        self._listeners = listeners
        certificates = prepare(folder, wall_now())
        self.notices = [certificates.notice] if certificates.notice else []
        port = {name: listener.port for name, listener in listeners.items()}
        self._base = f"https://localhost:{port['directory']}"
        pages_base = f"http://localhost:{port['pages']}"
        self._control = f"http://127.0.0.1:{port['control']}/control"
        self._token = opaque(realm.dice)
        self._ca_file = certificates.ca_file
        self._device_login = f"{pages_base}/devicelogin"
        self._mailbox = f"{pages_base}/mailbox"

        self.faults = Faults(realm.dice, lambda: untrusted_context(folder, wall_now()), realm.changes)
        self.faults.govern({service: listeners[service] for service in ("directory", "smtp")})
        broken = DirectoryFaults(self.faults, realm, waiting, lambda client: directory.cut(client))
        directory = _Http(
            Recorded(DirectoryApi(realm, self._base, self._device_login, broken).app(), realm.log, "directory")
        )
        line = MailLine(realm, certificates.context, waiting, self.faults, realm.log, PracticeSmtp)
        pages = _Http(Recorded(Pages(realm, port["pages"]).app(), realm.log, "pages", "/devicelogin"))
        control = _Http(ControlApi(realm, self.faults, self._token).app())
        self._https = (directory, pages, control)
        listeners["directory"].serve(directory.protocol, directory.transports, certificates.context)
        listeners["directory"].beset(partial(self.faults.meet, "directory"), self.faults.untrusted)
        listeners["smtp"].serve(line.protocol, line.transports)
        listeners["pages"].serve(pages.protocol, pages.transports)
        listeners["control"].serve(control.protocol, control.transports)

    async def open(self) -> None:
        """Listen with all."""
        for listener in self._listeners.values():
            await listener.switch("up")

    async def close(self) -> None:
        """Stop listening, cut every connection, and let what was under way come to its end."""
        for listener in self._listeners.values():
            await listener.stop()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=CLOSE_WITHIN_S)
        await asyncio.get_running_loop().shutdown_default_executor()

    def ready(self) -> Ready:
        """Where everything is."""
        return Ready(
            authority=f"{self._base}/{TENANT_ID}",
            client_id=CLIENT_ID,
            scopes=(SMTP_SCOPE,),
            ca_file=self._ca_file,
            smtp_host="localhost",
            smtp_port=self._listeners["smtp"].port,
            device_login=self._device_login,
            mailbox=self._mailbox,
            control=self._control,
            control_token=self._token,
        )


class _Http:
    """An ASGI application behind uvicorn's protocol.

    uvicorn's Server is left out: its sockets cannot be taken away and brought back, it ticks ten times a second, and
    closing takes it a tenth of a second; listeners here do all that.
    """

    def __init__(self, app: ASGIApp) -> None:
        # Silent before the protocol asks, so that nothing is painted over a terminal.
        logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
        self._config = uvicorn.Config(
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
        )
        self._config.load()
        self._state = ServerState()

    @property
    def protocol(self) -> Callable[[], asyncio.BaseProtocol]:
        """Makes one connection's protocol."""
        return lambda: H11Protocol(config=self._config, server_state=self._state, app_state={})

    def cut(self, client: tuple[str, int]) -> None:
        """Cut the connection of one client, by its address."""
        for each in tuple(self._state.connections):
            transport = _transport(each)
            if isinstance(transport, asyncio.WriteTransport) and getattr(each, "client", None) == client:
                transport.abort()

    def transports(self) -> Iterable[asyncio.BaseTransport | None]:
        """The connections that are open."""
        return [_transport(each) for each in self._state.connections]


def _transport(connection: Any) -> asyncio.BaseTransport | None:
    transport: asyncio.BaseTransport | None = connection.transport
    return transport
