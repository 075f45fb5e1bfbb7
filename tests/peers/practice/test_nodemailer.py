"""nodemailer sends through the practice mail server with XOAUTH2, and tells its refusals."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.peers

ANNA, BO = "anna@ovning.example", "bo@ovning.example"
IMAP = "https://outlook.office.com/IMAP.AccessAsUser.All"


def send(foreign: Any, practice: Any, token: str, **options: Any) -> dict[str, Any]:
    """What nodemailer says of one mail."""
    options = {
        "host": "localhost",
        "port": practice.smtp_port,
        "user": ANNA,
        "to": [BO],
        "subject": "Från nodemailer",
        "text": "Hej på dig.",
        **options,
    }
    program = foreign.node("send.mjs", options, NODE_EXTRA_CA_CERTS=practice.ca_file)
    program.tell(token)
    program.process.stdin.close()
    return dict(program.hear())


def test_msal_node_gets_the_token_and_nodemailer_sends_with_it(foreign: Any, practice: Any) -> None:
    options = {"authority": practice.authority, "client_id": practice.client_id, "scopes": practice.scopes}
    program = foreign.node("sign_in.mjs", options, NODE_EXTRA_CA_CERTS=practice.ca_file)
    practice.approve(program.hear()["user_code"])
    sent = send(foreign, practice, program.hear()["access_token"])
    assert sent["accepted"] == [BO]
    assert sent["response"].startswith("250 2.0.0 OK")
    mail = practice.mail()
    assert (mail["from"], mail["subject"]) == (ANNA, "Från nodemailer")
    assert "Hej på dig." in mail["text"]
    assert [one["name"] for one in mail["attachments"]] == ["räkning.txt"]


@pytest.mark.parametrize(
    ("switches", "reply"),
    [
        ({"smtp_auth_org": False}, "SmtpClientAuthentication is disabled for the Tenant"),
        ({"smtp_auth_mailbox": {ANNA: "off"}}, "SmtpClientAuthentication is disabled for the Mailbox"),
        ({"security_defaults": True}, "user is locked by your organization's security defaults policy"),
    ],
)
def test_smtp_auth_that_is_off_reaches_its_user(
    foreign: Any, practice: Any, switches: dict[str, Any], reply: str
) -> None:
    token = practice.sign_in()
    practice.policy(**switches)
    error = send(foreign, practice, token)["error"]
    assert (error["code"], error["reply"]) == ("EAUTH", 535)
    assert error["response"].startswith("535 5.7.139")
    assert reply in error["response"]


def test_a_token_without_the_permission_is_refused(foreign: Any, practice: Any) -> None:
    practice.policy(user_consent=True)
    error = send(foreign, practice, practice.sign_in(scope=f"{IMAP} offline_access"))["error"]
    assert (error["code"], error["reply"]) == ("EAUTH", 535)
    assert error["response"].startswith("535 5.7.3")


def test_somebody_elses_token_is_refused(foreign: Any, practice: Any) -> None:
    error = send(foreign, practice, practice.sign_in(BO))["error"]
    assert error["response"].startswith("535 5.7.3")


def test_a_challenge_is_answered_and_the_refusal_heard(foreign: Any, practice: Any) -> None:
    """With the switch on, the reason comes in a 334; nodemailer answers it with an empty line (Google's manner)."""
    practice.policy(smtp_auth_challenge=True)
    error = send(foreign, practice, practice.sign_in(BO))["error"]
    assert (error["code"], error["reply"]) == ("EAUTH", 535)


def test_sending_as_somebody_else_is_denied(foreign: Any, practice: Any) -> None:
    error = send(foreign, practice, practice.sign_in(), **{"from": BO})["error"]
    assert error["response"].startswith("554 5.2.252 SendAsDenied")


def test_an_unknown_recipient_is_refused(foreign: Any, practice: Any) -> None:
    error = send(foreign, practice, practice.sign_in(), to=["ingen@ovning.example"])["error"]
    assert (error["code"], error["reply"]) == ("EENVELOPE", 550)
