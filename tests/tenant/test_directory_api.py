"""Discovery, keys and the exact form of refusals, as any HTTP client sees them."""

from __future__ import annotations

import re
from typing import Any

import httpx
import jwt
import pytest

ANNA = "anna@ovning.example"
TENANT_ID = "5a1e0b7c-6d2f-4c39-9b84-0e7f3d1c2a58"


@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        (TENANT_ID, TENANT_ID),
        (TENANT_ID.upper(), TENANT_ID),
        ("ovning.example", TENANT_ID),
        ("common", "{tenantid}"),
        ("organizations", "{tenantid}"),
        ("consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"),
    ],
)
def test_discovery(directory: Any, name: str, issuer: str) -> None:
    answer = directory.get(f"/{name}/v2.0/.well-known/openid-configuration").json()
    assert answer["issuer"] == f"{directory.base_url}/{issuer}/v2.0".replace("//" + issuer, "/" + issuer)
    assert answer["device_authorization_endpoint"].endswith("/oauth2/v2.0/devicecode")
    for field in ("token_endpoint", "authorization_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"):
        assert answer[field].startswith("https://localhost:")


def test_unknown_tenant(directory: Any) -> None:
    answer = directory.get("/contoso.example/v2.0/.well-known/openid-configuration")
    assert answer.status_code == 400
    assert answer.json()["error_codes"] == [90002]


@pytest.mark.parametrize(
    "path", ["/", f"/{TENANT_ID}/oauth2/v2.0/authorize", f"/{TENANT_ID}/oauth2/token", "/common/UserRealm/x"]
)
def test_absent_means_404(directory: Any, path: str) -> None:
    assert directory.get(path).status_code == 404


def test_tokens_verify_with_the_published_key(token_of: Any, directory: Any, clock: Any) -> None:
    keys = directory.get(f"/{TENANT_ID}/discovery/v2.0/keys").json()
    token = token_of(ANNA)
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token,
        key,
        ["RS256"],
        audience="https://outlook.office.com",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    assert claims["upn"] == ANNA
    assert claims["scp"] == "SMTP.Send"
    assert claims["tid"] == TENANT_ID
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - clock.now()) < 60


def test_userinfo(token_of: Any, directory: Any) -> None:
    answer = directory.get("/oidc/userinfo", headers={"Authorization": f"Bearer {token_of(ANNA)}"})
    assert answer.json()["email"] == ANNA
    refused = directory.get("/oidc/userinfo", headers={"Authorization": "Bearer x"})
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["www-authenticate"]


def test_device_code_by_get_and_in_swedish(tenant: Any, directory: Any) -> None:
    ready = tenant.ready
    answer = directory.get(
        "/common/oauth2/v2.0/devicecode",
        params={"client_id": ready.client_id, "scope": ready.scopes[0], "mkt": "sv-SE"},
    ).json()
    assert re.fullmatch("[B-DF-HJ-NP-TV-Z]{9}", answer["user_code"])
    assert answer["verification_uri"] == ready.device_login
    assert answer["expires_in"] == 900
    assert answer["interval"] == 5
    assert answer["message"].startswith("Logga in")
    assert "verification_uri_complete" not in answer


@pytest.mark.parametrize(
    ("path", "form", "status", "error", "number"),
    [
        ("devicecode", {"client_id": "x", "scope": "openid"}, 400, "unauthorized_client", 700016),
        ("devicecode", {"scope": "openid"}, 400, "invalid_request", 900144),
        ("devicecode", {"client_id": "OWN"}, 400, "invalid_request", 900144),
        ("devicecode", {"client_id": "OWN", "scope": "https://graph.example/All"}, 400, "invalid_scope", 70011),
        ("token", {}, 400, "invalid_request", 900144),
        ("token", {"grant_type": "password", "client_id": "OWN"}, 400, "unsupported_grant_type", 70003),
        ("token", {"grant_type": "refresh_token", "client_id": "OWN"}, 400, "invalid_request", 900144),
        # msal-node's name for the grant of RFC 8628.
        (
            "token",
            {"grant_type": "device_code", "client_id": "OWN", "device_code": "x"},
            400,
            "bad_verification_code",
            70018,
        ),
        (
            "token",
            {"grant_type": "refresh_token", "client_id": "OWN", "refresh_token": "x\x00\ud83d"},
            400,
            "invalid_grant",
            70000,
        ),
        (
            "token",
            {"grant_type": "refresh_token", "client_id": "OWN", "refresh_token": "x", "client_secret": "s"},
            401,
            "invalid_client",
            700025,
        ),
        (
            "token",
            {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": "OWN", "device_code": "x"},
            400,
            "bad_verification_code",
            70018,
        ),
    ],
)
def test_refusals(
    tenant: Any, directory: Any, path: str, form: dict[str, str], status: int, error: str, number: int
) -> None:
    if form.get("client_id") == "OWN":
        form = form | {"client_id": tenant.ready.client_id}
    form = {name: value.encode("utf-8", "replace").decode() for name, value in form.items()}
    asked = "0f8fad5b-d9cb-469f-a165-70867728950e"
    answer = directory.post(f"/{TENANT_ID}/oauth2/v2.0/{path}", data=form, headers={"client-request-id": asked})
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [number])
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    assert (
        f"Trace ID: {body['trace_id']} Correlation ID: {asked} Timestamp: {body['timestamp']}"
        in body["error_description"]
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", body["timestamp"])
    assert body["error_uri"].endswith(f"?code={number}")
    assert "retry-after" not in answer.headers


def test_requests_that_are_no_forms(directory: Any) -> None:
    path = f"/{TENANT_ID}/oauth2/v2.0/token"
    assert directory.post(path, json={"grant_type": "x"}).status_code == 415
    large = directory.post(path, data={"grant_type": "x" * 100_000})
    assert large.status_code == 413
    many = directory.post(path, data={f"f{n}": "1" for n in range(100)})
    assert many.status_code == 400


def test_a_foreign_host_is_refused(directory: Any) -> None:
    answer = directory.get(f"/{TENANT_ID}/discovery/v2.0/keys", headers={"Host": "evil.example"})
    assert answer.status_code == 421


def test_the_certificate_is_the_practice_authoritys(tenant: Any) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(tenant.ready.authority)
