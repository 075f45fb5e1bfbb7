"""How forms are read: whole, within limits, and nothing but what a form is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

LIMIT = 64 * 1024
UPLOAD_LIMIT = 512 * 1024
MOST_FIELDS = 400
PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


class BodyRefused(Exception):
    """The body is too large, or no form; `status` is the answer's."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Posted:
    """A form's fields (the last one where a name comes twice) and its files."""

    fields: dict[str, str]
    files: dict[str, bytes]


async def read_form(request: Request, *, uploads: bool) -> Posted:
    """The form that was sent; files only where `uploads`. Raises BodyRefused."""
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind != PLAIN and not (uploads and kind == PARTS):
        raise BodyRefused(415)
    body = await _whole(request, UPLOAD_LIMIT if uploads else LIMIT)
    if kind == PLAIN:
        try:
            text = body.decode("utf-8", "replace")
            pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
        except ValueError:
            raise BodyRefused(400) from None
        return Posted(dict(pairs), {})
    return _parts(body, rest)


async def _whole(request: Request, limit: int) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise BodyRefused(413)
        pieces.append(piece)
    return b"".join(pieces)


def _parts(body: bytes, parameters: str) -> Posted:
    """A form in parts, as browsers send it (RFC 7578)."""
    boundary = _parameter(parameters, "boundary")
    if not boundary or len(boundary) > 70:
        raise BodyRefused(400)
    line = b"--" + boundary.encode("latin-1", "replace")
    posted = Posted({}, {})
    pieces = (b"\r\n" + body).split(b"\r\n" + line)
    if len(pieces) < 2 or len(pieces) > MOST_FIELDS or not pieces[-1].startswith(b"--"):
        raise BodyRefused(400)
    for piece in pieces[1:-1]:
        head, found, content = piece.partition(b"\r\n\r\n")
        if not found:
            raise BodyRefused(400)
        headers = head.decode("utf-8", "replace").split("\r\n")
        disposition = next((one for one in headers if one.lower().startswith("content-disposition:")), "")
        name = _parameter(disposition, "name")
        if not name:
            raise BodyRefused(400)
        if "filename=" in disposition:
            posted.files[name] = content
        else:
            posted.fields[name] = content.decode("utf-8", "replace")
    return posted


def _parameter(text: str, name: str) -> str:
    for part in text.split(";"):
        key, _, value = part.strip().partition("=")
        if key.lower() == name:
            return value.strip().strip('"')
    return ""
