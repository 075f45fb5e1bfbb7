"""panel-sim device: the device without a screen."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from panel_sim.commands.stopping import until_stopped
from panel_sim.options import Options
from panel_sim.running import Running


def run(options: Options, *, as_json: bool) -> int:
    """Run until stopped; one line on stdout says where everything is."""

    async def work(stop: asyncio.Event) -> int:
        running = Running(options)
        try:
            ready = await running.bring_up()
            if as_json:
                print(json.dumps(ready), flush=True)
            else:
                print(f"The device is ready in {running.home.folder}. Ctrl-C stops it.", file=sys.stderr, flush=True)
                for name, address in _addresses(ready):
                    print(f"{name}: {address}", flush=True)
            await stop.wait()
        finally:
            await running.close()
        return 0

    return until_stopped(work)


def _addresses(ready: dict[str, Any]) -> list[tuple[str, str]]:
    """Everything that can be opened, by name; what does not run is left out."""
    named = {"webconfig": ready.get("webconfig"), **ready.get("pages", {}), "control": ready.get("control")}
    return [(name, str(address)) for name, address in named.items() if address]
