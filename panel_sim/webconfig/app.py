"""The application: from an address to the page that answers, with the door before those that are not open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from panel_sim.core.words import Words
from panel_sim.loading.web_pages import Page as MapPage
from panel_sim.ports import Clock, Dice, Passwords
from panel_sim.webconfig.access import Door
from panel_sim.webconfig.forms import Form
from panel_sim.webconfig.guarding import LOCAL, Guarded
from panel_sim.webconfig.paper import Paper
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.reading import BodyRefused, read_form
from panel_sim.webconfig.rooms import Parts, make_pages
from panel_sim.webconfig.sessions import IDLE, SIGNED_OUT, Session, Sessions
from panel_sim.webconfig.site import Site
from panel_sim.webconfig.visit import Page, Visit
from panel_sim.webconfig.words import PageWords

KNOWN_ADDRESSES = {
    "PRESENTATION/HTML/TOP/INDEX.HTML": "",
    "PRESENTATION/ADVANCED/INFO_PRTINFO/TOP": "status/product",
    "PRESENTATION/ADVANCED/INFO_NWINFO/TOP": "status/network",
    "PRESENTATION/ADVANCED/INFO_MENTINFO/TOP": "status/usage",
}
"""Addresses that programs and bookmarks know from real devices (domain facts, section 5.1)."""


@dataclass(frozen=True, slots=True)
class SiteData:
    """The pages as data: the map, the forms, the pages' own words."""

    pages: tuple[MapPage, ...]
    forms: Mapping[str, Form]
    words: Mapping[str, Mapping[str, str]]


class WebConfig:
    """The pages of one device. `hosts` are the names it goes by; `cookie` keeps two devices on one machine apart."""

    def __init__(
        self,
        printer: Printer,
        data: SiteData,
        parts: Parts,
        *,
        clock: Clock,
        dice: Dice,
        passwords: Passwords,
        cookie: str = "webconfig",
        hosts: Iterable[str] = LOCAL,
    ) -> None:
        self._printer = printer
        self._cookie = cookie
        self.sessions = Sessions(clock, dice, self._idle_seconds)
        self._door = Door(printer, passwords)
        menus = printer.context.menus
        self._pages: Mapping[str, Page] = make_pages(printer, data.forms, parts, self._door, self.sessions)
        self._site = Site(data.pages, menus.model.capabilities, self._pages)
        self._words = PageWords(menus, data.words)
        self._paper = Paper(printer, self._site, self._words, cookie)
        routes = [
            Route("/static/{name}", self._static),
            Route("/sign-in", self._sign_in, methods=["GET", "POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
            Route("/{address:path}", self._page, methods=["GET", "POST"]),
        ]
        self.app = Guarded(
            Starlette(routes=routes, exception_handlers={405: self._not_there, 404: self._not_there}), hosts
        )

    def close(self) -> None:
        """Forget everybody."""
        self.sessions.close()

    def _idle_seconds(self) -> float | None:
        """Operation Time-out also ends the administrator's sign-in here (domain facts, section 5.1)."""
        device = self._printer.device
        if not device.on("panel.operation_timeout", True):
            return None
        return device.number("panel.operation_timeout_min", 3) * 60.0

    # Answers.

    async def _static(self, request: Request) -> Response:
        found = self._paper.static(str(request.path_params["name"]))
        return found if found is not None else await self._not_there(request, None)

    async def _page(self, request: Request) -> Response:
        if (away := self._unreachable(request)) is not None:
            return away
        address = str(request.path_params["address"]).rstrip("/")
        if address in KNOWN_ADDRESSES or not address:
            return self._lead(request, KNOWN_ADDRESSES.get(address) or self._site.first)
        page, rest = self._found(address)
        if page is None:
            return await self._not_there(request, None)
        session = self.sessions.find(request.cookies.get(self._cookie))
        room = self._pages[page]
        if not room.open and (session is None or not session.administrator):
            return self._lead(request, f"sign-in?page={page}")
        visit = Visit(request, self._paper, self._printer, page, rest, self._speak(request), session)
        if request.method == "POST":
            refusal = await self._read(visit, uploads=room.uploads)
            if refusal is not None:
                return refusal
        if session is not None and session.administrator and rest not in room.quiet:
            self.sessions.touch(session)
            self._moved_to(session, page)
        return await room.answer(visit)

    async def _read(self, visit: Visit, *, uploads: bool) -> Response | None:
        """Read the form; an answer where it is none of ours."""
        try:
            visit.posted = await read_form(visit.request, uploads=uploads)
        except BodyRefused as refused:
            return self._refuse(visit, refused.status)
        if visit.session is None or not visit.session.wrote(visit.typed.get("csrf", "")):
            return self._refuse(visit, 403)
        return None

    def _refuse(self, visit: Visit, status: int) -> Response:
        key = f"refused.{status}"
        text = visit.words.first(key, "refused.400")
        return visit.write("notice.html", status=status, title=visit.words("refused.title"), text=text)

    def _moved_to(self, session: Session, page: str) -> None:
        """Tell the page that was left, where it wants to know."""
        before = session.kept.get("page", "")
        session.kept["page"] = page
        if before and before != page:
            self._pages[before].left(session)

    def _found(self, address: str) -> tuple[str | None, str]:
        """The page of an address, and what stands behind it."""
        if address in self._site.ids:
            return address, ""
        page, _, rest = address.rpartition("/")
        if page in self._site.ids and rest in self._pages[page].parts:
            return page, rest
        return None, ""

    # The door.

    async def _sign_in(self, request: Request) -> Response:
        if (away := self._unreachable(request)) is not None:
            return away
        wanted = request.query_params.get("page", "")
        # Only a page of ours: an address from outside is never led to.
        wanted = wanted if wanted in self._site.ids else ""
        key = request.cookies.get(self._cookie)
        why = self.sessions.why_ended(key)
        session = self.sessions.find(key)
        words = self._speak(request)
        if session is not None and session.administrator:
            return self._lead(request, wanted or self._site.first)
        if request.method == "GET":
            if session is None:
                session = self.sessions.begin()
            minutes = self._printer.device.number("panel.operation_timeout_min", 3)
            note = words(f"ended.{why}", minutes=minutes) if why in (IDLE, SIGNED_OUT, "changed") else ""
            return self._with_cookie(request, self._door_page(request, words, session, wanted, note=note), session)
        visit = Visit(request, self._paper, self._printer, "", "", words, session)
        refusal = await self._read(visit, uploads=False)
        if refusal is not None or session is None:
            return refusal or self._refuse(visit, 403)
        problem = await self._door.opens(visit.typed.get("password", ""))
        if problem:
            said = words(problem, minutes=self._door.lock_out.minutes)
            return self._door_page(request, words, session, wanted, problem=said)
        # A new key: whoever slipped the browser the old one gains nothing.
        self.sessions.end(session, SIGNED_OUT)
        session = self.sessions.begin(administrator=True)
        self.sessions.touch(session)
        return self._with_cookie(request, self._lead(request, wanted or self._site.first), session)

    def _door_page(
        self, request: Request, words: Words, session: Session, wanted: str, *, note: str = "", problem: str = ""
    ) -> Response:
        return self._paper.page(
            request,
            "sign_in.html",
            wanted or self._site.first,
            session=session,
            words=words,
            title=words("sign-in.title"),
            wanted=wanted,
            note=note,
            problem=problem,
        )

    async def _sign_out(self, request: Request) -> Response:
        session = self.sessions.find(request.cookies.get(self._cookie))
        visit = Visit(request, self._paper, self._printer, "", "", self._speak(request), session)
        refusal = await self._read(visit, uploads=False)
        if refusal is not None:
            return refusal
        if session is not None:
            self.sessions.end(session, SIGNED_OUT)
        return self._lead(request, "sign-in")

    # What all have in common.

    def _speak(self, request: Request) -> Words:
        return self._words.speak(self._paper.language(request))

    def _lead(self, request: Request, to: str) -> Response:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/{to}", 303)

    def _with_cookie(self, request: Request, answer: Response, session: Session) -> Response:
        path = str(request.scope.get("root_path", "")) or "/"
        secure = request.url.scheme == "https"
        answer.set_cookie(self._cookie, session.key, path=path, httponly=True, samesite="lax", secure=secure)
        return answer

    def _unreachable(self, request: Request) -> Response | None:
        """A device that is off, or whose cable is out, has no pages."""
        why = self._printer.unreachable
        if not why:
            return None
        words = self._speak(request)
        text = words(f"unreachable.{why}")
        if request.url.path.endswith("/state"):
            return JSONResponse({"state": "unreachable"}, 503)
        return self._paper.page(
            request, "bare.html", "", session=None, words=words, title=words("unreachable.title"), text=text, status=503
        )

    async def _not_there(self, request: Request, _: Exception | None) -> Response:
        words = self._speak(request)
        session = self.sessions.find(request.cookies.get(self._cookie))
        return self._paper.page(
            request,
            "notice.html",
            self._site.first,
            session=session,
            words=words,
            title=words("not-there.title"),
            text=words("not-there.text"),
            status=404,
        )
