"""The practice certificate authority, and the certificate that the tenant's TLS services show."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from panel_sim.tenant.private_file import Notice, set_aside, write_private

CA_YEARS = 10
LEAF_DAYS = 397
"""As long as a leaf may live for the strictest clients (CA/Browser Forum, Apple)."""

RENEW_BEFORE = timedelta(days=30)
HOSTS = ("localhost",)
ADDRESSES = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Certificates:
    """Where the certificates lie, and the server's TLS settings made from them."""

    ca_file: Path
    context: ssl.SSLContext
    notice: Notice | None


def prepare(folder: Path, wall_now: float) -> Certificates:
    """Read, renew or make the practice CA and its leaf in `folder`. Raises OSError.

    All dates here are the machine's, not the practice clock's: clients check certificates by the machine's clock and
    cannot be told otherwise, so a practice clock wound forward by 90 days or 3 years must leave TLS alone.
    """
    now = datetime.fromtimestamp(wall_now, UTC)
    notice = None
    try:
        ca = _Pair.read(folder / "ca.pem", folder / "ca-key.pem")
        leaf = _Pair.read(folder / "localhost.pem", folder / "localhost-key.pem")
        if not leaf.certificate.issuer == ca.certificate.subject:
            raise ValueError("The leaf is another authority's.")
        leaf.certificate.verify_directly_issued_by(ca.certificate)
        fresh_ca, fresh_leaf = ca.is_fresh(now), leaf.is_fresh(now)
    except FileNotFoundError:
        fresh_ca = fresh_leaf = False
    except Exception:
        # Whatever cryptography makes of damaged PEM (ValueError, TypeError, InvalidSignature, its own): start anew.
        aside = [set_aside(file).name for file in _ours(folder)]
        notice = Notice(
            "certificates",
            tuple(aside),
            f"The practice certificates were damaged and lie in {', '.join(aside)} now; new ones were made.",
        )
        fresh_ca = fresh_leaf = False
    if not fresh_ca:
        ca = _authority(now)
        ca.write(folder / "ca.pem", folder / "ca-key.pem")
    if not (fresh_ca and fresh_leaf):
        _leaf(ca, now).write(folder / "localhost.pem", folder / "localhost-key.pem")
    return Certificates(folder / "ca.pem", _context(folder / "localhost.pem", folder / "localhost-key.pem"), notice)


def _ours(folder: Path) -> list[Path]:
    """The files of the certificates; the key that signs tokens is another matter and stays."""
    names = ("ca.pem", "ca-key.pem", "localhost.pem", "localhost-key.pem")
    return [folder / name for name in names if (folder / name).exists()]


def untrusted_context(folder: Path, wall_now: float) -> ssl.SSLContext:
    """TLS settings with a certificate that the practice CA has not signed, for the fault `tls-bad`."""
    now = datetime.fromtimestamp(wall_now, UTC)
    _leaf(_authority(now), now).write(folder / "untrusted.pem", folder / "untrusted-key.pem")
    try:
        return _context(folder / "untrusted.pem", folder / "untrusted-key.pem")
    finally:
        (folder / "untrusted.pem").unlink()
        (folder / "untrusted-key.pem").unlink()


@dataclass(frozen=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @staticmethod
    def read(certificate_file: Path, key_file: Path) -> _Pair:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("The key is another certificate's.")
        return _Pair(certificate, key)

    def is_fresh(self, now: datetime) -> bool:
        certificate = self.certificate
        return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEW_BEFORE

    def write(self, certificate_file: Path, key_file: Path) -> None:
        write_private(
            key_file,
            self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
        write_private(certificate_file, self.certificate.public_bytes(serialization.Encoding.PEM))


def _authority(now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    # A number in the name keeps two authorities apart in a browser that trusts both.
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"panel-sim practice CA {mark}")])
    certificate = (
        _builder(name, name, key.public_key(), now, timedelta(days=CA_YEARS * 365))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _Pair(certificate, key)


def _leaf(ca: _Pair, now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [*map(x509.DNSName, HOSTS), *(x509.IPAddress(ipaddress.ip_address(each)) for each in ADDRESSES)]
    ca_key = ca.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(name, ca.certificate.subject, key.public_key(), now, timedelta(days=LEAF_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_key), critical=False)
        .sign(ca.key, hashes.SHA256())
    )
    return _Pair(certificate, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # A day back: a wall clock that is set back a little must not make the certificate one of the future.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + life)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _context(certificate_file: Path, key_file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)
    return context
