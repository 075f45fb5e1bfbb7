"""What a practice tenant starts with: its names, users, application and switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TENANT_ID = "5a1e0b7c-6d2f-4c39-9b84-0e7f3d1c2a58"
"""The practice organisation's directory."""

CONSUMERS_ID = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The directory that personal accounts live in; the same number as in the real cloud."""

DOMAIN = "ovning.example"
PERSONAL_DOMAIN = "privat.example"
TENANT_NAME = "Övning"

CLIENT_ID = "3f9d2c84-71b6-4e0a-8c5d-b2a6e4f01937"
"""The application registration of the practice printer: a public client that may ask for SMTP.Send."""

CLIENT_NAME = "Övningsskrivare"

MAIL_RESOURCE = "https://outlook.office.com"
SMTP_SCOPE = f"{MAIL_RESOURCE}/SMTP.Send"

PRACTICE_PASSWORD = "Ovning-123!"  # noqa: S105 - printed in the documentation; it opens nothing but practice
"""Every practice user's password, until it is changed."""


@dataclass(frozen=True)
class SeedUser:
    """A user as a new tenant has it."""

    address: str
    name: str
    oid: str
    administrator: bool = False
    personal: bool = False


USERS = (
    SeedUser(f"admin@{DOMAIN}", "Admin Övning", "10000000-0000-4000-8000-00000000ad01", administrator=True),
    SeedUser(f"skrivare@{DOMAIN}", "Skrivare Övning", "10000000-0000-4000-8000-00000000ad02"),
    SeedUser(f"anna@{DOMAIN}", "Anna Övning", "10000000-0000-4000-8000-00000000ad03"),
    SeedUser(f"bo@{DOMAIN}", "Bo Övning", "10000000-0000-4000-8000-00000000ad04"),
    SeedUser(f"eva@{PERSONAL_DOMAIN}", "Eva Privat", "00000000-0000-0000-1000-00000000ad05", personal=True),
)

SEEDS: dict[str, dict[str, Any]] = {
    "factory": {"security_defaults": True, "smtp_auth_org": False},
    "smtp-auth-on": {"security_defaults": False, "smtp_auth_org": True},
}
"""Each seed's policy, where it differs from the defaults in policy.py."""
