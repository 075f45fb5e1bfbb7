"""Certificate authorities that were brought: read, refused, kept, trusted."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from panel_sim.adapters.ca_certificates import MOST, FolderOfCertificates
from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.device_trust import DeviceTrust
from panel_sim.ports import CertificateRefused

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> FolderOfCertificates:
    return FolderOfCertificates(tmp_path / "certificates", ManualClock(NOW))


def pem(name: str = "Ovning CA") -> bytes:
    return trustme.CA(organization_name=name).cert_pem.bytes()


def test_what_was_brought_is_listed_kept_and_private(folder: FolderOfCertificates, tmp_path: Path) -> None:
    data = pem("Egen utfärdare")
    der = x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
    made = folder.add(data)
    assert folder.add(der) == made, "the same one twice is one"
    assert [one.id for one in folder.all()] == [made.id]
    assert "Egen utfärdare" in made.subject
    kept = list((tmp_path / "certificates").iterdir())
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600]
    assert (tmp_path / "certificates").stat().st_mode & 0o777 == 0o700
    folder.remove(made.id)
    folder.remove(made.id)
    folder.remove("../../settings")
    assert list(folder.all()) == []


def test_what_is_no_authority_is_refused(folder: FolderOfCertificates) -> None:
    leaf = trustme.CA().issue_cert("localhost").cert_chain_pems[0].bytes()
    for data, why in (
        (b"", "unreadable"),
        (b"nonsense", "unreadable"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "unreadable"),
        (b"\x30" * 70_000, "unreadable"),
        (leaf, "not-ca"),
    ):
        with pytest.raises(CertificateRefused) as refused:
            folder.add(data)
        assert refused.value.why == why
    earlier = FolderOfCertificates(folder._folder, ManualClock(datetime(1999, 1, 1, tzinfo=UTC)))
    with pytest.raises(CertificateRefused, match="ended"):
        earlier.add(pem())
    for number in range(MOST):
        folder.add(pem(f"CA {number}"))
    with pytest.raises(CertificateRefused, match="too-many"):
        folder.add(pem("one more"))


def test_a_brought_authority_is_trusted_and_validation_off_trusts_anybody_only_in_practice(
    folder: FolderOfCertificates, tmp_path: Path
) -> None:
    first, brought = trustme.CA(), trustme.CA()
    ca_file = tmp_path / "ca.pem"
    first.cert_pem.write_to_path(str(ca_file))
    validate = True
    trust = DeviceTrust(ca_file, folder.pem, lambda: validate, may_skip=True)
    assert trust.context().cert_store_stats()["x509_ca"] == 1
    folder.add(brought.cert_pem.bytes())
    assert trust.context().cert_store_stats()["x509_ca"] == 2
    assert trust.context().verify_mode is ssl.CERT_REQUIRED
    validate = False
    assert trust.context().verify_mode is ssl.CERT_NONE
    live = DeviceTrust(ca_file, folder.pem, lambda: validate, may_skip=False)
    assert live.context().verify_mode is ssl.CERT_REQUIRED
