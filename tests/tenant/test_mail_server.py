"""The mail server as the standard library's client and aiosmtplib meet it."""

from __future__ import annotations

import asyncio
import base64
import re
import smtplib
import socket
import ssl
from pathlib import Path
from typing import Any

import aiosmtplib
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ADMIN, PRINTER, ANNA, EVA = (
    "admin@ovning.example",
    "skrivare@ovning.example",
    "anna@ovning.example",
    "eva@privat.example",
)
MIB = 1024 * 1024


@pytest.fixture
def as_anna(smtp: Any, token_of: Any, xoauth2: Any) -> smtplib.SMTP:
    client: smtplib.SMTP = smtp()
    assert client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))[0] == 235
    return client


def text(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode()}"


def test_two_step_sign_in_and_send(open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any, letter: Any) -> None:
    client = smtp()
    assert client.docmd("AUTH", "XOAUTH2") == (334, b"")
    code, _ = client.docmd(xoauth2(ANNA, token_of(ANNA)))
    assert code == 235
    client.send_message(letter(ANNA))
    (mail,) = open_tenant.mail(ANNA)
    assert mail["subject"] == "Skannad handling åäö"
    assert mail["text"] == "Hej!\n.en punkt först\n"
    assert mail["attachments"][0]["name"] == "Rapport å.pdf"
    assert mail["attachments"][0]["content_type"] == "application/pdf"


def test_one_line_sign_in_in_small_letters(token_of: Any, smtp: Any, xoauth2: Any) -> None:
    reply = smtp().docmd("auth", f"xoauth2 {xoauth2(ANNA, token_of(ANNA))}")
    assert reply == (235, b"2.7.0 Authentication successful")


def test_aiosmtplib_in_two_steps(open_tenant: Any, token_of: Any, xoauth2: Any, letter: Any) -> None:
    ready = open_tenant.ready
    context = ssl.create_default_context(cafile=str(ready.ca_file))

    async def send() -> str:
        client = aiosmtplib.SMTP(hostname="localhost", port=ready.smtp_port, start_tls=True, tls_context=context)
        async with client:
            await client.ehlo()
            assert (await client.execute_command(b"AUTH", b"XOAUTH2")).code == 334
            response = await client.execute_command(xoauth2(ANNA, token_of(ANNA)).encode())
            assert response.code == 235
            _, said = await client.send_message(letter(ANNA))
        return said

    assert asyncio.run(send()).startswith("2.0.0 OK <")
    assert len(open_tenant.mail(ANNA)) == 1


def test_greeting_and_extensions(tenant: Any, smtp: Any) -> None:
    with socket.create_connection(("localhost", tenant.ready.smtp_port), 5) as raw:
        assert raw.makefile("rb").readline().startswith(b"220 mail.ovning.example Practice ESMTP MAIL Service ready at")
    before = smtp(tls=False)
    assert before.has_extn("starttls")
    assert not before.has_extn("auth")
    after = smtp()
    assert not after.has_extn("starttls")
    assert after.esmtp_features["auth"].split() == ["LOGIN", "XOAUTH2"]
    assert after.esmtp_features["size"] == "157286400"
    for name in ("pipelining", "dsn", "enhancedstatuscodes", "8bitmime", "binarymime", "chunking", "smtputf8"):
        assert after.has_extn(name)


def test_nothing_without_auth_or_tls(smtp: Any, xoauth2: Any) -> None:
    plain = smtp(tls=False)
    assert text(plain.docmd("AUTH", "XOAUTH2")) == "504 5.7.4 Unrecognized authentication type"
    client = smtp()
    assert text(client.mail(ANNA)).startswith("530 5.7.57 Client not authenticated to send mail.")
    assert text(client.docmd("AUTH", "PLAIN")) == "504 5.7.4 Unrecognized authentication type"
    assert text(client.docmd("AUTH", "XOAUTH2 !!!")).startswith("501")
    assert text(client.docmd("NONSENSE")) == "500 5.3.3 Unrecognized command"
    assert text(client.docmd("AUTH", "XOAUTH2"))[:3] == "334"
    assert text(client.docmd("*"))[:3] == "501"


def test_password_login_is_refused_as_retired(smtp: Any) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        smtp().login(ANNA, "Ovning-123!")
    assert b"5.7.139 Authentication unsuccessful, basic authentication is disabled." in refused.value.smtp_error


@pytest.mark.parametrize("size", [8_000, 30_000])
def test_long_tokens_are_read_on_one_line_and_in_two_steps(smtp: Any, xoauth2: Any, size: int) -> None:
    client = smtp()
    blob = xoauth2(ANNA, "x" * size)
    assert text(client.docmd("AUTH", f"XOAUTH2 {blob}")).startswith("535 5.7.3 Authentication unsuccessful [")
    client.docmd("AUTH", "XOAUTH2")
    assert text(client.docmd(blob)).startswith("535 5.7.3 ")


def test_a_token_opens_its_own_mailbox_only(token_of: Any, smtp: Any, xoauth2: Any) -> None:
    reply = smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(PRINTER, token_of(ADMIN)))
    assert text(reply).startswith("535 5.7.3 Authentication unsuccessful [mail.ovning.example 20")


def test_tokens_live_on_the_practice_clock(clock: Any, token_of: Any, smtp: Any, xoauth2: Any) -> None:
    token = token_of(ANNA)
    clock.advance(3590)
    assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))[0] == 235
    clock.advance(20)
    assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))[0] == 535


def test_a_revoked_sign_in_sends_until_its_token_runs_out(
    open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any
) -> None:
    token = token_of(ANNA)
    open_tenant.revoke(ANNA)
    assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))[0] == 235


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://graph.microsoft.com"},
        {"iss": "https://elsewhere.example/"},
        {"scp": "IMAP.AccessAsUser.All"},
        {"upn": "bo@ovning.example"},
        {"nbf": 2_790_000_000},
        {"exp": 1_000_000_000},
        {"exp": None},
    ],
)
def test_each_claim_is_checked(
    open_tenant: Any, tmp_path: Any, token_of: Any, smtp: Any, xoauth2: Any, changes: dict[str, Any]
) -> None:
    claims = jwt.decode(token_of(ANNA), options={"verify_signature": False}) | changes
    key = (tmp_path / "tenant" / "signing-key.pem").read_bytes()
    token = jwt.encode({name: value for name, value in claims.items() if value is not None}, key, "RS256")
    assert text(smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))).startswith("535 5.7.3 ")


def test_a_forged_signature_is_refused(token_of: Any, smtp: Any, xoauth2: Any) -> None:
    claims = jwt.decode(token_of(ANNA), options={"verify_signature": False})
    for token in (jwt.encode(claims, "k" * 32, "HS256"), jwt.encode(claims, None, "none")):
        assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token))[0] == 535


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"security_defaults": True, "smtp_auth_org": False},
            "user is locked by your organization's security",
        ),
        ({"smtp_auth_org": False}, "SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp"),
        ({"smtp_auth_mailbox": {ANNA: "off"}}, "SmtpClientAuthentication is disabled for the Mailbox."),
        ({"user_disabled": {ANNA: True}}, "the request did not meet the criteria to be authenticated successfully."),
        ({"smtp_auth_org": False, "smtp_auth_mailbox": {ANNA: "on"}}, None),
    ],
)
def test_gates(
    open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any, changes: dict[str, Any], words: str | None
) -> None:
    token = token_of(ANNA)
    open_tenant.set_policy(**changes)
    reply = text(smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token)))
    if words is None:
        assert reply.startswith("235")
    else:
        assert reply.startswith("535 5.7.139 Authentication unsuccessful, ")
        assert words in reply


def test_a_personal_mailbox_has_no_organisation(open_tenant: Any, token_of: Any, smtp: Any, xoauth2: Any) -> None:
    open_tenant.set_policy(user_consent=True)
    token = token_of(EVA)
    open_tenant.set_policy(security_defaults=True, smtp_auth_org=False)
    assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(EVA, token))[0] == 235
    open_tenant.set_policy(smtp_auth_mailbox={EVA: "off"})
    assert smtp().docmd("AUTH", "XOAUTH2 " + xoauth2(EVA, token))[0] == 535


def test_challenge_before_the_refusal_when_the_policy_says_so(open_tenant: Any, smtp: Any, xoauth2: Any) -> None:
    open_tenant.set_policy(smtp_auth_challenge=True)
    client = smtp()
    code, challenge = client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, "x"))
    assert code == 334
    assert b'"status": "400"' in base64.b64decode(challenge)
    assert client.docmd("")[0] == 535


def test_sending_as_somebody_else_is_refused_after_data(open_tenant: Any, as_anna: Any, letter: Any) -> None:
    for sender, header in ((PRINTER, ANNA), (ANNA, PRINTER)):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            as_anna.send_message(letter(header), from_addr=sender)
        assert refused.value.smtp_code == 554
        words = f"5.2.252 SendAsDenied; {ANNA} not allowed to send as {PRINTER}; STOREDRV".encode()
        assert refused.value.smtp_error.startswith(words)
    assert open_tenant.mail() == []


def test_two_from_fields_do_not_pass(as_anna: Any) -> None:
    message = f"From: <{ANNA}>\r\nFrom: <{ADMIN}>\r\nSubject: x\r\n\r\nx\r\n"
    with pytest.raises(smtplib.SMTPDataError):
        as_anna.sendmail(ANNA, [ANNA], message)


def test_size_limit_is_told_before_and_after_data(open_tenant: Any, as_anna: Any) -> None:
    open_tenant.set_policy(message_size_limit_mb=1)
    refusal = "552 5.3.4 Message size exceeds fixed maximum message size"
    assert text(as_anna.mail(ANNA, [f"size={2 * MIB}"])) == refusal
    as_anna.mail(ANNA)
    as_anna.rcpt(ANNA)
    assert text(as_anna.data(b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * MIB)) == refusal
    as_anna.sendmail(ANNA, [ANNA], b"Subject: ny\r\n\r\nliten\r\n")
    assert [mail["subject"] for mail in open_tenant.mail()] == ["ny"]


def test_a_full_mailbox_cannot_send(open_tenant: Any, as_anna: Any, letter: Any) -> None:
    open_tenant.set_policy(mailbox_full={ANNA: True})
    with pytest.raises(smtplib.SMTPDataError) as refused:
        as_anna.send_message(letter(ANNA))
    assert refused.value.smtp_error.startswith(b"5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceeded")


def test_recipients(open_tenant: Any, as_anna: Any, letter: Any) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        as_anna.send_message(letter(ANNA), to_addrs=["ingen@ovning.example"])
    assert refused.value.recipients["ingen@ovning.example"][1].startswith(b"5.1.10 RESOLVER.ADR.RecipientNotFound")
    as_anna.send_message(letter(ANNA), to_addrs=["Kund@Firma.example", ANNA.upper(), EVA])
    assert [mail["mailbox"] for mail in open_tenant.mail()] == ["elsewhere", ANNA, EVA]
    assert len(open_tenant.mail("kund@firma.example")) == 1
    assert len(open_tenant.mail("elsewhere")) == 1
    assert open_tenant.mail(ANNA)[0]["to"] == ["Kund@Firma.example", ANNA.upper(), EVA]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b".\r\n",
        b"..\r\n...\r\n",
        b"Subject: x\r\n\r\n" + b".\r\n" * 10 + b"\r\n",
        b"Subject: x\r\n\r\n" + b"".join(b"%06d\r\n.%d\r\n" % (n, n) for n in range(40_000)),
        b"Subject: lines\r\n\r\n" + b"x" * 300_000 + b"\r\n",
        bytes(range(14, 256)) * 10 + b"\r\n",
    ],
    ids=["empty", "dot", "dots", "many-dots", "large", "one-long-line", "bytes"],
)
def test_data_arrives_byte_for_byte(open_tenant: Any, as_anna: Any, body: bytes) -> None:
    as_anna.mail(ANNA)
    as_anna.rcpt(ANNA)
    as_anna.putcmd("DATA")
    assert as_anna.getreply()[0] == 354
    quoted = body.replace(b"\r\n.", b"\r\n..")
    quoted = b"." + quoted if quoted.startswith(b".") else quoted
    as_anna.send(quoted + b".\r\nNOOP\r\n")
    assert as_anna.getreply()[0] == 250
    assert text(as_anna.getreply()) == "250 2.0.0 OK"
    (mail,) = open_tenant.mail()
    assert Path(mail["file"]).read_bytes().endswith(body)
    assert mail["size"] == len(body)


def test_chunks(open_tenant: Any, as_anna: Any) -> None:
    as_anna.mail(ANNA, ["body=binarymime"])
    as_anna.rcpt(ANNA)
    as_anna.send(b"BDAT 12\r\nSubject: b\r\n")
    assert as_anna.getreply()[0] == 250
    as_anna.send(b"BDAT 6 LAST\r\n\r\n.\r\n\n")
    assert as_anna.getreply()[0] == 250
    assert open_tenant.mail()[0]["subject"] == "b"
    as_anna.send(b"BDAT 5 LAST\r\nhelloNOOP\r\n")
    assert as_anna.getreply()[0] == 503
    assert as_anna.getreply()[0] == 250


@pytest.mark.parametrize(
    "command",
    [
        "MAIL FROM:anna", "MAIL", "MAIL FROM:<a@b> SIZE=x", "MAIL FROM:<a@b> WHAT=1", "RCPT TO:<x>", "BDAT x", "AUTH",
        "RSET", "HELP", "VRFY x", "NOOP x", "EXPN x", "MAIL FROM:<å@b", "DATA", "STARTTLS", "EHLO", "HELO",
    ],
)  # fmt: skip
def test_odd_commands_get_an_answer(as_anna: Any, command: str) -> None:
    as_anna.send(command.encode() + b"\r\n")
    code, words = as_anna.getreply()
    assert 200 <= code < 600
    assert b"Error" not in words
    assert as_anna.noop()[0] == 250


def test_a_watcher_hears_of_mail_that_is_already_kept(open_tenant: Any, as_anna: Any, letter: Any) -> None:
    heard: list[int] = []
    stop = open_tenant.watch_mail(lambda mail: heard.append(len(open_tenant.mail(mail["recipient"]))))
    open_tenant.watch_mail(lambda mail: mail["no such field"])
    as_anna.send_message(letter(ANNA))
    assert heard == [1]
    stop()
    as_anna.send_message(letter(ANNA))
    assert heard == [1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["MAIL", "RCPT", "AUTH", "AUTH XOAUTH2", "BDAT", "EHLO", "RSET", "", "DATA", "NOOP"]),
    rest=st.binary(max_size=60),
)
def test_any_line_gets_an_answer(tenant: Any, smtp: Any, verb: str, rest: bytes) -> None:
    with socket.create_connection(("localhost", tenant.ready.smtp_port), 5) as raw:
        stream = raw.makefile("rwb")
        stream.readline()
        line = verb.encode() + b" " + rest.replace(b"\r", b"").replace(b"\n", b"") + b"\r\nQUIT\r\n"
        stream.write(line)
        stream.flush()
        answer = stream.read()
        stream.close()
    assert re.match(rb"[2-5]\d\d[ -]", answer)
    assert b"Error: (" not in answer
