"""One practice tenant a process for programs other than our device: on a clock that goes by itself."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from panel_sim.options import Refused
from panel_sim.running.practice import TenantPractice
from panel_sim.tenant.clock import OffsetClock
from panel_sim.tenant.service import PortTaken, Tenant, TenantFailed

_guard = threading.Lock()
_lent: list[Lent] = []


class Lent:
    """A running tenant in a throwaway folder. Its time is the computer's, plus what was wound forward."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="panel-sim-tenant-"))
        self.clock = OffsetClock()
        self.tenant = Tenant(self._folder / "tenant", clock=self.clock)
        self.practice = TenantPractice(self.tenant)
        try:
            self.ready: dict[str, Any] = self.tenant.start().as_dict()
        except (PortTaken, TenantFailed) as error:
            self.close()
            raise Refused(getattr(error, "strerror", None) or str(error), 3) from None

    def close(self) -> None:
        """Stop it and take its folder away."""
        self.tenant.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def lent(seed: str) -> Lent:
    """The tenant, started when first asked for, seeded anew. Raises Refused, and ValueError for an unknown seed."""
    with _guard:
        if not _lent:
            atexit.register(close)
            _lent.append(Lent())
        one = _lent[0]
    one.tenant.seed(seed)
    return one


def close() -> None:
    """Stop the tenant; at the process's end this happens by itself."""
    with _guard:
        gone = tuple(_lent)
        _lent.clear()
    for one in gone:
        one.close()
