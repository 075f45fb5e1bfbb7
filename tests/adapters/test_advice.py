"""Every way to fail has an advice, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from panel_sim.adapters import advice
from panel_sim.adapters.advice import LANGUAGES, advice_for, phrase, words
from panel_sim.adapters.smtp_failures import reply_failure
from panel_sim.core.failures import CODES, Failure
from panel_sim.core.jobs import LEGS
from panel_sim.tenant import mail_gates
from panel_sim.tenant.refusals import REASONS

FILES = Path(__file__).parents[2] / "assets" / "doctor"
FACTS = {"account", "to", "client_id", "directory", "host", "port"}
HEADINGS = {key for key in words("en") if key.startswith(("doctor.", "leg.", "note."))}


def test_both_languages_are_complete_and_differ_in_nothing_but_words() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == sorted(LANGUAGES)
    assert list(words("sv")) == list(words("en"))
    for key, text in words("en").items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", words("sv")[key])), key
        if not key.startswith(("doctor.title", "leg.")):
            assert text != words("sv")[key], key


def test_every_advice_is_given_for_something() -> None:
    tables = {*advice.BY_AADSTS.values(), *advice.BY_ERROR.values(), *advice.AT_DIRECTORY.values()}
    tables |= {*CODES, "blocked-port"}
    tables |= {key for table in (advice.BY_REPLY, advice.BY_TROUBLE) for _, key in table}
    assert tables == set(words("en")) - HEADINGS


def test_an_advice_uses_only_what_is_known() -> None:
    for language in LANGUAGES:
        for key in set(words(language)) - HEADINGS:
            assert set(re.findall(r"\{(\w+)\}", words(language)[key])) <= FACTS, key
            assert "{" not in phrase(language, key, dict.fromkeys(FACTS, "x"))


@pytest.mark.parametrize("kind", sorted(advice.AT_DIRECTORY))
def test_trouble_on_the_way_to_the_directory_does_not_speak_of_the_mail_servers_port(kind: str) -> None:
    assert "smtp_port" in words("en")[kind] or "587" in words("en")[kind]
    key = advice_for(Failure(kind, leg="device_code"))
    assert not re.search(r"smtp|587", words("en")[key] + words("sv")[key])


def test_every_leg_has_a_name() -> None:
    assert {f"leg.{leg}" for leg in LEGS} <= set(words("sv"))


@pytest.mark.parametrize("kind", sorted(CODES))
@pytest.mark.parametrize("leg", ["", *LEGS])
def test_every_kind_of_failure_has_an_advice_in_every_leg(kind: str, leg: str) -> None:
    assert advice_for(Failure(kind, leg=leg)) in words("sv")


@pytest.mark.parametrize("number", sorted({*REASONS} - {70016}))
def test_everything_that_the_practice_directory_says_has_an_advice_of_its_own(number: int) -> None:
    """70016 is "not yet", which is no refusal."""
    assert number in advice.BY_AADSTS
    failure = Failure("sign-in-refused", leg="sign_in", reply="invalid_grant: x", aadsts=f"AADSTS{number}")
    assert advice_for(failure) == advice.BY_AADSTS[number]


GENERAL = {*CODES} - {"mailbox-full", "too-large", "service-busy"}
"""Advice by kind alone; these three kinds are as much as there is to say."""


@pytest.mark.parametrize("name", sorted(name for name, value in vars(mail_gates).items() if isinstance(value, str)))
def test_everything_that_the_practice_mail_server_says_has_an_advice_of_its_own(name: str) -> None:
    reply = vars(mail_gates)[name]
    found = re.match(r"(\d{3}) (.*)", reply)
    if found is None or found[1][0] not in "45":
        return
    leg = "auth" if found[1] == "535" else "data"
    assert advice_for(reply_failure(leg, int(found[1]), found[2])) not in GENERAL


@pytest.mark.parametrize(
    ("leg", "reply", "key"),
    [
        ("auth", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
         "https://aka.ms/smtp_auth_disabled for more information. [x]", "smtp-auth-organisation"),
        ("auth", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
         "https://aka.ms/smtp_auth_disabled for more information. [x]", "smtp-auth-mailbox"),
        ("auth", "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults "
         "policy. Contact your administrator.", "security-defaults"),
        ("auth", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
         "successfully. Contact your administrator.", "criteria"),
        ("auth", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "basic-auth"),
        ("auth", "550 5.7.30 Basic authentication is not supported for Client Submission.", "basic-auth"),
        ("auth", "535 5.7.3 Authentication unsuccessful [x]", "token-refused"),
        ("auth", "501 5.5.124 Invalid XOAUTH2 auth data", "token-refused"),
        ("auth", "535 5.7.144 XOAUTH2 authentication failed. Invalid API permissions.", "permissions"),
        ("auth", "504 5.7.4 Unrecognized authentication type", "mechanism"),
        ("auth", "500 5.5.2 Line too long", "line-too-long"),
        ("auth", "535 5.7.8 Error: authentication failed: Invalid base64 data in initial response", "line-too-long"),
        ("auth", "535 5.7.8 Error: authentication failed", "auth-refused"),
        ("mail", "530 5.7.57 Client not authenticated to send mail. [x]", "not-authenticated"),
        ("data", "554 5.2.252 SendAsDenied; a@x not allowed to send as b@y; STOREDRV.Submission.Exception", "send-as"),
        ("data", "550 5.7.60 Client does not have permissions to send as this sender", "send-as"),
        ("data", "550 5.2.251 Sender throttled due to continuous errors", "sender-throttled"),
        ("data", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/x", "concurrent"),
        ("data", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "quota"),
        ("data", "554 5.2.2 mailbox full; STOREDRV", "mailbox-full"),
        ("tls", "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade", "old-tls"),
        ("mail", "550 5.1.8 Access denied, bad outbound sender", "sender-blocked"),
        ("data", "550 5.7.501 Service unavailable. Spam abuse detected", "sender-blocked"),
        ("mail", "552 5.3.4 Message size exceeds fixed maximum message size", "too-large"),
        ("tcp", "421 4.3.2 Service not active", "service-busy"),
        ("mail", "451 4.7.500 Server busy", "service-busy"),
        ("rcpt", "550 5.1.1 no such user", "recipient-refused"),
        ("data", "554 5.7.1 spam", "message-refused"),
    ],
)  # fmt: skip
def test_what_real_mail_servers_say(leg: str, reply: str, key: str) -> None:
    code, _, text = reply.partition(" ")
    assert advice_for(reply_failure(leg, int(code), text)) == key


@pytest.mark.parametrize(
    ("failure", "key"),
    [
        (Failure("timed-out", leg="tcp"), "blocked-port"),
        (Failure("timed-out", leg="auth"), "timed-out"),
        (Failure("tls-failed", leg="tls", reply="certificate has expired"), "certificate-time"),
        (Failure("tls-failed", leg="tls", reply="certificate is not yet valid"), "certificate-time"),
        (Failure("tls-failed", leg="tls", reply="self-signed certificate in certificate chain"), "certificate-unknown"),
        (Failure("tls-failed", leg="sign_in", reply="unable to get local issuer certificate"), "certificate-unknown"),
        (Failure("tls-failed", leg="tls", reply="Hostname mismatch, not valid for 'x'."), "certificate-name"),
        (Failure("tls-failed", leg="tls", reply="the profile's ca_file cannot be read"), "ca-file"),
        (Failure("tls-failed", leg="tls", reply="wrong version number"), "tls-failed"),
        (Failure("sign-in-refused", leg="sign_in", reply="invalid_scope: no"), "scope"),
        (Failure("sign-in-refused", leg="sign_in", reply="odd_error"), "sign-in-refused"),
        (Failure("sign-in-refused", leg="sign_in", reply="x", aadsts="AADSTS999999"), "sign-in-refused"),
    ],
)  # fmt: skip
def test_what_goes_wrong_below(failure: Failure, key: str) -> None:
    assert advice_for(failure) == key
