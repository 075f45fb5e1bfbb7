"""Whom the device trusts when it talks to its mail server: the profile's authorities, those brought, or anybody."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

from panel_sim.adapters.trust import Trust, context


class DeviceTrust:
    """TLS contexts for the mail server. `brought` gives PEM text, `validate` whether certificates are checked at all.

    Only where `may_skip` (the practice tenant) is Certificate Validation obeyed when it is off: a real account's token
    is handed to nobody who has not shown who they are. The context is asked for in other threads.
    """

    def __init__(
        self, ca_file: Path | None, brought: Callable[[], str], validate: Callable[[], bool], *, may_skip: bool
    ) -> None:
        self._ca_file = ca_file
        self._kept = Trust(ca_file)
        self._brought, self._validate, self._may_skip = brought, validate, may_skip

    def context(self) -> ssl.SSLContext:
        """The context as settings are now; raises OSError when the profile's file cannot be read."""
        if self._may_skip and not self._validate():
            return unchecked()
        brought = self._brought()
        if not brought:
            return self._kept.context()
        made = context(self._ca_file)
        made.load_verify_locations(cadata=brought)
        return made


def unchecked() -> ssl.SSLContext:
    """A context that takes any certificate: Certificate Validation is off."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made
