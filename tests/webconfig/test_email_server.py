"""The guide's steps 3 to 12 and its troubleshooting page, against a real practice tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panel_sim.core.device import PENDING_PRINTER, PRINTER

PAGE = "network/email-server/basic"
SIGN_IN = f"{PAGE}/sign-in"
ADMIN = "admin@ovning.example"


async def begin(browser: Any) -> str:
    """Steps 3 to 7: the code on the page."""
    await browser.get(PAGE)
    await browser.post(
        PAGE, {"email.authentication": "oauth2", "email.service": "exchange-online", "action": "sign-in"}
    )
    assert browser.at == SIGN_IN
    assert "Logga in med Microsoft" in browser.page.text
    await browser.post(SIGN_IN, {"action": "start"})
    code = browser.page.text.partition('id="user-code" value="')[2].partition('"')[0]
    assert code, browser.text
    return str(code)


async def accept(stand: Any, code: str, outcome: str = "accept", user: str = ADMIN) -> None:
    """Steps 8 to 11, and the printer's next question."""
    import asyncio

    tenancy = await stand.rehearsal.tenant()
    consent = "organization" if outcome == "accept" else None
    await asyncio.to_thread(tenancy.practice.approve, code, user, outcome, consent)
    stand.rehearsal.wind(6)
    await stand.rehearsal.settle()


def test_the_guides_procedure(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        code = await begin(browser)
        assert "devicelogin" in browser.page.text
        assert (await browser.client.get(f"/{PAGE}/state")).json()["state"] == "code"
        await accept(stand, code)
        assert (await browser.client.get(f"/{PAGE}/state")).json()["state"] == "signed-in"
        await browser.get(SIGN_IN)
        assert browser.at == PAGE
        assert "Aktuell status Inloggad Inloggningen är inte sparad" in browser.text
        assert ADMIN in browser.text
        assert stand.device.account(PRINTER).state == "none", "not stored before OK"
        await browser.post(PAGE, {"email.authentication": "oauth2", "email.sender": ADMIN, "action": "ok"})
        await stand.rehearsal.settle()
        assert "är sparad på skrivaren" in browser.text
        assert (stand.device.account(PRINTER).state, stand.device.account(PRINTER).address) == ("stored", ADMIN)
        assert stand.device.text("email.sender") == "", "it follows the account"
        assert stand.device.text("email.smtp_address") == "smtp-mail.outlook.com"
        status = await stand.browser().get("status/email-server")
        assert ADMIN in status.text
        # Log out.
        await browser.post(PAGE, {"email.authentication": "oauth2", "action": "sign-out"})
        await stand.rehearsal.settle()
        assert stand.device.account(PRINTER).state == "none"

    on_the_web(story)


def test_leaving_the_page_loses_the_sign_in(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await accept(stand, await begin(browser))
        assert stand.device.account(PENDING_PRINTER).state == "pending"
        assert "Inloggad" in (await browser.get(PAGE)).text
        await browser.get("network/basic")
        await stand.rehearsal.settle()
        assert stand.device.account(PENDING_PRINTER).state == "none"
        await browser.get(PAGE)
        assert "Inloggad</strong>" not in browser.page.text
        assert 'value="sign-in"' in browser.page.text

    on_the_web(story)


def test_logging_out_or_doing_nothing_loses_it_too(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        for leave in ("sign-out", "idle"):
            browser = await stand.administrator()
            await accept(stand, await begin(browser))
            assert stand.device.account(PENDING_PRINTER).state == "pending"
            if leave == "idle":
                stand.rehearsal.wind(200)
            else:
                await browser.get(PAGE)
                await browser.post("sign-out", {})
            await stand.rehearsal.settle()
            assert stand.device.account(PENDING_PRINTER).state == "none", leave

    on_the_web(story)


def test_who_waits_for_the_sign_in_is_not_logged_off(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await begin(browser)
        for _ in range(6):
            stand.rehearsal.wind(60)
            await stand.rehearsal.settle()
            state = (await browser.client.get(f"/{PAGE}/state")).json()
            assert state["state"] == "code"
        assert 0 < state["left"] < 900

    on_the_web(story)


def test_a_sign_in_that_is_declined_is_said_and_can_be_begun_again(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await accept(stand, await begin(browser), "decline")
        await browser.get(SIGN_IN)
        assert "avböjdes" in browser.text
        assert 'value="start"' in browser.page.text
        await browser.post(SIGN_IN, {"action": "start"})
        assert "user-code" in browser.page.text
        await browser.post(SIGN_IN, {"action": "cancel"})
        assert browser.at == PAGE
        assert stand.rehearsal.simulator.panel.context.session.printer_sign_in is None

    on_the_web(story)


def test_another_administrators_sign_in_takes_its_place(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        first, second = await stand.administrator(), await stand.administrator()
        await begin(first)
        code = await begin(second)
        await first.get("network/basic")
        await accept(stand, code)
        assert stand.device.account(PENDING_PRINTER).address == ADMIN

    on_the_web(story)


def test_signed_in_elsewhere_but_ok_never_pressed(on_the_web: Callable[..., None]) -> None:
    """The troubleshooting page of the guide: Web Config says signed in, and OK sends it."""

    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(PAGE)
        assert "Inloggad Inloggningen är inte sparad på skrivaren än. Klicka på OK" in browser.text
        await browser.post(PAGE, {"email.authentication": "oauth2", "action": "ok"})
        assert stand.device.account(PRINTER).state == "stored"

    on_the_web(story, given=("admin-not-stored",))


def test_oauth2_is_not_offered_where_it_cannot_be_and_why(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        from panel_sim.core.events import ValueSet

        browser = await stand.administrator()
        await browser.get(PAGE)
        assert 'value="oauth2"' not in browser.page.text
        assert "firmware är för gammal" in browser.text
        await browser.post(PAGE, {"email.authentication": "oauth2", "action": "ok"})
        assert stand.device.text("email.authentication") == "off"
        stand.rehearsal.simulator.feed(ValueSet("device.firmware", "current"))
        stand.rehearsal.simulator.feed(ValueSet("email.route", "additional"))
        await browser.get(PAGE)
        assert 'value="oauth2"' not in browser.page.text
        assert "ytterligare nätverket" in browser.text
        stand.rehearsal.simulator.feed(ValueSet("email.route", "standard"))
        assert 'value="oauth2"' in (await browser.get(PAGE)).text

    on_the_web(story, given=("showroom", "old-firmware"))


def test_each_method_has_its_fields(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(PAGE)

        def works(name: str) -> bool:
            found = browser.page.text.partition(f'id="email-{name}"')[2].partition(">")[0]
            return "disabled" not in found

        for method, account, address, security, pop in (
            ("off", False, True, True, False),
            ("smtp-auth", True, True, True, False),
            ("pop-before-smtp", True, True, False, True),
            ("oauth2", False, False, False, False),
        ):
            await browser.post(PAGE, {"email.authentication": method, "action": "show"})
            found = (works("auth-account"), works("smtp-address"), works("security"), works("pop-address"))
            assert found == (account, address, security, pop), method

    on_the_web(story)


def test_smtp_auth_by_hand_is_kept_whole_or_not_at_all(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(PAGE)
        fields = {
            "email.authentication": "smtp-auth",
            "email.auth_account": "skrivare",
            "email.auth_password": "hemligt",
            "email.sender": "skrivare@ovning.example",
            "email.smtp_address": "mail_server!",
            "email.smtp_port": "0",
            "email.security": "ssl",
            "action": "ok",
        }
        await browser.post(PAGE, fields)
        assert "bindestreck" in browser.text
        assert "1 till 65535" in browser.text
        assert "hemligt" not in browser.page.text
        assert stand.device.text("email.authentication") == "oauth2"
        await browser.post(PAGE, {**fields, "email.smtp_address": "mail.ovning.example", "email.smtp_port": "465"})
        assert "sparade" in browser.text
        assert stand.device.text("email.auth_password") == "hemligt"
        assert stand.device.number("email.smtp_port") == 465
        await browser.get(PAGE)
        pop = {**fields, "email.authentication": "pop-before-smtp", "email.pop_address": "pop.ovning.example"}
        pop |= {"email.smtp_address": "mail.ovning.example", "email.smtp_port": "25"}
        await browser.post(PAGE, pop)
        assert stand.device.text("email.security") == "none"

    on_the_web(story)
