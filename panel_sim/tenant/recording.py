"""Notes requests and answers of a web service in the session log."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from panel_sim.tenant import redaction
from panel_sim.tenant.session_log import Session, SessionLog
from panel_sim.tenant.web import BODY_LIMIT, BodyProblem, Receive, Scope, Send, parse_form

SHOWN_HEADERS = (b"content-type", b"user-agent", b"client-request-id", b"x-client-sku", b"x-client-ver")
SECRET_HEADERS = (b"authorization", b"cookie")


class Recorded:
    """An ASGI application whose traffic is noted; `under` is where the addresses begin that are worth it."""

    def __init__(self, app: ASGIApp, log: SessionLog, service: str, under: str = "/") -> None:
        self._app = app
        self._log = log
        self._service = service
        self._under = under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._under):
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._log.begin(self._service), scope)

        async def heard() -> MutableMapping[str, Any]:
            message = await receive()
            exchange.heard(message)
            return message

        async def said(message: MutableMapping[str, Any]) -> None:
            exchange.said(message)
            await send(message)

        try:
            await self._app(scope, heard, said)
        finally:
            exchange.ended()


class _Exchange:
    """One request and its answer."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._form = b""
        self._answer = b""
        self._status: int | None = None
        self._kind = b""
        self._done = False
        self._gone = False
        target = redaction.scrubbed(scope["path"])
        if scope["query_string"]:
            target += "?" + _form(scope["query_string"])
        session.line("C", f"{scope['method']} {target}")
        for name, value in scope["headers"]:
            if name in SHOWN_HEADERS:
                session.line("C", f"{name.decode()}: {redaction.scrubbed(value.decode('latin-1'))}")
            elif name in SECRET_HEADERS:
                session.line("C", f"{name.decode()}: {redaction.hidden(value.decode('latin-1'))}")

    def heard(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] != "http.request":
            self._gone = message["type"] == "http.disconnect"
            return
        if len(self._form) <= BODY_LIMIT:
            self._form += message.get("body", b"")
        if not message.get("more_body") and self._form:
            self._session.line("C", _form(self._form))
            self._form = b""

    def said(self, message: MutableMapping[str, Any]) -> None:
        # What is said to somebody who has left goes over no wire.
        if self._gone:
            return
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = dict(message["headers"])
            self._kind = headers.get(b"content-type", b"").partition(b";")[0]
            self._session.line("S", f"HTTP/1.1 {self._status}")
            place = headers.get(b"location")
            if place:
                self._session.line("S", f"location: {redaction.scrubbed(urlsplit(place.decode('latin-1')).path)}")
            return
        if len(self._answer) <= BODY_LIMIT:
            self._answer += message.get("body", b"")
        if not message.get("more_body") and not self._done:
            self._done = True
            if self._kind == b"application/json":
                self._session.line("S", redaction.document(self._answer))
            elif self._answer:
                kind = redaction.scrubbed(self._kind.decode("latin-1")) or "no type"
                self._session.line("S", f"({kind}, {len(self._answer)} octets)")

    def ended(self) -> None:
        if not self._done:
            self._session.line("*", "The line ended without an answer.")


def _form(raw: bytes) -> str:
    try:
        return redaction.form(parse_form(raw))
    except BodyProblem:
        return f"({len(raw)} octets)"
