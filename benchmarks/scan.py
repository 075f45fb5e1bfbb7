"""How long a page takes to scan, and how long it holds the event loop up: `python benchmarks/scan.py`."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.scanner import SampleScanner
from panel_sim.core.effects import ScanSettings


async def _measure(scanner: SampleScanner, colour: str, file_type: str, resolution: int) -> str:
    waits: list[float] = []
    done = False

    async def tick() -> None:
        last = time.perf_counter()
        while not done:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            waits.append(now - last - 0.002)
            last = now

    ticking = asyncio.create_task(tick())
    start = time.perf_counter()
    scan = await scanner.scan(
        1, ScanSettings("letter", colour, file_type, resolution, False, "a4", 0, "x"), lambda *_: None
    )
    seconds = time.perf_counter() - start
    done = True
    await ticking
    waits.sort()
    return (
        f"{colour:7} {file_type:6} {resolution:4} dpi  {seconds / scan.pages * 1000:6.0f} ms/page"
        f"  {scan.size / scan.pages / 1024:6.0f} KiB/page  loop held p95 {waits[int(len(waits) * 0.95)] * 1000:4.0f} ms"
        f"  most {waits[-1] * 1000:4.0f} ms"
    )


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scanner = SampleScanner(Path(folder), ManualClock())
        await _measure(scanner, "gray", "pdf", 100)  # the imports
        for colour in ("mono", "gray", "colour"):
            for file_type in ("pdf", "jpeg", "tiff"):
                for resolution in (200, 300, 600):
                    print(await _measure(scanner, colour, file_type, resolution))


if __name__ == "__main__":
    asyncio.run(_main())
