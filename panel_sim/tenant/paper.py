"""How the tenant's pages are written: templates, language, style sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from panel_sim.tenant.seeds import CLIENT_NAME
from panel_sim.tenant.words import Language, preferred, problem, word

HERE = Path(__file__).parent
STATIC = {"pages.css": "text/css; charset=utf-8", "practice.svg": "image/svg+xml"}


class Paper:
    """Fills templates in the reader's language; everything put into them is escaped."""

    def __init__(self, port: int) -> None:
        self._cookie = f"practice_language_{port}"
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters["size"] = readable_size

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page; a language that was asked for by `?lang=` is remembered."""
        language = self.language(request)

        def say(name: str, **inserted: str) -> str:
            return word(name, language, **({"app": CLIENT_NAME} | inserted))

        html = self._templates.get_template(template).render(
            say=say,
            problem=_problems(language),
            language=language,
            other_language="en" if language == "sv" else "sv",
            # Only the path, which is our own: an address from outside never becomes a link.
            path=request.url.path,
            **values,
        )
        answer = Response(html.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
        if request.query_params.get("lang") in ("sv", "en"):
            answer.set_cookie(self._cookie, language, httponly=True, samesite="lax")
        return answer

    def language(self, request: Request) -> Language:
        """By `?lang=`, else by cookie, else by Accept-Language, else Swedish."""
        for asked in (request.query_params.get("lang"), request.cookies.get(self._cookie)):
            if asked == "sv":
                return "sv"
            if asked == "en":
                return "en"
        return preferred(request.headers.get("accept-language", ""))

    async def static(self, request: Request) -> Response:
        """The style sheet and the icon."""
        name = str(request.path_params["name"])
        if name not in STATIC:
            return self.page(request, "not_found.html", status=404)
        return Response((HERE / "static" / name).read_bytes(), headers={"content-type": STATIC[name]})

    async def not_found(self, request: Request, _: Exception) -> Response:
        """An address that leads nowhere, or a form sent where none is taken."""
        return self.page(request, "not_found.html", status=404)


def readable_size(size: int) -> str:
    """A size in kB or MB."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _problems(language: Language) -> Callable[[int], str]:
    return lambda code: problem(code, language)
