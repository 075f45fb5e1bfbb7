"""The permissions that an application may ask this tenant for."""

from __future__ import annotations

from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.seeds import MAIL_RESOURCE

OPENID_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
"""Scopes about the sign-in itself; they need no consent of their own here."""

MAIL_PERMISSIONS = ("SMTP.Send", "IMAP.AccessAsUser.All", "POP.AccessAsUser.All")

_RESOURCES = (MAIL_RESOURCE, "https://outlook.office365.com")


def checked(scope: str) -> str:
    """A scope parameter with single spaces, when everything in it may be asked for. Raises Refusal."""
    if not scope.split():
        raise Refusal(900144, name="scope")
    for each in scope.split():
        if each not in OPENID_SCOPES and _permission(each) is None:
            raise Refusal(70011, scope=each[:200])
    return " ".join(dict.fromkeys(scope.split()))


def permissions(scope: str) -> frozenset[str]:
    """The mail permissions in a scope, as an access token's `scp` names them."""
    return frozenset(name for each in scope.split() if (name := _permission(each)))


def _permission(scope: str) -> str | None:
    resource, _, name = scope.rpartition("/")
    if resource.rstrip("/") not in _RESOURCES:
        return None
    # Entra compares permission names without regard to case.
    return next((known for known in MAIL_PERMISSIONS if known.lower() == name.lower()), None)
