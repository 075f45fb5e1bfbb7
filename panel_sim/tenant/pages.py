"""The pages that people open: sign-in with a code, and the mailboxes.

How a program follows the sign-in as a person does (this is an interface; the panel's own sign-in uses it):

GET /devicelogin gives the first form and a cookie. Every page says where it is in
`<meta name="practice-step" content="...">`: code, account, password, mfa, confirm, consent, done, declined, blocked,
expired or problem. What went wrong stands in `<p id="problem" data-code="AADSTS50126">sentence</p>`; where the same
step can be tried again, the step is still that form's and `problem` is only for what cannot go on. Every form has the
hidden field `csrf`, sent back as it is. Each POST answers 303 to the next page; follow it.

| form | fields |
|---|---|
| POST /devicelogin | csrf, code |
| POST /devicelogin/account | csrf, account |
| POST /devicelogin/password | csrf, password |
| POST /devicelogin/mfa | csrf, otc |
| POST /devicelogin/continue | csrf, answer = continue or cancel |
| POST /devicelogin/consent | csrf, answer = accept or decline, organization = on (administrators only) |

The step mfa comes where the organisation wants a second factor; its one-time code (otc) is the one that /authenticator
shows for the account. A problem page whose form goes to /devicelogin/consent lets the person decline, so that the
device is told.
Languages: `?lang=sv` or `?lang=en` on any page, kept in a cookie; else Accept-Language; else Swedish.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from panel_sim.tenant.approval import ApprovalProblem, step_of
from panel_sim.tenant.codes import PendingCode
from panel_sim.tenant.mailbox_pages import MailboxPages
from panel_sim.tenant.paper import Paper
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.scopes import permissions
from panel_sim.tenant.visits import Visit, Visits, is_from
from panel_sim.tenant.web import BodyProblem, Guarded, read_form

SECURITY_HEADERS = (
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
)

PERMISSION_WORDS = {
    "SMTP.Send": "consent-smtp",
    "IMAP.AccessAsUser.All": "consent-imap",
    "POP.AccessAsUser.All": "consent-pop",
}

USERS_SHOWN = 200
"""A tenant may have thousands of users; a page has room for so many."""

StepTaken = Callable[[Visit, dict[str, str]], Awaitable[None]]


class Pages:
    """The sign-in pages, with the mailbox pages beside them."""

    def __init__(self, realm: Realm, port: int) -> None:
        self._realm = realm
        self._paper = Paper(port)
        self._visits = Visits(realm.dice)
        # Cookies know no ports: the name keeps two tenants on one machine apart.
        self._cookie = f"practice_visit_{port}"

    def app(self) -> Guarded:
        """The ASGI application."""
        mailbox = MailboxPages(self._realm, self._paper)
        routes = [
            Route("/", self.index),
            Route("/static/{name}", self._paper.static),
            Route("/devicelogin", self.begin),
            self._form("/devicelogin", "code", self._take_code),
            self._form("/devicelogin/account", "account", self._take_account),
            self._form("/devicelogin/password", "password", self._take_password),
            self._form("/devicelogin/mfa", "mfa", self._take_second_factor),
            self._form("/devicelogin/continue", "confirm", self._take_confirmation),
            self._form("/devicelogin/consent", "consent", self._take_consent),
            Route("/devicelogin/{step}", self.show),
            Route("/authenticator", self.authenticator),
            *mailbox.routes(),
        ]
        return Guarded(
            Starlette(routes=routes, exception_handlers={404: self._paper.not_found, 405: self._paper.not_found}),
            SECURITY_HEADERS,
        )

    async def index(self, request: Request) -> Response:
        """What there is, and who."""
        return self._paper.page(request, "index.html", users=self._realm.accounts.some(USERS_SHOWN))

    async def authenticator(self, request: Request) -> Response:
        """Everybody's one-time codes: the practice stand-in for an app on each one's telephone."""
        app = self._realm.authenticator
        shown = [(account, app.code(account)) for account in self._realm.accounts.some(USERS_SHOWN)]
        return self._paper.page(request, "authenticator.html", codes=shown, seconds_left=app.seconds_left())

    async def begin(self, request: Request) -> Response:
        """The first form, with a visit of its own."""
        visit = self._visits.begin()
        return self._with_cookie(self._shown(request, visit), visit)

    async def show(self, request: Request) -> Response:
        """The page that the visit is at, whatever the address says: a form cannot be reached out of turn."""
        visit = self._visits.find(request.cookies.get(self._cookie))
        if visit is None:
            return RedirectResponse("/devicelogin", 303)
        return self._shown(request, visit)

    def _form(self, path: str, step: str, take: StepTaken) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                fields = await read_form(request)
            except BodyProblem as problem:
                return self._paper.page(request, "form.html", status=problem.status)
            visit = self._visits.find(request.cookies.get(self._cookie))
            if visit is None or not is_from(visit, fields.get("csrf", "")):
                return self._paper.page(request, "form.html", status=403)
            declining = step == "consent" and visit.step == "problem" and visit.may_decline
            if visit.step == step or declining:
                visit.problem = None
                try:
                    await take(visit, fields)
                except Refusal as refusal:
                    _refused(visit, refusal)
            return self._with_cookie(RedirectResponse(f"/devicelogin/{visit.step}", 303), visit)

        return Route(path, endpoint, methods=["POST"])

    async def _take_code(self, visit: Visit, fields: dict[str, str]) -> None:
        try:
            code = self._realm.codes.typed(fields.get("code", ""))
        except Refusal as refusal:
            visit.problem = refusal.code
            visit.step = "expired" if refusal.code == 70019 else "code"
            return
        visit.device_hash = code.device_hash
        visit.step = "account"

    async def _take_account(self, visit: Visit, fields: dict[str, str]) -> None:
        code = self._open(visit)
        try:
            visit.account = self._realm.approvals.name_account(code, fields.get("account", "")).address
        except Refusal as refusal:
            visit.problem = refusal.code
            return
        visit.step = "password"

    async def _take_password(self, visit: Visit, fields: dict[str, str]) -> None:
        self._open(visit)
        # scrypt takes its time on purpose; the loop must not wait for it.
        await asyncio.to_thread(self._realm.approvals.sign_in, visit.account, fields.get("password", ""))
        self._visits.renew(visit)
        visit.step = "confirm"

    async def _take_second_factor(self, visit: Visit, fields: dict[str, str]) -> None:
        self._open(visit)
        self._realm.approvals.second_factor(visit.account, fields.get("otc", ""))
        visit.mfa = True
        self._visits.renew(visit)
        visit.step = "confirm"

    async def _take_confirmation(self, visit: Visit, fields: dict[str, str]) -> None:
        code = self._open(visit)
        if fields.get("answer") == "cancel":
            self._decline(visit, code)
        elif fields.get("answer") == "continue":
            account = self._realm.accounts.get(visit.account)
            if self._realm.approvals.asks_consent(code, account):
                visit.step = "consent"
            else:
                self._realm.approvals.finish(code, account, mfa=visit.mfa)
                visit.step = "done"

    async def _take_consent(self, visit: Visit, fields: dict[str, str]) -> None:
        code = self._open(visit)
        if fields.get("answer") == "decline":
            self._decline(visit, code)
        elif fields.get("answer") == "accept" and visit.step == "consent":
            account = self._realm.accounts.get(visit.account)
            try:
                self._realm.approvals.finish(
                    code, account, organisation=fields.get("organization") == "on", mfa=visit.mfa
                )
            except ApprovalProblem as problem:
                raise Refusal(90094) from problem
            visit.step = "done"

    def _decline(self, visit: Visit, code: PendingCode) -> None:
        self._realm.approvals.decline(code, visit.account)
        visit.step = "declined"

    def _open(self, visit: Visit) -> PendingCode:
        return self._realm.codes.still_open(visit.device_hash)

    def _shown(self, request: Request, visit: Visit) -> Response:
        values: dict[str, Any] = {"visit": visit}
        if visit.step == "consent":
            account = self._realm.accounts.find(visit.account)
            values["may_speak_for_all"] = account is not None and account.administrator
            values["permissions"] = self._asked_for(visit)
        return self._paper.page(request, f"{visit.step}.html", **values)

    def _asked_for(self, visit: Visit) -> list[str]:
        try:
            code = self._open(visit)
        except Refusal:
            return []
        asked = [PERMISSION_WORDS[name] for name in sorted(permissions(code.scope))]
        return [*asked, "consent-profile", "consent-offline"]

    def _with_cookie(self, answer: Response, visit: Visit) -> Response:
        answer.set_cookie(self._cookie, visit.key, path="/devicelogin", httponly=True, samesite="lax")
        return answer


def _refused(visit: Visit, refusal: Refusal) -> None:
    """Send the visit to the page that a refusal leads to."""
    visit.problem = refusal.code
    visit.step = "expired" if refusal.code == 70019 else step_of(refusal)
    visit.may_decline = refusal.code == 90094
