"""The scanner: sample originals become PDF, PDF/A, JPEG and TIFF files, page by page, in the job's spool folder."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import shutil
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable, Collection, Container, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from panel_sim.adapters.clocks import wait_began
from panel_sim.adapters.originals import Original, originals
from panel_sim.core.effects import ScanSettings
from panel_sim.core.failures import Failure
from panel_sim.ports import Clock, Scan, ScanRefused

T = TypeVar("T")

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""How a file system says that there is no room."""

LONGEST_NAME, LONGEST_NAME_BYTES = 120, 200
"""A file name in the mail, in characters and in UTF-8, which most file systems hold to 255."""

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
"""Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces")."""

RESOLUTIONS = (100, 200, 300, 400, 600)


class SampleScanner:
    """Scans the sample originals into `spool` (one folder a job, 0700, its files 0600).

    `page_seconds` is what a page takes at least on the clock, as a real scanner's carriage does; 0 is as fast as this
    computer is. Several scans may run at once, though PDFium renders one page at a time.
    """

    def __init__(
        self, spool: Path, clock: Clock, *, page_seconds: float = 0.0, samples: Sequence[Original] | None = None
    ) -> None:
        self._spool = spool
        self._clock = clock
        self._page_seconds = page_seconds
        self._samples = samples

    async def scan(self, job: int, settings: ScanSettings, on_page: Callable[[int, int], None]) -> Scan:
        """Scan all pages and bind the attachment; `on_page(page, pages)` is called on the caller's loop.

        With JPEG every page is a file of its own, as printers do it (one page is all that JPEG holds).
        Raises ScanRefused with the failure `scan-failed` or `disk-full`. However it ends but well, cancelling
        included, nothing of it is left when the task has ended.
        """
        folder = self._folder(job)
        try:
            return await self._scan(folder, settings, on_page)
        except OSError as error:
            _remove(folder)
            if error.errno in FULL:
                raise ScanRefused(Failure("disk-full", "scan", error.strerror or "")) from error
            raise ScanRefused(Failure("scan-failed", "scan", str(error))) from error
        except ValueError as error:
            _remove(folder)
            raise ScanRefused(Failure("scan-failed", "scan", str(error))) from error
        except BaseException:
            _remove(folder)
            raise

    def forget(self, job: int) -> None:
        """Take the job's attachment off the disk; one that is gone already is well."""
        _remove(self._folder(job))

    def path(self, job: int) -> Path:
        """Where the job's attachment lies, with JPEG its first page; raises FileNotFoundError."""
        return self.paths(job)[0]

    def paths(self, job: int) -> tuple[Path, ...]:
        """All files of the job's attachment in the order of its pages; raises FileNotFoundError."""
        found = tuple(sorted(self._folder(job).glob("scan*")))
        if not found:
            raise FileNotFoundError(errno.ENOENT, "the scan of this job is no longer kept", str(self._folder(job)))
        return found

    def sweep(self, keep: Collection[int] = ()) -> None:
        """At the start: remove what earlier runs left in the spool, but for the jobs to keep."""
        with suppress(OSError):
            for folder in self._spool.iterdir():
                if folder.name.isdigit() and int(folder.name) not in keep:
                    _remove(folder)

    async def _scan(self, folder: Path, settings: ScanSettings, on_page: Callable[[int, int], None]) -> Scan:
        original = self._original(settings.original)
        stop = threading.Event()
        binding = await _in_thread(lambda: _Binding(folder, settings), stop)
        pages = await _in_thread(lambda: _page_numbers(original, settings.two_sided), stop)
        now = self._clock.now()
        for number, page in enumerate(pages, 1):
            async with self._carriage():
                await _in_thread(partial(binding.add, original.path, page, stop.is_set), stop)
            on_page(number, len(pages))
        paths = await _in_thread(partial(binding.bind, now), stop)
        size = sum(path.stat().st_size for path in paths)
        return Scan(paths[0], len(pages), size, scan_name(settings.file_name, now, binding.ending), paths[1:])

    def _original(self, name: str) -> Original:
        samples = originals() if self._samples is None else self._samples
        found = {sample.id: sample for sample in samples}.get(name)
        if found is None:
            raise ValueError(f"there is no original {name!r}; there are {', '.join(one.id for one in samples)}")
        return found

    def _folder(self, job: int) -> Path:
        return self._spool / str(int(job))

    @asynccontextmanager
    async def _carriage(self) -> AsyncIterator[None]:
        """Let a page take its time on the clock, whose timers may fire in another thread."""
        if self._page_seconds <= 0:
            yield
            return
        loop = asyncio.get_running_loop()
        passed = asyncio.Event()
        waits: list[Callable[[], None]] = []
        due = False

        def tell() -> None:
            nonlocal due
            due = True
            for wait_over in waits:
                wait_over()
            with suppress(RuntimeError):  # the loop has ended, nobody waits
                loop.call_soon_threadsafe(passed.set)

        timer = self._clock.call_later(self._page_seconds, tell)
        try:
            yield
            if not due:
                # The page is made; from here on only time is missing.
                waits.append(wait_began(self._clock))
            await passed.wait()
        finally:
            timer.cancel()
            for wait_over in waits:
                wait_over()


class _Binding:
    """One attachment in the making. Its methods block, and are called from threads, one after another."""

    def __init__(self, folder: Path, settings: ScanSettings) -> None:
        # Imported here, in a thread: the picture libraries take a quarter of a second.
        from panel_sim.adapters import pages

        self._craft = pages
        self._folder = folder
        self._type = settings.file_type
        self._made: list[Path] = []
        _known("file type", settings.file_type, pages.ENDINGS)
        _known("colour", settings.colour, ("mono", "gray", "colour"))
        _known("paper size", settings.paper.lower(), pages.PAPERS)
        _known("resolution", settings.resolution, RESOLUTIONS)
        _known("density", settings.density, range(-4, 5))
        self._look = pages.Look(settings.colour, settings.resolution, settings.paper.lower(), settings.density)
        self.ending = pages.ENDINGS[settings.file_type]
        _remove(folder)
        folder.mkdir(mode=0o700)

    def add(self, original: Path, page: int | None, stopped: Callable[[], bool]) -> None:
        """Render one page and keep it. Raises OSError, and ValueError for an original that cannot be read."""
        try:
            picture = self._craft.render(original, page, self._look, stopped)
        except self._craft.Stopped:
            return
        except self._craft.UnreadableOriginal as error:
            raise ValueError(str(error)) from error
        if stopped():
            return
        if self._type == "tiff":
            path = self._new("scan.tiff")
            self._craft.append_tiff(picture, self._look, path)
        elif self._type == "jpeg":
            path = self._new(f"scan-{len(self._made) + 1:03}.jpg")
            self._craft.keep_jpeg(picture, self._look, path)
        else:
            path = self._new(f"page-{len(self._made) + 1:03}")
            self._craft.keep_page(picture, self._look, path)
        self._made.append(path)

    def bind(self, now: datetime) -> tuple[Path, ...]:
        """Finish; gives the files of the attachment. Raises OSError."""
        if self._type == "jpeg":
            return tuple(self._made)
        if self._type == "tiff":
            return (self._made[0],)
        path = self._new("scan.pdf")
        self._craft.bind_pdf(self._made, self._look, now, path, archive=self._type == "pdf-a")
        for page in self._made:
            page.unlink()
        return (path,)

    def _new(self, name: str) -> Path:
        """A file for the owner only, made before a library opens it with a mode of its own."""
        path = self._folder / name
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        return path


def scan_name(prefix: str, now: datetime, ending: str) -> str:
    """The name that a scan bears in the mail: `Skanning_20261123_0941.pdf`. Any prefix gives a name that is safe."""
    tail = f"_{now:%Y%m%d_%H%M}.{ending}"
    name = unicodedata.normalize("NFC", prefix)
    # Controls, half surrogate pairs and marks that turn the reading direction (gpj.exe) go; joiners of scripts stay.
    name = "".join(
        sign for sign in name if sign in "\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Cn")
    )
    name = re.sub(r'[/\\:*?"<>|]', "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = RESERVED.sub(lambda found: f"_{found[0]}", name, count=1) if RESERVED.match(name) else name
    name = name[: LONGEST_NAME - len(tail)]
    name = name.encode()[: LONGEST_NAME_BYTES - len(tail)].decode("utf-8", "ignore").rstrip(" .")
    return (name or "Skanning") + tail


def _page_numbers(original: Original, two_sided: bool) -> list[int | None]:
    """What passes the scanner, in order: pages from 0, and None for a blank back.

    One-sided scanning sees the fronts only, so of a document printed on both sides every other page; two-sided
    scanning of a document that is printed on one side sees its blank backs, as a real document feeder does.
    """
    from panel_sim.adapters.pages import UnreadableOriginal, count_pages

    try:
        count = count_pages(original.path)
    except UnreadableOriginal as error:
        raise ValueError(str(error)) from error
    if original.two_sided:
        numbers: list[int | None] = list(range(0, count, 1 if two_sided else 2))
        return [*numbers, None] if two_sided and count % 2 else numbers
    return [page for front in range(count) for page in ((front, None) if two_sided else (front,))]


def _known(what: str, value: object, known: Container[object]) -> None:
    if value not in known:
        raise ValueError(f"the scanner knows no {what} {value!r}")


async def _in_thread(work: Callable[[], T], stop: threading.Event) -> T:
    """Run `work` in a thread. Cancelling sets `stop` and waits for the thread: it must not write after the clean-up."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        if not running.cancelled():
            running.exception()  # seen: the loop need not complain about it
        raise


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
