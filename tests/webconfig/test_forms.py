"""Forms of values: the device's state and back, nothing half saved; and that the data holds together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.core.registry import READINGS
from panel_sim.core.rules import NAMES
from panel_sim.loading import load, models
from panel_sim.shipped import shipped
from panel_sim.webconfig.forms import strange
from panel_sim.webconfig.opening import read_site
from panel_sim.webconfig.readings import WEB_READINGS

PAGE = "network/basic"


def all_pages() -> list[str]:
    """The ids of all pages of the map."""

    def walk(pages: Any) -> list[str]:
        return [one for page in pages for one in (walk(page.pages) if page.pages else [page.id])]

    return walk(read_site().pages)


def test_forms_speak_of_values_pages_and_readings_that_there_are() -> None:
    known = set(READINGS) | set(WEB_READINGS)
    for model in models(shipped("menus")):
        known |= set(load(shipped("menus"), shipped("states"), model, NAMES).values)
    site = read_site()
    assert strange(site.forms, known, all_pages()) == []
    assert set(site.words["sv"]) == set(site.words["en"])


@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_every_page_of_every_model_says_everything_in_both_languages(
    on_the_web: Callable[..., None], model: str
) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        shown = 0
        for language in ("sv", "en"):
            for page in all_pages():
                answer = await browser.get(f"{page}?lang={language}")
                assert answer.status_code in (200, 404)
                assert "⟨" not in answer.text, page
                assert f'lang="{language}"' in answer.text
                shown += answer.status_code == 200
        assert shown > 30

    on_the_web(story, model=model)


def test_what_is_saved_is_on_the_glass_and_the_reverse(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        from panel_sim.core.events import ValueSet

        simulator = stand.rehearsal.simulator
        painted: list[object] = []
        simulator.watch(painted.append)
        browser = await stand.administrator()
        await browser.get("device-management/control-panel")
        await browser.post("device-management/control-panel", {"panel.language": "en", "action": "ok"})
        assert "sparade" in browser.text or "saved" in browser.text
        assert simulator.view.language == "en"
        assert painted, "the panel repaints by itself"
        simulator.feed(ValueSet("network.device_name", "NAMED-AT-PANEL"))
        assert "NAMED-AT-PANEL" in (await browser.get("status/network")).text

    on_the_web(story)


def test_nothing_is_half_saved(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        before = stand.device.kept()
        browser = await stand.administrator()
        await browser.get(PAGE)
        await browser.post(
            PAGE,
            {
                "network.device_name": "NEW",
                "network.obtain_ip": "manual",
                "network.ip_address": "1.2.3",
                "network.subnet_mask": "255.255.255.0",
                "network.proxy": "on",
                "network.proxy_port": "70000",
                "action": "ok",
            },
        )
        assert "Inget har sparats" in browser.text
        assert "Skriv en IPv4-adress" in browser.text
        assert "Skriv ett heltal från 1 till 65535" in browser.text
        assert browser.page.text.count('aria-invalid="true"') == 2
        assert 'value="NEW"' in browser.page.text, "what was typed is still there"
        assert stand.device.kept() == before

    on_the_web(story)


def test_fields_that_do_not_count_are_left_alone(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        await browser.get(PAGE)
        await browser.post(
            PAGE, {"network.obtain_ip": "auto", "network.ip_address": "not an address", "action": "ok"}
        )
        assert "sparade" in browser.text
        assert stand.device.text("network.ip_address") == "192.0.2.10"
        # Without scripts: the button Show opens them, and saves nothing.
        await browser.post(PAGE, {"network.obtain_ip": "manual", "action": "show"})
        field = browser.page.text.partition('id="network-ip-address"')[2].partition(">")[0]
        assert "disabled" not in field
        assert stand.device.text("network.obtain_ip") == "auto"

    on_the_web(story)


def test_a_password_is_never_shown_and_stays_when_left_empty(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        fields = {"network.connection": "wifi", "wifi.security": "wpa2", "action": "ok"}
        await browser.get("network/wifi")
        await browser.post("network/wifi", {**fields, "wifi.password": "Hemligt-natverk-1"})
        assert stand.device.text("wifi.password") == "Hemligt-natverk-1"
        assert "Hemligt" not in browser.page.text
        await browser.post("network/wifi", {**fields, "wifi.password": ""})
        assert stand.device.text("wifi.password") == "Hemligt-natverk-1"

    on_the_web(story)


def test_updates(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = await stand.administrator()
        for page, key, new in (
            ("device-management/firmware-update", "device.firmware", "current"),
            ("network-security/root-certificate", "device.root_certificate", "02.04"),
        ):
            await browser.get(page)
            await browser.post(page, {"action": "start"})
            assert "Uppdaterat till version" in browser.text
            assert stand.device.text(key) == new
            await browser.post(page, {"action": "start"})
            assert "används redan" in browser.text

    on_the_web(story, given=("showroom", "old-firmware"))


def test_the_language_is_chosen_on_the_page_and_remembered(on_the_web: Callable[..., None]) -> None:
    async def story(stand: Any) -> None:
        browser = stand.browser()
        assert "Produktstatus" in (await browser.get("")).text
        assert "Product Status" in (await browser.get("status/product?lang=en")).text
        assert "Network Status" in (await browser.get("status/network")).text
        assert stand.device.text("panel.language") == "sv", "the glass keeps its own"

    on_the_web(story)


TEXT = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["", "on", "off", "ok", "show", "sign-in", "sign-out", "reset", "start", "cancel", "remove", "oauth2", "smtp-auth",
     "manual", "pop-before-smtp", "-1", "1e9", "9" * 5000, "\x00", "\ud7ff", "' or 1=1", "<b>", "../../etc/passwd"]
)  # fmt: skip
ACTIONS = st.sampled_from(["ok", "show", "sign-in", "sign-out", "reset", "cancel", "remove", "import", "nonsense", ""])


def test_random_forms_never_make_it_stumble(on_the_web: Callable[..., None]) -> None:
    """No page answers 500 whatever is sent to it, and the values are as declared afterwards."""
    site = read_site()
    keys = sorted({row.key for form in site.forms.values() for section in form.sections for row in section.rows})
    keys += ["email.authentication", "email.smtp_port", "old", "new", "again", "id", "password", "lang", "page"]
    pages = [*all_pages(), "network/email-server/basic/sign-in", "sign-in", "no/page"]

    async def story(stand: Any) -> None:
        import asyncio

        from panel_sim.core.device import fitted

        loop = asyncio.get_running_loop()
        browser = await stand.administrator()
        await browser.get("network/basic")
        token = browser.csrf

        @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(pages), st.dictionaries(st.sampled_from(keys), TEXT, max_size=8), ACTIONS)
        def try_one(page: str, fields: dict[str, str], action: str) -> None:
            async def ask() -> int:
                data = {"csrf": token, "action": action, **fields}
                return (await browser.client.post(f"/{page}", data=data)).status_code

            status = asyncio.run_coroutine_threadsafe(ask(), loop).result(30)
            assert status < 500, (page, fields, action)

        await asyncio.to_thread(try_one)
        await browser.get("network/basic")
        assert browser.at == "network/basic", "all of it was tried by somebody who may"
        device = stand.device
        for key, value in device.set_values.items():
            assert fitted(device.specs[key], value) == value

    on_the_web(story)
