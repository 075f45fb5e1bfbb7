"""Whose certificates are believed: the profile's ca_file, else the system's, whatever the environment says."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from pathlib import Path


def context(ca_file: Path | None) -> ssl.SSLContext:
    """A client's TLS context that checks certificate and name, TLS 1.2 at least. Raises OSError for a bad `ca_file`.

    `ssl.create_default_context()` would follow SSL_CERT_FILE and SSL_CERT_DIR, and requests REQUESTS_CA_BUNDLE: what
    another program needed must not change whom a token is handed to. Where the system has no store that OpenSSL knows
    (some builds for macOS), requests' own bundle stands in for it.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        made.load_verify_locations(cafile=ca_file)
        return made
    # The openssl_* fields are what OpenSSL was built with; the others have the environment in them.
    places = ssl.get_default_verify_paths()
    file, folder = places.openssl_cafile, places.openssl_capath
    if os.path.isfile(file):
        made.load_verify_locations(cafile=file)
    if os.path.isdir(folder):
        made.load_verify_locations(capath=folder)
    if not made.cert_store_stats()["x509_ca"] and not (os.path.isdir(folder) and os.listdir(folder)):
        from requests.utils import DEFAULT_CA_BUNDLE_PATH

        made.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
    return made


@lru_cache(maxsize=16)
def trust_in(ca_file: Path | None) -> Trust:
    """The one Trust for a `ca_file` in this process: a context of its own would cost each session a megabyte."""
    return Trust(ca_file)


class Trust:
    """The context for one `ca_file`, kept until the file changes: reading a system's certificates takes long."""

    def __init__(self, ca_file: Path | None) -> None:
        self._ca_file = ca_file
        self._kept: tuple[tuple[int, int] | None, ssl.SSLContext] | None = None

    def context(self) -> ssl.SSLContext:
        """The context; raises OSError when the file cannot be read."""
        found = self._ca_file.stat() if self._ca_file else None
        state = (found.st_mtime_ns, found.st_size) if found else None
        if self._kept is None or self._kept[0] != state:
            self._kept = state, context(self._ca_file)
        return self._kept[1]
