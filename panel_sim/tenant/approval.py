"""What a person does with a code, step by step; the pages and the control API both go this way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from panel_sim.tenant import scopes
from panel_sim.tenant.accounts import Account, Accounts
from panel_sim.tenant.authenticator import Authenticator
from panel_sim.tenant.changes import Changes
from panel_sim.tenant.codes import Codes, PendingCode
from panel_sim.tenant.consents import ORGANISATION, Consents
from panel_sim.tenant.grants import Gate
from panel_sim.tenant.policy import Policy
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.seeds import CLIENT_ID, CONSUMERS_ID, PRACTICE_PASSWORD, TENANT_NAME

Outcome = Literal["accept", "decline", "wrong-password", "wrong-mfa", "ignore"]
OUTCOMES: tuple[str, ...] = ("accept", "decline", "wrong-password", "wrong-mfa", "ignore")

Consent = Literal["user", "organization"]
CONSENTS: tuple[str, ...] = ("user", "organization")


class ApprovalProblem(ValueError):
    """A request for an approval that makes no sense; the message is a sentence."""


@dataclass(frozen=True)
class Approved:
    """How an approval went: the page step it ended on, and the refusal's number and words when there was one."""

    step: Literal["done", "declined", "blocked", "problem", "password", "mfa", "ignored"]
    code: str | None = None
    detail: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """As the control API answers."""
        return {"step": self.step, "code": self.code, "detail": self.detail}


class Approvals:
    """The steps: type the code, name the account, give the password and, where wanted, a second factor, confirm,
    consent."""

    def __init__(
        self,
        codes: Codes,
        accounts: Accounts,
        consents: Consents,
        gate: Gate,
        policy: Policy,
        authenticator: Authenticator,
        changes: Changes,
    ) -> None:
        self.codes = codes
        self._accounts = accounts
        self._consents = consents
        self._gate = gate
        self._policy = policy
        self._authenticator = authenticator
        self._changes = changes

    def name_account(self, code: PendingCode, address: str) -> Account:
        """The account a person names. Raises Refusal: 50034 nobody, 50020 of the wrong kind for this sign-in."""
        account = self._accounts.find(address)
        if account is None:
            raise Refusal(50034, tenant=TENANT_NAME)
        wants_personal = code.authority in ("consumers", CONSUMERS_ID)
        if code.authority != "common" and account.personal != wants_personal:
            raise Refusal(50020, user=account.address, tenant=TENANT_NAME, client=CLIENT_ID)
        return account

    def sign_in(self, address: str, password: str) -> Account:
        """Check the password and what the organisation asks of sign-ins. Raises Refusal; 50076 asks for a second
        factor, which `second_factor` takes."""
        account = self._accounts.check_password(address, password)
        self._gate.check_sign_in(account)
        return account

    def second_factor(self, address: str, typed: str) -> Account:
        """Check the one-time code. Raises Refusal: 500121 wrong, or another rule of the organisation."""
        account = self._accounts.get(address)
        if not self._authenticator.fits(account, typed):
            raise Refusal(500121)
        self._gate.check_sign_in(account, mfa=True)
        return account

    def asks_consent(self, code: PendingCode, account: Account) -> bool:
        """Whether a page of permissions comes up. Raises Refusal 90094 when only an administrator may consent."""
        if not self._consents.missing(account, scopes.permissions(code.scope)):
            return False
        if not (account.administrator or account.personal or self._policy["user_consent"]):
            raise Refusal(90094)
        return True

    def finish(self, code: PendingCode, account: Account, *, organisation: bool = False, mfa: bool = False) -> None:
        """Consent where it lacks, and let the device in. Raises Refusal, or ApprovalProblem."""
        if organisation and not account.administrator:
            raise ApprovalProblem(f"{account.address} is no administrator and cannot consent for the organisation.")
        if self.asks_consent(code, account) or organisation:
            grantor = ORGANISATION if organisation else account.address
            self._consents.grant(grantor, scopes.permissions(code.scope))
        self.codes.approve(code, self._accounts.get(account.address), mfa=mfa)
        self._changes.tell(
            "sign_in", user=account.address, outcome="accept", consent="organization" if organisation else ""
        )

    def decline(self, code: PendingCode, user: str) -> None:
        """The person says no."""
        self.codes.decline(code)
        self._changes.tell("sign_in", user=user, outcome="decline", consent="")

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> Approved:
        """Do all steps as one person would, who knows the password.

        A second factor, where one is wanted, is given too, unless the outcome is `wrong-mfa` (which is `accept` where
        none is wanted). `consent` matters only when a page of permissions comes up; None consents for the user alone.

        Raises ApprovalProblem for an unknown word, UnknownUser for an unknown user, and Refusal 70018 or 70019 for a
        code that cannot be typed; what the person would meet after that is told in the answer.
        """
        if outcome not in OUTCOMES:
            raise ApprovalProblem(f"The outcome {outcome!r} is none of {', '.join(OUTCOMES)}.")
        if consent is not None and consent not in CONSENTS:
            raise ApprovalProblem(f"The consent {consent!r} is none of {', '.join(CONSENTS)}.")
        account = self._accounts.get(user)
        if consent == "organization" and not account.administrator:
            raise ApprovalProblem(f"{account.address} is no administrator and cannot consent for the organisation.")
        code = self.codes.typed(user_code)
        if outcome == "ignore":
            self._changes.tell("sign_in", user=user, outcome=outcome, consent="")
            return Approved("ignored")
        try:
            self.name_account(code, user)
            if outcome == "wrong-password":
                self._accounts.check_password(user, f"not {PRACTICE_PASSWORD}")
            mfa = self._policy["require_mfa"] and not account.personal
            self._gate.check_sign_in(account, mfa=mfa)
            if mfa and outcome == "wrong-mfa":
                raise Refusal(500121)
            if outcome == "decline":
                self.decline(code, user)
                return Approved("declined")
            self.finish(code, account, organisation=consent == "organization", mfa=mfa)
        except Refusal as refusal:
            self._changes.tell("sign_in", user=user, outcome=outcome, consent=consent or "")
            return Approved(step_of(refusal), refusal.number, refusal.text)
        return Approved("done")


def step_of(refusal: Refusal) -> Literal["blocked", "problem", "password", "mfa"]:
    """The page that a refusal while signing in leads to."""
    if refusal.code == 53003:
        return "blocked"
    if refusal.code == 50126:
        return "password"
    if refusal.code in (50076, 500121):
        return "mfa"
    return "problem"
