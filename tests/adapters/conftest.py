"""Real servers for the adapters' tests: strange mail servers, a scripted directory, the practice tenant, a clock."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
import trustme

from panel_sim.adapters.profiles import Profile
from panel_sim.tenant.clock import ManualClock as TenantManualClock
from panel_sim.tenant.service import Tenant

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class ManualTimer:
    """A timer of ManualClock."""

    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due, self.call, self.over = due, call, False

    def cancel(self) -> None:
        self.over = True


class ManualClock:
    """A clock that moves only when told, and takes the tenant's along."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_back = timedelta(0)
        self.timers: list[ManualTimer] = []
        self.tenant = TenantManualClock(START.timestamp())

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed) - self.set_back

    def monotonic(self) -> float:
        return self.passed

    def call_later(self, seconds: float, call: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(self.passed + seconds, call)
        self.timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        self.passed += seconds
        self.tenant.advance(seconds)
        due = sorted((timer for timer in self.timers if timer.due <= self.passed), key=lambda timer: timer.due)
        self.timers = [timer for timer in self.timers if timer.due > self.passed and not timer.over]
        for timer in due:
            if not timer.over:
                timer.over = True
                timer.call()


@pytest.fixture
def clock() -> ManualClock:
    """A clock that moves only when told."""
    return ManualClock()


@dataclass(frozen=True)
class Certificates:
    """A throw-away authority, and a server's context that it vouches for."""

    ca_file: Path
    server: ssl.SSLContext


def _certificates(folder: Path, host: str = "localhost") -> Certificates:
    authority = trustme.CA()
    folder.mkdir(parents=True, exist_ok=True)
    ca_file = folder / f"{host}-ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(server)
    return Certificates(ca_file, server)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for localhost."""
    return _certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def other_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of an authority that nobody trusts, for another host."""
    return _certificates(tmp_path_factory.mktemp("other"), "elsewhere.example")


DROP, SILENT = "drop", "silent"


@dataclass
class StrangeServer:
    """A mail server that answers each command as it is told: a reply, DROP (close the line) or SILENT.

    `replies` is by verb (EHLO, STARTTLS, AUTH, RESPONSE for the line after 334, MAIL, RCPT, DATA, END, greeting); a
    list is used up one by one, its last stays. `heard` are the commands, `content` what came after DATA.
    """

    context: ssl.SSLContext
    implicit_tls: bool = False
    replies: dict[str, Any] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)
    whole: bool = False
    over_tls: bool = False
    closed: threading.Event = field(default_factory=threading.Event)
    data_gate: int | None = None
    port: int = 0

    DEFAULTS = {  # noqa: RUF012 - read only
        "greeting": "220 strange.example ESMTP",
        "EHLO": "250-strange.example\r\n250-SIZE 1000000\r\n250-STARTTLS\r\n250 AUTH LOGIN XOAUTH2",
        "STARTTLS": "220 2.0.0 go on",
        "AUTH": "334 ",
        "RESPONSE": "235 2.7.0 welcome",
        "MAIL": "250 2.1.0 sender ok",
        "RCPT": "250 2.1.5 recipient ok",
        "DATA": "354 go on",
        "END": "250 2.0.0 taken",
        "QUIT": "221 2.0.0 bye",
    }

    def reply(self, verb: str) -> str:
        """What to answer."""
        answer = self.replies.get(verb, self.DEFAULTS.get(verb, "500 5.3.3 what"))
        if isinstance(answer, list):
            return str(answer.pop(0) if len(answer) > 1 else answer[0])
        return str(answer)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        # In the middle of STARTTLS the writer has no transport that could be closed any more.
        raw = writer.transport
        try:
            self.over_tls = self.implicit_tls
            if not await self._say(writer, "greeting"):
                return
            in_auth = False
            while line := await reader.readline():
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                verb = "RESPONSE" if in_auth else text.split(" ")[0].upper()
                self.heard.append(text)
                answer = self.reply(verb)
                in_auth = verb in ("AUTH", "RESPONSE") and answer.startswith("334")
                if not await self._send(writer, answer):
                    return
                if verb == "STARTTLS" and answer.startswith("220"):
                    await writer.start_tls(self.context)
                    self.over_tls = True
                if verb == "DATA" and answer.startswith("354") and not await self._take_data(reader, writer):
                    return
                if verb == "QUIT":
                    return
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            writer.transport.abort()
            raw.abort()
            self.closed.set()

    async def _take_data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        while line := await reader.readline():
            if line == b".\r\n":
                self.whole = True
                return await self._say(writer, "END")
            self.content += line
            if self.data_gate is not None and len(self.content) > self.data_gate:
                return False
        return False

    async def _say(self, writer: asyncio.StreamWriter, verb: str) -> bool:
        return await self._send(writer, self.reply(verb))

    async def _send(self, writer: asyncio.StreamWriter, answer: str) -> bool:
        if answer == DROP:
            return False
        if answer == SILENT:
            await asyncio.Event().wait()
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()
        return True


class LoopThread:
    """An event loop in a thread, for servers."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def run(self, work: Any) -> Any:
        """Run a coroutine there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def close(self) -> None:
        """End what runs there."""

        async def end() -> None:
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # Transports that were aborted close in the loop's next turns.
            for _ in range(5):
                await asyncio.sleep(0)

        self.run(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture
def server_loop() -> Iterator[LoopThread]:
    """An event loop in a thread."""
    thread = LoopThread()
    yield thread
    thread.close()


@pytest.fixture
def strange(certificates: Certificates, server_loop: LoopThread) -> Iterator[Callable[..., StrangeServer]]:
    """Starts a StrangeServer: `strange(context=None, implicit_tls=False, data_gate=None, **replies)`."""
    servers: list[asyncio.Server] = []
    lines: list[asyncio.BaseTransport] = []
    talks: set[asyncio.Task[None]] = set()

    def begin(
        context: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        data_gate: int | None = None,
        **replies: Any,
    ) -> StrangeServer:
        server = StrangeServer(context or certificates.server, implicit_tls, replies, data_gate=data_gate)
        tls = server.context if implicit_tls else None

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Noted at once: a talk that is cancelled before it begins closes nothing.
            lines.append(writer.transport)
            talks.add(asyncio.ensure_future(server.talk(reader, writer)))

        listening = server_loop.run(asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls, limit=1 << 20))
        servers.append(listening)
        server.port = listening.sockets[0].getsockname()[1]
        return server

    yield begin

    async def close() -> None:
        # A server that is closed between accepting a line and serving it leaks the line (an assertion in asyncio): it
        # stops accepting first.
        for listening in servers:
            for listener in listening.sockets:
                server_loop.loop.remove_reader(listener.fileno())
        for _ in range(5):
            await asyncio.sleep(0)
        for listening in servers:
            listening.close()
        # A line that was accepted a moment ago is noted only in one of the next turns.
        for _ in range(5):
            await asyncio.sleep(0)
            for talk in talks:
                talk.cancel()
            for line in lines:
                cast(asyncio.WriteTransport, line).abort()
        await asyncio.gather(*talks, return_exceptions=True)

    server_loop.run(close())


@pytest.fixture
def lab(certificates: Certificates) -> Profile:
    """A profile for servers of our own on localhost; tests replace what they need."""
    return Profile(
        name="lab",
        client_id="printer",
        scopes=("smtp",),
        smtp_host="localhost",
        authority="https://localhost:1/tenant",
        ca_file=certificates.ca_file,
        user=None,
    )


@dataclass
class ScriptedDirectory:
    """A directory over HTTPS that answers what it is told, and counts."""

    authority: str = ""
    answers: dict[str, list[tuple[int, dict[str, str], str]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    waiting: threading.Event = field(default_factory=threading.Event)
    discovery: dict[str, Any] = field(default_factory=dict)

    def answer(self, name: str, status: int, body: Any, **headers: str) -> None:
        """Answer the next question for `name` (devicecode, token, discovery) so; the last answer stays."""
        text = body if isinstance(body, str) else json.dumps(body)
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers.setdefault(name, []).append((status, named, text))

    def questions(self, name: str) -> list[dict[str, str]]:
        """The forms that were sent to `name`."""
        return [form for asked, form in self.asked if asked == name]


@pytest.fixture
def directory(certificates: Certificates) -> Iterator[ScriptedDirectory]:
    """A directory over HTTPS on localhost."""
    script = ScriptedDirectory()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            from urllib.parse import parse_qsl, urlsplit

            parts = urlsplit(self.path)
            if parts.query:
                name = parts.path.rsplit("/", 1)[-1]
                script.asked.append((f"GET {name}", dict(parse_qsl(parts.query))))
                self._answer(f"GET {name}")
            else:
                self._answer("discovery")

        def do_POST(self) -> None:
            from urllib.parse import parse_qsl, urlsplit

            length = int(self.headers.get("Content-Length", "0"))
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            parts = urlsplit(self.path)
            form |= {f"?{key}": value for key, value in parse_qsl(parts.query)}
            name = parts.path.rsplit("/", 1)[-1]
            script.asked.append((name, form))
            self._answer(name)

        def _answer(self, name: str) -> None:
            left = script.answers.get(name) or [(404, {}, "nothing here")]
            status, headers, text = left.pop(0) if len(left) > 1 else left[0]
            if text == SILENT:
                script.waiting.set()
                script.gate.wait(60)
                self.close_connection = True
                return
            content = text.encode()
            self.send_response(status)
            for key, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nobody reads it."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that breaks off is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = certificates.server.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    base = f"https://localhost:{server.server_address[1]}/tenant"
    script.authority = base
    script.discovery = {
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
    }
    script.answer("discovery", 200, script.discovery)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield script
    script.gate.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def tenant(tmp_path: Path, clock: ManualClock) -> Iterator[Tenant]:
    """A practice tenant on the test's clock, with SMTP AUTH on and consent given for the organisation."""
    with Tenant(tmp_path / "tenant", clock=clock.tenant) as running:
        running.seed("smtp-auth-on")
        running.grant_consent()
        yield running


@pytest.fixture
def practice(tenant: Tenant) -> Profile:
    """The profile of the running tenant."""
    return Profile.of_practice(tenant.ready.as_dict())


@pytest.fixture
def profile_with() -> Callable[..., Profile]:
    """A copy of a profile with other fields: `profile_with(profile, timeout_s=1)`."""
    return replace
