"""Whose certificates are believed."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import requests

from panel_sim.adapters.http_session import Session
from panel_sim.adapters.trust import Trust, context


def test_only_the_given_authority(certificates: Any) -> None:
    made = context(certificates.ca_file)
    assert made.cert_store_stats()["x509_ca"] == 1
    assert made.verify_mode == ssl.CERT_REQUIRED
    assert made.check_hostname
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_the_systems_authorities_whatever_the_environment_says(
    certificates: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = context(None).cert_store_stats()
    (tmp_path / "none").mkdir()
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(certificates.ca_file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert context(None).cert_store_stats() == before
    assert before["x509_ca"] != 1


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environment_does_not_make_a_directory_trusted(
    directory: Any, certificates: Any, other_certificates: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(certificates.ca_file))
    with Session(None, 5) as session, pytest.raises(requests.exceptions.SSLError):
        session.get(directory.authority)
    monkeypatch.setenv(name, str(other_certificates.ca_file))
    with Session(certificates.ca_file, 5) as session:
        assert session.get(directory.authority).status_code == 200


def test_a_file_that_changes_is_read_again(certificates: Any, other_certificates: Any, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(certificates.ca_file.read_bytes())
    trust = Trust(path)
    first = trust.context()
    assert trust.context() is first
    path.write_bytes(other_certificates.ca_file.read_bytes() + b"\n")
    assert trust.context() is not first
    path.unlink()
    with pytest.raises(FileNotFoundError):
        trust.context()
