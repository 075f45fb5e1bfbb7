"""Attacks from outside: names of others, forms of others, addresses that lead away, what is put back on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

FORM = "network/basic"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@evil.example", "", "127.0.0.1:x"])
def test_another_hosts_name_gets_no_page(on_the_web: Callable[..., None], host: str) -> None:
    async def story(stand: Any) -> None:
        answer = await stand.browser().get("status/product", headers={"host": host})
        assert answer.status_code in (400, 421)
        assert "PS-C5900" not in answer.text

    on_the_web(story)


def test_every_answer_carries_what_keeps_strangers_out(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        for path in ("status/product", FORM, "sign-in", "no/such/page", "static/web.css", "static/none"):
            headers = (await browser.get(path)).headers
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "unsafe-inline" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
        assert (await browser.get(FORM)).headers["cache-control"] == "no-store"
        assert "<script>" not in browser.page.text
        assert "style=" not in browser.page.text

    on_the_web(story)


def test_cookies_are_for_our_pages_only(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = stand.browser()
        await browser.get("sign-in?lang=en")
        set_cookies = browser.page.headers.get_list("set-cookie")
        assert len(set_cookies) == 2
        for one in set_cookies:
            assert "HttpOnly" in one
            assert "SameSite=lax" in one

    on_the_web(story)


def test_a_form_without_our_token_changes_nothing(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser, other = await stand.administrator(), await stand.administrator()
        await other.get(FORM)
        change = {"network.device_name": "EVIL", "action": "ok"}
        for token in ("", "0" * 48, other.csrf, "é" * 3):
            await browser.get(FORM)
            answer = await browser.post(FORM, {**change, "csrf": token})
            assert answer.status_code == 403
        await browser.get(FORM)
        refused = await browser.post(FORM, change, headers={"origin": "http://evil.example"})
        assert refused.status_code == 403
        stranger = stand.browser()
        await stranger.get("sign-in")
        await stranger.post(FORM, change)
        assert stranger.at == "sign-in"
        assert stand.device.text("network.device_name") == "PS-C5900"

    on_the_web(story)


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "status/../evil"]
)
def test_signing_in_leads_to_our_pages_only(on_the_web: Callable[..., None], address: str) -> None:
    async def story(stand: Any) -> None:
        browser = stand.browser()
        await browser.get("sign-in", params={"page": address})
        browser.client.follow_redirects = False
        answer = await browser.client.post(
            "/sign-in", params={"page": address}, data={"csrf": browser.csrf, "password": "12345678"}
        )
        assert answer.headers["location"] == "/status/product"

    on_the_web(story)


def test_nothing_comes_back_as_markup(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        evil = '"><script>alert(1)</script>'
        for path in (f"no/{evil}", f"status/product?lang={evil}", f"sign-in?page={evil}"):
            assert evil not in (await browser.get(path)).text
        await browser.get("device-management/administrator")
        await browser.post("device-management/administrator", {"device.administrator": evil, "action": "ok"})
        assert stand.device.text("device.administrator") == evil
        for page in ("device-management/administrator", "status/product"):
            assert evil not in (await browser.get(page)).text
            assert "&lt;script&gt;" in browser.page.text

    on_the_web(story)


def test_what_is_no_form_or_too_large_is_refused(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(FORM)
        big = await browser.post(FORM, {"network.device_name": "x" * 70_000})
        assert big.status_code == 413
        many = await browser.client.post(f"/{FORM}", data={f"f{number}": "1" for number in range(500)})
        assert many.status_code == 400
        kind = await browser.client.post(f"/{FORM}", json={"network.device_name": "x"})
        assert kind.status_code == 415
        upload = await browser.client.post("/network-security/ca-certificate", files={"certificate": b"x" * 600_000})
        assert upload.status_code == 413
        for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
            assert (await browser.client.request(method, f"/{FORM}")).status_code in (404, 405)
        assert stand.device.text("network.device_name") == "PS-C5900"

    on_the_web(story)


def test_a_device_that_is_off_or_unplugged_has_no_pages(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        from panel_sim.core.events import ConditionChanged

        browser = stand.browser()
        stand.rehearsal.simulator.feed(ConditionChanged("network-unplugged", True))
        assert (await browser.get("status/product")).status_code == 503
        assert "urdragen" in browser.text
        stand.rehearsal.simulator.feed(ConditionChanged("network-unplugged", False))
        assert (await browser.get("status/product")).status_code == 200

    on_the_web(story)


def test_it_listens_on_loopback_only(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        import socket

        address = next(
            (one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)), "127.0.0.1"
        )
        if address.startswith("127."):
            return
        port = httpx.URL(stand.base).port
        with socket.socket() as sock:
            sock.settimeout(2)
            assert sock.connect_ex((address, port)) != 0

    on_the_web(story)
