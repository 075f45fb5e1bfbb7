"""doctor finds foreign servers in order, and the mail is really there."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.peers, pytest.mark.xdist_group("lab")]

LEGS = ["device_code", "sign_in", "refresh", "dns", "tcp", "tls", "auth", "mail", "rcpt", "data"]


@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer", "auto"])
@pytest.mark.parametrize(
    ("server", "tokens", "pad"),
    [
        ("dovecot", "opaque", 0),
        ("postfix", "opaque", 0),
        # Longer ones are refused by the servers themselves: Dovecot takes some 4 kB, Postfix some 8 kB.
        ("dovecot", "jwt", 1800),
        ("postfix", "jwt", 5000),
    ],
)
def test_a_pair_gets_a_green_verdict(
    lab: Any, doctor: Any, sign_in: Callable[[str, str], None], server: str, tokens: str, pad: int, auth: str
) -> None:
    lab.providers[tokens].switch(interval=1, pad=pad)
    checked = doctor(tokens, lab.port(server, tokens), person=sign_in, to="bo@lab.example", auth=auth)
    assert checked.verdict["ok"], f"{checked}\n{lab.log()}"
    assert (checked.exit_code, checked.verdict["code"]) == (0, None)
    assert list(checked.legs) == LEGS
    assert all(leg["ok"] for leg in checked.legs.values())
    lab.wait_for("bo")
    [letter] = lab.arrived("bo")
    mail = email.message_from_string(letter, policy=email.policy.default)
    assert (mail["From"], mail["To"]) == ("anna@lab.example", "bo@lab.example")


def test_a_provider_that_names_no_interval_is_asked_each_five_seconds(
    lab: Any, doctor: Any, sign_in: Callable[[str, str], None]
) -> None:
    lab.providers["opaque"].switch()
    checked = doctor("opaque", lab.port("dovecot"), person=sign_in)
    assert checked.verdict["ok"], checked
    assert checked.legs["sign_in"]["ms"] >= 5000
    lab.wait_for("anna")


def test_a_provider_that_is_busy_for_a_moment_is_lived_through(
    lab: Any, doctor: Any, sign_in: Callable[[str, str], None]
) -> None:
    lab.providers["opaque"].switch(interval=1, busy=1)
    assert doctor("opaque", lab.port("postfix"), person=sign_in).verdict["ok"]
