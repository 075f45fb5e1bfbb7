"""The administrator's door: what is open, signing in and out, lock-out, idle time, changing the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPEN = ("status/product", "status/network", "status/email-server", "status/usage", "status/hardware")


def test_status_is_open_and_the_rest_is_not(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = stand.browser()
        for page in OPEN:
            assert (await browser.get(page)).status_code == 200
            assert browser.at == page
        assert "192.0.2.10" in (await browser.get("status/network")).text
        await browser.get("network/basic")
        assert browser.at == "sign-in"
        assert "network.ip_address" not in browser.page.text
        await browser.post("sign-in?page=network/basic", {"password": "12345678"})
        assert browser.at == "network/basic"

    on_the_web(story)


def test_five_wrong_passwords_close_the_door_for_ten_minutes(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        for number in range(5):
            # Another browser each time: the door is shut, not the browser.
            browser = stand.browser()
            await browser.sign_in(f"wrong-{number}")
            assert ("Vänta 10 min" in browser.text) is (number == 4), browser.text
        browser = stand.browser()
        await browser.sign_in()
        assert "Vänta 10 min" in browser.text
        stand.rehearsal.wind(601)
        await browser.sign_in()
        assert "Inloggad som administratör" in browser.text

    on_the_web(story)


def test_who_does_nothing_is_logged_off_as_on_the_panel(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        stand.rehearsal.wind(170)
        assert (await browser.get("network/basic")).status_code == 200
        stand.rehearsal.wind(170)
        await browser.get("network/basic")
        assert browser.at == "network/basic"
        stand.rehearsal.wind(181)
        await browser.get("network/basic")
        assert browser.at == "sign-in"
        assert "inte använts på 3 min" in browser.text

    on_the_web(story)


def test_logging_out_ends_the_session_on_the_server(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get("network/basic")
        stolen = dict(browser.client.cookies)
        await browser.post("sign-out", {})
        assert "Du är utloggad" in browser.text
        thief = stand.browser()
        thief.client.cookies.update(stolen)
        await thief.get("network/basic")
        assert thief.at == "sign-in"

    on_the_web(story)


def test_a_session_has_a_new_key_once_somebody_signed_in(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = stand.browser()
        await browser.get("sign-in")
        before = dict(browser.client.cookies)
        await browser.post("sign-in", {"password": "12345678"})
        after = dict(browser.client.cookies)
        assert set(before) == set(after)
        assert set(before.values()).isdisjoint(after.values())

    on_the_web(story)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "12345678", "new": "kort", "again": "kort"}, "8–20 tecken"),
        ({"old": "12345678", "new": "å" * 10, "again": "å" * 10}, "8–20 tecken"),
        ({"old": "12345678", "new": "x" * 21, "again": "x" * 21}, "8–20 tecken"),
        ({"old": "12345678", "new": "Nytt-losen-1", "again": "Nytt-losen-2"}, "inte lika"),
        ({"old": "87654321", "new": "Nytt-losen-1", "again": "Nytt-losen-1"}, "Lösenordet är fel"),
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(
    on_the_web: Callable[..., None], fields: dict[str, str], said: str
) -> None:
    async def story(stand: Any) -> None:
        before = stand.device.administrator_hash
        browser = await stand.administrator()
        await browser.get("product-security/administrator-password")
        await browser.post("product-security/administrator-password", fields)
        assert said in browser.text
        assert stand.device.administrator_hash == before

    on_the_web(story)


def test_the_new_password_counts_here_and_on_the_panel_and_the_others_are_out(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        mine, other = await stand.administrator(), await stand.administrator()
        page = "product-security/administrator-password"
        await mine.get(page)
        await mine.post(page, {"old": "12345678", "new": "Nytt-losen-1", "again": "Nytt-losen-1"})
        assert "är ändrat" in mine.text
        await other.get("network/basic")
        assert other.at == "sign-in"
        assert "har ändrats" in other.text
        await other.sign_in("12345678")
        assert "Lösenordet är fel" in other.text
        await other.sign_in("Nytt-losen-1")
        assert "Inloggad som administratör" in other.text
        assert stand.rehearsal.simulator.ports.passwords.fits("Nytt-losen-1", stand.device.administrator_hash)

    on_the_web(story)
