"""One request, with everything a page needs to answer it; and what a page is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from panel_sim.core.context import Context
from panel_sim.core.words import Words
from panel_sim.webconfig.paper import Paper
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.reading import Posted
from panel_sim.webconfig.sessions import Session


@dataclass(slots=True)
class Visit:
    """One request for one page. `rest` is what the address has behind the page's own."""

    request: Request
    paper: Paper
    printer: Printer
    page: str
    rest: str
    words: Words
    session: Session | None
    posted: Posted | None = field(default=None, repr=False)

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the form that was sent."""
        return self.posted.fields if self.posted is not None else {}

    @property
    def action(self) -> str:
        """Which button sent it."""
        return self.typed.get("action", "")

    @property
    def mine(self) -> Session:
        """The session; pages that are not open always have one."""
        assert self.session is not None, "only open pages are shown without a session"
        return self.session

    @property
    def seen(self) -> Context:
        """The device, told in the visitor's language."""
        return self.printer.seen_in(self.words)

    def label(self, key: str) -> str:
        """What a value or reading is called."""
        return self.paper.words.label(self.words, key)

    def write(self, template: str, *, status: int = 200, title: str = "", **values: Any) -> Response:
        """Answer with a page."""
        return self.paper.page(
            self.request,
            template,
            self.page,
            session=self.session,
            words=self.words,
            status=status,
            title=title,
            **values,
        )

    def go(self, page: str) -> Response:
        """Answer by leading on to a page of ours."""
        return RedirectResponse(f"{self.request.scope.get('root_path', '')}/{page}", 303)


class Page:
    """What answers for a page of the map; a page of its own kind overrides what differs."""

    open = False
    """Whether anybody may read it, or only the administrator."""
    uploads = False
    """Whether its forms may bring files."""
    parts: frozenset[str] = frozenset()
    """What may stand behind the page's own address."""
    quiet: frozenset[str] = frozenset()
    """Those parts that no person asks for: they do not keep anybody signed in."""

    async def answer(self, visit: Visit) -> Response:
        """Answer a GET, or a POST, which comes with its form read and known to be ours."""
        raise KeyError(visit.page)

    def left(self, session: Session) -> None:
        """The administrator has gone to another page."""
