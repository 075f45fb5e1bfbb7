"""The practice authority: kept, renewed by the machine's clock, private."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from panel_sim.tenant.certificates import prepare

NOW = 1_790_000_000.0
DAY_S = 86400.0


def test_certificates_are_kept(tmp_path: Path) -> None:
    first = prepare(tmp_path, NOW)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert prepare(tmp_path, NOW + 90 * DAY_S).notice is None
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert first.ca_file == tmp_path / "ca.pem"
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in tmp_path.iterdir())


def test_the_leaf_is_renewed_by_the_same_authority(tmp_path: Path) -> None:
    prepare(tmp_path, NOW)
    ca, leaf = (tmp_path / "ca.pem").read_bytes(), (tmp_path / "localhost.pem").read_bytes()
    prepare(tmp_path, NOW + 380 * DAY_S)
    assert (tmp_path / "ca.pem").read_bytes() == ca
    renewed = (tmp_path / "localhost.pem").read_bytes()
    assert renewed != leaf
    authority = x509.load_pem_x509_certificate(ca)
    x509.load_pem_x509_certificate(renewed).verify_directly_issued_by(authority)


def test_the_authority_is_renewed_with_its_leaf(tmp_path: Path) -> None:
    prepare(tmp_path, NOW)
    ca = (tmp_path / "ca.pem").read_bytes()
    prepare(tmp_path, NOW + 11 * 365 * DAY_S)
    renewed = (tmp_path / "ca.pem").read_bytes()
    assert renewed != ca
    leaf = x509.load_pem_x509_certificate((tmp_path / "localhost.pem").read_bytes())
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(renewed))


def test_a_key_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    prepare(tmp_path, NOW)
    (tmp_path / "ca-key.pem").unlink()
    prepare(tmp_path, NOW)
    assert (tmp_path / "ca-key.pem").exists()
