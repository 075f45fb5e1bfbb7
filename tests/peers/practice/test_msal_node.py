"""msal-node signs in at the practice tenant as it does at the real cloud."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.peers

ANNA = "anna@ovning.example"


def start(foreign: Any, practice: Any, **options: Any) -> Any:
    """msal-node, as it asks for a code; the practice authority is all that it trusts beside its own."""
    options = {
        "authority": practice.authority,
        "client_id": practice.client_id,
        "scopes": practice.scopes,
        **options,
    }
    return foreign.node("sign_in.mjs", options, NODE_EXTRA_CA_CERTS=practice.ca_file)


def test_a_person_signs_in_at_the_pages_and_it_renews_silently(foreign: Any, practice: Any, person: Any) -> None:
    program = start(foreign, practice)
    told = program.hear()
    assert told["verification_uri"] == practice.ready["pages"]["device_login"]
    assert told["user_code"] in told["message"]
    person.open(told["verification_uri"])
    person.fill(code=told["user_code"])
    person.fill(account=ANNA)
    person.fill(password="Ovning-123!")
    person.fill(answer="continue")
    assert 'content="done"' in person.text
    first = program.hear()
    assert first.get("username") == ANNA, first
    program.tell("renew")
    second = program.hear()
    assert second["username"] == ANNA
    assert second["from_cache"] is False
    assert second["access_token"] != first["access_token"]
    assert program.done() == 0


def test_a_revoked_sign_in_is_an_interaction_required_error(foreign: Any, practice: Any) -> None:
    program = start(foreign, practice)
    practice.approve(program.hear()["user_code"])
    program.hear()
    practice.control("POST", "/revoke", {"user": ANNA})
    program.tell("renew")
    error = program.hear()["error"]
    assert (error["name"], error["code"]) == ("InteractionRequiredAuthError", "invalid_grant")
    assert "AADSTS50173" in error["message"]


def test_consent_that_was_withdrawn_is_aadsts65001(foreign: Any, practice: Any) -> None:
    program = start(foreign, practice)
    practice.approve(program.hear()["user_code"])
    program.hear()
    practice.control("DELETE", "/consent", {})
    program.tell("renew")
    error = program.hear()["error"]
    assert error["code"] == "invalid_grant"
    assert error["suberror"] == "consent_required"
    assert "AADSTS65001" in error["message"]


def test_declining_is_told(foreign: Any, practice: Any) -> None:
    program = start(foreign, practice)
    practice.approve(program.hear()["user_code"], outcome="decline")
    error = program.hear()["error"]
    assert "authorization_declined" in error["message"]


def test_an_unknown_application_gets_no_code(foreign: Any, practice: Any) -> None:
    """msal-node takes any JSON for a code and goes on to poll without one; what the tenant then says ends it."""
    program = start(foreign, practice, client_id="00000000-0000-0000-0000-000000000001")
    assert "user_code" not in program.hear()
    assert "error" in program.hear()


def test_without_the_practice_authority_nothing_is_trusted(foreign: Any, practice: Any) -> None:
    options = {"authority": practice.authority, "client_id": practice.client_id, "scopes": practice.scopes}
    error = foreign.node("sign_in.mjs", options).hear()["error"]
    assert error["code"] in ("endpoints_resolution_error", "network_error", "openid_config_error")
