"""The pages that show what the practice mailboxes have received."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from panel_sim.tenant.mailbox import ELSEWHERE
from panel_sim.tenant.paper import Paper
from panel_sim.tenant.realm import Realm

TEXT_SHOWN = 200_000

SESSIONS_SHOWN = 100

SAFE_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png", "image/tiff", "text/plain"})
"""Attachments of these kinds keep their type; all others are bytes, and all are for saving, never for showing."""


class MailboxPages:
    """Lists mailboxes, lists their mails, shows a mail, and hands out its attachments."""

    def __init__(self, realm: Realm, paper: Paper) -> None:
        self._realm = realm
        self._paper = paper

    def routes(self) -> list[Route]:
        """Where the pages are."""
        return [
            Route("/sessions", self.sessions),
            Route("/mailbox", self.mailboxes),
            Route("/mailbox/{mailbox}", self.mailbox),
            Route("/mailbox/{mailbox}/{mail_id}", self.mail),
            Route("/mailbox/{mailbox}/{mail_id}/source", self.source),
            Route("/mailbox/{mailbox}/{mail_id}/attachments/{index:int}", self.attachment),
        ]

    async def mailboxes(self, request: Request) -> Response:
        """Every mailbox with how many mails it holds."""
        return self._paper.page(request, "mailboxes.html", counts=self._realm.mailboxes.counts(), elsewhere=ELSEWHERE)

    async def sessions(self, request: Request) -> Response:
        """What went over each wire lately, newest first, without its secrets."""
        service = request.query_params.get("service")
        chosen = service if service in ("smtp", "directory", "pages") else None
        return self._paper.page(
            request, "sessions.html", sessions=self._realm.log.sessions(chosen, SESSIONS_SHOWN), chosen=chosen
        )

    async def mailbox(self, request: Request) -> Response:
        """The mails of one mailbox, newest first."""
        name = str(request.path_params["mailbox"]).lower()
        if name not in self._realm.mailboxes.counts():
            return self._paper.page(request, "not_found.html", status=404)
        mails = self._realm.mailboxes.summaries(name)
        return self._paper.page(request, "mailbox.html", mailbox=name, mails=mails, elsewhere=ELSEWHERE)

    async def mail(self, request: Request) -> Response:
        """One mail: its header fields, text and attachments."""
        mail_id = self._mail_id(request)
        if mail_id is None:
            return self._paper.page(request, "not_found.html", status=404)
        mail = await asyncio.to_thread(self._realm.mailboxes.full, mail_id)
        return self._paper.page(request, "mail.html", mail=mail, text=mail["text"][:TEXT_SHOWN])

    async def source(self, request: Request) -> Response:
        """The whole message as it was received."""
        mail_id = self._mail_id(request)
        if mail_id is None:
            return self._paper.page(request, "not_found.html", status=404)
        raw = await asyncio.to_thread(Path(self._realm.mailboxes.summary(mail_id)["file"]).read_bytes)
        return _download(raw, f"{mail_id}.eml", "application/octet-stream")

    async def attachment(self, request: Request) -> Response:
        """One attachment, for saving."""
        mail_id = self._mail_id(request)
        try:
            if mail_id is None:
                raise KeyError
            found = await asyncio.to_thread(
                self._realm.mailboxes.attachment, mail_id, int(request.path_params["index"])
            )
        except KeyError:
            return self._paper.page(request, "not_found.html", status=404)
        kind = found.content_type if found.content_type in SAFE_TYPES else "application/octet-stream"
        return _download(found.content, found.name, kind)

    def _mail_id(self, request: Request) -> str | None:
        mail_id = str(request.path_params["mail_id"])
        try:
            summary = self._realm.mailboxes.summary(mail_id)
        except KeyError:
            return None
        return mail_id if summary["mailbox"] == str(request.path_params["mailbox"]).lower() else None


def _download(content: bytes, name: str, content_type: str) -> Response:
    """A file to save: its name cannot break out of the header (RFC 6266), its content is never run."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)[:100] or "file"
    return Response(
        content,
        headers={
            "content-type": content_type,
            "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name[:200], safe='')}",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
