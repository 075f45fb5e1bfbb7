"""doctor finds what is wrong with foreign servers: the leg, the code that the printer would show, and an advice."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = [pytest.mark.peers, pytest.mark.xdist_group("lab")]

BOTH = pytest.mark.parametrize("server", ["dovecot", "postfix"])
SignIn = Callable[[str, str], None]


def found(checked: Any, lab: Any, outcome: tuple[object, ...], *advice: str) -> None:
    """The verdict is as expected, and the advice speaks of each of these."""
    assert checked.outcome == (1, *outcome), f"{checked}\n{lab.log()}"
    assert checked.legs[outcome[1]]["ok"] is False
    missing = [word for word in advice if word.lower() not in checked.verdict["advice"].lower()]
    assert not missing, checked.verdict["advice"]
    assert lab.arrived("anna") == []


@contextlib.contextmanager
def stopped(lab: Any, server: str) -> Iterator[None]:
    """The server stops for a while."""
    one = lab.postfix if server == "postfix" else lab.dovecots["opaque"]
    one.stop()
    try:
        yield
    finally:
        one.start()


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@BOTH
def test_a_server_that_is_stopped(lab: Any, doctor: Any, sign_in: SignIn, server: str) -> None:
    with stopped(lab, server):
        checked = doctor("opaque", lab.port(server), person=sign_in)
    found(checked, lab, (360, "tcp", "connection-refused"), f"localhost, port {lab.port(server)}")


def test_a_silent_port(lab: Any, doctor: Any, sign_in: SignIn, silent: int) -> None:
    checked = doctor("opaque", silent, person=sign_in, timeout_s=3)
    assert checked.outcome[:2] == (1, 361), checked
    assert checked.verdict["kind"] == "timed-out"
    assert f"port {silent}" in checked.verdict["advice"]


def test_a_name_that_is_not_found(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    checked = doctor("opaque", 587, person=sign_in, smtp_host="mail.lab.invalid")
    assert checked.outcome[:3] == (1, 360, "dns"), checked
    assert "mail.lab.invalid" in checked.verdict["advice"]


def test_dovecots_certificate_of_a_strange_authority(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    with lab.another_dovecot("strange") as dovecot:
        checked = doctor("opaque", dovecot.port, person=sign_in)
    found(checked, lab, (360, "tls", "tls-failed"), "ca_file")


@pytest.mark.parametrize(("port", "advice"), [("strange", "ca_file"), ("expired", "date and time")])
def test_postfixs_certificate(lab: Any, doctor: Any, sign_in: SignIn, port: str, advice: str) -> None:
    checked = doctor("opaque", lab.postfix.ports[port], person=sign_in)
    found(checked, lab, (360, "tls", "tls-failed"), advice)


@BOTH
def test_a_certificate_for_another_name(lab: Any, doctor: Any, sign_in: SignIn, server: str) -> None:
    checked = doctor("opaque", lab.port(server), person=sign_in, smtp_host="127.0.0.1")
    found(checked, lab, (360, "tls", "tls-failed"), "127.0.0.1")


def test_no_starttls_at_dovecot_and_nothing_in_the_clear(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    with lab.another_dovecot(ssl="no", disable_plaintext_auth="no") as dovecot:
        checked = doctor("opaque", dovecot.port, person=sign_in)
    found(checked, lab, (360, "tls", "tls-failed"), "STARTTLS")


def test_no_starttls_at_postfix(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    checked = doctor("opaque", lab.postfix.ports["no-tls"], person=sign_in)
    found(checked, lab, (360, "tls", "tls-failed"), "STARTTLS")


@BOTH
@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
def test_another_mailbox_than_the_tokens(lab: Any, doctor: Any, sign_in: SignIn, server: str, auth: str) -> None:
    checked = doctor("opaque", lab.port(server), person=sign_in, user="bo@lab.example", auth=auth)
    found(checked, lab, (370, "auth", "auth-refused"), "bo@lab.example")


@BOTH
def test_a_token_that_was_revoked(lab: Any, doctor: Any, sign_in: SignIn, server: str) -> None:
    lab.providers["opaque"].switch(interval=1, revoke="access")
    checked = doctor("opaque", lab.port(server), person=sign_in)
    found(checked, lab, (370, "auth", "auth-refused"), "anna@lab.example", "log")


def test_a_mechanism_that_the_server_lacks(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    with lab.another_dovecot(auth_mechanisms="xoauth2") as dovecot:
        checked = doctor("opaque", dovecot.port, person=sign_in, auth="oauthbearer")
    found(checked, lab, (370, "auth", "auth-refused"), "OAUTHBEARER")


@BOTH
def test_a_recipient_that_is_refused(lab: Any, doctor: Any, sign_in: SignIn, server: str) -> None:
    checked = doctor("opaque", lab.port(server), person=sign_in, to="nobody@lab.example")
    found(checked, lab, (313, "rcpt", "recipient-refused"), "nobody@lab.example")


def test_dovecots_limit_of_size(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    with lab.another_dovecot(submission_max_mail_size=300) as dovecot:
        checked = doctor("opaque", dovecot.port, person=sign_in)
    assert checked.outcome[:2] == (1, 314), f"{checked}\n{dovecot.log()}"
    assert checked.verdict["kind"] == "too-large"
    assert "limit" in checked.verdict["advice"]


def test_postfixs_limit_of_size(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    checked = doctor("opaque", lab.postfix.ports["small"], person=sign_in)
    assert checked.outcome[:2] == (1, 314), f"{checked}\n{lab.log()}"
    assert checked.verdict["kind"] == "too-large"
    assert "limit" in checked.verdict["advice"]


def test_a_sign_in_that_was_revoked_at_the_provider(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    lab.providers["opaque"].switch(interval=1, revoke="sign-in")
    checked = doctor("opaque", lab.port("dovecot"), person=sign_in)
    found(checked, lab, (370, "refresh", "sign-in-refused"), "sign in again")


def test_a_person_who_says_no(lab: Any, doctor: Any, at_the_pages: Any) -> None:
    def decline(address: str, user_code: str) -> None:
        at_the_pages.open(address)
        at_the_pages.fill(user_code=user_code)
        at_the_pages.fill(abort="yes")

    checked = doctor("opaque", lab.port("dovecot"), person=decline)
    found(checked, lab, (None, "sign_in", "declined"), "run doctor again")


def test_an_application_that_the_provider_does_not_know(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    checked = doctor("opaque", lab.port("dovecot"), person=sign_in, client_id="nobody")
    assert checked.outcome[0] == 1, checked
    assert checked.verdict["failed"] == "device_code"
    assert "client_id" in checked.verdict["advice"]


def test_a_provider_whose_certificate_is_not_trusted(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    checked = doctor("opaque", lab.port("dovecot"), person=sign_in, ca_file=str(lab.certificates.strange[0]))
    found(checked, lab, (360, "device_code", "tls-failed"), "ca_file")


def test_a_provider_that_is_not_there(lab: Any, doctor: Any, sign_in: SignIn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"https://localhost:{free.getsockname()[1]}/oidc"
    checked = doctor("opaque", lab.port("dovecot"), person=sign_in, oidc_authority=address)
    found(checked, lab, (360, "device_code", "connection-refused"), "directory", address)
