"""panel-sim: the panel in the terminal, with everything behind it."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from panel_sim.commands.stopping import keep_quiet, until_stopped
from panel_sim.options import Options, Refused
from panel_sim.running import Running

if TYPE_CHECKING:
    from panel_sim.running.powered import Powered


def run(options: Options, *, plain: bool, driven: int | None = None) -> int:
    """Open the panel; ends when the person leaves. `plain` is the same device as numbered lines.

    `driven` is the number of a socket over which another program drives it, on a clock that it winds.
    """
    if plain:
        return until_stopped(lambda stop: _plain(options, stop))
    # Textual paints on stderr, so that both must be the terminal.
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        raise Refused("The panel wants a terminal; use --plain, or panel-sim device for a device without a screen.", 2)
    keep_quiet()
    return asyncio.run(_panel(options, driven))


async def _panel(options: Options, driven: int | None) -> int:
    from panel_sim.commands.bench_data import BenchData
    from panel_sim.tui.app import PanelApp

    powered = _powered(options) if driven is not None else None
    running = powered.running if powered is not None else Running(options)
    bench = BenchData(running)
    failed: list[BaseException] = []
    up: asyncio.Task[None] | None = None

    async def bring_up() -> None:
        try:
            await running.bring_up()
            bench.read_mail()
            app.refresh_bench()

            def arrived() -> None:
                bench.read_mail()
                app.refresh_bench()

            running.watch_mail(arrived)
        except Exception as error:
            failed.append(error)
            app.exit(3)

    def ready() -> None:
        # Only now: the panel is painted, and the person sees it while the tenant starts.
        nonlocal up
        loop = asyncio.get_running_loop()
        up = loop.create_task(bring_up())
        if channel is not None:
            serving.append(loop.create_task(channel.serve(up)))

    app: PanelApp
    channel = None
    serving: list[asyncio.Task[None]] = []
    if powered is not None and driven is not None:
        from panel_sim.stages.driven import Driven
        from panel_sim.tui.driven import DrivenApp

        app = driven_app = DrivenApp(powered.simulator, bench=bench, actions=bench.actions(), on_ready=ready)
        channel = Driven(driven, driven_app, powered)
    else:
        app = PanelApp(running.simulator, bench=bench, actions=bench.actions(), on_ready=ready)
    # Leave the terminal as it was found, and say in the history what was under way.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: app.exit(0))
    try:
        code = await app.run_async()
    finally:
        if up is not None and not up.done():
            await asyncio.wait([up], timeout=10)
        for task in serving:
            task.cancel()
        await running.close()
    if failed:
        raise failed[0]
    return code or 0


def _powered(options: Options) -> Powered:
    from panel_sim.running.powered import Powered

    return Powered(options)


async def _plain(options: Options, stop: asyncio.Event) -> int:
    from panel_sim.tui.plain import run_plain

    running = Running(options)
    try:
        await running.bring_up()
        work = asyncio.ensure_future(run_plain(running.simulator, sys.stdin, sys.stdout))
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in (work, stopped):
            task.cancel()
    finally:
        await running.close()
    return 0
