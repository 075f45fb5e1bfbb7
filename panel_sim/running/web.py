"""Web Config beside a running device: its parts put together, listening, and gone again with the device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from panel_sim.adapters.dice import SystemDice
from panel_sim.options import Refused
from panel_sim.ports import CaCertificates, MailCheck
from panel_sim.simulator import Simulator

if TYPE_CHECKING:
    from panel_sim.webconfig.app import SiteData, WebConfig
    from panel_sim.webconfig.serving import WebServer

CAPABILITY = "web-config"


class Web:
    """The pages of one device while they are served, in the device's loop. Made by `open_web`."""

    def __init__(self, pages: WebConfig, server: WebServer) -> None:
        self._pages, self._server = pages, server
        self.address = f"http://localhost:{server.port}/"

    async def close(self) -> None:
        """Answer nobody any more."""
        await self._server.close()
        self._pages.close()


async def open_web(
    simulator: Simulator, port: int, mail_check: Callable[[], MailCheck] | None, certificates: CaCertificates | None
) -> Web | None:
    """Serve the pages of the device on loopback, at `port` or, with 0, any free one; None for a model without any.

    `mail_check` makes the connection test's part, aside. Raises Refused where the port is taken.
    """
    if CAPABILITY not in simulator.panel.context.menus.model.capabilities:
        return None

    def prepare() -> tuple[SiteData, type[WebServer], MailCheck | None]:
        # Starlette and its templates take a fifth of a second to load, which the glass must not wait for.
        from panel_sim.webconfig.opening import read_site
        from panel_sim.webconfig.serving import WebServer

        return read_site(), WebServer, mail_check() if mail_check is not None else None

    data, server_type, checks = await asyncio.to_thread(prepare)
    from panel_sim.webconfig.opening import web_config
    from panel_sim.webconfig.rooms import Parts
    from panel_sim.webconfig.serving import PortTaken

    try:
        server = server_type(port)
    except PortTaken as taken:
        raise Refused(taken.strerror or str(taken), 3) from None
    # Cookies know no ports: the name keeps two devices on one machine apart.
    parts = Parts(checks, certificates)
    pages = web_config(simulator, data, parts, SystemDice(), cookie=f"webconfig_{server.port}")
    await server.open(pages.app)
    return Web(pages, server)
