"""panel-sim tenant: the practice tenant alone."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime

from panel_sim.adapters.home import forget_half_made
from panel_sim.adapters.log_file import log_addresses, tell_practice_time
from panel_sim.bootstrap import check_given, open_home
from panel_sim.commands.stopping import until_stopped
from panel_sim.fixtures import seed_of
from panel_sim.options import Options, Refused


def run(options: Options, *, as_json: bool) -> int:
    """Run until stopped; one line on stdout says where everything is."""
    from panel_sim.tenant.clock import OffsetClock
    from panel_sim.tenant.service import PortTaken, Tenant, TenantFailed, TenantPorts

    check_given(options)
    home = open_home(options, exclusive=True)
    base = options.port_base
    ports = TenantPorts() if base is None else TenantPorts(base, base + 1, base + 2, base + 3)
    fresh = not any(home.tenant.iterdir())
    clock = OffsetClock(home.folder / "clock.json")
    tell_practice_time(lambda: datetime.fromtimestamp(clock.now(), UTC).astimezone())
    tenant = Tenant(home.tenant, clock=clock, ports=ports)

    async def work(stop: asyncio.Event) -> int:
        seed = seed_of(options.given) or ("smtp-auth-on" if fresh else "")
        try:
            ready = await asyncio.to_thread(tenant.start)
            if seed:
                await asyncio.to_thread(tenant.seed, seed)
        except PortTaken as error:
            raise Refused(error.strerror or str(error), 3) from None
        except TenantFailed as error:
            await asyncio.to_thread(tenant.stop)
            if fresh:
                forget_half_made(home.tenant)
            raise Refused(str(error), 3) from None
        for notice in tenant.notices:
            print(f"panel-sim: {notice}", file=sys.stderr)
        line = ready.as_dict()
        log_addresses(line)
        if as_json:
            print(json.dumps(line), flush=True)
        else:
            print("The practice tenant is ready. Ctrl-C stops it.", file=sys.stderr, flush=True)
            print(f"authority: {line['authority']}\nsmtp: {line['smtp']['host']}:{line['smtp']['port']}", flush=True)
            for name, address in {**line["pages"], "control": line["control"]}.items():
                print(f"{name}: {address}", flush=True)
        await stop.wait()
        return 0

    try:
        return until_stopped(work)
    finally:
        tenant.stop()
        home.close()
