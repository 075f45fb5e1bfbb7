"""What an administrator must change, and where, for each way in which sign-in or mail can fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from panel_sim.core.failures import Failure
from panel_sim.loading.catalogues import Catalogue, read_catalogue
from panel_sim.loading.problems import Problems
from panel_sim.shipped import shipped

LANGUAGES = ("sv", "en")

BY_AADSTS: Mapping[int, str] = {
    50020: "wrong-account",
    500208: "wrong-account",
    500212: "wrong-account",
    500011: "scope",
    500014: "licence",
    50034: "no-such-user",
    50053: "account-locked",
    50055: "password-expired",
    50057: "user-disabled",
    50072: "mfa",
    50074: "mfa",
    50076: "mfa",
    50078: "mfa",
    50079: "mfa",
    500121: "mfa",
    53004: "mfa",
    50089: "sign-in-again",
    50097: "device-compliance",
    50105: "not-assigned",
    50126: "wrong-password",
    50133: "revoked",
    50134: "wrong-cloud",
    50173: "revoked",
    50059: "tenant-not-found",
    50128: "tenant-not-found",
    50196: "loop",
    50199: "confirm-application",
    53000: "device-compliance",
    53001: "device-compliance",
    53002: "device-compliance",
    53003: "conditional-access",
    530031: "conditional-access",
    530032: "conditional-access",
    530034: "conditional-access",
    530035: "security-defaults",
    53011: "risk",
    54005: "sign-in-again",
    65001: "consent",
    65002: "not-preauthorised",
    65004: "declined",
    650052: "licence",
    70000: "sign-in-again",
    70003: "public-client",
    70008: "lapsed",
    70011: "scope",
    70018: "code-expired",
    70019: "code-expired",
    70020: "code-expired",
    70043: "sign-in-frequency",
    700011: "application-not-found",
    700016: "application-not-found",
    700025: "public-client",
    700082: "lapsed",
    7000215: "public-client",
    7000218: "public-client",
    90002: "tenant-not-found",
    90014: "bad-request",
    900023: "tenant-not-found",
    90033: "service-busy",
    90094: "admin-consent",
    90095: "admin-consent",
    900144: "bad-request",
}
"""Entra's numbers (its error code reference) to the advice."""

BY_ERROR: Mapping[str, str] = {
    "consent_required": "consent",
    "invalid_client": "public-client",
    "unauthorized_client": "public-client",
    "invalid_scope": "scope",
    "invalid_request": "bad-request",
    "unsupported_grant_type": "public-client",
    "invalid_grant": "sign-in-again",
}
"""OAuth's names (RFC 6749 section 5.2), where a directory has no numbers."""

BY_REPLY: tuple[tuple[str, str], ...] = (
    (r"SmtpClientAuthentication is disabled for the Tenant", "smtp-auth-organisation"),
    (r"SmtpClientAuthentication is disabled for the Mailbox", "smtp-auth-mailbox"),
    (r"security defaults policy", "security-defaults"),
    (r"did not meet the criteria", "criteria"),
    (r"[Bb]asic authentication is (disabled|not supported)|\b5\.7\.30\b", "basic-auth"),
    (r"\b5\.7\.144\b", "permissions"),
    (r"\b5\.7\.57\b", "not-authenticated"),
    (r"\b5\.7\.3\b|\b5\.7\.139\b|\b5\.5\.124\b", "token-refused"),
    (r"\b504\b|\b5\.7\.4\b|takes no access tokens", "mechanism"),
    (r"\b5\.2\.252\b|\b5\.7\.60\b|SendAsDenied", "send-as"),
    (r"\b5\.2\.25[1345]\b", "sender-throttled"),
    (r"Concurrent connections|concurrent_sending", "concurrent"),
    (r"SubmissionQuotaExceeded", "quota"),
    (r"\b5\.2\.2\b", "mailbox-full"),
    (r"\b4\.7\.66\b", "old-tls"),
    (r"\b5\.1\.8\b|\b5\.7\.50[123]\b", "sender-blocked"),
    (r"\b5\.3\.4\b|\b5\.2\.3\b", "too-large"),
    (r"[Ll]ine too long|\b5\.5\.6\b|Invalid base64 data in initial response", "line-too-long"),
)
"""What mail servers say (Exchange Online's own words, and others') to the advice, the first that fits."""

BY_TROUBLE: tuple[tuple[str, str], ...] = (
    (r"ca_file cannot be read|NO_CERTIFICATE_OR_CRL_FOUND|[Nn]o certificate or crl", "ca-file"),
    (r"does not offer STARTTLS", "no-starttls"),
    (r"[Hh]ostname mismatch|IP address mismatch|not valid for", "certificate-name"),
    (r"has expired|not yet valid", "certificate-time"),
    (r"self[- ]signed|unable to get (local )?issuer|certificate verify failed|unknown ca", "certificate-unknown"),
    (r"device_authorization_endpoint", "no-device-endpoint"),
    (r"the issuer in", "issuer"),
    (r"names no mailbox", "no-user"),
)
"""What we and OpenSSL say of what went wrong below SMTP and OAuth."""

AT_DIRECTORY: Mapping[str, str] = {
    "connection-refused": "directory-connection-refused",
    "tls-failed": "directory-tls-failed",
}
"""Kinds whose usual advice speaks of the mail server's port."""

_DIRECTORY_LEGS = {"device_code", "sign_in", "refresh"}
_MAIL_LEGS = {"dns", "tcp", "tls", "auth", "mail", "rcpt", "data"}
_FROM_REPLY = {"auth-refused", "sender-refused", "service-busy", "mailbox-full", "too-large", "message-refused"}
_FROM_REPLY |= {"recipient-refused", "connection-refused", "tls-failed", "bad-answer"}


def advice_for(failure: Failure) -> str:
    """The key of the advice for a failure: by Entra's number, else by what was said, else by the kind."""
    number = int(failure.aadsts.removeprefix("AADSTS") or 0)
    if number in BY_AADSTS:
        return BY_AADSTS[number]
    if failure.kind == "sign-in-refused":
        error = failure.reply.partition(":")[0]
        return BY_ERROR.get(error, failure.kind)
    if failure.kind in ("timed-out", "unreachable") and failure.leg == "tcp":
        return "blocked-port"
    tables = (BY_TROUBLE, BY_REPLY) if failure.leg in _MAIL_LEGS and failure.kind in _FROM_REPLY else (BY_TROUBLE,)
    for table in tables:
        for pattern, key in table:
            if re.search(pattern, failure.reply):
                return key
    return AT_DIRECTORY.get(failure.kind, failure.kind) if failure.leg in _DIRECTORY_LEGS else failure.kind


@lru_cache
def words(language: str) -> Mapping[str, str]:
    """What doctor says in a language (assets/doctor), by key."""
    path = shipped("assets") / "doctor" / f"{language}.po"
    catalogue, problems = Catalogue(language), Problems()
    read_catalogue(path.read_bytes(), path.name, catalogue, problems)
    return catalogue.words


def phrase(language: str, key: str, facts: Mapping[str, object]) -> str:
    """The words for `key` with the facts filled in."""
    return re.sub(r"\{(\w+)\}", lambda found: str(facts.get(found[1], found[0])), words(language)[key])
