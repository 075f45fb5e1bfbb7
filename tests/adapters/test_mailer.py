"""The mailer against mail servers of every kind."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import ssl
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.mailer import SmtpMailer
from panel_sim.adapters.profiles import Profile
from panel_sim.core.effects import Mail
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.ports import Clock, Token

SECRET = "eyJhbGciOiJub25lIn0." + "s3cret" * 300
TOKEN = Token("anna@ovning.example", SECRET)
MAIL = Mail(
    sender="anna@ovning.example",
    to=("bo@ovning.example",),
    subject="Skanning från panelen",
    text="Hej!\n.En punkt först\n",
    file_name="Räkning.pdf",
    file_type="pdf",
    date=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    message_id="<1@panel-sim.example>",
)


class Sending:
    """Sends one mail and keeps what was told."""

    def __init__(self, profile: Profile, clock: Clock, folder: Path, size: int = 2000) -> None:
        self.profile, self.clock, self.size = profile, clock, size
        self.scan = folder / "scan.pdf"
        self.scan.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * (size // 256))
        self.legs: list[Leg] = []
        self.progress: list[tuple[int, int]] = []
        self.threads: set[int] = set()
        self.on_leg: Callable[[Leg], None] = lambda leg: None
        self.on_progress: Callable[[], None] = lambda: None
        self.shown: tuple[str, int] | None = None

    async def go(self, mail: Mail = MAIL) -> Failure | None:
        def leg_told(leg: Leg) -> None:
            self.threads.add(threading.get_ident())
            self.legs.append(leg)
            self.on_leg(leg)

        def progressed(sent: int, total: int) -> None:
            self.progress.append((sent, total))
            self.on_progress()

        mailer = SmtpMailer(self.profile, self.clock, shown=self.shown, spool=self.scan.parent)
        return await mailer.send(mail, [self.scan], TOKEN, leg_told, progressed)

    def run(self, mail: Mail = MAIL) -> Failure | None:
        return asyncio.run(self.go(mail))

    def ended(self) -> dict[str, Leg]:
        return {leg.name: leg for leg in self.legs if leg.ok is not None}


@pytest.fixture
def sending(lab: Profile, clock: Clock, tmp_path: Path) -> Callable[..., Sending]:
    """Makes a Sending to a server."""

    def make(server: Any, size: int = 2000, **changes: Any) -> Sending:
        return Sending(replace(lab, smtp_port=server.port, **changes), clock, tmp_path, size)

    return make


def test_a_mail_arrives_whole_with_every_leg_told_in_order_in_the_callers_thread(
    strange: Any, sending: Callable[..., Sending]
) -> None:
    server = strange()
    sent = sending(server, size=300_000)
    assert sent.run() is None
    names = ["dns", "tcp", "tls", "auth", "mail", "rcpt", "data"]
    assert [(leg.name, leg.ok) for leg in sent.legs] == [(name, ok) for name in names for ok in (None, True)]
    assert sent.threads == {threading.get_ident()}
    assert server.over_tls
    assert server.whole
    content = bytes(server.content).replace(b"\r\n..", b"\r\n.")
    message = email.message_from_bytes(content, policy=email.policy.default)
    part = next(iter(message.iter_attachments()))
    assert part.get_content() == sent.scan.read_bytes()
    assert part.get_filename() == "Räkning.pdf"
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.text
    assert sent.progress[-1] == (len(content), len(content))
    assert len(sent.progress) > 4
    assert [total for _, total in sent.progress] == [len(content)] * len(sent.progress)


def test_auth_takes_two_steps_and_only_after_tls(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange()
    sent = sending(server)
    assert sent.run() is None
    position = server.heard.index("AUTH XOAUTH2")
    assert server.heard.index("STARTTLS") < position
    blob = base64.b64decode(server.heard[position + 1])
    assert blob == f"user=anna@ovning.example\x01auth=Bearer {SECRET}\x01\x01".encode()
    assert server.heard[-1] == "QUIT"
    assert any(line.startswith("MAIL FROM:<anna@ovning.example> SIZE=") for line in server.heard)


def test_oauthbearer_is_used_where_only_that_is_offered(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange(EHLO="250-x\r\n250-STARTTLS\r\n250 AUTH plain oauthbearer")
    assert sending(server).run() is None
    position = server.heard.index("AUTH OAUTHBEARER")
    blob = base64.b64decode(server.heard[position + 1]).decode()
    assert blob.startswith(f"n,a=anna@ovning.example,\x01host=localhost\x01port={server.port}\x01auth=Bearer ")


def test_implicit_tls(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange(implicit_tls=True)
    sent = sending(server, security="tls")
    assert sent.run() is None
    assert "STARTTLS" not in server.heard
    assert sent.ended()["tls"].detail.startswith("TLSv1.")


def test_no_token_leaves_where_starttls_is_not_offered(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange(EHLO="250-plain.example\r\n250 AUTH LOGIN XOAUTH2")
    failure = sending(server).run()
    assert failure is not None
    assert (failure.kind, failure.leg, failure.code) == ("tls-failed", "tls", 360)
    assert "STARTTLS" in failure.reply
    assert not any(line.startswith("AUTH") for line in server.heard)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    strange: Any, sending: Callable[..., Sending], other_certificates: Any
) -> None:
    server = strange(context=other_certificates.server)
    failure = sending(server).run()
    assert failure is not None
    assert (failure.kind, failure.leg) == ("tls-failed", "tls")
    assert not any(line.startswith("AUTH") for line in server.heard)


def test_a_certificate_for_another_host_is_refused(
    strange: Any, sending: Callable[..., Sending], other_certificates: Any
) -> None:
    server = strange(context=other_certificates.server)
    failure = sending(server, ca_file=other_certificates.ca_file).run()
    assert failure is not None
    assert failure.kind == "tls-failed"
    assert "localhost" in failure.reply


@pytest.mark.parametrize("ca_file", ["missing.pem", "empty.pem"])
def test_an_unreadable_ca_file_is_told(
    strange: Any, sending: Callable[..., Sending], tmp_path: Path, ca_file: str
) -> None:
    (tmp_path / "empty.pem").write_text("")
    failure = sending(strange(), ca_file=tmp_path / ca_file).run()
    assert failure is not None
    assert (failure.kind, failure.leg) == ("tls-failed", "tls")


@pytest.mark.parametrize(
    ("replies", "kind", "leg", "code"),
    [
        ({"greeting": "421 4.3.2 not now"}, "service-busy", "tcp", 360),
        ({"greeting": "554 5.7.1 no"}, "connection-refused", "tcp", 360),
        ({"greeting": "drop"}, "connection-dropped", "tcp", 360),
        ({"greeting": "hello there"}, "bad-answer", "tcp", 360),
        ({"STARTTLS": "454 4.7.0 TLS not available"}, "service-busy", "tls", 360),
        ({"STARTTLS": "502 5.5.1 no"}, "tls-failed", "tls", 360),
        ({"STARTTLS": "drop"}, "connection-dropped", "tls", 360),
        ({"AUTH": "504 5.7.4 Unrecognized authentication type"}, "auth-refused", "auth", 370),
        ({"RESPONSE": "535 5.7.3 Authentication unsuccessful"}, "auth-refused", "auth", 370),
        ({"RESPONSE": "454 4.7.0 Temporary authentication failure"}, "service-busy", "auth", 360),
        ({"RESPONSE": "drop"}, "connection-dropped", "auth", 360),
        ({"MAIL": "530 5.7.57 Client not authenticated to send mail."}, "auth-refused", "mail", 370),
        ({"MAIL": "552 5.3.4 Message size exceeds fixed maximum message size"}, "too-large", "mail", 314),
        ({"MAIL": "550 5.1.8 Access denied, bad outbound sender"}, "sender-refused", "mail", 313),
        ({"MAIL": "451 4.7.500 Server busy"}, "service-busy", "mail", 360),
        ({"RCPT": "550 5.1.1 no such user"}, "recipient-refused", "rcpt", 313),
        ({"RCPT": "552 5.2.2 mailbox full"}, "mailbox-full", "rcpt", 313),
        ({"RCPT": "450 4.2.1 later"}, "service-busy", "rcpt", 360),
        ({"DATA": "451 4.3.0 later"}, "service-busy", "data", 360),
        ({"DATA": "drop"}, "connection-dropped", "data", 360),
        ({"END": "552 5.3.4 too large"}, "too-large", "data", 314),
        ({"END": "554 5.2.252 SendAsDenied; a not allowed to send as b"}, "sender-refused", "data", 313),
        ({"END": "550 5.7.60 Client does not have permissions to send as this sender"}, "sender-refused", "data", 313),
        ({"END": "554 5.2.2 mailbox full"}, "mailbox-full", "data", 313),
        ({"END": "432 4.3.2 Concurrent connections limit exceeded"}, "service-busy", "data", 360),
        ({"END": "554 5.7.1 spam"}, "message-refused", "data", 313),
        ({"END": "drop"}, "delivery-unknown", "data", 360),
        ({"END": "gibberish"}, "delivery-unknown", "data", 360),
    ],
)
def test_what_a_server_may_answer(
    strange: Any, sending: Callable[..., Sending], replies: dict[str, str], kind: str, leg: str, code: int
) -> None:
    sent = sending(strange(**replies))
    failure = sent.run()
    assert failure is not None
    assert (failure.kind, failure.leg, failure.code) == (kind, leg, code)
    last = sent.legs[-1]
    assert (last.name, last.ok) == (leg, False)
    assert last.detail
    assert all(told.ok for told in sent.legs[:-1] if told.ok is not None)


def test_a_challenge_with_the_error_is_answered_and_kept(strange: Any, sending: Callable[..., Sending]) -> None:
    told = base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}').decode()
    server = strange(RESPONSE=[f"334 {told}", "535 5.7.3 Authentication unsuccessful [x]"])
    sent = sending(server)
    failure = sent.run()
    assert failure is not None
    assert failure.kind == "auth-refused"
    assert failure.reply == "535 5.7.3 Authentication unsuccessful [x]"
    assert '"status":"400"' in sent.ended()["auth"].detail
    assert "" in server.heard  # the empty line that the mechanism wants


def test_the_token_is_never_told_even_when_the_server_repeats_it(strange: Any, sending: Callable[..., Sending]) -> None:
    blob = base64.b64encode(f"user=anna@ovning.example\x01auth=Bearer {SECRET}\x01\x01".encode()).decode()
    for repeated in (SECRET, blob):
        sent = sending(strange(RESPONSE=f"535 5.7.3 you said {repeated}"))
        failure = sent.run()
        assert failure is not None
        assert repeated[:40] not in repr(sent.legs) + repr(failure)
        assert "535 5.7.3 you said" in failure.reply


def test_one_refused_recipient_stops_the_mail_before_anybody_gets_it(
    strange: Any, sending: Callable[..., Sending]
) -> None:
    server = strange(RCPT=["250 2.1.5 ok", "550 5.1.1 unknown"])
    failure = sending(server).run(replace(MAIL, to=("bo@ovning.example", "nobody@ovning.example")))
    assert failure is not None
    assert failure.kind == "recipient-refused"
    assert "nobody@ovning.example" in failure.reply
    assert "DATA" not in server.heard


def test_a_drop_in_the_middle_of_the_data_is_no_delivery(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange(data_gate=100_000)
    # More than the system's own buffers take: else all of it is handed over before the drop is noticed.
    failure = sending(server, size=16_000_000).run()
    assert failure is not None
    assert failure.kind == "connection-dropped"
    assert not server.whole


def test_nobody_listens(sending: Callable[..., Sending], strange: Any) -> None:
    class Nowhere:
        port = 1

    sent = sending(Nowhere())
    failure = sent.run()
    assert failure is not None
    assert (failure.kind, failure.leg) == ("connection-refused", "tcp")


def test_a_name_that_does_not_exist(sending: Callable[..., Sending], strange: Any) -> None:
    failure = sending(strange(), smtp_host="mail.invalid").run()
    assert failure is not None
    assert (failure.kind, failure.leg, failure.code) == ("name-not-found", "dns", 360)


@pytest.mark.parametrize(
    ("verb", "leg"),
    [
        ("greeting", "tcp"),
        ("EHLO", "tls"),
        ("STARTTLS", "tls"),
        ("AUTH", "auth"),
        ("MAIL", "mail"),
        ("RCPT", "rcpt"),
        ("DATA", "data"),
    ],
)
def test_silence_runs_out_on_the_devices_clock(
    strange: Any, sending: Callable[..., Sending], clock: Clock, verb: str, leg: str
) -> None:
    server = strange(**{verb: "silent"})
    sent = sending(server)
    sent.on_leg = lambda told: clock.advance(31) if (told.name, told.ok) == (leg, None) else None
    failure = sent.run()
    assert failure is not None
    assert (failure.kind, failure.leg, failure.code) == ("timed-out", leg, 361)
    assert sent.legs[-1].name == leg
    assert sent.legs[-1].ms == 31_000


def test_a_leg_in_time_is_not_timed_out_by_a_long_delivery(
    strange: Any, sending: Callable[..., Sending], clock: Clock
) -> None:
    sent = sending(strange(), size=1_000_000)
    sent.on_leg = lambda told: clock.advance(29) if told.ok is None else None
    sent.on_progress = lambda: clock.advance(20)
    assert sent.run() is None


def test_silence_after_the_whole_message_may_be_a_delivery(
    strange: Any, sending: Callable[..., Sending], clock: Clock
) -> None:
    sent = sending(strange(END="silent"))
    total: list[int] = []

    def progressed() -> None:
        if sent.progress[-1][0] == sent.progress[-1][1]:
            total.append(1)
            # The end of the data is on its way when the last piece is told; the time-out comes after it.
            asyncio.get_running_loop().call_later(0.2, clock.advance, 31)

    sent.on_progress = progressed
    failure = sent.run()
    assert total
    assert failure is not None
    assert (failure.kind, failure.code) == ("timed-out", 361)
    assert "may have been delivered" in failure.reply


def test_cancelling_in_the_middle_of_the_data_delivers_nothing(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange()
    sent = sending(server, size=8_000_000)

    async def cancelled() -> None:
        task = asyncio.ensure_future(sent.go())
        sent.on_progress = lambda: task.cancel() and None
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert server.closed.wait(10)
    assert not server.whole
    assert sent.legs[-1].name == "data"
    assert sent.legs[-1].ok is False
    assert sent.progress[-1][0] < sent.progress[-1][1]


@pytest.mark.parametrize("leg", ["dns", "tcp", "tls", "auth", "mail", "rcpt", "data"])
def test_cancelling_at_any_leg_closes_the_line(strange: Any, sending: Callable[..., Sending], leg: str) -> None:
    silent = {"tcp": "greeting", "tls": "EHLO", "auth": "AUTH", "mail": "MAIL", "rcpt": "RCPT", "data": "DATA"}
    server = strange(**({silent[leg]: "silent"} if leg in silent else {}))
    sent = sending(server)

    async def cancelled() -> None:
        task = asyncio.ensure_future(sent.go())
        sent.on_leg = lambda told: (task.cancel() and None) if (told.name, told.ok) == (leg, None) else None
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert not server.whole
    assert threading.active_count() < 20


def test_the_loop_goes_on_while_a_large_mail_is_sent(strange: Any, sending: Callable[..., Sending]) -> None:
    sent = sending(strange(EHLO="250-x\r\n250-STARTTLS\r\n250 AUTH XOAUTH2"), size=10 * 1024 * 1024)
    turns = 0

    async def both() -> Failure | None:
        nonlocal turns
        task = asyncio.ensure_future(sent.go())
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        return await task

    assert asyncio.run(both()) is None
    assert turns > 200


def test_the_record_names_the_server_as_the_glass_shows_it(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange()
    sent = sending(server)
    sent.shown = ("smtp-mail.outlook.com", 587)
    assert sent.run() is None
    assert sent.ended()["tcp"].detail == f"smtp-mail.outlook.com:587 → localhost:{server.port}"
    assert sent.ended()["dns"].detail.startswith("smtp-mail.outlook.com → localhost: ")


def test_an_address_that_is_none_is_refused_before_the_wire(strange: Any, sending: Callable[..., Sending]) -> None:
    server = strange()
    failure = sending(server).run(replace(MAIL, to=("bo@ovning.example>\r\nRCPT TO:<x@y.example",)))
    assert failure is not None
    assert failure.kind == "recipient-refused"
    failure = sending(server).run(replace(MAIL, sender="nobody"))
    assert failure is not None
    assert failure.kind == "sender-refused"
    assert server.heard == []


def test_letters_beyond_ascii_in_an_address_need_smtputf8(strange: Any, sending: Callable[..., Sending]) -> None:
    mail = replace(MAIL, to=("åsa@räksmörgås.example",))
    failure = sending(strange()).run(mail)
    assert failure is not None
    assert "SMTPUTF8" in failure.reply
    server = strange(EHLO="250-x\r\n250-STARTTLS\r\n250-SMTPUTF8\r\n250 AUTH XOAUTH2")
    assert sending(server).run(mail) is None
    assert "RCPT TO:<åsa@xn--rksmrgs-5wao1o.example>" in server.heard


def test_a_scan_that_is_gone_is_told(strange: Any, sending: Callable[..., Sending]) -> None:
    sent = sending(strange())
    sent.scan.unlink()
    failure = sent.run()
    assert failure is not None
    assert failure.kind == "scan-failed"
    assert sent.legs == []


def test_a_full_disk_is_told(lab: Profile, clock: Clock, tmp_path: Path, strange: Any) -> None:
    sent = Sending(replace(lab, smtp_port=strange().port), clock, tmp_path, size=100_000)

    async def go() -> Failure | None:
        mailer = SmtpMailer(sent.profile, clock, spool=Path("/dev/full"))
        return await mailer.send(MAIL, [sent.scan], TOKEN, sent.legs.append, lambda sent, total: None)

    failure = asyncio.run(go())
    assert failure is not None
    assert failure.kind in ("disk-full", "scan-failed")


def test_no_spool_is_left_behind(strange: Any, sending: Callable[..., Sending], tmp_path: Path) -> None:
    assert sending(strange()).run() is None
    assert sending(strange(END="554 no")).run() is not None
    assert [path.name for path in tmp_path.iterdir()] == ["scan.pdf"]


def test_old_tls_is_not_spoken(strange: Any, sending: Callable[..., Sending], certificates: Any) -> None:
    assert ssl.create_default_context().minimum_version >= ssl.TLSVersion.TLSv1_2
