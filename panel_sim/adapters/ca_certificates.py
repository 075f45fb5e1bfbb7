"""The certificate authorities that somebody had the device trust, one PEM file each in the home folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from panel_sim.adapters.files import write_whole
from panel_sim.adapters.redaction import redact
from panel_sim.ports import CaCertificate, CertificateRefused, Clock

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MOST = 10
LARGEST = 64 * 1024
_ID = re.compile(r"[0-9a-f]{64}")


class FolderOfCertificates:
    """The port CaCertificates on a folder, made when the first one is brought. Dates are held against `clock`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    def all(self) -> Sequence[CaCertificate]:
        """See the port; a file that is no certificate any more is passed over."""
        found = []
        for path in self._files():
            try:
                found.append(_described(_read(path.read_bytes())))
            except (OSError, CertificateRefused):
                continue
        return sorted(found, key=lambda one: (one.subject, one.id))

    def add(self, data: bytes) -> CaCertificate:
        """See the port."""
        from cryptography.hazmat.primitives.serialization import Encoding

        certificate = _read(data)
        made = _described(certificate)
        if not _is_authority(certificate):
            raise CertificateRefused("not-ca")
        if not made.begins <= self._clock.now() <= made.ends:
            raise CertificateRefused("ended")
        there = [path for path in self._files() if path.stem != made.id]
        if len(there) >= MOST:
            raise CertificateRefused("too-many")
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._folder / f"{made.id}.pem", certificate.public_bytes(Encoding.PEM))
        return made

    def remove(self, id: str) -> None:
        """See the port."""
        if _ID.fullmatch(id):
            (self._folder / f"{id}.pem").unlink(missing_ok=True)

    def pem(self) -> str:
        """All of them, for a TLS context."""
        texts = []
        for path in self._files():
            try:
                texts.append(path.read_text("ascii"))
            except (OSError, ValueError):
                continue
        return "".join(texts)

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.pem") if _ID.fullmatch(path.stem))


def _read(data: bytes) -> Certificate:
    from cryptography import x509

    if not data or len(data) > LARGEST:
        raise CertificateRefused("unreadable")
    read = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
    try:
        certificate = read(data)
        # What is written inside is read late, and may be as broken as the rest.
        _described(certificate)
    except Exception:  # cryptography has many classes for what is broken, its own among them
        raise CertificateRefused("unreadable") from None
    return certificate


def _is_authority(certificate: Certificate) -> bool:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except Exception:  # absent, twice, or malformed: no authority in any case
        return False


def _described(certificate: Certificate) -> CaCertificate:
    from cryptography.hazmat.primitives.hashes import SHA256

    begins: datetime = certificate.not_valid_before_utc
    return CaCertificate(
        certificate.fingerprint(SHA256()).hex(),
        redact(certificate.subject.rfc4514_string()) or "–",
        redact(certificate.issuer.rfc4514_string()) or "–",
        begins,
        certificate.not_valid_after_utc,
    )
