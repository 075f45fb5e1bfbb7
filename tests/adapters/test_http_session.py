"""The HTTP session: certificates, redirects, what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from panel_sim.adapters.http_session import Session


def test_only_the_given_authority_is_trusted(directory: Any, certificates: Any, other_certificates: Any) -> None:
    with Session(certificates.ca_file, 5) as session:
        assert session.get(directory.authority).status_code == 200
    with Session(other_certificates.ca_file, 5) as session, pytest.raises(requests.exceptions.SSLError):
        session.get(directory.authority)
    with Session(None, 5) as session, pytest.raises(requests.exceptions.SSLError):
        session.get(directory.authority)


def test_a_form_is_not_sent_on_to_another_place(directory: Any, certificates: Any) -> None:
    directory.answer("token", 307, "x", Location=directory.authority + "/elsewhere")
    with Session(certificates.ca_file, 5) as session:
        response = session.post(directory.authority + "/token", data={"refresh_token": "secret"})
    assert response.status_code == 307
    assert directory.questions("elsewhere") == []


def test_it_tells_of_the_newest_reply(directory: Any, certificates: Any) -> None:
    directory.answer("token", 503, "x", Retry_After="7")
    directory.answer("token", 400, "x", Retry_After="Fri, 31 Dec 1999 23:59:59 GMT")
    with Session(certificates.ca_file, 5) as session:
        session.post(directory.authority + "/token")
        assert (session.status, session.retry_after) == (503, 7)
        session.post(directory.authority + "/token")
        assert (session.status, session.retry_after) == (400, None)


def test_no_password_file_is_read(
    directory: Any, certificates: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password mine\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with Session(certificates.ca_file, 5) as session:
        response = session.get(directory.authority)
    assert "Authorization" not in response.request.headers
