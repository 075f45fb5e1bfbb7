"""panel-sim doctor against the lab, with anna at the provider's pages."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ANNA = "anna@lab.example"


@pytest.fixture
def at_the_pages(lab: Any, person: Any) -> Iterator[Any]:
    """A person who trusts the lab's authority."""
    somebody = type(person)(lab.certificates.ca_file)
    yield somebody
    somebody.close()


@pytest.fixture
def sign_in(at_the_pages: Any) -> Callable[[str, str], None]:
    """What anna does at the provider's pages: the code, yes, her name, consent."""

    def go_through(address: str, user_code: str) -> None:
        at_the_pages.open(address)
        at_the_pages.fill(user_code=user_code)
        at_the_pages.fill()
        at_the_pages.fill(login=ANNA, password="anything")
        at_the_pages.fill()
        assert "Sign-in Success" in at_the_pages.text

    return go_through


@dataclass
class Checked:
    """What doctor said."""

    legs: dict[str, dict[str, Any]]
    verdict: dict[str, Any]
    exit_code: int

    @property
    def outcome(self) -> tuple[object, ...]:
        """The verdict without its words."""
        return self.exit_code, self.verdict["code"], self.verdict["failed"], self.verdict["kind"]


@pytest.fixture
def doctor(lab: Any, foreign: Any) -> Callable[..., Checked]:
    """Examines a profile with panel-sim doctor, in a process of its own."""

    def examine(
        tokens: str,
        port: int,
        *,
        person: Callable[[str, str], None],
        to: str = "anna@lab.example",
        **changes: object,
    ) -> Checked:
        provider = lab.providers[tokens]
        profile: dict[str, object] = {
            "oidc_authority": provider.issuer,
            "client_id": provider.client_id,
            "scopes": ["smtp"],
            "smtp_host": "localhost",
            "smtp_port": port,
            "ca_file": str(lab.certificates.ca_file),
            **({"user": ANNA} if tokens == "jwt" else {}),
            **changes,
        }
        config = foreign.folder / "panel-sim.toml"
        table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in profile.items())
        config.write_text(f"[profiles.lab]\n{table}")
        talk = foreign.start(
            [
                *(sys.executable, "-m", "panel_sim", "--config", config, "--profile", "lab", "--language", "en"),
                *("doctor", "--to", to, "--json"),
            ],
            PYTHONPATH=str(Path(__file__).parents[4]),
        )
        legs: dict[str, dict[str, Any]] = {}
        while "verdict" not in legs:
            line = talk.hear()
            legs[line["leg"]] = line
            if line["leg"] == "device_code" and line["ok"]:
                person(line["verification_uri"], line["user_code"])
        verdict = legs.pop("verdict")
        exit_code = talk.done()
        assert "Traceback" not in talk.complaints()
        return Checked(legs, verdict, exit_code)

    return examine
