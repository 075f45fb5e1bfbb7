"""A running practice tenant on a clock that tests wind, and the foreign clients that talk to it."""

from __future__ import annotations

import base64
import re
import shutil
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msal
import pytest
import requests

from panel_sim.tenant.clock import ManualClock
from panel_sim.tenant.service import Ready, Tenant

ADMIN = "admin@ovning.example"
PRINTER = "skrivare@ovning.example"
ANNA = "anna@ovning.example"
BO = "bo@ovning.example"
EVA = "eva@privat.example"
PASSWORD = "Ovning-123!"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose keys are copied: making an RSA key takes longer than most tests."""
    folder = tmp_path_factory.mktemp("keys") / "tenant"
    with Tenant(folder, clock=ManualClock()):
        return folder


@pytest.fixture
def folder(tmp_path: Path, made_keys: Path) -> Path:
    """The folder of this test's tenant."""
    folder = tmp_path / "tenant"
    folder.mkdir(mode=0o700)
    for key in made_keys.glob("*.pem"):
        shutil.copy2(key, folder)
    return folder


@pytest.fixture
def tenant(folder: Path, clock: ManualClock) -> Iterator[Tenant]:
    with Tenant(folder, clock=clock) as running:
        yield running


@pytest.fixture
def open_tenant(tenant: Tenant) -> Tenant:
    """One whose organisation permits SMTP AUTH and has consented."""
    tenant.seed("smtp-auth-on")
    tenant.grant_consent()
    return tenant


@dataclass
class Device:
    """A program with MSAL, as anybody would write it, that waits on the practice clock."""

    ready: Ready
    clock: ManualClock
    authority: str | None = None
    app: msal.PublicClientApplication = field(init=False)
    session: requests.Session = field(init=False)
    http_cache: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        request = partial(self.session.request, verify=str(self.ready.ca_file), timeout=5)
        self.session.request = request  # type: ignore[method-assign] # MSAL's own switch loses to REQUESTS_CA_BUNDLE
        self.app = msal.PublicClientApplication(
            self.ready.client_id,
            authority=self.authority or self.ready.authority,
            instance_discovery=False,
            http_client=self.session,
            http_cache=self.http_cache,
        )

    def start(self) -> dict[str, Any]:
        self.http_cache.clear()
        flow: dict[str, Any] = self.app.initiate_device_flow(list(self.ready.scopes))
        assert "user_code" in flow, flow
        return flow

    def poll(self, flow: dict[str, Any]) -> dict[str, Any]:
        self.http_cache.clear()
        self.clock.advance(flow["interval"])
        # MSAL's own deadline and haste are on the machine's clock; the practice clock may be years from it.
        flow |= {"expires_at": 2**40, "latest_attempt_at": 0}
        answer: dict[str, Any] = self.app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
        return answer

    def silent(self, *, force: bool = False) -> dict[str, Any]:
        self.http_cache.clear()
        (account,) = self.app.get_accounts()
        answer: dict[str, Any] = self.app.acquire_token_silent_with_error(
            list(self.ready.scopes), account, force_refresh=force
        )
        return answer


@pytest.fixture
def device(tenant: Tenant, clock: ManualClock) -> Iterator[Device]:
    made = Device(tenant.ready, clock)
    yield made
    made.session.close()


@pytest.fixture
def token_of(open_tenant: Tenant, clock: ManualClock) -> Callable[[str], str]:
    """A fresh access token of a user, by way of the token endpoint."""

    def sign_in(user: str) -> str:
        authority = open_tenant.ready.authority
        if user == EVA:
            authority = authority.rpartition("/")[0] + "/consumers"
        device = Device(open_tenant.ready, clock, authority)
        flow = device.start()
        assert open_tenant.approve(flow["user_code"], user)["step"] == "done"
        answer = device.poll(flow)
        device.session.close()
        return str(answer["access_token"])

    return sign_in


@dataclass
class Browser:
    """A person at the sign-in pages: fills in the form that is there and follows where it leads."""

    client: httpx.Client
    page: httpx.Response = field(init=False)

    def open(self, path: str = "/devicelogin", **options: Any) -> Browser:
        self.page = self.client.get(path, **options)
        return self

    @property
    def step(self) -> str:
        found = re.search(r'<meta name="practice-step" content="(\w+)">', self.page.text)
        assert found, self.page.text
        return found[1]

    @property
    def problem(self) -> str | None:
        found = re.search(r'<p id="problem"[^>]*data-code="(\w+)">', self.page.text)
        return found[1] if found else None

    def submit(self, **fields: str) -> str:
        action = re.search(r'<form method="post" action="([^"]+)"', self.page.text)
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.page.text)
        assert action, self.page.text
        assert csrf
        self.page = self.client.post(action[1], data={"csrf": csrf[1], **fields})
        return self.step

    def sign_in(self, code: str, account: str, password: str = PASSWORD) -> str:
        self.open()
        assert self.submit(code=code) == "account", self.page.text
        assert self.submit(account=account) == "password", self.page.text
        return self.submit(password=password)


@pytest.fixture
def browser(tenant: Tenant) -> Iterator[Browser]:
    base = tenant.ready.device_login.removesuffix("/devicelogin")
    with httpx.Client(base_url=base, follow_redirects=True) as client:
        yield Browser(client)


@pytest.fixture
def control(tenant: Tenant) -> Iterator[httpx.Client]:
    ready = tenant.ready
    with httpx.Client(base_url=ready.control, headers={"Authorization": f"Bearer {ready.control_token}"}) as client:
        yield client


@pytest.fixture
def directory(tenant: Tenant) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cafile=str(tenant.ready.ca_file))
    with httpx.Client(base_url=tenant.ready.authority.rpartition("/")[0], verify=context) as client:
        yield client


@pytest.fixture
def smtp(tenant: Tenant) -> Iterator[Callable[..., smtplib.SMTP]]:
    """Connections of the standard library's client, with TLS begun unless told otherwise."""
    opened: list[smtplib.SMTP] = []

    def connect(*, tls: bool = True, timeout: float = 5) -> smtplib.SMTP:
        client = smtplib.SMTP("localhost", tenant.ready.smtp_port, timeout=timeout)
        opened.append(client)
        client.ehlo("printer.example")
        if tls:
            client.starttls(context=ssl.create_default_context(cafile=str(tenant.ready.ca_file)))
            client.ehlo("printer.example")
        return client

    yield connect
    for client in opened:
        client.close()


@pytest.fixture
def xoauth2() -> Callable[[str, str], str]:
    """The XOAUTH2 client response, in base64."""

    def encoded(user: str, token: str) -> str:
        return base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode()

    return encoded


@pytest.fixture
def letter() -> Callable[..., EmailMessage]:
    """A mail with an attachment."""

    def write(sender: str, to: str = ANNA, *, subject: str = "Skannad handling åäö") -> EmailMessage:
        message = EmailMessage()
        message["From"] = f"Skrivare <{sender}>"
        message["To"] = to
        message["Subject"] = subject
        message.set_content("Hej!\n.en punkt först\n")
        message.add_attachment(b"%PDF-1.7 practice", maintype="application", subtype="pdf", filename="Rapport å.pdf")
        return message

    return write
