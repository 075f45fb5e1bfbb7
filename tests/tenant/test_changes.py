"""What is done to the tenant from outside is told, whichever way it was done, and without secrets."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from panel_sim.tenant.changes import Changes
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"


@pytest.fixture
def told(tenant: Tenant) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    tenant.watch_changes(lambda what, facts: found.append((what, facts)))
    return found


def test_by_the_program(tenant: Tenant, told: list[Any]) -> None:
    tenant.set_policy(require_mfa=True)
    tenant.revoke(ANNA)
    tenant.set_fault("smtp-down")
    tenant.set_fault(leg="auth", do="reply", code=454)
    tenant.clear_fault()
    assert told[:3] == [
        ("policy", {"require_mfa": True}),
        ("revoke", {"user": ANNA}),
        ("fault", {"name": "smtp-down", "settings": {}}),
    ]
    assert told[3][1]["settings"] == {"leg": "auth", "do": "reply", "code": 454}
    names = [("clear", "smtp-down"), ("clear", told[3][1]["name"])]
    assert [(what, facts["name"]) for what, facts in told[4:]] == names


def test_over_the_control_api(tenant: Tenant, told: list[Any]) -> None:
    ready = tenant.ready
    with httpx.Client(headers={"Authorization": f"Bearer {ready.control_token}"}) as control:
        control.patch(f"{ready.control}/policy", json={"require_mfa": True})
        control.post(f"{ready.control}/revoke", json={"user": ANNA})
        control.post(f"{ready.control}/password", json={"user": ANNA, "password": "hemligt-99-X"})
    assert [what for what, _ in told] == ["policy", "revoke"]
    assert "hemligt" not in repr(told)


def test_who_stops_listening_hears_no_more() -> None:
    changes, heard = Changes(), []
    stop = changes.watch(lambda what, facts: heard.append(what))
    changes.tell("revoke", user=ANNA)
    stop()
    changes.tell("policy")
    assert heard == ["revoke"]
