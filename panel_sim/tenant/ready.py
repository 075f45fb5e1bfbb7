"""Where the services of a running practice tenant are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ready:
    """Where everything is, once the tenant listens. The control token is left out of its repr."""

    authority: str
    client_id: str
    scopes: tuple[str, ...]
    ca_file: Path
    smtp_host: str
    smtp_port: int
    device_login: str
    mailbox: str
    control: str
    control_token: str

    def as_dict(self) -> dict[str, Any]:
        """The line that `panel-sim tenant --json` prints."""
        return {
            "ready": True,
            "authority": self.authority,
            "client_id": self.client_id,
            "scopes": list(self.scopes),
            "ca_file": str(self.ca_file),
            "smtp": {"host": self.smtp_host, "port": self.smtp_port},
            "pages": {"device_login": self.device_login, "mailbox": self.mailbox},
            "control": self.control,
            "control_token": self.control_token,
        }

    def __repr__(self) -> str:
        return f"Ready(authority={self.authority!r}, smtp_port={self.smtp_port})"
