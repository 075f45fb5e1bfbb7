"""What the token endpoint gives: tokens for an approved device code, and for a refresh token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from panel_sim.tenant import scopes
from panel_sim.tenant.accounts import Account, Accounts
from panel_sim.tenant.clock import TenantClock, utc
from panel_sim.tenant.codes import Codes, IssuedCode, digest
from panel_sim.tenant.consents import Consents
from panel_sim.tenant.dice import TenantDice, opaque
from panel_sim.tenant.policy import Policy
from panel_sim.tenant.refusals import Refusal
from panel_sim.tenant.seeds import CLIENT_ID, CLIENT_NAME, MAIL_RESOURCE, TENANT_NAME
from panel_sim.tenant.store import Store
from panel_sim.tenant.tokens import Signer, client_info

DEVICE_CODE_GRANTS = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")
"""RFC 8628's name, and the one of its drafts, which msal-node sends and Entra takes."""
DAY_S = 86400.0


@dataclass(frozen=True)
class Gate:
    """What stands between a known user and a token, at sign-in and at each refresh."""

    accounts: Accounts
    policy: Policy
    consents: Consents

    def check(self, account: Account, scope: str, *, mfa: bool = False) -> None:
        """Raise the Refusal that stops this account: 50057, 53003, 50076 or 65001. `mfa`: a second factor was given."""
        self.check_sign_in(account, mfa=mfa)
        if self.consents.missing(account, scopes.permissions(scope)):
            raise Refusal(65001, client=CLIENT_ID, name=CLIENT_NAME)

    def check_sign_in(self, account: Account, *, mfa: bool = False) -> None:
        """The same but for consent, which a person can still give. A personal account has no organisation's rules."""
        if self.accounts.is_disabled(account):
            raise Refusal(50057)
        if account.personal:
            return
        if self.policy.blocks_device_code():
            raise Refusal(53003)
        if self.policy["require_mfa"] and not mfa:
            raise Refusal(50076, resource=MAIL_RESOURCE)


@dataclass(frozen=True)
class Session:
    """Who is signed in, for what, whether with a second factor, and since when."""

    account: Account
    scope: str
    mfa: bool
    signed_in_at: float


class Grants:
    """Answers device and token requests. A session begun with a device code stays marked as such, so a later policy
    stops its refreshes too (entra-docs, concept-authentication-flows: protocol tracking)."""

    def __init__(
        self, store: Store, gate: Gate, codes: Codes, signer: Signer, clock: TenantClock, dice: TenantDice
    ) -> None:
        self._store = store
        self._gate = gate
        self._codes = codes
        self._signer = signer
        self._clock = clock
        self._dice = dice

    def start_device(self, form: Mapping[str, str], authority: str) -> IssuedCode:
        """A device code for a known client. Raises Refusal."""
        client_id = _client(form)
        self._check_public()
        return self._codes.issue(client_id, scopes.checked(form.get("scope", "")), authority)

    def give(self, form: Mapping[str, str], issuer_base: str) -> dict[str, Any]:
        """The token endpoint's answer. Raises Refusal."""
        grant = _required(form, "grant_type")
        if grant not in (*DEVICE_CODE_GRANTS, "refresh_token"):
            raise Refusal(70003, grant=grant[:200])
        client_id = _client(form)
        if form.get("client_secret") or form.get("client_assertion"):
            raise Refusal(700025)
        self._check_public()
        session = self._refreshed(form, client_id) if grant == "refresh_token" else self._approved(form, client_id)
        return self._tokens(session, client_id, issuer_base, wants_client_info=form.get("client_info") == "1")

    def _check_public(self) -> None:
        """Without public client flows, Entra wants of the application what only a confidential client has."""
        if not self._gate.policy["public_client_flows"]:
            raise Refusal(7000218)

    def forget_all(self) -> None:
        """Drop every refresh token."""
        self._store.write("DELETE FROM refresh_tokens")

    def _approved(self, form: Mapping[str, str], client_id: str) -> Session:
        device_code = form.get("device_code") or form.get("code") or _required(form, "device_code")
        code = self._codes.poll(device_code, client_id)
        with self._store.transaction():
            account = self._gate.accounts.get(code.user or "")
            if code.password_generation != account.password_generation:
                raise Refusal(50133)
            if code.generation != account.generation:
                raise _revoked(account, code.approved_at or 0.0)
            self._gate.check(account, code.scope, mfa=code.mfa)
            self._codes.redeem(code)
            return Session(account, code.scope, code.mfa, code.approved_at or self._clock.now())

    def _refreshed(self, form: Mapping[str, str], client_id: str) -> Session:
        token_hash = digest(_required(form, "refresh_token"))
        now = self._clock.now()
        with self._store.transaction() as db:
            row = db.execute("SELECT * FROM refresh_tokens WHERE token_hash = ?", (token_hash,)).fetchone()
            if row is None or row["client_id"] != client_id:
                raise Refusal(70000)
            account = self._gate.accounts.get(row["user"])
            idle_days = self._gate.policy["refresh_idle_days"]
            if now - row["used_at"] >= idle_days * DAY_S:
                raise Refusal(700082, issued=_stamp(row["issued_at"]), idle=_days(idle_days))
            if row["generation"] != account.generation:
                raise _revoked(account, row["issued_at"])
            hours = 0 if account.personal else self._gate.policy["sign_in_frequency_h"]
            if hours and now - row["signed_in_at"] >= hours * 3600:
                raise Refusal(70043, issued=_stamp(row["signed_in_at"]), most=f"{hours * 3600:g}")
            scope = scopes.checked(form["scope"]) if form.get("scope", "").split() else row["scope"]
            self._gate.check(account, scope, mfa=bool(row["mfa"]))
            # The old token stays valid beside the new one; using it counts as use (entra-docs, refresh-tokens).
            db.execute("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?", (now, token_hash))
            return Session(account, scope, bool(row["mfa"]), row["signed_in_at"])

    def _tokens(
        self, session: Session, client_id: str, issuer_base: str, *, wants_client_info: bool
    ) -> dict[str, Any]:
        account, scope = session.account, session.scope
        now = self._clock.now()
        asked = scope.split()
        lifetime_s = self._gate.policy["access_token_lifetime_s"]
        answer: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": scope,
            "expires_in": int(lifetime_s),
            "ext_expires_in": int(lifetime_s),
            "access_token": self._signer.access_token(
                account, client_id=client_id, scope=scope, now=now, lifetime_s=lifetime_s, mfa=session.mfa
            ),
        }
        if "offline_access" in asked:
            refresh_token = "1." + opaque(self._dice, 64)
            self._store.write(
                "INSERT INTO refresh_tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                digest(refresh_token),
                account.address,
                client_id,
                scope,
                now,
                now,
                account.generation,
                session.mfa,
                session.signed_in_at,
            )
            answer["refresh_token"] = refresh_token
        if "openid" in asked:
            answer["id_token"] = self._signer.id_token(
                account, client_id=client_id, issuer=f"{issuer_base}/{account.tenant_id}/v2.0", now=now
            )
        if wants_client_info:
            answer["client_info"] = client_info(account)
        return answer


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise Refusal(900144, name=name)
    return value


def _client(form: Mapping[str, str]) -> str:
    client_id = _required(form, "client_id")
    if client_id.lower() != CLIENT_ID:
        raise Refusal(700016, client=client_id[:100], tenant=TENANT_NAME)
    return CLIENT_ID


def _revoked(account: Account, issued_at: float) -> Refusal:
    return Refusal(50173, issued=_stamp(issued_at), valid_from=_stamp(account.valid_from))


def _stamp(moment: float) -> str:
    return utc(moment).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _days(days: float) -> str:
    """A time span as .NET writes it, which is how the real text has it."""
    whole, rest = divmod(round(days * DAY_S), 86400)
    hours, rest = divmod(rest, 3600)
    return f"{whole:02d}.{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
