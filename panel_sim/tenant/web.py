"""What the tenant's three web services have in common: who may ask, how forms are read, what every answer carries."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from panel_sim.tenant.realm import as_json

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY_LIMIT = 64 * 1024
FIELDS_LIMIT = 50

log = logging.getLogger("panel_sim.tenant")


class BodyProblem(ValueError):
    """A request's body is too large or not what it should be; the message is a sentence."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


class Guarded:
    """Lets a request through to the application when it names this machine, and adds headers to each answer.

    A Host that is not ours means that somebody's web page made a name of theirs point at loopback (DNS rebinding).
    A failure of our own becomes one sentence; its cause goes to the log, never to the asker.
    """

    def __init__(self, app: ASGIApp, headers: Iterable[tuple[str, str]] = ()) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        started = False

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                names = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in self._headers if h[0] not in names)]
            await send(message)

        if not _is_local(scope):
            answer = PlainTextResponse("This service answers to localhost only.\n", 421)
            await answer(scope, receive, with_headers)
            return
        try:
            await self._app(scope, receive, with_headers)
        except ClientDisconnect:
            return
        except Exception:
            log.exception("The practice tenant could not answer %s", scope["path"])
            if not started:
                answer = PlainTextResponse("The practice tenant could not answer that. Its log says why.\n", 500)
                await answer(scope, receive, with_headers)


def _is_local(scope: Scope) -> bool:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return False
    host = hosts[0].decode("latin-1").lower()
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name = host
    return name in ("localhost", "127.0.0.1", "[::1]") and (not colon or (port.isascii() and port.isdigit()))


async def read_body(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The whole body. Raises BodyProblem when it is larger than `limit`."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyProblem(f"The request is larger than {limit // 1024} kB.", 413)
    return body


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last one where a name comes twice. Raises BodyProblem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request)
    if not kind and not body:
        return {}
    if kind != "application/x-www-form-urlencoded":
        raise BodyProblem("The request's body is not a form (application/x-www-form-urlencoded).", 415)
    return parse_form(body)


def parse_form(body: bytes) -> dict[str, str]:
    """The fields of URL-encoded text. Raises BodyProblem."""
    try:
        # Bytes that are no UTF-8 become question marks: whatever they were, they match nothing.
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS_LIMIT
        )
    except ValueError as problem:
        raise BodyProblem(f"The form has more than {FIELDS_LIMIT} fields.") from problem
    return dict(pairs)


class Json(Response):
    """An answer in JSON that nobody keeps."""

    media_type = "application/json"

    def __init__(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__(as_json(value), status, {"cache-control": "no-store"} | (headers or {}))
