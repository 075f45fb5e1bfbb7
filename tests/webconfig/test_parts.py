"""Connection test and certificate pages, against a real practice tenant; and Web Config beside its device."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from panel_sim.options import Options, Refused

TEST = "network/email-server/connection-test"
CA = "network-security/ca-certificate"


class LateCheck:
    """The real connection test, for the tenant that the rehearsal borrows when it is needed."""

    def __init__(self, rehearsal: Any) -> None:
        self._rehearsal = rehearsal

    async def check(self, server: Any) -> Any:
        """See the port."""
        from panel_sim.adapters.device_trust import DeviceTrust
        from panel_sim.adapters.mail_check import SmtpCheck
        from panel_sim.adapters.profiles import Profile

        profile = Profile.of_practice((await self._rehearsal.tenant()).ready)
        trust = DeviceTrust(profile.ca_file, str, lambda: server.validate, may_skip=True)
        ports = self._rehearsal.simulator.ports
        return await SmtpCheck(profile, ports.clock, ports.sign_in, trust.context).check(server)


def test_the_connection_test_at_the_practice_tenant(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        from panel_sim.core.events import ValueSet

        rehearsal = stand.rehearsal
        browser = await stand.administrator()

        async def tried() -> str:
            await browser.get(TEST)
            await browser.post(TEST, {"action": "start"})
            return str(browser.text)

        assert "Anslutningstestet lyckades" in await tried()
        await rehearsal.set_fault("tls-bad", True, {})
        assert "CA-certifikatet" in await tried()
        rehearsal.simulator.feed(ValueSet("email.certificate_validation", False))
        assert "Anslutningstestet lyckades" in await tried()
        await rehearsal.set_fault("tls-bad", False, {})
        await rehearsal.set_fault("smtp-down", True, {})
        assert "Kommunikationsfel mot SMTP-servern" in await tried()
        await rehearsal.set_fault("smtp-down", False, {})
        await rehearsal.set_fault("dns-down", True, {})
        assert "DNS-servern" in await tried()
        await rehearsal.set_fault("dns-down", False, {})
        practice = (await rehearsal.tenant()).practice
        await asyncio.to_thread(practice.policy, {"smtp_auth_mailbox": {"skrivare@ovning.example": "off"}})
        assert "SMTP AUTH är aktiverat" in await tried()
        assert "Bearer" not in browser.page.text

    on_the_web(story, given=("admin-signed-in",), mail_check=LateCheck)


def test_without_a_sign_in_the_test_says_so(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(TEST)
        await browser.post(TEST, {"action": "start"})
        assert "inte inloggad på e-posttjänsten" in browser.text

    on_the_web(story, mail_check=LateCheck)


def test_certificates_are_imported_and_removed(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(CA)
        files = {"certificate": ("ca.pem", trustme.CA(organization_name="<b>Skolan</b>").cert_pem.bytes())}
        browser.page = await browser.client.post(f"/{CA}", data={"csrf": browser.csrf, "action": "import"}, files=files)
        assert "Certifikatet är importerat" in browser.text
        assert "<b>Skolan" not in browser.page.text
        identity = browser.page.text.partition('name="id" value="')[2].partition('"')[0]
        browser.page = await browser.client.post(
            f"/{CA}", data={"csrf": browser.csrf, "action": "import"}, files={"certificate": ("x", b"\x00\x01nonsense")}
        )
        assert "inget certifikat" in browser.text
        await browser.post(CA, {"action": "remove", "id": identity})
        assert "Inga certifikat är importerade" in browser.text

    on_the_web(story)


def test_it_runs_beside_its_device_and_the_glass_says_where(tmp_path: Path) -> None:
    from panel_sim.running import Running

    async def story() -> None:
        running = Running(Options(home=tmp_path / "home", screen="settings/general/network/status/lan-wifi"))
        try:
            ready = await running.bring_up()
            address = ready["webconfig"]
            assert address in repr(running.simulator.view)
            assert json.loads((tmp_path / "home" / "ready.json").read_text())["webconfig"] == address
            async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
                for host in ("localhost", "127.0.0.1"):
                    answer = await client.get(address.replace("localhost", host))
                    assert answer.status_code == 200
                    assert "PS-C5900" in answer.text
        finally:
            await running.close()
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(address)

    asyncio.run(story())


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    from panel_sim.running.web import open_web

    async def story() -> None:
        from panel_sim.core.rules import NAMES
        from panel_sim.loading import load
        from panel_sim.running.rehearsal import Rehearsal
        from panel_sim.shipped import shipped

        rehearsal = Rehearsal(load(shipped("menus"), shipped("states"), "mfp", NAMES))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(Refused, match=f"Port {port} for Web Config is taken") as refused:
                await open_web(rehearsal.simulator, port, None, None)
            assert refused.value.code == 3
        await rehearsal.close()

    asyncio.run(story())
