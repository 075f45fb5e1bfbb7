"""Sign-in and refresh as MSAL does them, approved through the pages as a person does."""

from __future__ import annotations

from typing import Any

import pytest

ADMIN, ANNA, BO, EVA = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example", "eva@privat.example"
DAY_S = 86400.0


def test_administrator_consents_for_all_then_a_user_needs_no_consent(tenant: Any, device: Any, browser: Any) -> None:
    flow = device.start()
    assert device.poll(flow)["error"] == "authorization_pending"
    assert browser.sign_in(flow["user_code"], ADMIN) == "confirm"
    assert browser.submit(answer="continue") == "consent"
    assert browser.submit(answer="accept", organization="on") == "done"
    answer = device.poll(flow)
    assert answer["id_token_claims"]["preferred_username"] == ADMIN

    flow = device.start()
    assert browser.sign_in(flow["user_code"], ANNA) == "confirm"
    assert browser.submit(answer="continue") == "done"
    assert device.poll(flow)["id_token_claims"]["preferred_username"] == ANNA


def test_silent_serves_the_cache_and_forced_refresh_gives_a_new_token(
    open_tenant: Any, device: Any, clock: Any
) -> None:
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    first = device.poll(flow)["access_token"]
    assert device.silent()["access_token"] == first
    clock.advance(60)
    assert device.silent(force=True)["access_token"] != first
