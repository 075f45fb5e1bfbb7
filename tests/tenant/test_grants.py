"""Sign-in and refresh as MSAL does them, approved through the pages as a person does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

ADMIN, ANNA, BO, EVA = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example", "eva@privat.example"
DAY_S = 86400.0


def sign_in(tenant: Any, device: Any, user: str = ANNA) -> dict[str, Any]:
    flow = device.start()
    assert tenant.approve(flow["user_code"], user)["step"] == "done"
    answer: dict[str, Any] = device.poll(flow)
    assert "access_token" in answer, answer
    return answer


def test_administrator_consents_for_all_then_a_user_needs_no_consent(tenant: Any, device: Any, browser: Any) -> None:
    flow = device.start()
    assert device.poll(flow)["error"] == "authorization_pending"
    assert browser.sign_in(flow["user_code"], ADMIN) == "confirm"
    assert browser.submit(answer="continue") == "consent"
    assert browser.submit(answer="accept", organization="on") == "done"
    assert device.poll(flow)["id_token_claims"]["preferred_username"] == ADMIN

    flow = device.start()
    assert browser.sign_in(flow["user_code"], ANNA) == "confirm"
    assert browser.submit(answer="continue") == "done"
    assert device.poll(flow)["id_token_claims"]["preferred_username"] == ANNA


def test_silent_serves_the_cache_and_forced_refresh_gives_a_new_token(
    open_tenant: Any, device: Any, clock: Any
) -> None:
    first = sign_in(open_tenant, device)["access_token"]
    assert device.silent()["access_token"] == first
    clock.advance(60)
    assert device.silent(force=True)["access_token"] != first


def test_ninety_idle_days_end_a_sign_in(open_tenant: Any, device: Any, clock: Any) -> None:
    sign_in(open_tenant, device)
    clock.advance(90 * DAY_S)
    answer = device.silent(force=True)
    assert answer["error_codes"] == [700082]
    assert "The token was issued on 2026-" in answer["error_description"]
    assert "was inactive for 90.00:00:00." in answer["error_description"]


def test_use_renews_for_ninety_days_more(open_tenant: Any, device: Any, clock: Any) -> None:
    sign_in(open_tenant, device)
    for _ in range(3):
        clock.advance(89 * DAY_S)
        assert "access_token" in device.silent(force=True)


def test_the_old_refresh_token_stays_valid_beside_the_new(open_tenant: Any, device: Any, directory: Any) -> None:
    answer = sign_in(open_tenant, device)
    form = {"grant_type": "refresh_token", "client_id": open_tenant.ready.client_id}
    path = f"/{open_tenant.ready.authority.rpartition('/')[2]}/oauth2/v2.0/token"
    old = answer["refresh_token"]
    renewed = directory.post(path, data=form | {"refresh_token": old}).json()["refresh_token"]
    assert renewed != old
    assert directory.post(path, data=form | {"refresh_token": old}).status_code == 200


def test_revoked_sign_in_cannot_be_refreshed_but_a_new_one_can(open_tenant: Any, device: Any, clock: Any) -> None:
    sign_in(open_tenant, device)
    clock.advance(3600)
    open_tenant.revoke(ANNA)
    assert device.silent(force=True)["error_codes"] == [50173]
    sign_in(open_tenant, device)
    assert "access_token" in device.silent(force=True)


def test_changed_password_ends_sign_ins(open_tenant: Any, device: Any, browser: Any) -> None:
    sign_in(open_tenant, device)
    open_tenant.change_password(ANNA, "Nytt-456!")
    assert device.silent(force=True)["error_codes"] == [50173]
    flow = device.start()
    assert browser.sign_in(flow["user_code"], ANNA) == "password"
    assert browser.submit(password="Nytt-456!") == "confirm"


def test_password_changed_between_approval_and_poll(open_tenant: Any, device: Any) -> None:
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    open_tenant.change_password(ANNA, "Nytt-456!")
    assert device.poll(flow)["error_codes"] == [50133]


def test_conditional_access_stops_refresh_and_new_sign_ins(open_tenant: Any, device: Any, browser: Any) -> None:
    sign_in(open_tenant, device)
    open_tenant.set_policy(conditional_access_block_device_code=True)
    answer = device.silent(force=True)
    assert (answer["error"], answer["error_codes"]) == ("invalid_grant", [53003])
    flow = device.start()
    assert browser.sign_in(flow["user_code"], ANNA) == "blocked"
    assert browser.problem == "AADSTS53003"
    assert device.poll(flow)["error"] == "authorization_pending"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"user_disabled": {ANNA: True}}, 50057),
        ({"require_mfa": True}, 50076),
        ({"conditional_access_block_device_code": True}, 53003),
    ],
)
def test_rules_made_between_approval_and_poll(
    open_tenant: Any, device: Any, changes: dict[str, Any], number: int
) -> None:
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    open_tenant.set_policy(**changes)
    assert device.poll(flow)["error_codes"] == [number]


def test_withdrawn_consent_ends_refreshes(open_tenant: Any, device: Any) -> None:
    sign_in(open_tenant, device)
    open_tenant.withdraw_consent()
    answer = device.silent(force=True)
    assert answer["error_codes"] == [65001]
    assert answer["suberror"] == "consent_required"


def test_declined_expired_and_redeemed_codes(open_tenant: Any, device: Any, clock: Any) -> None:
    flow = device.start()
    assert open_tenant.approve(flow["user_code"], ANNA, "decline")["step"] == "declined"
    assert device.poll(flow)["error"] == "authorization_declined"

    flow = device.start()
    clock.advance(flow["expires_in"])
    assert device.poll(flow)["error"] == "expired_token"

    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    device.poll(flow)
    assert device.poll(flow)["error_codes"] == [54005]


def test_polling_too_fast_is_slowed_down(open_tenant: Any, directory: Any, clock: Any) -> None:
    ready = open_tenant.ready
    tenant_id = ready.authority.rpartition("/")[2]
    form = {"client_id": ready.client_id, "scope": ready.scopes[0]}
    flow = directory.post(f"/{tenant_id}/oauth2/v2.0/devicecode", data=form).json()
    poll = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "client_id": ready.client_id,
        "device_code": flow["device_code"],
    }

    def error() -> str:
        return str(directory.post(f"/{tenant_id}/oauth2/v2.0/token", data=poll).json()["error"])

    assert error() == "authorization_pending"
    clock.advance(4)
    assert error() == "slow_down"
    clock.advance(5)
    assert error() == "slow_down", "the interval is ten seconds now"
    clock.advance(15)
    assert error() == "authorization_pending"


def test_a_personal_account_signs_in_where_personal_accounts_do(tenant: Any, device: Any, browser: Any) -> None:
    flow = device.start()
    assert browser.open().submit(code=flow["user_code"]) == "account"
    assert browser.submit(account=EVA) == "account"
    assert browser.problem == "AADSTS50020"

    consumers = type(device)(device.ready, device.clock, device.ready.authority.rpartition("/")[0] + "/consumers")
    flow = consumers.start()
    assert browser.sign_in(flow["user_code"], EVA) == "confirm"
    assert browser.submit(answer="continue") == "consent"
    assert "organization" not in browser.page.text
    assert browser.submit(answer="accept") == "done"
    assert consumers.poll(flow)["id_token_claims"]["tid"] == "9188040d-6c67-4c5b-b112-36a304b66dad"
    consumers.session.close()


def test_three_practice_years_leave_tls_alone(open_tenant: Any, device: Any, clock: Any) -> None:
    clock.advance(3 * 365 * DAY_S)
    sign_in(open_tenant, device)


def test_a_clock_that_was_set_back_neither_kills_nor_revives(open_tenant: Any, device: Any, clock: Any) -> None:
    clock.advance(10 * DAY_S)
    sign_in(open_tenant, device)
    open_tenant.revoke(ANNA)
    clock._now -= 9 * DAY_S
    assert device.silent(force=True)["error_codes"] == [50173]
    sign_in(open_tenant, device)
    assert "access_token" in device.silent(force=True)


def test_thirty_sign_ins_at_once(open_tenant: Any, clock: Any, device: Any) -> None:
    def one(_: int) -> bool:
        own = type(device)(device.ready, clock)
        flow = own.start()
        open_tenant.approve(flow["user_code"], ANNA)
        done = "access_token" in own.poll(flow)
        own.session.close()
        return done

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(one, range(30)))
