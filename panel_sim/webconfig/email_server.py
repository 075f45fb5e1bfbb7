"""Network > Email Server > Basic: the mail server, and the printer's own sign-in (guide pages 5, 6, 10 and 11)."""

from __future__ import annotations

import asyncio
import re

from starlette.responses import JSONResponse, Response

from panel_sim.core.context import Context
from panel_sim.core.device import PENDING, PENDING_PRINTER, PRINTER, STORED
from panel_sim.core.events import (
    CodeShown,
    PrinterSignInAsked,
    PrinterSignInLeft,
    PrinterSignInStored,
    PrinterSignOutAsked,
    SignInEnded,
)
from panel_sim.core.menus import ValueData
from panel_sim.core.registry import GUARDS
from panel_sim.core.rules.sign_in import grouped, is_loopback
from panel_sim.core.words import Words
from panel_sim.webconfig.fields import Check, Field, FormMaker, Taken
from panel_sim.webconfig.forms import Form, Row, Section
from panel_sim.webconfig.printer import Printer
from panel_sim.webconfig.sessions import Session, Sessions
from panel_sim.webconfig.visit import Page, Visit

METHOD, SERVICE = "email.authentication", "email.service"
ADDRESS, PORT, SECURITY = "email.smtp_address", "email.smtp_port", "email.security"
SENDER, ACCOUNT = "email.sender", "email.auth_account"
OAUTH2, POP, OFF = "oauth2", "pop-before-smtp", "off"
SERVER: dict[str, ValueData] = {ADDRESS: "smtp-mail.outlook.com", PORT: 587, SECURITY: "starttls"}
"""The server of both services, as the guide shows it (page 11); with OAuth2 it cannot be changed."""
CERTIFICATE_PAGES = ("network-security/ca-certificate", "network-security/root-certificate")
TEST = "network/email-server/connection-test"
SIGN_IN, STATE = "sign-in", "state"
DRAFT = "email-draft"
"""What a session keeps: what was typed before the sign-in began."""
ANSWER_WITHIN_S = 6.0
"""How long the page with the code is held back for the code to be on it at once."""

_HAND = (OFF, "smtp-auth", POP)
FORM = Form(
    "network/email-server/basic",
    (
        Section("", (Row(METHOD),)),
        Section("", (Row(SERVICE, ((METHOD, (OAUTH2,)),)),)),
        Section(
            "",
            (
                Row(ACCOUNT, ((METHOD, ("smtp-auth", POP)),)),
                Row("email.auth_password", ((METHOD, ("smtp-auth", POP)),)),
                Row(SENDER),
                Row(ADDRESS, ((METHOD, _HAND),)),
                Row(PORT, ((METHOD, _HAND),)),
                Row(SECURITY, ((METHOD, (OFF, "smtp-auth")),)),
                Row("email.certificate_validation"),
                Row("email.pop_address", ((METHOD, (POP,)),)),
                Row("email.pop_port", ((METHOD, (POP,)),)),
            ),
        ),
    ),
)
"""The fields in the order of the guide's picture."""

_SENDER = re.compile(r"[^:()<>\[\];¥.][^:()<>\[\];¥]*")
_HOST = re.compile(r"[A-Za-z0-9.-]*")


def _sender(text: str, words: Words) -> str:
    """Domain facts, section 5.2."""
    return words("problem.web-sender") if text and _SENDER.fullmatch(text) is None else ""


def _host(text: str, words: Words) -> str:
    return words("problem.web-host") if _HOST.fullmatch(text) is None else ""


CHECKS: dict[str, Check] = {SENDER: _sender, ADDRESS: _host, "email.pop_address": _host}


def without_oauth2(seen: Context) -> str:
    """Why OAuth2 cannot be chosen: the words that say so; "" when it can."""
    if GUARDS["offers_oauth2"](seen):
        return ""
    return "oauth2.old-firmware" if GUARDS["firmware_is_old"](seen) else "oauth2.additional-network"


class EmailServerPage(Page):
    """The form, with the sign-in as a second view that belongs to the same page.

    What was signed in becomes the printer's only on OK. A session that goes elsewhere, ends or is left unused takes its
    sign-in along.
    """

    parts = frozenset({SIGN_IN, STATE})
    quiet = frozenset({STATE})

    def __init__(self, printer: Printer, sessions: Sessions) -> None:
        self._printer, self._sessions = printer, sessions
        self._owner: Session | None = None
        """Whose sign-in is under way, or waits for OK; another one's takes its place."""
        sessions.on_end.append(self.left)

    async def answer(self, visit: Visit) -> Response:
        """The form, the sign-in, or how far that is."""
        if visit.rest == STATE:
            return self._state(visit)
        if visit.rest == SIGN_IN:
            return await self._sign_in(visit)
        if visit.posted is None:
            return self._show(visit, visit.mine.kept.get(DRAFT, {}), {})
        match visit.action:
            case "show":
                return self._show(visit, visit.typed, {})
            case "sign-in":
                return self._begin(visit)
            case "sign-out":
                return self._sign_out(visit)
            case "reset":
                self.left(visit.mine)
                return visit.go(visit.page)
        return self._store(visit)

    def left(self, session: Session) -> None:
        """What was not sent to the printer with OK is lost (guide page 11)."""
        session.kept.pop(DRAFT, None)
        self._give_up(session)

    def _give_up(self, session: Session) -> None:
        """Forget the session's own sign-in, if it has one."""
        if session is self._owner:
            self._owner = None
            self._printer.feed(PrinterSignInLeft())

    # The form.

    def _maker(self, visit: Visit) -> FormMaker:
        return FormMaker(FORM, visit.seen, visit.label, CHECKS)

    def _show(self, visit: Visit, typed: dict[str, str], problems: dict[str, str]) -> Response:
        seen, device = visit.seen, self._printer.device
        why = without_oauth2(seen)
        method = typed.get(METHOD, device.text(METHOD))
        fields: dict[str, Field] = {
            one.key: one for section in self._maker(visit).shown(typed, problems) for one in section.fields
        }
        account = device.account(PENDING_PRINTER)
        stored = device.account(PRINTER)
        state = "pending" if account.state == PENDING else stored.state
        shown = account if state == "pending" else stored
        return visit.write(
            "email_server.html",
            fields=fields,
            method=method,
            why=visit.words(why) if why else "",
            why_page=self._why_page(why, visit),
            unchosen=why and device.text(METHOD) == OAUTH2,
            state=state,
            signed_in=state in (PENDING, STORED),
            account=shown.address,
            detail=stored.detail if state not in (PENDING, STORED, "none") else "",
            server=self._server(visit),
            problems=len(problems),
            profile="" if seen.profile.practice else seen.profile.name,
            see={page: visit.paper.site.label(page, visit.words.language) for page in self._see(visit)},
            test=visit.paper.site.label(TEST, visit.words.language) if TEST in visit.paper.site.ids else "",
        )

    def _see(self, visit: Visit) -> list[str]:
        """The pages that the certificate needs."""
        return [page for page in CERTIFICATE_PAGES if page in visit.paper.site.ids]

    def _server(self, visit: Visit) -> dict[str, tuple[str, str]]:
        """The fixed server, as labels and words."""
        words = visit.words
        shown = {
            ADDRESS: str(SERVER[ADDRESS]),
            PORT: str(SERVER[PORT]),
            SECURITY: words("value.email.security.starttls"),
        }
        return {key: (visit.label(key), text) for key, text in shown.items()}

    def _why_page(self, why: str, visit: Visit) -> tuple[str, str]:
        """The page where it can be changed, and what that is called."""
        page = {
            "oauth2.old-firmware": "device-management/firmware-update",
            "oauth2.additional-network": "network/additional",
        }.get(why, "")
        ids = visit.paper.site.ids
        return (page, visit.paper.site.label(page, visit.words.language)) if page in ids else ("", "")

    def _store(self, visit: Visit) -> Response:
        """OK: everything typed, and the sign-in that waits, or nothing of it."""
        typed = dict(visit.typed)
        taken = self._maker(visit).take(typed)
        method = typed.get(METHOD, self._printer.device.text(METHOD))
        if method == OAUTH2 and (why := without_oauth2(visit.seen)):
            taken.problems[METHOD] = visit.words(why)
        self._look_at(taken, method, visit.words)
        if taken.problems:
            return self._show(visit, typed, taken.problems)
        values = taken.values
        if method == OAUTH2:
            values.update(SERVER)
        elif method == POP:
            values[SECURITY] = "none"
        pending = self._printer.device.account(PENDING_PRINTER)
        if method == OAUTH2 and values.get(SENDER) == (
            pending.address or self._printer.device.account(PRINTER).address
        ):
            # It goes on following whoever is signed in.
            values[SENDER] = ""
        self._printer.set(values)
        storing = method == OAUTH2 and pending.state == PENDING
        if storing:
            self._printer.feed(PrinterSignInStored())
            self._owner = None
            visit.mine.tell("told.sent", account=pending.address)
        else:
            visit.mine.tell("told.saved")
        self.left(visit.mine)
        return visit.go(visit.page)

    def _look_at(self, taken: Taken, method: str, words: Words) -> None:
        """What is wrong with fields that are right each by itself."""
        if method in ("smtp-auth", POP) and taken.values.get(ACCOUNT) == "":
            taken.problems[ACCOUNT] = words("problem.empty")
        if method != OAUTH2 and method != OFF and taken.values.get(ADDRESS) == "":
            taken.problems[ADDRESS] = words("problem.empty")
        if method == POP and taken.values.get("email.pop_address") == "":
            taken.problems["email.pop_address"] = words("problem.empty")

    # The sign-in.

    def _begin(self, visit: Visit) -> Response:
        """Log in was pressed: what was typed waits until the person is back."""
        if visit.typed.get(METHOD, self._printer.device.text(METHOD)) != OAUTH2 or without_oauth2(visit.seen):
            return self._show(visit, visit.typed, {METHOD: visit.words("problem.choose-oauth2")})
        keep = {row.key for section in FORM.sections for row in section.rows} - {"email.auth_password"}
        visit.mine.kept[DRAFT] = {key: value[:300] for key, value in visit.typed.items() if key in keep}
        return visit.go(f"{visit.page}/{SIGN_IN}")

    def _sign_out(self, visit: Visit) -> Response:
        if self._printer.device.account(PENDING_PRINTER).state == PENDING:
            self._owner = None
            self._printer.feed(PrinterSignInLeft())
        else:
            self._printer.feed(PrinterSignOutAsked())
        visit.mine.tell("told.signed-out")
        return visit.go(visit.page)

    async def _sign_in(self, visit: Visit) -> Response:
        if without_oauth2(visit.seen):
            return visit.go(visit.page)
        if visit.posted is not None:
            if visit.action == "start":
                await self._start(visit.mine)
                return visit.go(f"{visit.page}/{SIGN_IN}")
            if visit.action == "cancel":
                self._give_up(visit.mine)
                return visit.go(visit.page)
        state = self._how_far(visit.mine)
        if state == "signed-in":
            self._welcome(visit)
            return visit.go(visit.page)
        return self._show_sign_in(visit, state)

    async def _start(self, session: Session) -> None:
        """Ask for a code, and wait a moment until it is there."""
        answered = asyncio.get_running_loop().create_future()

        def heard(kind: str, what: object) -> None:
            about = isinstance(what, CodeShown | SignInEnded) and what.account == PENDING_PRINTER
            if kind == "event" and about and not answered.done():
                answered.set_result(None)

        def late() -> None:
            if not answered.done():
                answered.set_result(None)

        stop = self._printer.simulator.observe(heard)
        timer = self._printer.simulator.ports.clock.call_later(ANSWER_WITHIN_S, late)
        try:
            self._owner = session
            self._printer.feed(PrinterSignInAsked())
            await answered
        finally:
            timer.cancel()
            stop()

    def _how_far(self, session: Session) -> str:
        """How far the sign-in is: none, asked, code, ended or signed-in."""
        under_way = self._printer.context.session.printer_sign_in
        if under_way is None:
            pending = self._printer.device.account(PENDING_PRINTER).state == PENDING
            return "signed-in" if pending else "none"
        if session is not self._owner:
            # Somebody else's, in another browser: a new one takes its place.
            return "none"
        if under_way.failure is not None:
            return "ended"
        return "code" if under_way.code is not None else "asked"

    def _state(self, visit: Visit) -> Response:
        """How far it is, for the page's script. While somebody waits for it the session does not run out."""
        state = self._how_far(visit.mine)
        if state in ("asked", "code"):
            self._sessions.touch(visit.mine)
        return JSONResponse({"state": state, "left": int(self._left())})

    def _left(self) -> float:
        under_way = self._printer.context.session.printer_sign_in
        code = under_way.code if under_way is not None else None
        return max(0.0, code.expires_at - self._printer.seconds) if code is not None else 0.0

    def _show_sign_in(self, visit: Visit, state: str) -> Response:
        under_way = self._printer.context.session.printer_sign_in
        code = under_way.code if under_way is not None else None
        failure = under_way.failure if under_way is not None else None
        uri = code.verification_uri if code is not None else ""
        left = int(self._left())
        words = visit.words
        said = ""
        if failure is not None:
            said = words.first(f"sign-in-ended.{failure.aadsts}", f"sign-in-ended.{failure.kind}", "sign-in-ended")
        profile = self._printer.context.profile
        return visit.write(
            "email_sign_in.html",
            title=words("email-sign-in.title"),
            state=state,
            user_code=code.user_code if code is not None else "",
            spaced=grouped(code.user_code) if code is not None else "",
            uri=uri if uri.startswith(("http://", "https://")) else "",
            uri_text=uri,
            loopback=is_loopback(uri),
            left=left,
            left_text=words("code.left", time=f"{left // 60}:{left % 60:02d}"),
            failure=said,
            detail=failure.detail if failure is not None else "",
            button=words("email-sign-in.microsoft" if profile.practice else "email-sign-in.other", name=profile.name),
        )

    def _welcome(self, visit: Visit) -> None:
        """Back to the form, which says that OK is still to be pressed."""
        account = self._printer.device.account(PENDING_PRINTER).address
        draft = visit.mine.kept.setdefault(DRAFT, {})
        if visit.mine is self._owner and SENDER in draft:
            # Whoever signs in becomes the sender.
            draft[SENDER] = account
