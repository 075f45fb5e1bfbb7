"""The control API, apart from what is emulated: turn policy, clock and faults, approve codes, read mail, start anew."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from panel_sim.tenant.accounts import NewUser, UnknownUser
from panel_sim.tenant.faults import Faults
from panel_sim.tenant.policy import nearest
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.session_log import SESSIONS_KEPT
from panel_sim.tenant.web import BODY_LIMIT, BodyProblem, Guarded, Json, read_body

log = logging.getLogger("panel_sim.tenant")
Answer = Callable[[Request], Awaitable[Any]]


USERS_BODY_LIMIT = 4 * 1024 * 1024
"""Enough for tens of thousands of users in one request."""


class ControlProblem(ValueError):
    """A request that cannot be done as it stands; the message is a sentence."""


class ControlApi:
    """Every route wants the token as a Bearer header and answers JSON; a failure is {"error": sentence}."""

    def __init__(self, realm: Realm, faults: Faults, token: str) -> None:
        self._realm = realm
        self._faults = faults
        self._token = token.encode()

    def app(self) -> Guarded:
        """The ASGI application."""
        routes = [
            self._route("approve", self.approve, "POST"),
            self._route("policy", self.policy, "GET", "PATCH"),
            self._route("clock", self.clock, "GET", "POST"),
            self._route("revoke", self.revoke, "POST"),
            self._route("password", self.password, "POST"),
            self._route("consent", self.consent, "POST", "DELETE"),
            self._route("faults", self.faults, "GET", "POST", "DELETE"),
            self._route("users", self.users, "GET", "POST"),
            self._route("authenticator", self.authenticator, "GET"),
            self._route("sessions", self.sessions, "GET"),
            self._route("mail", self.mail, "GET"),
            self._route("reset", self.reset, "POST"),
        ]
        return Guarded(
            Starlette(routes=routes, exception_handlers={HTTPException: _no_route}),
            [("x-content-type-options", "nosniff")],
        )

    def _route(self, name: str, answer: Answer, *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            kind, _, token = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), self._token):
                return Json(
                    {"error": "The control API wants the control token as a Bearer header."},
                    401,
                    {"www-authenticate": "Bearer"},
                )
            try:
                done = await answer(request)
                if request.method != "GET":
                    log.info("the control API was asked for %s %s", request.method, name)
                return Json(done)
            except BodyProblem as problem:
                return Json({"error": str(problem)}, problem.status)
            except UnknownUser as problem:
                return Json({"error": problem.args[0]}, 404)
            except Refusal as refusal:
                return Json({"error": str(refusal), "code": refusal.number}, 404)
            except ValueError as problem:
                return Json({"error": str(problem)}, 400)
            except (OSError, sqlite3.Error) as problem:
                # The disk is full, say. Nothing of it was done: a change is one transaction.
                why = getattr(problem, "strerror", None) or problem
                return Json({"error": f"The machine does not allow that: {why}."}, 503)

        return Route(f"/control/{name}", endpoint, methods=list(methods))

    async def approve(self, request: Request) -> Any:
        """POST {"user_code", "user", "outcome", "consent"}: what a person does at the sign-in pages."""
        fields = await _fields(request, required=("user_code", "user"), optional=("outcome", "consent"))
        approved = await asyncio.to_thread(
            self._realm.approve,
            _text(fields, "user_code"),
            _text(fields, "user"),
            _text(fields, "outcome", "accept"),
            _text(fields, "consent") if fields.get("consent") is not None else None,
        )
        return approved.as_dict()

    async def policy(self, request: Request) -> Any:
        """GET the switches; PATCH those that are named."""
        if request.method == "GET":
            return self._realm.policy.as_dict()
        return self._realm.set_policy(await _fields(request))

    async def clock(self, request: Request) -> Any:
        """GET the practice time; POST {"advance_s"} winds it forward."""
        if request.method == "POST":
            step = (await _fields(request, required=("advance_s",)))["advance_s"]
            if isinstance(step, bool) or not isinstance(step, int | float):
                raise ControlProblem(f"'advance_s' is a number of seconds, not {step!r}.")
            await asyncio.to_thread(self._realm.clock.advance, float(step))
        return {"now": self._realm.clock.now()}

    async def revoke(self, request: Request) -> Any:
        """POST {"user"}: end a user's sign-ins."""
        self._realm.revoke(_text(await _fields(request, required=("user",)), "user"))
        return {}

    async def password(self, request: Request) -> Any:
        """POST {"user", "password"}: give a user a new password."""
        fields = await _fields(request, required=("user", "password"))
        await asyncio.to_thread(self._realm.accounts.change_password, _text(fields, "user"), _text(fields, "password"))
        return {}

    async def consent(self, request: Request) -> Any:
        """POST or DELETE {"user"}: consent, or take it back; without a user, for the organisation."""
        fields = await _fields(request, optional=("user",))
        user = _text(fields, "user") if fields.get("user") is not None else None
        if request.method == "POST":
            self._realm.grant_consent(user)
        else:
            self._realm.withdraw_consent(user)
        return {}

    async def faults(self, request: Request) -> Any:
        """GET the faults that are on; POST {"name" or "leg", options}; DELETE {"name"}, or all without a name."""
        if request.method == "POST":
            fields = await _fields(request, others=True)
            name = _text(fields, "name") if fields.get("name") is not None else None
            await self._faults.set(name, {k: v for k, v in fields.items() if k != "name"})
        elif request.method == "DELETE":
            fields = await _fields(request, optional=("name",))
            named = fields.get("name", request.query_params.get("name"))
            await self._faults.clear(_text({"name": named}, "name") if named is not None else None)
        return {"faults": self._faults.active(), "met": self._faults.met()}

    async def users(self, request: Request) -> Any:
        """GET everybody; POST {"users": [{"address", "name", "administrator", "personal"}]} makes more, all or none."""
        if request.method == "POST":
            given = (await _fields(request, required=("users",), limit=USERS_BODY_LIMIT))["users"]
            if not isinstance(given, list):
                raise ControlProblem("'users' is a list of {address, name, administrator, personal}.")
            await asyncio.to_thread(self._realm.add_users, [_new_user(each) for each in given])
        return {
            "users": [
                {"address": a.address, "name": a.name, "administrator": a.administrator, "personal": a.personal}
                for a in await asyncio.to_thread(self._realm.accounts.all)
            ]
        }

    async def authenticator(self, request: Request) -> Any:
        """GET ?user=: the one-time code that the user's practice authenticator shows now."""
        user = request.query_params.get("user")
        if not user:
            raise ControlProblem("The query names no 'user'.")
        return {
            "code": self._realm.authenticator.code(self._realm.accounts.get(user)),
            "seconds_left": self._realm.authenticator.seconds_left(),
        }

    async def sessions(self, request: Request) -> Any:
        """GET what went over each wire lately, newest first; ?service=smtp|directory|pages, ?most=N."""
        service = request.query_params.get("service")
        if service not in (None, "smtp", "directory", "pages"):
            raise ControlProblem(f"'service' is smtp, directory or pages, not {service!r}.")
        most = request.query_params.get("most", str(SESSIONS_KEPT))
        if not (most.isascii() and most.isdigit() and 1 <= int(most) <= SESSIONS_KEPT):
            raise ControlProblem(f"'most' is a number from 1 to {SESSIONS_KEPT}, not {most!r}.")
        return {"sessions": self._realm.log.sessions(service, int(most))}

    async def mail(self, request: Request) -> Any:
        """GET the mails, ?to= those to one address; ?content=no leaves text and attachments out, which is quick."""
        content = request.query_params.get("content", "yes")
        if content not in ("yes", "no"):
            raise ControlProblem(f"'content' is yes or no, not {content!r}.")
        to = request.query_params.get("to")
        return {"mails": await asyncio.to_thread(self._realm.mailboxes.mails, to, content=content == "yes")}

    async def reset(self, request: Request) -> Any:
        """POST {"seed"}: start anew from a seed, or from the one last used."""
        fields = await _fields(request, optional=("seed",))
        await self._faults.clear()
        if fields.get("seed") is not None:
            self._realm.seed(_text(fields, "seed"))
        else:
            self._realm.reset()
        return {}


def _new_user(given: Any) -> NewUser:
    if isinstance(given, str):
        return NewUser(given)
    if not isinstance(given, dict) or not isinstance(given.get("address"), str):
        raise ControlProblem(f"A user is an address, or an object with one, not {given!r}.")
    for name, value in given.items():
        if name not in ("address", "name", "administrator", "personal"):
            known = ("address", "name", "administrator", "personal")
            raise ControlProblem(f"A user has no {name!r}; {nearest(name, known)}")
        if not isinstance(value, str if name in ("address", "name") else bool):
            kind = "text" if name in ("address", "name") else "true or false"
            raise ControlProblem(f"A user's {name!r} is {kind}, not {value!r}.")
    return NewUser(**given)


async def _fields(
    request: Request,
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    others: bool = False,
    limit: int = BODY_LIMIT,
) -> dict[str, Any]:
    """The JSON object in the body. With no names given, or `others`, any field passes."""
    raw = await read_body(request, limit)
    try:
        fields = json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as problem:
        raise ControlProblem("The request's body is not JSON.") from problem
    if not isinstance(fields, dict):
        raise ControlProblem("The request's body is not a JSON object.")
    for name in required:
        if name not in fields:
            raise ControlProblem(f"The field {name!r} is missing.")
    known = required + optional
    if known and not others:
        for name in fields:
            if name not in known:
                raise ControlProblem(f"There is no field {name!r} here; {nearest(name, known)}")
    return fields


def _text(fields: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    value = fields.get(name, otherwise)
    if not isinstance(value, str):
        raise ControlProblem(f"The field {name!r} is text.")
    return value


async def _no_route(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    sentence = {
        404: f"There is no {request.url.path} in the control API.",
        405: f"{request.url.path} does not take {request.method}.",
    }.get(problem.status_code, problem.detail)
    return Json({"error": sentence}, problem.status_code, dict(problem.headers or {}))
