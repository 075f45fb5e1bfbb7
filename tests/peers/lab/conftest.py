"""A lab: oidc-provider, Dovecot's submission service and Postfix, each with settings of its own in a new folder."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from urllib.parse import quote

import httpx
import pytest
import trustme

SECRET = "known to the mail server and to the provider"
NOBODY = 65534


def until(holds: Callable[[], object], what: str, log: Callable[[], str] = str, within: float = 30) -> None:
    """Look until it holds; the failure says what was awaited and shows the log."""
    end = time.monotonic() + within  # noqa: TID251 - foreign programs live on the wall clock
    while not holds():
        assert time.monotonic() < end, f"{what}, not within {within:.0f} s\n{log()}"  # noqa: TID251 - as above
        threading.Event().wait(0.05)


_PORTS = itertools.count(20000 + os.getpid() % 10000)


def free_port() -> int:
    """A port for a server that cannot be told to take any; below those that the system hands out to clients."""
    for port in _PORTS:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError  # _PORTS has no end.


def answers(port: int) -> bool:
    """Whether something greets at the port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            return line.recv(3) == b"220"
    except OSError:
        return False


class Certificates:
    """A lab's authority, a stranger's, and what they signed."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca_file)
        past = datetime(2020, 1, 1, tzinfo=UTC)
        self.good = self._kept(folder / "good", authority.issue_cert("localhost"))
        self.strange = self._kept(folder / "strange", trustme.CA().issue_cert("localhost"))
        self.expired = self._kept(folder / "expired", authority.issue_cert("localhost", not_after=past))

    @staticmethod
    def _kept(folder: Path, leaf: trustme.LeafCert) -> tuple[Path, Path]:
        folder.mkdir(mode=0o700)
        cert, key = folder / "cert.pem", folder / "key.pem"
        for number, part in enumerate(leaf.cert_chain_pems):
            part.write_to_path(cert, append=number > 0)
        leaf.private_key_pem.write_to_path(key)
        key.chmod(0o600)
        return cert, key


class Provider:
    """oidc-provider by panva, as its own process."""

    def __init__(self, node: str, folder: Path, certificates: Certificates, tokens: str, path: str) -> None:
        program = Path(__file__).parents[1] / "node" / "provider.mjs"
        if not (program.parent / "node_modules").is_dir():
            pytest.fail("The node packages are missing: make test-peers installs them.", pytrace=False)
        cert, key = map(str, certificates.good)
        options = {"cert": cert, "key": key, "path": path, "tokens": tokens, "secret": SECRET}
        self._log = folder / f"provider-{tokens}.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [node, program, json.dumps(options)],
                env={"PATH": os.environ["PATH"], "HOME": str(folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self.log()
        ready = json.loads(line)
        self.tokens = tokens
        self.issuer = str(ready["issuer"])
        self.client_id = str(ready["client_id"])
        self.public_key = str(ready["public_key"])
        self.introspection = str(ready["introspection"])
        self._control = str(ready["control"])

    def switch(self, **switches: object) -> None:
        """Turn switches of provider.mjs; those that are not named are off."""
        httpx.post(self._control, json=switches, trust_env=False).raise_for_status()

    def log(self) -> str:
        """What it complained of."""
        return self._log.read_text("utf-8", "replace")

    def close(self) -> None:
        """End it."""
        with self._process as process:
            process.terminate()


class Postfix:
    """Postfix, which takes mail for lab.example on loopback, delivers to maildirs and sends nothing anywhere else."""

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._folder = folder
        self.relay = free_port()
        self.ports = {name: free_port() for name in ("opaque", "jwt", "strange", "expired", "small", "no-tls")}
        self.mail = folder / "mail"
        for name in ("etc", "queue", "data", "mail"):
            (folder / name).mkdir(mode=0o755)
        os.chown(folder / "data", *_ids("postfix"))
        os.chown(self.mail, NOBODY, NOBODY)
        cert, key = certificates.good
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": folder / "queue",
            "data_directory": folder / "data",
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "maillog_file": folder / "postfix.log",
            "maillog_file_prefixes": folder,
            "inet_protocols": "ipv4",
            "inet_interfaces": "127.0.0.1",
            "myhostname": "mail.lab.example",
            "mydestination": "",
            "mynetworks": "127.0.0.1/32",
            "alias_maps": "",
            "alias_database": "",
            "local_recipient_maps": "",
            "default_transport": "error:nothing leaves this lab",
            "relay_transport": "error:nothing leaves this lab",
            "virtual_mailbox_domains": "lab.example",
            "virtual_mailbox_maps": "inline:{anna@lab.example=anna/, bo@lab.example=bo/}",
            "virtual_mailbox_base": self.mail,
            "virtual_uid_maps": f"static:{NOBODY}",
            "virtual_gid_maps": f"static:{NOBODY}",
            "message_size_limit": "20000000",
            "smtpd_tls_cert_file": cert,
            "smtpd_tls_key_file": key,
            "smtpd_tls_auth_only": "yes",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": self.sasl("opaque"),
            "smtpd_sasl_security_options": "noanonymous",
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject",
            "smtpd_recipient_restrictions": "permit_sasl_authenticated, reject",
        }
        submission = "-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes"
        special = {
            "strange": "-o smtpd_tls_cert_file={} -o smtpd_tls_key_file={}".format(*certificates.strange),
            "expired": "-o smtpd_tls_cert_file={} -o smtpd_tls_key_file={}".format(*certificates.expired),
            "small": "-o message_size_limit=300",
            "jwt": f"-o smtpd_sasl_path={self.sasl('jwt')}",
        }
        lines = [
            f"127.0.0.1:{self.relay} inet n - n - - smtpd -o smtpd_relay_restrictions=permit_mynetworks,reject"
            " -o smtpd_recipient_restrictions=permit_mynetworks,reject",
            f"127.0.0.1:{self.ports['no-tls']} inet n - n - - smtpd -o smtpd_tls_security_level=none",
            *(
                f"127.0.0.1:{self.ports[name]} inet n - n - - smtpd {submission} {special.get(name, '')}"
                for name in ("opaque", "jwt", "strange", "expired", "small")
            ),
            "pickup unix n - n 60 1 pickup",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "rewrite unix - - n - - trivial-rewrite",
            *(f"{name} unix - - n - 0 bounce" for name in ("bounce", "defer", "trace")),
            "proxymap unix - - n - - proxymap",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "virtual unix - n n - - virtual",
            "anvil unix - - n - 1 anvil",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        main = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (folder / "etc/main.cf").write_text(main)
        (folder / "etc/master.cf").write_text("\n".join(lines) + "\n")

    def sasl(self, tokens: str) -> Path:
        """The socket at which the Dovecot listens that knows such tokens."""
        return self._folder / f"auth-{tokens}.socket"

    def _ask(self, verb: str) -> subprocess.CompletedProcess[str]:
        # Postfix's own scripts; the outputs go to a file, since what it leaves running would hold a pipe open.
        with (self._folder / "postfix.out").open("a") as said:
            return subprocess.run(
                ["postfix", "-c", self._folder / "etc", verb],
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                text=True,
                timeout=60,
            )

    def start(self) -> None:
        """Start it, and wait until it greets."""
        assert self._ask("start").returncode == 0, self.log()
        until(lambda: answers(self.relay) and answers(self.ports["opaque"]), "Postfix greets", self.log)

    def stop(self) -> None:
        """Stop it, and wait until nothing greets."""
        self._ask("stop")
        until(lambda: not answers(self.relay), "Postfix is gone", self.log)

    def log(self) -> str:
        """What it logged."""
        logs = (self._folder / "postfix.out", self._folder / "postfix.log")
        return "".join(log.read_text("utf-8", "replace") for log in logs if log.exists())


class Dovecot:
    """One Dovecot with a submission port, which asks about tokens as the provider says, and relays to Postfix."""

    def __init__(
        self, folder: Path, provider: Provider, relay: int, sasl: Path, ca_file: Path, **changes: object
    ) -> None:
        self._folder = folder
        self.port = free_port()
        for name in ("run", "state", "keys/default/RS256", "homes"):
            (folder / name).mkdir(mode=0o755, parents=True)
        os.chown(folder / "homes", NOBODY, NOBODY)
        settings = {
            "base_dir": folder / "run",
            "state_dir": folder / "state",
            "log_path": folder / "dovecot.log",
            "instance_name": folder.name,
            "protocols": "submission",
            "listen": "127.0.0.1",
            "hostname": "mail.lab.example",
            "ssl": "required",
            "auth_mechanisms": "xoauth2 oauthbearer",
            "auth_verbose": "yes",
            "submission_relay_host": "127.0.0.1",
            "submission_relay_port": relay,
            "mail_location": "maildir:~/Maildir",
            "first_valid_uid": 1000,
            "last_valid_uid": 0,
            **changes,
        }
        tokens = {
            "opaque": f"introspection_mode = post\nintrospection_url = {_with_secret(provider.introspection)}\n"
            f"tls_ca_cert_file = {ca_file}\nactive_attribute = active\nactive_value = true\n",
            "jwt": f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={folder}/keys/\n"
            f"issuers = {provider.issuer}\n",
        }
        (folder / "oauth2.conf").write_text(f"username_attribute = sub\n{tokens[provider.tokens]}")
        (folder / "keys/default/RS256/lab").write_text(provider.public_key)
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        services = Template((Path(__file__).parent / "dovecot.conf.in").read_text())
        (folder / "dovecot.conf").write_text(
            lines + services.substitute(port=self.port, sasl=sasl, folder=folder, nobody=NOBODY)
        )

    def start(self) -> None:
        """Start it, and wait until it greets."""
        with (self._folder / "dovecot.out").open("w") as said:
            self._process = subprocess.Popen(
                ["dovecot", "-F", "-c", self._folder / "dovecot.conf"],
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        until(lambda: self._process.poll() is not None or answers(self.port), "Dovecot greets", self.log)
        assert self._process.poll() is None, self.log()

    def stop(self) -> None:
        """Stop it, and its children with it."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(30)

    def log(self) -> str:
        """What it logged."""
        logs = (self._folder / "dovecot.out", self._folder / "dovecot.log")
        return "".join(log.read_text("utf-8", "replace") for log in logs if log.exists())


def _with_secret(address: str) -> str:
    return address.replace("https://", f"https://mailserver:{quote(SECRET)}@", 1)


def _ids(user: str) -> tuple[int, int]:
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


@dataclass
class Lab:
    """Everything that runs for the whole session, and Dovecots with other settings for a while."""

    folder: Path
    certificates: Certificates
    providers: dict[str, Provider]
    postfix: Postfix
    dovecots: dict[str, Dovecot] = field(default_factory=dict)
    _made: int = 0

    def dovecot(self, tokens: str, certificate: str = "good", **changes: object) -> Dovecot:
        """A Dovecot, not started yet. The first for each kind of tokens is also the one that Postfix asks."""
        self._made += 1
        folder = self.folder / f"dovecot-{self._made}"
        folder.mkdir(mode=0o755)
        cert, key = getattr(self.certificates, certificate)
        changes = {"ssl_cert": f"<{cert}", "ssl_key": f"<{key}", **changes}
        sasl = folder / "auth.socket" if tokens in self.dovecots else self.postfix.sasl(tokens)
        relay, ca_file = self.postfix.relay, self.certificates.ca_file
        return Dovecot(folder, self.providers[tokens], relay, sasl, ca_file, **changes)

    @contextlib.contextmanager
    def another_dovecot(self, certificate: str = "good", **changes: object) -> Iterator[Dovecot]:
        """A Dovecot with other settings, for a while."""
        one = self.dovecot("opaque", certificate, **changes)
        one.start()
        try:
            yield one
        finally:
            one.stop()

    def port(self, server: str, tokens: str = "opaque") -> int:
        """Where the server listens that takes such tokens."""
        return self.dovecots[tokens].port if server == "dovecot" else self.postfix.ports[tokens]

    def wait_for(self, name: str) -> None:
        """Until a mail is in somebody's maildir."""
        until(lambda: self.arrived(name), "The mail arrives", self.log)

    def log(self) -> str:
        """What all of them logged."""
        logs = [provider.log() for provider in self.providers.values()]
        logs += [dovecot.log() for dovecot in self.dovecots.values()]
        return "\n".join([*logs, self.postfix.log()])

    def arrived(self, name: str = "anna") -> list[str]:
        """The mails in somebody's maildir."""
        return [mail.read_text("utf-8", "replace") for mail in (self.postfix.mail / name).glob("new/*")]

    def forget(self) -> None:
        """Empty the maildirs."""
        for mail in self.postfix.mail.glob("*/new/*"):
            mail.unlink()


@pytest.fixture(scope="session")
def servers() -> Iterator[Lab]:
    """The lab, once for all tests. Opaque tokens: issuer at the root of its host; JWT: with a path, and no id_token."""
    programs = (
        ("node", "nodejs"),
        ("dovecot", "dovecot-core"),
        ("/usr/lib/dovecot/submission", "dovecot-submissiond"),
        ("postfix", "postfix"),
    )
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    absent = [package for program, package in programs if not shutil.which(program, path=path)]
    if absent:
        pytest.fail(f"Missing: {' '.join(absent)}. As root: tests/peers/install system.", pytrace=False)
    if os.geteuid() != 0:
        pytest.fail("Postfix and Dovecot are started as root only: run make test-peers as root.", pytrace=False)
    # Not pytest's folder: the servers' own users must get in.
    folder = Path(tempfile.mkdtemp(prefix="panel-sim-lab-"))
    folder.chmod(0o755)
    certificates = Certificates(folder)
    node = str(shutil.which("node", path=path))
    running: list[Callable[[], None]] = []
    try:
        providers = {}
        for tokens, place in (("opaque", ""), ("jwt", "/oidc")):
            providers[tokens] = Provider(node, folder, certificates, tokens, place)
            running.append(providers[tokens].close)
        (folder / "postfix").mkdir(mode=0o755)
        lab = Lab(folder, certificates, providers, Postfix(folder / "postfix", certificates))
        lab.postfix.start()
        running.append(lab.postfix.stop)
        for tokens in providers:
            lab.dovecots[tokens] = lab.dovecot(tokens)
            lab.dovecots[tokens].start()
            running.append(lab.dovecots[tokens].stop)
        yield lab
    finally:
        for stop in reversed(running):
            stop()
        shutil.rmtree(folder)


@pytest.fixture
def lab(servers: Lab) -> Lab:
    """The lab with nothing in it: empty maildirs, answers at intervals of a second."""
    servers.forget()
    for provider in servers.providers.values():
        provider.switch(interval=1)
    return servers
