"""The HTTP session that MSAL and the pages at the panel use: certificates, time-outs and secrets kept in hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests


class Session(requests.Session):
    """A requests.Session with `verify` and time-outs bound to each request, no retries, and no password files.

    - `verify` on the session itself is silently ignored when REQUESTS_CA_BUNDLE is set (psf/requests #3829), so it
      is bound to each request. Without `ca_file` the system's (or the firm's) certificates count.
    - No retry adapter: a retry doubles the time-out and hides which failure it was.
    - A token endpoint that redirects would be handed our secrets' next copy: POST follows no redirects.
    - `status` and `retry_after` tell of the newest reply, since MSAL's exceptions do not.
    """

    def __init__(self, ca_file: Path | None, timeout_s: float, *, loopback: bool = False) -> None:
        super().__init__()
        self._verify: str | bool = str(ca_file) if ca_file else True
        self._timeout = (timeout_s, timeout_s)
        self.status: int | None = None
        self.retry_after: float | None = None
        # A proxy cannot reach this computer's own loopback; elsewhere the environment's proxies are honoured.
        self.trust_env = not loopback
        # Having an `auth` of its own keeps requests from adding a ~/.netrc password to what we send.
        self.auth = _leave_alone

    def request(self, method: str | bytes, url: str | bytes, *arguments: Any, **options: Any) -> requests.Response:
        """As requests does it, with our certificates and time-outs."""
        options.setdefault("timeout", self._timeout)
        options["verify"] = self._verify
        if str(method).upper() == "POST":
            options.setdefault("allow_redirects", False)
        self.status = self.retry_after = None
        response = super().request(method, url, *arguments, **options)
        self.status = response.status_code
        self.retry_after = _seconds(response.headers.get("Retry-After", ""))
        return response


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _seconds(text: str) -> float | None:
    """A Retry-After in seconds (RFC 9110 section 10.2.3); dates, which Entra never sends, count as none."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
