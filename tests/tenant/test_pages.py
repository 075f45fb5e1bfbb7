"""The pages as a person meets them, and as somebody with bad intentions does."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ADMIN, ANNA, BO = "admin@ovning.example", "anna@ovning.example", "bo@ovning.example"
PASSWORD = "Ovning-123!"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def code(device: Any) -> str:
    return str(device.start()["user_code"])


def test_the_code_may_be_typed_as_people_do(browser: Any, code: str) -> None:
    assert browser.open().submit(code=f" {code[:4].lower()}-{code[4:]} ") == "account"


def test_a_wrong_code_can_be_typed_again(browser: Any, code: str) -> None:
    assert browser.open().submit(code="BCDFGHJKL") == "code"
    assert browser.problem == "AADSTS70018"
    assert browser.submit(code=code) == "account"
    assert browser.problem is None


def test_wrong_account_and_password_can_be_typed_again(browser: Any, code: str) -> None:
    browser.open().submit(code=code)
    assert browser.submit(account="ingen@ovning.example") == "account"
    assert browser.problem == "AADSTS50034"
    assert browser.submit(account=f" {ADMIN.upper()} ") == "password"
    assert browser.submit(password="fel") == "password"
    assert browser.problem == "AADSTS50126"
    assert browser.submit(password=PASSWORD) == "confirm"


def test_ten_wrong_passwords_lock_the_account_for_a_while(browser: Any, code: str, clock: Any) -> None:
    browser.sign_in(code, ANNA, "fel")
    for _ in range(8):
        assert browser.submit(password="fel") == "password"
    assert browser.submit(password="fel") == "problem"
    assert browser.problem == "AADSTS50053"
    assert browser.sign_in(code, ANNA) == "problem"
    clock.advance(61)
    assert browser.sign_in(code, ANNA) == "confirm"


def test_consent_for_oneself_or_for_all(tenant: Any, browser: Any, device: Any, code: str) -> None:
    browser.sign_in(code, ADMIN)
    assert browser.submit(answer="continue") == "consent"
    assert "Samtycke å organisationens vägnar" in browser.page.text
    assert "Skicka e-post från din postlåda" in browser.page.text
    assert browser.submit(answer="accept") == "done"
    # The administrator consented for nobody else.
    assert browser.sign_in(device.start()["user_code"], BO) == "confirm"
    assert browser.submit(answer="continue") == "problem"
    assert browser.problem == "AADSTS90094"


def test_without_consent_the_page_says_what_to_do_and_the_device_waits(browser: Any, device: Any) -> None:
    flow = device.start()
    browser.sign_in(flow["user_code"], ANNA)
    assert browser.submit(answer="continue") == "problem"
    assert "Godkänn åt organisation" in browser.page.text
    assert device.poll(flow)["error"] == "authorization_pending"
    assert browser.submit(answer="decline") == "declined"
    assert device.poll(flow)["error"] == "authorization_declined"


def test_users_may_consent_for_themselves_where_the_policy_lets_them(tenant: Any, browser: Any, device: Any) -> None:
    tenant.set_policy(user_consent=True)
    flow = device.start()
    browser.sign_in(flow["user_code"], ANNA)
    assert browser.submit(answer="continue") == "consent"
    assert 'name="organization"' not in browser.page.text
    # A tick that was not on the page does not count.
    assert browser.submit(answer="accept", organization="on") == "problem"
    assert device.poll(flow)["error"] == "authorization_pending"
    flow = device.start()
    browser.sign_in(flow["user_code"], ANNA)
    browser.submit(answer="continue")
    assert browser.submit(answer="accept") == "done"
    assert "access_token" in device.poll(flow)


@pytest.mark.parametrize(("answers", "ends"), [(["cancel"], "declined"), (["continue", "decline"], "declined")])
def test_declining(browser: Any, device: Any, answers: list[str], ends: str) -> None:
    flow = device.start()
    browser.sign_in(flow["user_code"], ADMIN)
    for answer in answers:
        browser.submit(answer=answer)
    assert browser.step == ends
    assert device.poll(flow)["error"] == "authorization_declined"


@pytest.mark.parametrize(
    ("changes", "step", "number"),
    [
        ({"conditional_access_block_device_code": True}, "blocked", "AADSTS53003"),
        ({"require_mfa": True}, "mfa", "AADSTS50076"),
        ({"user_disabled": {ANNA: True}}, "problem", "AADSTS50057"),
    ],
)
def test_what_the_organisation_asks_of_sign_ins(
    tenant: Any, browser: Any, code: str, changes: dict[str, Any], step: str, number: str
) -> None:
    tenant.set_policy(**changes)
    assert browser.sign_in(code, ANNA) == step
    assert browser.problem == number


def test_a_code_that_runs_out_on_the_way(browser: Any, code: str, clock: Any) -> None:
    browser.sign_in(code, ADMIN)
    clock.advance(900)
    assert browser.submit(answer="continue") == "expired"
    assert browser.open().submit(code=code) == "expired"


def test_languages(browser: Any) -> None:
    assert '<html lang="sv">' in browser.open().page.text
    assert '<html lang="en">' in browser.open(headers={"Accept-Language": "en-GB,sv;q=0.5"}).page.text
    assert "Enter code" in browser.open("/devicelogin?lang=en").page.text
    assert "Enter code" in browser.open().page.text
    assert "Ange kod" in browser.open("/devicelogin?lang=sv").page.text


def test_what_is_typed_is_escaped(browser: Any, code: str) -> None:
    browser.open().submit(code=HOSTILE)
    assert "<script" not in browser.page.text
    browser.open().submit(code=code)
    browser.submit(account=HOSTILE)
    assert "<script" not in browser.page.text
    assert "<script" not in browser.open(f"/{HOSTILE}?lang={HOSTILE}").page.text


def test_forms_from_elsewhere_are_refused(browser: Any, code: str) -> None:
    post = browser.client.post
    assert post("/devicelogin", data={"code": code}).status_code == 403
    browser.open()
    assert post("/devicelogin", data={"code": code}).status_code == 403
    assert post("/devicelogin", data={"code": code, "csrf": "å"}).status_code == 403
    assert post("/devicelogin", content=b"{}", headers={"content-type": "application/json"}).status_code == 415
    assert post("/devicelogin", data={"code": "x" * 100_000}).status_code == 413
    assert browser.open("/devicelogin/x").step == "code", "the visit has not moved"


def test_steps_cannot_be_skipped(browser: Any, code: str) -> None:
    browser.open().submit(code=code)
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.page.text)
    assert csrf
    for path in ("continue", "consent", "password"):
        browser.page = browser.client.post(
            f"/devicelogin/{path}", data={"csrf": csrf[1], "answer": "accept", "password": PASSWORD}
        )
        assert browser.step == "account"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1:80:80", "", "[::2]", "localhost:x"]
)
def test_a_foreign_host_is_refused(browser: Any, host: str) -> None:
    assert browser.client.get("/", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]", "LOCALHOST:80", "[::1]:443"])
def test_our_own_names_are_answered(browser: Any, host: str) -> None:
    assert browser.client.get("/", headers={"Host": host}).status_code == 200


def test_every_answer_is_guarded(browser: Any) -> None:
    for path in ("/", "/devicelogin", "/mailbox", "/nowhere", "/static/pages.css", "/static/..%2fpages.py"):
        answer = browser.client.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in answer.text
        assert " style=" not in answer.text
    cookie = browser.client.get("/devicelogin").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_visit_gets_a_new_key_when_somebody_signs_in(browser: Any, code: str) -> None:
    browser.open()
    before = dict(browser.client.cookies)
    browser.submit(code=code)
    browser.submit(account=ADMIN)
    browser.submit(password=PASSWORD)
    assert dict(browser.client.cookies) != before


def test_mail_is_shown_escaped_and_its_files_are_for_saving(
    open_tenant: Any, browser: Any, smtp: Any, token_of: Any, xoauth2: Any
) -> None:
    client: smtplib.SMTP = smtp()
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f'"{HOSTILE[2:]}" <{ANNA}>', ANNA, HOSTILE
    message.set_content(f"Hej {HOSTILE}\n")
    message.add_attachment(f"<html>{HOSTILE}".encode(), maintype="text", subtype="html", filename='a"\\å.html')
    client.send_message(message)
    client.send_message(message, to_addrs=["kund@firma.example"])
    assert ANNA in browser.open("/mailbox").page.text
    listing = browser.open(f"/mailbox/{ANNA}").page.text
    link = re.search(rf'href="(/mailbox/{ANNA}/[^"]+)"', listing.replace("%40", "@"))
    assert link
    page = browser.open(link[1]).page.text
    assert "Hej &#34;&gt;&lt;script&gt;" in page
    assert "<script" not in listing + page
    file = re.search(r'href="([^"]+/attachments/\d+)"', page)
    assert file
    answer = browser.client.get(file[1])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="a__')
    assert "sandbox" in answer.headers["content-security-policy"]
    assert browser.client.get(f"{link[1]}/source").content.endswith(b"--\r\n")
    assert browser.client.get(f"{link[1]}/attachments/99").status_code == 404
    assert browser.client.get(link[1].replace(ANNA, BO)).status_code == 404
    assert "kund@firma.example" in browser.open("/mailbox/elsewhere").page.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["", "/account", "/password", "/continue", "/consent", "/nowhere"]),
    fields=st.dictionaries(
        st.sampled_from(["csrf", "code", "account", "password", "answer", "organization", "x"]), st.text(max_size=50)
    ),
)
def test_random_forms_never_fail(browser: Any, path: str, fields: dict[str, str]) -> None:
    browser.open()
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.page.text)
    assert csrf
    answer: httpx.Response = browser.client.post(f"/devicelogin{path}", data={"csrf": csrf[1]} | fields)
    assert answer.status_code < 500
