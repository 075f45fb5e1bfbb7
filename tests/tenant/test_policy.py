"""The organisation's rules as programs and people meet them, with the numbers of the real cloud."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

ADMIN, ANNA, BO, EVA = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example", "eva@privat.example"
PRINTER = "skrivare@ovning.example"
DAY_S = 86400


def sign_in(tenant: Any, device: Any, user: str = ANNA) -> dict[str, Any]:
    flow = device.start()
    assert tenant.approve(flow["user_code"], user)["step"] == "done"
    answer: dict[str, Any] = device.poll(flow)
    assert "access_token" in answer, answer
    return answer


@pytest.fixture
def personal(tenant: Any, clock: Any, device: Any) -> Any:
    """A device that signs personal accounts in."""
    made = type(device)(tenant.ready, clock, tenant.ready.authority.rpartition("/")[0] + "/consumers")
    yield made
    made.session.close()


def test_conditional_access_from_a_later_day_stops_what_worked_yesterday(
    open_tenant: Any, device: Any, clock: Any, browser: Any
) -> None:
    sign_in(open_tenant, device)
    shown = open_tenant.set_policy(conditional_access_block_device_code_from="+45d")
    begins = datetime.fromisoformat(shown["conditional_access_block_device_code_from"])
    assert begins.timestamp() == pytest.approx(clock.now() + 45 * DAY_S, abs=1)
    clock.advance(44 * DAY_S)
    assert "access_token" in device.silent(force=True)
    clock.advance(DAY_S)
    assert device.silent(force=True)["error_codes"] == [53003]
    assert browser.sign_in(device.start()["user_code"], ANNA) == "blocked"
    open_tenant.set_policy(conditional_access_block_device_code_from=None)
    assert "access_token" in device.silent(force=True)


def test_a_date_says_when_conditional_access_begins(open_tenant: Any, device: Any, clock: Any) -> None:
    moment = datetime.fromtimestamp(clock.now() + 60, UTC).isoformat()
    sign_in(open_tenant, device)
    open_tenant.set_policy(conditional_access_block_device_code_from=moment)
    assert "access_token" in device.silent(force=True)
    clock.advance(60)
    assert device.silent(force=True)["error_codes"] == [53003]


@pytest.mark.parametrize("value", ["tomorrow", "+45 weeks", 5, True, "", "-3d"])
def test_what_is_no_moment(tenant: Any, value: object) -> None:
    with pytest.raises(ValueError, match=r"is null, a date as .* or so long from now as '\+45d'"):
        tenant.set_policy(conditional_access_block_device_code_from=value)


def test_a_second_factor_at_the_pages(open_tenant: Any, browser: Any, device: Any, control: Any) -> None:
    open_tenant.set_policy(require_mfa=True)
    flow = device.start()
    assert browser.sign_in(flow["user_code"], ANNA) == "mfa"
    assert browser.problem == "AADSTS50076"
    assert browser.submit(otc="000000") == "mfa"
    assert browser.problem == "AADSTS500121"
    assert device.poll(flow)["error"] == "authorization_pending"
    answer = control.get("/authenticator", params={"user": ANNA}).json()
    assert 0 < answer["seconds_left"] <= 30
    assert browser.submit(otc=answer["code"]) == "confirm"
    assert browser.submit(answer="continue") == "done"
    assert "access_token" in device.poll(flow)
    # The session keeps the mark of the second factor through its refreshes.
    assert "access_token" in device.silent(force=True)
    assert "access_token" in device.silent(force=True)


def test_one_time_codes_change_and_belong_to_one_user(open_tenant: Any, browser: Any, device: Any, clock: Any) -> None:
    open_tenant.set_policy(require_mfa=True)
    old, others = open_tenant.one_time_code(ANNA), open_tenant.one_time_code(BO)
    assert old != others
    clock.advance(90)
    flow = device.start()
    browser.sign_in(flow["user_code"], ANNA)
    assert browser.submit(otc=old) == "mfa"
    assert browser.submit(otc=others) == "mfa"
    spaced = open_tenant.one_time_code(ANNA)
    assert browser.submit(otc=f"{spaced[:3]} {spaced[3:]}") == "confirm"


@pytest.mark.parametrize(("language", "words"), [("sv", "Autentiseringsapp"), ("en", "authenticator app")])
def test_the_practice_authenticator_shows_everybodys_codes(
    tenant: Any, browser: Any, language: str, words: str
) -> None:
    page = browser.open(f"/authenticator?lang={language}").page.text
    assert words in page
    for user in (ADMIN, ANNA, EVA):
        assert f'data-user="{user}">{tenant.one_time_code(user)}<' in page


def test_a_second_factor_wanted_later_ends_refreshes(open_tenant: Any, device: Any) -> None:
    sign_in(open_tenant, device)
    open_tenant.set_policy(require_mfa=True)
    answer = device.silent(force=True)
    assert (answer["error_codes"], answer["suberror"]) == ([50076], "basic_action")
    sign_in(open_tenant, device)
    assert "access_token" in device.silent(force=True)


def test_approving_without_the_second_factor(open_tenant: Any, device: Any) -> None:
    flow = device.start()
    open_tenant.set_policy(require_mfa=True)
    answer = open_tenant.approve(flow["user_code"], ANNA, "wrong-mfa")
    assert (answer["step"], answer["code"]) == ("mfa", "AADSTS500121")
    assert device.poll(flow)["error"] == "authorization_pending"
    assert open_tenant.approve(flow["user_code"], ANNA)["step"] == "done"


def test_sign_in_frequency(open_tenant: Any, device: Any, clock: Any) -> None:
    sign_in(open_tenant, device)
    open_tenant.set_policy(sign_in_frequency_h=24)
    clock.advance(23 * 3600)
    assert "access_token" in device.silent(force=True)
    clock.advance(3600)
    answer = device.silent(force=True)
    assert (answer["error_codes"], answer["suberror"]) == ([70043], "token_expired")


def test_an_application_without_public_client_flows(open_tenant: Any, directory: Any) -> None:
    open_tenant.set_policy(public_client_flows=False)
    form = {"client_id": open_tenant.ready.client_id, "scope": open_tenant.ready.scopes[0]}
    answer = directory.post("/organizations/oauth2/v2.0/devicecode", data=form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.json()["error_codes"] == [7000218]


def test_personal_accounts_codes_are_shorter_and_die_after_five_minutes(
    tenant: Any, personal: Any, clock: Any
) -> None:
    flow = personal.start()
    assert len(flow["user_code"]) == 8
    assert flow["expires_in"] == 900, "what it says is not so, as in the real cloud"
    clock.advance(290)
    assert tenant.approve(flow["user_code"], EVA)["step"] == "done"
    assert "access_token" in personal.poll(flow)
    flow = personal.start()
    clock.advance(300)
    with pytest.raises(Exception, match="AADSTS70019"):
        tenant.approve(flow["user_code"], EVA)
    assert personal.poll(flow)["error_codes"] == [70020]


def test_personal_accounts_know_no_organisation(tenant: Any, personal: Any, device: Any) -> None:
    """No administrator's consent, no Conditional Access, no second factor, no sign-in frequency."""
    tenant.set_policy(
        conditional_access_block_device_code=True, require_mfa=True, security_defaults=True, sign_in_frequency_h=1
    )
    sign_in(tenant, personal, EVA)
    personal.clock.advance(2 * 3600)
    assert "access_token" in personal.silent(force=True)
    assert tenant.approve(personal.start()["user_code"], ANNA)["code"] == "AADSTS50020"
    assert len(device.start()["user_code"]) == 9
    assert tenant.approve(device.start()["user_code"], EVA)["code"] == "AADSTS50020"


def test_refresh_tokens_live_on_by_use(open_tenant: Any, device: Any, clock: Any) -> None:
    sign_in(open_tenant, device)
    for _ in range(3):
        clock.advance(89 * DAY_S)
        assert "access_token" in device.silent(force=True)
    clock.advance(90 * DAY_S)
    answer = device.silent(force=True)
    assert answer["error_codes"] == [700082]
    assert "inactive for 90.00:00:00" in answer["error_description"]


def test_new_users(tenant: Any, control: Any, device: Any) -> None:
    added = [
        {"address": "Printer.1@ovning.example", "name": "Printer 1"},
        {"address": "boss@ovning.example", "administrator": True},
        {"address": "kim@privat.example", "personal": True},
        "printer2@ovning.example",
    ]
    answer = control.post("/users", json={"users": added})
    assert answer.status_code == 200
    assert [user["address"] for user in answer.json()["users"]][-4:] == [
        "printer.1@ovning.example", "boss@ovning.example", "kim@privat.example", "printer2@ovning.example",
    ]  # fmt: skip
    assert tenant.approve(device.start()["user_code"], "boss@ovning.example", consent="organization")["step"] == "done"
    assert tenant.approve(device.start()["user_code"], "printer2@ovning.example")["step"] == "done"
    assert tenant.set_policy(user_disabled={"printer.1@ovning.example": True})["user_disabled"][
        "printer.1@ovning.example"
    ]
    tenant.reset()
    assert len(control.get("/users").json()["users"]) == 5
    assert "printer.1@ovning.example" not in tenant.policy()["user_disabled"]


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ("x", "is a list"),
        ([1], "an object with one"),
        ([{"name": "x"}], "an object with one"),
        ([{"address": "x@ovning.example", "adress": "x"}], "did you mean 'address'?"),
        ([{"address": "x@ovning.example", "personal": "yes"}], "'personal' is true or false"),
        (["x@elsewhere.example"], "it is NAME@ovning.example."),
        (["åsa@ovning.example"], "no address of a new user"),
        ([{"address": "x@privat.example"}], "NAME@ovning.example"),
        ([{"address": "x@privat.example", "personal": True, "administrator": True}], "administers no organisation"),
        (["new@ovning.example", ANNA], "anna@ovning.example is there already"),
        (["new@ovning.example", "new@ovning.example"], "named twice"),
    ],
)
def test_users_that_cannot_be_made(control: Any, users: object, words: str) -> None:
    answer = control.post("/users", json={"users": users})
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert len(control.get("/users").json()["users"]) == 5


def test_a_bad_query_for_a_one_time_code(control: Any) -> None:
    assert control.get("/authenticator").status_code == 400
    assert control.get("/authenticator", params={"user": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"messages_over_limit": "drop"}, "'delay' or 'refuse'"),
        ({"concurrent_connections": -1}, "a number from 0 to 100000"),
        ({"send_as": {PRINTER: ADMIN}}, "is a list of the users"),
        ({"send_as": {PRINTER: ["admn@ovning.example"]}}, "did you mean 'admin@ovning.example'?"),
    ],
)
def test_bad_values(tenant: Any, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("?", r"\?")):
        tenant.set_policy(**changes)
