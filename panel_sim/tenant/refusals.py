"""Why the directory says no: AADSTS numbers, their words, and the body that carries them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from panel_sim.tenant.clock import utc
from panel_sim.tenant.dice import TenantDice, guid


class Reason(NamedTuple):
    """One refusal of the directory. Texts after the error reference in entra-docs and what clients log."""

    error: str
    text: str
    suberror: str | None = None
    status: int = 400


REASONS: dict[int, Reason] = {
    50020: Reason(
        "invalid_grant",
        "User account '{user}' from identity provider does not exist in tenant '{tenant}' and cannot access the "
        "application '{client}' in that tenant. The account needs to be added as an external user in the tenant first.",
    ),
    50034: Reason(
        "invalid_grant",
        "The user account does not exist in the {tenant} directory. To sign into this application, the account must "
        "be added to the directory.",
    ),
    50053: Reason(
        "invalid_grant",
        "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
    ),
    50057: Reason("invalid_grant", "The user account is disabled."),
    50076: Reason(
        "invalid_grant",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must "
        "use multi-factor authentication to access '{resource}'.",
        "basic_action",
    ),
    500121: Reason("invalid_grant", "Authentication failed during strong authentication request."),
    50126: Reason("invalid_grant", "Error validating credentials due to invalid username or password."),
    50133: Reason("invalid_grant", "Session is invalid due to expiration or recent password change."),
    50173: Reason(
        "invalid_grant",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have "
        "changed or reset their password. The grant was issued on '{issued}' and the TokensValidFrom date (before "
        "which tokens are not valid) for this user is '{valid_from}'.",
        "bad_token",
    ),
    53003: Reason(
        "invalid_grant",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        "message_only",
    ),
    54005: Reason(
        "invalid_grant",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh "
        "token.",
    ),
    65001: Reason(
        "invalid_grant",
        "The user or administrator has not consented to use the application with ID '{client}' named '{name}'. Send an "
        "interactive authorization request for this user and resource.",
        "consent_required",
    ),
    65004: Reason("authorization_declined", "User declined to consent to access the app."),
    70000: Reason("invalid_grant", "Provided grant is invalid or malformed."),
    70003: Reason("unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."),
    70011: Reason(
        "invalid_scope",
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter "
        "'scope' is not valid. The scope {scope} is not valid.",
    ),
    70016: Reason("authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
    70018: Reason("bad_verification_code", "Invalid verification code due to user typing in wrong user code."),
    70019: Reason("expired_token", "Verification code expired."),
    70020: Reason(
        "expired_token",
        "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    ),
    90002: Reason(
        "invalid_tenant",
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
        "correct cloud.",
    ),
    90094: Reason("consent_required", "Admin consent is required for the permissions requested by this application."),
    700016: Reason(
        "unauthorized_client",
        "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the "
        "application has not been installed by the administrator of the tenant or consented to by any user in the "
        "tenant.",
    ),
    700025: Reason(
        "invalid_client",
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        None,
        401,
    ),
    700082: Reason(
        "invalid_grant",
        "The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for "
        "{idle}.",
        "bad_token",
    ),
    70043: Reason(
        "invalid_grant",
        "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access. The token "
        "was issued on {issued} and the maximum allowed lifetime for this request is {most}.",
        "token_expired",
    ),
    90033: Reason("temporarily_unavailable", "A transient error has occurred. Please try again.", None, 503),
    7000218: Reason(
        "invalid_client",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        None,
        401,
    ),
    900144: Reason("invalid_request", "The request body must contain the following parameter: '{name}'."),
}


class Refusal(Exception):
    """The directory refuses, for one of the reasons above."""

    def __init__(self, code: int, *, error: str | None = None, **values: str) -> None:
        reason = REASONS[code]
        self.code = code
        self.error = error or reason.error
        self.text = reason.text.format(**values)
        self.suberror = reason.suberror
        self.status = reason.status
        super().__init__(f"AADSTS{code}: {self.text}")

    @property
    def number(self) -> str:
        """The code as people search for it."""
        return f"AADSTS{self.code}"


def slow_down() -> Refusal:
    """Polled faster than the interval (RFC 8628, 3.5). Entra gives it no number of its own."""
    return Refusal(70016, error="slow_down")


_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def body(refusal: Refusal, *, now: float, dice: TenantDice, correlation_id: str | None = None) -> dict[str, Any]:
    """The JSON that carries a refusal, field for field as Entra sends it."""
    trace_id = guid(dice)
    correlation = correlation_id if correlation_id and _GUID.fullmatch(correlation_id) else guid(dice)
    timestamp = utc(now).strftime("%Y-%m-%d %H:%M:%SZ")
    answer: dict[str, Any] = {
        "error": refusal.error,
        "error_description": (f"{refusal} Trace ID: {trace_id} Correlation ID: {correlation} Timestamp: {timestamp}"),
        "error_codes": [refusal.code],
        "timestamp": timestamp,
        "trace_id": trace_id,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={refusal.code}",
    }
    if refusal.suberror:
        answer["suberror"] = refusal.suberror
    return answer
