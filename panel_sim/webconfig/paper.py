"""How the pages are written: templates, language, what is around every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from panel_sim.core.words import Words
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.sessions import Session
from panel_sim.webconfig.site import Site
from panel_sim.webconfig.words import PageWords

HERE = Path(__file__).parent
STATIC = {
    "web.css": "text/css; charset=utf-8",
    "web.js": "text/javascript; charset=utf-8",
    "printer.svg": "image/svg+xml",
}
YEAR_S = 365 * 24 * 3600


class Paper:
    """Fills templates in the reader's language; everything put into them is escaped."""

    def __init__(self, printer: Printer, site: Site, words: PageWords, cookie: str) -> None:
        self._printer, self.site, self.words = printer, site, words
        self._cookie = f"{cookie}_language"
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._static = {name: (HERE / "static" / name).read_bytes() for name in STATIC}

    def language(self, request: Request) -> str:
        """By `?lang=`, else by cookie, else that of the panel."""
        for asked in (request.query_params.get("lang"), request.cookies.get(self._cookie)):
            if asked and self.words.speaks(asked):
                return asked
        device = self._printer.context.words.language
        return device if self.words.speaks(device) else self.words.languages[0]

    def page(
        self,
        request: Request,
        template: str,
        page: str,
        *,
        session: Session | None,
        words: Words,
        title: str = "",
        status: int = 200,
        **values: Any,
    ) -> Response:
        """A page within the layout; a language that was asked for is remembered in a cookie."""
        root = str(request.scope.get("root_path", ""))
        language = words.language
        context = self._printer.context
        told, filled = session.take_told() if session is not None else ("", {})
        html = self._templates.get_template(template).render(
            say=words,
            url=_under(root),
            language=language,
            languages=self.words.languages,
            page=page,
            tabs=self.site.tabs(page, language),
            menu=self.site.menu(page, language),
            way=self.site.way(page, language) if page in self.site.ids else (),
            title=title or (self.site.label(page, language) if page in self.site.ids else ""),
            product=context.menus.model.product,
            device_name=context.device.text("network.device_name"),
            practice=context.profile.practice,
            session=session,
            administrator=session is not None and session.administrator,
            csrf=session.csrf if session is not None else "",
            told=words(told, **filled) if told else "",
            **values,
        )
        answer = Response(html.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
        if (asked := request.query_params.get("lang")) and self.words.speaks(asked):
            answer.set_cookie(self._cookie, asked, max_age=YEAR_S, path=root or "/", httponly=True, samesite="lax")
        return answer

    def static(self, name: str) -> Response | None:
        """A file that the pages are made with."""
        if name not in STATIC:
            return None
        # no-cache asks each time whether it is the same; an update of the program shows at once.
        return Response(self._static[name], headers={"content-type": STATIC[name], "cache-control": "no-cache"})


def _under(root: str) -> Callable[[str], str]:
    return lambda path: f"{root}/{path.lstrip('/')}"
