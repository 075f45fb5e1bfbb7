"""The HTTP session that MSAL and the pages at the panel use: certificates, time-outs and secrets kept in hand."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from panel_sim.adapters.trust import trust_in

DISCOVERY = "/.well-known/openid-configuration"
_SECRET_FIELDS = {"code", "device_code", "refresh_token", "password", "client_secret", "flowToken"}


class Session(requests.Session):
    """A requests.Session with certificates and time-outs bound to each request, no retries, and no password files.

    - Certificates are checked against `ca_file`, or the system's, whatever REQUESTS_CA_BUNDLE and SSL_CERT_FILE say
      (psf/requests #3829: `verify` on the session is silently ignored when the first of them is set).
    - No retry adapter: a retry doubles the time-out and hides which failure it was.
    - A token endpoint that redirects would be handed our secrets' next copy: POST follows no redirects.
    - A directory that takes the device request by GET only (405, Allow: GET) is asked that way, as nothing in it is
      secret.
    - A discovery document without an authorization_endpoint (RFC 8414 wants none of one who has no such flow) is given
      one for MSAL, which trips over its absence; nobody goes there.
    - A device code's odd `interval` or `expires_in` is set right, since MSAL trips over anything but whole numbers.
    - `status`, `retry_after` and `date` tell of the newest reply, since MSAL's exceptions do not.
    """

    def __init__(self, ca_file: Path | None, timeout_s: float, *, loopback: bool = False) -> None:
        super().__init__()
        self._timeout = (timeout_s, timeout_s)
        self.status: int | None = None
        self.retry_after: float | None = None
        self.date: datetime | None = None
        # A proxy cannot reach this computer's own loopback; elsewhere the environment's proxies are honoured.
        self.trust_env = not loopback
        # Having an `auth` of its own keeps requests from adding a ~/.netrc password to what we send.
        self.auth = _leave_alone
        self.mount("https://", _Checked(ca_file))

    def request(self, method: str | bytes, url: str | bytes, *arguments: Any, **options: Any) -> requests.Response:
        """As requests does it, with our certificates and time-outs."""
        options.setdefault("timeout", self._timeout)
        options["verify"] = True
        posting = str(method).upper() == "POST"
        if posting:
            options.setdefault("allow_redirects", False)
        self.status = self.retry_after = self.date = None
        response = super().request(method, url, *arguments, **options)
        if posting and response.status_code == 405 and _by_get(response, options):
            form = options.pop("data")
            response = super().request("GET", url, *arguments, **{**options, "params": form})
        self.status = response.status_code
        self.date = _moment(response.headers.get("Date", ""))
        self.retry_after = _seconds(response.headers.get("Retry-After", ""), self.date)
        if response.status_code == 200:
            if posting:
                _set_right(response)
            elif urlsplit(response.url).path.endswith(DISCOVERY):
                _complete(response)
        return response


class _Checked(HTTPAdapter):
    """HTTPS with our own TLS context, through a proxy too."""

    def __init__(self, ca_file: Path | None) -> None:
        self._trust = trust_in(ca_file)
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """The pool's key, with our context in it (read at the first request: OSError is the caller's to tell)."""
        host, options = super().build_connection_pool_key_attributes(request, True, cert)
        if host["scheme"] == "https":
            options["ssl_context"] = self._trust.context()
        return host, options

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context knows whom to trust: requests' own bundle is not added to it."""
        conn.cert_reqs = "CERT_REQUIRED"


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _by_get(response: requests.Response, options: dict[str, Any]) -> bool:
    """Whether the same may be asked by GET: the server says so, and nothing secret would land in an address."""
    methods = {name.strip().upper() for name in response.headers.get("Allow", "").split(",")}
    form = options.get("data")
    names = set(form) if isinstance(form, dict) else {name for name, _ in parse_qsl(str(form or ""))}
    return "GET" in methods and bool(names) and not names & _SECRET_FIELDS


def _complete(response: requests.Response) -> None:
    try:
        document = response.json()
    except ValueError:
        return
    if isinstance(document, dict) and "token_endpoint" in document and "authorization_endpoint" not in document:
        document["authorization_endpoint"] = urljoin(response.url, "/no-authorization-endpoint")
        response._content = json.dumps(document).encode()
        response.encoding = "utf-8"


def _set_right(response: requests.Response) -> None:
    """Seconds of a device code that are no whole numbers (null, "5.0") are left to the rule: 5 (RFC 8628, 3.2)."""
    if b'"user_code"' not in response.content:
        return
    try:
        document = response.json()
    except ValueError:
        return
    if not isinstance(document, dict):
        return
    for name in ("interval", "expires_in"):
        try:
            document[name] = int(float(document[name]))
        except (KeyError, TypeError, ValueError, OverflowError):
            document.pop(name, None)
    response._content = json.dumps(document).encode()
    response.encoding = "utf-8"


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo is not None else None


def _seconds(text: str, now: datetime | None) -> float | None:
    """A Retry-After in seconds (RFC 9110 section 10.2.3): a number, or a date beside the reply's own Date."""
    if text.isascii() and text.isdigit() and len(text) < 7:
        return float(text)
    moment = _moment(text)
    if moment is None or now is None:
        return None
    left = (moment - now).total_seconds()
    return left if left > 0 else None
