"""The directory's API over HTTPS: discovery, keys, device codes, tokens, userinfo. What is absent answers 404."""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from panel_sim.tenant import refusals
from panel_sim.tenant.directory_faults import DirectoryFaults
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.seeds import CONSUMERS_ID, DOMAIN, TENANT_ID
from panel_sim.tenant.tokens import TokenProblem
from panel_sim.tenant.web import BodyProblem, Guarded, Json, parse_form, read_form

log = logging.getLogger("panel_sim.tenant")

AUTHORITIES = {
    TENANT_ID: TENANT_ID,
    DOMAIN: TENANT_ID,
    "common": "{tenantid}",
    "organizations": "{tenantid}",
    "consumers": CONSUMERS_ID,
    CONSUMERS_ID: CONSUMERS_ID,
}
"""The names that may stand first in a path, and the tenant that their issuer names. Entra's multi-tenant documents
have the placeholder too."""

MESSAGES = {
    "en": ("To sign in, use a web browser to open the page {uri} and enter the code {code} to authenticate."),
    "sv": "Logga in genom att öppna sidan {uri} i en webbläsare och ange koden {code}.",
}


class DirectoryApi:
    """Answers programs; `base` is its own address and `device_login` the page where people type codes."""

    def __init__(self, realm: Realm, base: str, device_login: str, broken: DirectoryFaults) -> None:
        self._realm = realm
        self._base = base
        self._device_login = device_login
        self._broken = broken

    def app(self) -> Guarded:
        """The ASGI application."""
        routes = [
            Route("/{authority}/v2.0/.well-known/openid-configuration", self.discovery),
            Route("/{authority}/discovery/v2.0/keys", self.keys),
            Route("/{authority}/oauth2/v2.0/devicecode", self.device_code, methods=["GET", "POST"]),
            Route("/{authority}/oauth2/v2.0/token", self.token, methods=["POST"]),
            Route("/{authority}/oauth2/v2.0/logout", self.logout),
            Route("/oidc/userinfo", self.userinfo, methods=["GET", "POST"]),
        ]
        return Guarded(Starlette(routes=routes), [("x-content-type-options", "nosniff")])

    async def discovery(self, request: Request) -> Response:
        """The OpenID Provider metadata, with the fields of Entra's own document (v2.0).

        Left out: fields that name the real cloud's hosts, so that no program sends practice tokens there.
        """
        try:
            if broken := await self._broken.answer(request, "discovery"):
                return broken
            authority = _authority(request)
        except Refusal as refusal:
            return self._refused(request, refusal)
        own = f"{self._base}/{authority}"
        return Json(
            {
                "token_endpoint": f"{own}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post",
                    "private_key_jwt",
                    "client_secret_basic",
                ],
                "jwks_uri": f"{own}/discovery/v2.0/keys",
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": f"{self._base}/{AUTHORITIES[authority]}/v2.0",
                "request_uri_parameter_supported": False,
                "userinfo_endpoint": f"{self._base}/oidc/userinfo",
                "authorization_endpoint": f"{own}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{own}/oauth2/v2.0/devicecode",
                "http_logout_supported": True,
                "frontchannel_logout_supported": True,
                "end_session_endpoint": f"{own}/oauth2/v2.0/logout",
                "claims_supported": [
                    "sub",
                    "iss",
                    "cloud_instance_name",
                    "cloud_instance_host_name",
                    "cloud_graph_host_name",
                    "msgraph_host",
                    "aud",
                    "exp",
                    "iat",
                    "auth_time",
                    "acr",
                    "nonce",
                    "preferred_username",
                    "name",
                    "tid",
                    "ver",
                    "at_hash",
                    "c_hash",
                    "email",
                ],
                "tenant_region_scope": "EU" if AUTHORITIES[authority] == TENANT_ID else None,
                "cloud_instance_name": self._base.removeprefix("https://"),
            },
            headers={"cache-control": "max-age=86400, private"},
        )

    async def keys(self, request: Request) -> Response:
        """The key that tokens are signed with."""
        try:
            _authority(request)
        except Refusal as refusal:
            return self._refused(request, refusal)
        return Json(self._realm.signer.jwks())

    async def device_code(self, request: Request) -> Response:
        """RFC 8628's device authorization. GET is answered as well, since clients use it and Entra takes it."""
        try:
            form = parse_form(request.url.query.encode()) if request.method == "GET" else await read_form(request)
            if broken := await self._broken.answer(request, "device_code"):
                return broken
            authority = _authority(request)
            issued = self._realm.grants.start_device(form, authority)
        except Refusal as refusal:
            return self._refused(request, refusal)
        except BodyProblem as problem:
            return self._unreadable(request, problem)
        language = "sv" if request.query_params.get("mkt", "").lower().startswith("sv") else "en"
        return Json(
            {
                "user_code": issued.user_code,
                "device_code": issued.device_code,
                "verification_uri": self._device_login,
                "expires_in": issued.expires_in,
                "interval": issued.interval,
                "message": MESSAGES[language].format(uri=self._device_login, code=issued.user_code),
            }
        )

    async def token(self, request: Request) -> Response:
        """Tokens for a device code or a refresh token. Refusals carry no Retry-After: MSAL would replay them."""
        try:
            form = await read_form(request)
            leg = "refresh" if form.get("grant_type") == "refresh_token" else "sign_in"
            code = form.get("device_code") or form.get("code") or ""
            if broken := await self._broken.answer(request, leg, code):
                return broken
            _authority(request)
            return Json(self._realm.grants.give(form, self._base))
        except Refusal as refusal:
            return self._refused(request, refusal)
        except BodyProblem as problem:
            return self._unreadable(request, problem)

    async def userinfo(self, request: Request) -> Response:
        """Who an access token belongs to (OpenID Connect Core 5.3)."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise TokenProblem("There is no access token.")
            claims = self._realm.signer.checked(token, now=self._realm.clock.now())
        except TokenProblem as problem:
            return Json(
                {"error": "invalid_token", "error_description": str(problem)},
                401,
                {"www-authenticate": 'Bearer error="invalid_token"'},
            )
        return Json({"sub": claims["sub"], "name": claims["name"], "email": claims["upn"]})

    async def logout(self, request: Request) -> Response:
        """Signing out here ends no session, since the pages keep none; it leads nowhere else either."""
        return PlainTextResponse("Du är utloggad. / You are signed out.\n")

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        if refusal.error != "authorization_pending":
            log.info("the directory refused: %s %s", refusal.number, refusal.error)
        return Json(
            refusals.body(
                refusal,
                now=self._realm.clock.now(),
                dice=self._realm.dice,
                correlation_id=request.headers.get("client-request-id"),
            ),
            refusal.status,
        )

    def _unreadable(self, request: Request, problem: BodyProblem) -> Response:
        answer = self._refused(request, Refusal(900144, name="grant_type"))
        answer.status_code = problem.status
        return answer


def _authority(request: Request) -> str:
    name = str(request.path_params["authority"]).lower()
    if name not in AUTHORITIES:
        raise Refusal(90002, tenant=name[:100])
    return name
