"""What tests of Web Config share: a device in rehearsal with its pages on a real port, and a browser of sorts."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from panel_sim.core.device import Device
    from panel_sim.running.rehearsal import Rehearsal

PASSWORD = "12345678"
_TAG = re.compile(r"<[^>]+>")


class Browser:
    """One browser: keeps cookies, fills the forms that it was given."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.client = httpx.AsyncClient(base_url=self.base, trust_env=False, follow_redirects=True, timeout=30)
        self.page = httpx.Response(204)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        """Open an address."""
        self.page = await self.client.get(f"/{path.lstrip('/')}", **options)
        return self.page

    async def post(self, path: str, fields: dict[str, str], **options: Any) -> httpx.Response:
        """Send a form with the token of the page that is open."""
        self.page = await self.client.post(f"/{path.lstrip('/')}", data={"csrf": self.csrf, **fields}, **options)
        return self.page

    @property
    def csrf(self) -> str:
        """The token of the page that is open."""
        found = re.search(r'name="csrf" value="(\w+)"', self.page.text)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        """What can be read on the page that is open."""
        return " ".join(html.unescape(_TAG.sub(" ", self.page.text)).split())

    @property
    def at(self) -> str:
        """The path of the page that is open."""
        return self.page.url.path.lstrip("/")

    async def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        """Sign in as the administrator."""
        await self.get("sign-in")
        return await self.post("sign-in", {"password": password})


class Stand:
    """A device with its pages."""

    def __init__(self, rehearsal: Rehearsal, base: str) -> None:
        self.rehearsal = rehearsal
        self.base = base
        self._browsers: list[Browser] = []

    def browser(self) -> Browser:
        """A new browser."""
        made = Browser(self.base)
        self._browsers.append(made)
        return made

    async def administrator(self) -> Browser:
        """A browser whose person is signed in."""
        made = self.browser()
        await made.sign_in()
        return made

    @property
    def device(self) -> Device:
        """The device behind the pages."""
        return self.rehearsal.simulator.panel.context.device

    @property
    def glass(self) -> str:
        """Everything that the panel shows."""
        return repr(self.rehearsal.simulator.view)

    async def close(self) -> None:
        """Close the browsers."""
        for one in self._browsers:
            await one.client.aclose()


Story = Callable[[Stand], Awaitable[None]]


@pytest.fixture
def on_the_web(tmp_path: Path) -> Callable[..., None]:
    """Plays a story (an async function that is given a Stand) on a device of its own: on_the_web(story, given=...)."""
    from panel_sim.adapters.ca_certificates import FolderOfCertificates
    from panel_sim.core.rules import NAMES
    from panel_sim.loading import load
    from panel_sim.running.rehearsal import Rehearsal
    from panel_sim.running.web import open_web
    from panel_sim.shipped import shipped

    def play(story: Story, *, model: str = "mfp", mail_check: Any = None, **options: Any) -> None:
        async def whole() -> None:
            menus = load(shipped("menus"), shipped("states"), model, NAMES)
            rehearsal = Rehearsal(menus, **options)
            authorities = FolderOfCertificates(tmp_path / "certificates", rehearsal.clock)
            check = (lambda: mail_check(rehearsal)) if mail_check is not None else None
            web = await open_web(rehearsal.simulator, 0, check, authorities)
            assert web is not None
            stand = Stand(rehearsal, web.address)
            try:
                await story(stand)
            finally:
                await stand.close()
                await web.close()
                await rehearsal.close()

        asyncio.run(whole())

    return play
