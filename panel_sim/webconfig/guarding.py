"""What stands before every page: whose Host it is, what each answer carries, and that no fault of ours shows."""

from __future__ import annotations

import logging
from collections.abc import Iterable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "[::1]")
CONTENT = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    ("content-security-policy", CONTENT),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cache-control", "no-store"),
)

log = logging.getLogger("panel_sim")


class Guarded:
    """Lets a request through when it names one of `hosts` (any port), and adds the headers to each answer.

    Another Host means that somebody's web page made a name of theirs point here (DNS rebinding). A form that says it
    comes from another origin is refused before it is read. A failure of our own becomes one sentence; its cause goes
    to the log, never to the asker.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOCAL) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._headers = [(name.encode(), value.encode()) for name, value in HEADERS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                names = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self._headers if one[0] not in names)]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, with_headers)
            return
        try:
            await self._app(scope, receive, with_headers)
        except ClientDisconnect:
            return
        except Exception:
            log.exception("Web Config could not answer %s", scope["path"].encode("ascii", "backslashreplace")[:200])
            if not started:
                answer = PlainTextResponse("Web Config could not answer that. The log says why.\n", 500)
                await answer(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        host = _only(scope, b"host")
        if host is None or not self._known(host):
            return PlainTextResponse("This printer does not go by that name.\n", 421)
        if scope["method"] not in ("GET", "HEAD"):
            origin = _only(scope, b"origin")
            if origin is not None and origin != f"{scope['scheme']}://{host}":
                return PlainTextResponse("This form comes from another place.\n", 403)
        return None

    def _known(self, host: str) -> bool:
        name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if not colon:
            name = host
        return name in self._hosts and (not colon or (port.isascii() and port.isdigit()))


def _only(scope: MutableMapping[str, Any], name: bytes) -> str | None:
    """The value of a header that stands once; "" where it stands twice, None where it does not."""
    found: list[bytes] = [value for key, value in scope["headers"] if key == name]
    if not found:
        return None
    return found[0].decode("latin-1").lower() if len(found) == 1 else ""
