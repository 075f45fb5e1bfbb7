"""One account's conversation with its directory through MSAL. It blocks: run it aside from the event loop."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from panel_sim.adapters.directory_failures import DirectoryProblem
from panel_sim.adapters.profiles import Profile

if TYPE_CHECKING:
    from panel_sim.adapters.http_session import Session

_MARKETS = {"sv": "sv-SE", "en": "en-US"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the directory answered, and MSAL's cache after it."""

    body: dict[str, Any] = field(repr=False)
    cache: str = field(repr=False)


class Directory:
    """Wraps one msal.PublicClientApplication. Its methods raise what MSAL and requests raise.

    MSAL and requests are imported and the application built (which asks for the discovery document) at the first
    question, so a panel that nobody signs in at pays nothing. The token cache inside is scratch paper: each question
    brings its own content and takes the result away, so an attempt that was given up leaves nothing behind.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._session: Session | None = None
        # MSAL replays error replies from here for a minute without asking again: emptied before each question.
        self._http_cache: dict[str, Any] = {}
        self._app: Any = None

    def start(self, language: str) -> dict[str, Any]:
        """Ask for a device code; the flow, or the directory's error, as a dict."""
        app = self._ready()
        if not app.client.configuration.get("device_authorization_endpoint"):
            raise DirectoryProblem(
                "the directory's discovery document names no device_authorization_endpoint; give it in the profile"
            )
        # Entra's documented parameter for the language of `message`; others might trip over it.
        market = {"mkt": _MARKETS.get(language, "en-US")} if self._profile.authority else None
        flow: dict[str, Any] = app.initiate_device_flow(list(self._profile.scopes), params=market)
        return flow

    def poll(self, flow: dict[str, Any]) -> Answer:
        """Ask once whether the person has finished. The interval in `flow` grows when the directory says slow_down."""
        app = self._ready()
        self._cache.deserialize(None)
        # At interval 0 MSAL would poll in a tight loop for ever; and it warns when a practice clock, which it does not
        # see, made the wait short.
        flow["interval"] = max(1, int(flow.get("interval", 5)))
        flow["latest_attempt_at"] = 0
        body = app.acquire_token_by_device_flow(flow, exit_condition=lambda _: True)
        return Answer(body, self._cache.serialize())

    def refresh(self, cache: str) -> Answer | None:
        """New tokens for the account in `cache`; None when it holds no refresh token.

        Always asks: whether the access token is still good is known on the device's clock alone.
        """
        app = self._ready()
        self._cache.deserialize(cache)
        scopes = list(self._profile.scopes)
        accounts = app.get_accounts()
        if accounts:
            body = app.acquire_token_silent_with_error(scopes, account=accounts[0], force_refresh=True)
        else:
            # A provider without id_token leaves MSAL without an account to look up.
            kept = list(self._cache.search(self._cache.CredentialType.REFRESH_TOKEN))
            body = app.acquire_token_by_refresh_token(kept[0]["secret"], scopes) if kept else None
        return Answer(body, self._cache.serialize()) if body else None

    @property
    def status(self) -> int | None:
        """The HTTP status of the newest reply, which MSAL's exceptions do not tell."""
        return self._session.status if self._session else None

    @property
    def retry_after(self) -> float | None:
        """The seconds that the newest reply asked us to wait."""
        return self._session.retry_after if self._session else None

    @property
    def date(self) -> datetime | None:
        """What the clock of the directory said in its newest reply."""
        return self._session.date if self._session else None

    def close(self) -> None:
        """Close idle connections."""
        if self._session is not None:
            self._session.close()

    def _ready(self) -> Any:
        self._http_cache.clear()
        if self._app is None:
            self._app = self._build()
        return self._app

    def _build(self) -> Any:
        # Here and not above: they take a tenth of a second and more, and this thread has the time.
        import msal
        from msal.authority import WELL_KNOWN_AUTHORITY_HOSTS

        from panel_sim.adapters.http_session import Session

        # MSAL logs whole replies and traces; without a handler Python would write them over the panel.
        logging.getLogger("msal").setLevel(logging.CRITICAL + 1)
        profile = self._profile
        self._session = self._session or Session(profile.ca_file, profile.timeout_s, loopback=profile.practice)
        self._cache = msal.SerializableTokenCache()
        try:
            app = msal.PublicClientApplication(
                profile.client_id,
                authority=profile.authority.rstrip("/") if profile.authority else None,
                oidc_authority=_oidc(profile.oidc_authority) if profile.oidc_authority else None,
                token_cache=self._cache,
                http_client=self._session,
                http_cache=self._http_cache,
                # Asking Microsoft about a host that is not Microsoft's would tell them its name for nothing.
                instance_discovery=None if _host(profile.authority) in WELL_KNOWN_AUTHORITY_HOSTS else False,
            )
        except (KeyError, ValueError) as error:
            status = self._session.status
            if status is None or status >= 500 or status == 429:
                raise
            raise DirectoryProblem(_discovery_problem(error, status)) from None
        if profile.device_authorization_endpoint:
            app.client.configuration["device_authorization_endpoint"] = profile.device_authorization_endpoint
        return app


def _discovery_problem(error: Exception, status: int) -> str:
    """What is wrong with a discovery document, from what MSAL makes of it."""
    if "issuer" in str(error) and "does not match" in str(error):
        return "the issuer in the directory's discovery document lies elsewhere than the profile's oidc_authority"
    if isinstance(error, KeyError):
        return f"the directory's discovery document lacks {error.args[0]}"
    return f"HTTP {status}, no discovery document of a directory at the profile's address"


def _host(address: str | None) -> str:
    return urlsplit(address or "").hostname or ""


def _oidc(address: str) -> str:
    """The authority as MSAL takes it: a path is compulsory (`/.` is one, and vanishes on the wire), no slash last."""
    address = address.rstrip("/")
    return address if urlsplit(address).path else f"{address}/."
