"""The tenant as a whole: starting, stopping, being killed, being damaged."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import sqlite3
import ssl
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from panel_sim.tenant.clock import ManualClock
from panel_sim.tenant.service import PortTaken, Tenant, TenantFailed, TenantPorts

ANNA = "anna@ovning.example"


def test_the_ready_line(tenant: Any) -> None:
    line = tenant.ready.as_dict()
    assert list(line) == [
        "ready", "authority", "client_id", "scopes", "ca_file", "smtp", "pages", "control", "control_token",
    ]  # fmt: skip
    assert line["pages"].keys() == {"device_login", "mailbox"}
    assert line["authority"].startswith("https://localhost:")
    assert line["control"].startswith("http://127.0.0.1:")
    assert json.loads(json.dumps(line)) == line
    assert line["control_token"] not in repr(tenant.ready)


def test_everything_listens_on_loopback_only(tenant: Any) -> None:
    ports = {tenant.ready.smtp_port, int(tenant.ready.control.split(":")[2].split("/")[0])}
    for file, loopback in (("/proc/net/tcp", "0100007F"), ("/proc/net/tcp6", "00000000000000000000000001000000")):
        for line in Path(file).read_text().splitlines()[1:]:
            address, port = line.split()[1].split(":")
            if int(port, 16) in ports and line.split()[3] == "0A":
                assert address == loopback


def test_starting_twice_and_stopping_twice(folder: Path, clock: Any) -> None:
    before = set(threading.enumerate())
    tenant = Tenant(folder, clock=clock)
    ready = tenant.start()
    assert tenant.start() is ready
    tenant.stop()
    tenant.stop()
    # Other tests of this process may have a tenant of their own.
    assert not any(thread.name == "practice-tenant" for thread in set(threading.enumerate()) - before)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", ready.smtp_port), 5)
    with pytest.raises(TenantFailed, match="not running"):
        tenant.policy()
    with tenant:
        assert tenant.policy()["security_defaults"] is True


def test_stop_with_clients_in_the_middle_of_things(tenant: Any, smtp: Any) -> None:
    client = smtp()
    silent = socket.create_connection(("127.0.0.1", int(tenant.ready.authority.split(":")[2].split("/")[0])), 5)
    tenant.stop()
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        [client.noop() for _ in range(3)]
    silent.close()


def test_a_taken_port_is_named(folder: Path, clock: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        tenant = Tenant(folder, clock=clock, ports=TenantPorts(smtp=port))
        with pytest.raises(PortTaken, match=f"Port {port} for the practice tenant's smtp service is taken"):
            tenant.start()
    assert tenant.start().smtp_port == port
    tenant.stop()


def test_no_port_number(folder: Path, clock: Any) -> None:
    with pytest.raises(PortTaken, match="70000 is no port number"):
        Tenant(folder, clock=clock, ports=TenantPorts(pages=70000)).start()


def test_one_folder_one_tenant(tenant: Any, folder: Path, clock: Any) -> None:
    with pytest.raises(TenantFailed, match="Another practice tenant is running"):
        Tenant(folder, clock=clock).start()
    assert tenant.policy()


def test_a_folder_that_cannot_be_made(tmp_path: Path, clock: Any) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TenantFailed, match="cannot use its folder"):
        Tenant(tmp_path / "file" / "tenant", clock=clock).start()


def test_files_are_private(open_tenant: Any, folder: Path, token_of: Any, smtp: Any, xoauth2: Any, letter: Any) -> None:
    client = smtp()
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))
    client.send_message(letter(ANNA))
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_restart_keeps_mail_sign_ins_and_policy(
    open_tenant: Any, device: Any, folder: Path, clock: Any, token_of: Any, smtp: Any, xoauth2: Any, letter: Any
) -> None:
    flow = device.start()
    open_tenant.approve(flow["user_code"], ANNA)
    refresh_token = device.poll(flow)["refresh_token"]
    client = smtp()
    access_token = token_of(ANNA)
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, access_token))
    client.send_message(letter(ANNA))
    open_tenant.stop()
    with Tenant(folder, clock=clock) as again:
        assert again.policy()["smtp_auth_org"] is True
        assert [mail["subject"] for mail in again.mail(ANNA)] == ["Skannad handling åäö"]
        answer = httpx.post(
            f"{again.ready.authority}/oauth2/v2.0/token",
            data={"grant_type": "refresh_token", "client_id": again.ready.client_id, "refresh_token": refresh_token},
            verify=ssl.create_default_context(cafile=str(again.ready.ca_file)),
        )
        assert answer.status_code == 200
        assert again.notices == []


@pytest.mark.parametrize("damage", [b"this is no database" * 300, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_database_is_set_aside_and_mail_found_again(
    open_tenant: Any, folder: Path, clock: Any, damage: bytes,
    token_of: Any, smtp: Any, xoauth2: Any, letter: Any,
) -> None:  # fmt: skip
    client = smtp()
    client.docmd("AUTH", "XOAUTH2 " + xoauth2(ANNA, token_of(ANNA)))
    client.send_message(letter(ANNA), to_addrs=[ANNA, "kund@firma.example"])
    received_at = open_tenant.mail(ANNA)[0]["received_at"]
    open_tenant.stop()
    (folder / "tenant.sqlite").write_bytes(damage)
    with Tenant(folder, clock=clock) as again:
        (notice,) = again.notices
        assert (notice.kind, notice.moved) == ("database", ("tenant.sqlite.damaged-1",))
        assert "tenant.sqlite.damaged-1 now" in str(notice)
        assert (folder / "tenant.sqlite.damaged-1").read_bytes() == damage
        (mail,) = again.mail(ANNA)
        assert (mail["from"], mail["received_at"]) == (ANNA, int(received_at))
        assert again.mail("kund@firma.example")[0]["mailbox"] == "elsewhere"
        assert again.policy()["security_defaults"] is True


def test_damaged_keys_are_set_aside(folder: Path, clock: Any) -> None:
    (folder / "signing-key.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    (folder / "ca.pem").write_bytes(b"nonsense")
    with Tenant(folder, clock=clock) as tenant:
        told = {notice.kind: notice.moved for notice in tenant.notices}
        assert told["signing-key"] == ("signing-key.pem.damaged-1",)
        assert "ca.pem.damaged-1" in told["certificates"]
        assert len(told) == 2
        assert (folder / "ca.pem.damaged-1").read_bytes() == b"nonsense"
        assert (folder / "signing-key.pem.damaged-1").exists()


def test_killed_in_the_midst_of_mail_nothing_that_was_acknowledged_is_lost(folder: Path, made_keys: Path) -> None:
    program = """
import base64, itertools, smtplib, ssl, sys
from pathlib import Path
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import Tenant
tenant = Tenant(Path(sys.argv[1]), clock=OffsetClock())
ready = tenant.start()
tenant.seed("smtp-auth-on")
realm = tenant._realm
token = realm.signer.access_token(realm.accounts.get("anna@ovning.example"), client_id="x",
    scope="https://outlook.office.com/SMTP.Send", now=realm.clock.now(), lifetime_s=3600)
client = smtplib.SMTP("localhost", ready.smtp_port)
client.starttls(context=ssl.create_default_context(cafile=str(ready.ca_file)))
client.ehlo()
blob = base64.b64encode(f"user=anna@ovning.example\\1auth=Bearer {token}\\1\\1".encode()).decode()
assert client.docmd("AUTH", "XOAUTH2 " + blob)[0] == 235
for n in itertools.count():
    client.sendmail("anna@ovning.example", ["anna@ovning.example"], f"Subject: {n}\\r\\n\\r\\n" + "x" * 50000)
    print(n, flush=True)
"""
    running = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    acknowledged = [int(running.stdout.readline()) for _ in range(20)]
    os.kill(running.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in running.stdout.read().split()]
    running.wait()
    running.stdout.close()
    with Tenant(folder, clock=ManualClock()) as again:
        kept = [int(mail["subject"]) for mail in again.mail(ANNA)]
        assert again.notices == []
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1
    with sqlite3.connect(folder / "tenant.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_calls_from_many_threads(open_tenant: Any) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(20):
                open_tenant.set_policy(poll_interval_s=number + 1)
                open_tenant.revoke(ANNA)
                assert open_tenant.mail() == []
                assert 1 <= open_tenant.policy()["poll_interval_s"] <= 8
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_importing_the_service_loads_no_web_or_mail_library() -> None:
    program = (
        "import sys, panel_sim.tenant.service; "
        "print(sorted({'starlette', 'uvicorn', 'aiosmtpd', 'jinja2', 'jwt', 'cryptography'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
