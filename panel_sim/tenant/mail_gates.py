"""Who may submit mail: the token's checks, the organisation's switches, and the right to the sender's name."""

from __future__ import annotations

from collections.abc import Sequence

from panel_sim.tenant.accounts import Account
from panel_sim.tenant.realm import Realm
from panel_sim.tenant.tokens import TokenProblem

_UNSUCCESSFUL = "535 5.7.139 Authentication unsuccessful,"

BAD_TOKEN = "535 5.7.3 Authentication unsuccessful"  # noqa: S105 - a reply
SECURITY_DEFAULTS = (
    f"{_UNSUCCESSFUL} user is locked by your organization's security defaults policy. Contact your administrator."
)
OFF_FOR_TENANT = (
    f"{_UNSUCCESSFUL} SmtpClientAuthentication is disabled for the Tenant. "
    "Visit https://aka.ms/smtp_auth_disabled for more information."
)
OFF_FOR_MAILBOX = (
    f"{_UNSUCCESSFUL} SmtpClientAuthentication is disabled for the Mailbox. "
    "Visit https://aka.ms/smtp_auth_disabled for more information."
)
NOT_MET = (
    f"{_UNSUCCESSFUL} the request did not meet the criteria to be authenticated successfully. "
    "Contact your administrator."
)
MAILBOX_FULL = (
    "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; "
    "Failed to process message due to a permanent exception"
)


TOO_MANY_CONNECTIONS = (
    "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information."
)
SERVER_BUSY = "451 4.7.500 Server busy. Please try again later"
RECIPIENT_QUOTA = (
    "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; "
    "Failed to process message due to a permanent exception with message The message cannot be submitted because the "
    "recipient limit is exceeded."
)


class GateClosed(Exception):
    """AUTH is refused; `reply` is what the server says."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply


def admit(realm: Realm, said: bytes) -> str:
    """The mailbox that an XOAUTH2 client response opens. Raises GateClosed.

    A sign-in that was revoked still sends until its access token runs out, as in the real cloud.
    """
    user, token = _said(said)
    try:
        claims = realm.signer.checked(token, now=realm.clock.now(), permission="SMTP.Send")
    except TokenProblem as problem:
        raise GateClosed(BAD_TOKEN) from problem
    account = realm.accounts.find(user)
    if account is None or str(claims["upn"]).lower() != account.address:
        raise GateClosed(BAD_TOKEN)
    closed = _closed_gate(realm, account)
    if closed:
        raise GateClosed(closed)
    return account.address


def _closed_gate(realm: Realm, account: Account) -> str | None:
    """The first gate that is shut, in the order of the real cloud: the organisation's rules sit above the mailbox's
    switch, and a mailbox that says on or off wins over the organisation's switch."""
    policy = realm.policy
    mailbox = policy.for_user("smtp_auth_mailbox", account.address)
    if not account.personal:
        if policy["security_defaults"]:
            return SECURITY_DEFAULTS
        if mailbox == "inherit" and not policy["smtp_auth_org"]:
            return OFF_FOR_TENANT
    if mailbox == "off":
        return OFF_FOR_MAILBOX
    if realm.accounts.is_disabled(account):
        return NOT_MET
    return None


def refuse_sender(realm: Realm, owner: str, sender: str, header_senders: Sequence[str]) -> str | None:
    """The reply at the end of DATA when the mailbox may not send this, or None."""
    for name in (sender.lower(), *header_senders):
        if name != owner and owner not in realm.policy.for_user("send_as", name):
            shown = name.encode("ascii", "replace").decode() or "<>"
            return (
                f"554 5.2.252 SendAsDenied; {owner} not allowed to send as {shown[:320]}; "
                "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; "
                "Failed to process message due to a permanent exception with message Cannot submit message."
            )
    if realm.policy.for_user("mailbox_full", owner):
        return MAILBOX_FULL
    return None


def _said(said: bytes) -> tuple[str, str]:
    """User and token of an XOAUTH2 response: `user=U^Aauth=Bearer T^A^A`."""
    fields = dict(part.partition("=")[::2] for part in said.decode("utf-8", "replace").split("\x01"))
    kind, _, token = fields.get("auth", "").partition(" ")
    if kind.lower() != "bearer" or not token or not fields.get("user"):
        raise GateClosed(BAD_TOKEN)
    return fields["user"], token
