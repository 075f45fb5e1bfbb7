"""Access and ID tokens: signed with the tenant's own key, checked on the practice clock."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from panel_sim.tenant.accounts import Account
from panel_sim.tenant.dice import TenantDice, opaque
from panel_sim.tenant.private_file import Notice, set_aside, write_private
from panel_sim.tenant.scopes import permissions
from panel_sim.tenant.seeds import CLIENT_NAME, CONSUMERS_ID, DOMAIN, MAIL_RESOURCE, TENANT_ID

EARLY_BY_S = 300
"""How far ahead of its own `nbf` a token is taken, since clocks differ a little."""

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
"""The role's template number, the same in every directory."""


class TokenProblem(Exception):
    """An access token that the mail server cannot take; the message says what is wrong, never the token."""


class Signer:
    """Makes and checks tokens with an RSA key that is made once and kept in the folder."""

    def __init__(self, file: Path, dice: TenantDice) -> None:
        """Read the key, or make it; `notice` tells when a damaged one was set aside. Raises OSError."""
        self._dice = dice
        self.notice: Notice | None = None
        try:
            # The key is our own, from a folder only we write in; proving it prime again would take 50 ms of each start.
            key = serialization.load_pem_private_key(file.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise ValueError("not an RSA key")
        except FileNotFoundError:
            key = _new_key(file)
        except (ValueError, TypeError):
            aside = set_aside(file)
            self.notice = Notice(
                "signing-key",
                (aside.name,),
                f"The signing key was damaged and lies in {aside.name} now; a new one was made, "
                "so access tokens given before are refused.",
            )
            key = _new_key(file)
        self._key = key
        self._public = key.public_key()
        numbers = self._public.public_numbers()
        self._jwk = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "n": _base64url(numbers.n.to_bytes(256, "big")),
            "e": _base64url(numbers.e.to_bytes(3, "big")),
        }
        self.key_id = _base64url(hashlib.sha256(self._jwk["n"].encode()).digest()[:20])
        self._headers = {"kid": self.key_id, "x5t": self.key_id}

    def jwks(self) -> dict[str, Any]:
        """The public key as the discovery document's `jwks_uri` gives it."""
        return {"keys": [{**self._jwk, "kid": self.key_id, "x5t": self.key_id}]}

    def access_token(
        self, account: Account, *, client_id: str, scope: str, now: float, lifetime_s: float, mfa: bool = False
    ) -> str:
        """A token for the mail resource, with the claims that Exchange's tokens carry (version 1.0)."""
        issued = int(now)
        claims = {
            "aud": MAIL_RESOURCE,
            "iss": issuer_of_access(account.tenant_id),
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(lifetime_s),
            "acr": "1",
            "amr": ["pwd", "mfa"] if mfa else ["pwd"],
            "app_displayname": CLIENT_NAME,
            "appid": client_id,
            "appidacr": "0",
            "idtyp": "user",
            "ipaddr": "127.0.0.1",
            "name": account.name,
            "oid": account.oid,
            "scp": " ".join(sorted(permissions(scope))),
            "sub": _pairwise(account.oid, MAIL_RESOURCE),
            "tid": account.tenant_id,
            "unique_name": account.address,
            "upn": account.address,
            "uti": opaque(self._dice, 16),
            "ver": "1.0",
            "wids": [GLOBAL_ADMINISTRATOR] if account.administrator else [],
        }
        return jwt.encode(claims, self._key, "RS256", self._headers)

    def id_token(self, account: Account, *, client_id: str, issuer: str, now: float) -> str:
        """A token that tells the application who signed in (version 2.0)."""
        issued = int(now)
        claims = {
            "aud": client_id,
            "iss": issuer,
            "iat": issued,
            "nbf": issued,
            "exp": issued + 3600,
            "name": account.name,
            "oid": account.oid,
            "preferred_username": account.address,
            "rh": opaque(self._dice, 16),
            "sub": _pairwise(account.oid, client_id),
            "tid": account.tenant_id,
            "uti": opaque(self._dice, 16),
            "ver": "2.0",
        }
        return jwt.encode(claims, self._key, "RS256", self._headers)

    def checked(self, token: str, *, now: float, permission: str | None = None) -> dict[str, Any]:
        """The claims of an access token of ours that is in force now and has the permission.

        Times are compared here since PyJWT would compare them with the machine's clock. Raises TokenProblem.
        """
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=["RS256"],
                audience=MAIL_RESOURCE,
                options={
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "require": ["aud", "iss", "exp", "nbf", "scp", "upn"],
                },
            )
        except (jwt.InvalidAudienceError, jwt.MissingRequiredClaimError) as problem:
            raise TokenProblem("The token is meant for another service.") from problem
        except (jwt.PyJWTError, ValueError) as problem:
            raise TokenProblem("The token is not one that this directory signed.") from problem
        if claims["iss"] not in (issuer_of_access(TENANT_ID), issuer_of_access(CONSUMERS_ID)):
            raise TokenProblem("The token comes from another directory.")
        if now >= claims["exp"]:
            raise TokenProblem("The token has expired.")
        if now < claims["nbf"] - EARLY_BY_S:
            raise TokenProblem("The token is not in force yet.")
        if permission is not None and permission not in claims["scp"].split():
            raise TokenProblem(f"The token lacks the permission {permission}.")
        return dict(claims)


def client_info(account: Account) -> str:
    """Who signed in, in the form that MSAL names accounts by."""
    return _base64url(json.dumps({"uid": account.oid, "utid": account.tenant_id}).encode())


def issuer_of_access(tenant_id: str) -> str:
    """The issuer of access tokens. It names no port, so that tokens outlive a restart on another one."""
    return f"https://sts.{DOMAIN}/{tenant_id}/"


def _new_key(file: Path) -> rsa.RSAPrivateKey:
    key = rsa.generate_private_key(65537, 2048)
    write_private(
        file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return key


def _pairwise(oid: str, audience: str) -> str:
    return _base64url(hashlib.sha256(f"{oid} {audience}".encode()).digest())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
