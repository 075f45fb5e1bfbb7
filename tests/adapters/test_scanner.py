"""The scanner: real files from real originals."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence, ImageStat

from panel_sim.adapters.clocks import Due, ManualClock
from panel_sim.adapters.originals import Original
from panel_sim.adapters.page_names import page_names
from panel_sim.adapters.scanner import SampleScanner, scan_name
from panel_sim.core.effects import ScanSettings
from panel_sim.ports import Scan, Scanner, ScanRefused

NOW = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


def _settings(
    original: str = "letter", colour: str = "colour", file_type: str = "pdf", **other: Any
) -> ScanSettings:
    values: dict[str, Any] = {
        "resolution": 100,
        "two_sided": False,
        "paper": "a4",
        "density": 0,
        "file_name": "Skanning",
    }
    return ScanSettings(original=original, colour=colour, file_type=file_type, **{**values, **other})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def scanner(tmp_path: Path, clock: ManualClock) -> SampleScanner:
    return SampleScanner(tmp_path, clock)


def _scan(scanner: Scanner, settings: ScanSettings, job: int = 1) -> tuple[Scan, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    return asyncio.run(scanner.scan(job, settings, lambda page, pages: told.append((page, pages)))), told


@pytest.mark.parametrize("colour", ["mono", "gray", "colour"])
@pytest.mark.parametrize("file_type", ["pdf", "pdf-a"])
def test_a_pdf_has_every_page_at_the_papers_size(scanner: SampleScanner, colour: str, file_type: str) -> None:
    scan, told = _scan(scanner, _settings(colour=colour, file_type=file_type, resolution=200))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert (scan.pages, scan.size, scan.more) == (3, scan.path.stat().st_size, ())
    assert scan.file_name == "Skanning_20261123_0941.pdf"
    with pypdfium2.PdfDocument(scan.path) as document:
        assert len(document) == 3
        for page in document:
            assert page.get_size() == pytest.approx((595.276, 841.89), abs=0.01)
            ink = 255 - ImageStat.Stat(page.render(scale=0.5, grayscale=True).to_pil()).mean[0]
            assert 2 < ink < 100, "dark letters on white paper, not the other way round"
    with pikepdf.open(scan.path) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        assert ("/CCITTFaxDecode" if colour == "mono" else "/DCTDecode") in str(image.Filter)
        assert image.BitsPerComponent == (1 if colour == "mono" else 8)
        assert image.ColorSpace == ("/DeviceRGB" if colour == "colour" else "/DeviceGray")
        assert [int(image.Width), int(image.Height)] == [1654, 2339]


def test_pdf_a_says_what_it_is_and_carries_its_colours(scanner: SampleScanner) -> None:
    scan, _ = _scan(scanner, _settings("invoice", file_type="pdf-a"))
    with pikepdf.open(scan.path) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        profile = intent.DestOutputProfile.read_bytes()
        assert profile[36:40] == b"acsp"
        assert profile[16:20] == b"RGB "
        assert pdf.Root.Metadata.Type == "/Metadata"
        assert pdf.Root.Metadata.Subtype == "/XML"
        assert "/Filter" not in pdf.Root.Metadata, "ISO 19005-1, 6.7.2: metadata lies open"
        assert str(pdf.docinfo.CreationDate) == "D:20261123094100Z"
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "1B"
            assert metadata["xmp:CreateDate"] == "2026-11-23T09:41:00Z"
        assert not pdf.is_encrypted
        assert "/ID" in pdf.trailer
    assert [file.name for file in scan.path.parent.iterdir()] == ["scan.pdf"]


def test_a_plain_pdf_claims_nothing(scanner: SampleScanner) -> None:
    scan, _ = _scan(scanner, _settings("invoice"))
    with pikepdf.open(scan.path) as pdf:
        assert "/OutputIntents" not in pdf.Root


@pytest.mark.parametrize(("colour", "mode"), [("mono", "L"), ("gray", "L"), ("colour", "RGB")])
def test_jpeg_is_one_file_a_page(scanner: SampleScanner, colour: str, mode: str) -> None:
    scan, _ = _scan(scanner, _settings(colour=colour, file_type="jpeg"))
    paths = (scan.path, *scan.more)
    assert [path.name for path in paths] == ["scan-001.jpg", "scan-002.jpg", "scan-003.jpg"]
    assert scan.size == sum(path.stat().st_size for path in paths)
    assert scanner.paths(1) == paths
    for path in paths:
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, picture.size) == ("JPEG", mode, (827, 1169))
            assert picture.info["dpi"] == (100, 100)
    assert page_names(scan.file_name, 3)[1:] == ("Skanning_20261123_0941_002.jpg", "Skanning_20261123_0941_003.jpg")
    assert page_names("a.jpg", 1) == ("a.jpg",)


def test_tiff_holds_all_pages(scanner: SampleScanner) -> None:
    scan, _ = _scan(scanner, _settings(file_type="tiff", colour="mono"))
    assert scan.file_name == "Skanning_20261123_0941.tiff"
    with Image.open(scan.path) as tiff:
        assert len(list(ImageSequence.Iterator(tiff))) == 3


def test_files_are_private_and_forgotten_on_demand(scanner: SampleScanner, tmp_path: Path) -> None:
    for job, file_type in enumerate(("pdf", "pdf-a", "jpeg", "tiff"), 1):
        scan, _ = _scan(scanner, _settings("invoice", file_type=file_type), job)
        assert scan.path.parent == tmp_path / str(job)
        assert scan.path.parent.stat().st_mode & 0o777 == 0o700
        assert [file.stat().st_mode & 0o777 for file in scan.path.parent.iterdir()] == [0o600]
        assert scanner.path(job) == scan.path
        scanner.forget(job)
        assert not (tmp_path / str(job)).exists()
        scanner.forget(job)
        with pytest.raises(FileNotFoundError, match="no longer kept"):
            scanner.path(job)


def test_sides(scanner: SampleScanner) -> None:
    counts = {
        (original, two_sided): _scan(scanner, _settings(original, two_sided=two_sided))[0].pages
        for original in ("letter", "brochure")
        for two_sided in (False, True)
    }
    # A sheet printed on both sides shows its back only to a two-sided scan, which also sees the letter's blank backs.
    assert counts == {("letter", False): 3, ("letter", True): 6, ("brochure", False): 1, ("brochure", True): 2}


def test_settings_reach_the_page(scanner: SampleScanner) -> None:
    scan, _ = _scan(scanner, _settings("invoice", paper="A5", resolution=200))
    with pypdfium2.PdfDocument(scan.path) as document:
        assert document[0].get_size() == pytest.approx((148 / 25.4 * 72, 210 / 25.4 * 72), abs=0.01)
    sizes = [_scan(scanner, _settings("invoice", resolution=dpi))[0].size for dpi in (100, 200, 300)]
    assert sizes == sorted(sizes)
    assert sizes[0] * 2 < sizes[2]


def test_a_thick_colour_scan_is_over_ten_mebibytes_and_the_loop_goes_on(scanner: SampleScanner) -> None:
    """Turns of the loop are counted, not timed: a loop that is held up for whole pages takes few."""

    async def scan() -> tuple[Scan, int]:
        turns, done = 0, False

        async def turn() -> None:
            nonlocal turns
            while not done:
                await asyncio.sleep(0)
                turns += 1

        ticking = asyncio.create_task(turn())
        found = await scanner.scan(1, _settings("thick", resolution=600), lambda *_: None)
        done = True
        await ticking
        return found, turns

    found, turns = asyncio.run(scan())
    assert found.size > 10 * 2**20
    assert found.pages == 12
    assert turns > 12 * 20


def test_cancelling_between_pages_drops_everything(scanner: SampleScanner, tmp_path: Path) -> None:
    async def scan() -> list[int]:
        seen: list[int] = []
        first = asyncio.Event()

        def on_page(page: int, _: int) -> None:
            seen.append(page)
            first.set()

        task = asyncio.create_task(scanner.scan(1, _settings("thick", resolution=300), on_page))
        await first.wait()
        task.cancel()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return seen

    assert len(asyncio.run(scan())) < 4
    assert list(tmp_path.iterdir()) == []


def test_a_page_takes_its_time_on_the_clock(tmp_path: Path, clock: ManualClock) -> None:
    scanner = SampleScanner(tmp_path, clock, page_seconds=1.0)

    async def scan() -> list[tuple[int, float]]:
        seen: list[tuple[int, float]] = []
        task = asyncio.create_task(scanner.scan(1, _settings(), lambda page, _: seen.append((page, clock.monotonic()))))
        while not task.done():
            await asyncio.sleep(0)
            due = clock.next_due()
            if due:
                # Another thread may turn the clock: Web Config's, or the control API's.
                await asyncio.to_thread(clock.advance, due)
        return seen

    assert asyncio.run(scan()) == [(1, 1.0), (2, 2.0), (3, 3.0)]


def test_cancelling_while_a_page_takes_its_time_stops_the_timer(tmp_path: Path) -> None:
    class Told(ManualClock):
        """Tells when a timer was started."""

        def __init__(self) -> None:
            super().__init__(NOW)
            self.started = asyncio.Event()

        def call_later(self, seconds: float, call: Callable[[], None]) -> Due:
            self.started.set()
            return super().call_later(seconds, call)

    async def scan() -> Told:
        clock = Told()
        scanner = SampleScanner(tmp_path, clock, page_seconds=60)
        task = asyncio.create_task(scanner.scan(1, _settings("invoice"), lambda *_: None))
        await clock.started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return clock

    assert asyncio.run(scan()).next_due() is None
    assert list(tmp_path.iterdir()) == []


def _refused(scanner: SampleScanner, settings: ScanSettings) -> ScanRefused:
    with pytest.raises(ScanRefused) as refused:
        _scan(scanner, settings)
    return refused.value


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"original": "leter"}, "letter, invoice"),
        ({"original": ""}, "there is no original"),
        ({"file_type": "gif"}, "file type 'gif'"),
        ({"colour": "sepia"}, "colour 'sepia'"),
        ({"paper": "a0"}, "paper size 'a0'"),
        ({"resolution": 10_000}, "resolution 10000"),
        ({"density": 5}, "density 5"),
    ],
)
def test_what_the_scanner_does_not_know_is_refused(
    scanner: SampleScanner, tmp_path: Path, change: dict[str, Any], word: str
) -> None:
    failure = _refused(scanner, _settings(**change)).failure
    assert (failure.kind, failure.code, failure.leg) == ("scan-failed", 334, "scan")
    assert word in failure.detail
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\0" * 1000])
def test_an_unreadable_original_is_refused(tmp_path: Path, clock: ManualClock, content: bytes) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    spool = tmp_path / "spool"
    spool.mkdir()
    scanner = SampleScanner(spool, clock, samples=[Original("bad", bad, 1, False)])
    failure = _refused(scanner, _settings("bad")).failure
    assert failure.kind == "scan-failed"
    assert "bad.pdf cannot be read" in failure.detail
    assert list(spool.iterdir()) == []


def test_a_spool_that_is_gone_is_refused(tmp_path: Path, clock: ManualClock) -> None:
    assert _refused(SampleScanner(tmp_path / "gone", clock), _settings()).failure.kind == "scan-failed"


@pytest.mark.parametrize("file_type", ["pdf", "pdf-a", "jpeg", "tiff"])
@pytest.mark.parametrize("colour", ["mono", "colour"])
def test_a_full_disk_is_told_as_such(tmp_path: Path, file_type: str, colour: str) -> None:
    """The limit on file sizes stops the write as a full disk does."""
    program = (
        "import asyncio, resource, signal, sys; from pathlib import Path\n"
        "from panel_sim.adapters.clocks import ManualClock; from panel_sim.adapters.scanner import SampleScanner\n"
        "from panel_sim.core.effects import ScanSettings; from panel_sim.ports import ScanRefused\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        f"settings = ScanSettings('invoice', '{colour}', '{file_type}', 100, False, 'a4', 0, 'x')\n"
        "try: asyncio.run(SampleScanner(Path(sys.argv[1]), ManualClock()).scan(1, settings, lambda *_: None))\n"
        "except ScanRefused as refused: print(refused.failure.kind, refused.failure.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "disk-full 306\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_scans_of_several_jobs_at_once(scanner: SampleScanner) -> None:
    async def scan() -> list[Scan]:
        return await asyncio.gather(*(scanner.scan(job, _settings(), lambda *_: None) for job in range(1, 5)))

    contents = [scan.path.read_bytes() for scan in asyncio.run(scan())]
    assert len(set(contents)) == 1


def test_progress_is_told_in_the_loops_thread(scanner: SampleScanner) -> None:
    threads: set[int] = set()
    asyncio.run(scanner.scan(1, _settings(), lambda *_: threads.add(threading.get_ident())))
    assert threads == {threading.get_ident()}


def test_a_sweep_removes_what_no_job_keeps(scanner: SampleScanner, tmp_path: Path) -> None:
    for job in (1, 2, 30):
        _scan(scanner, _settings("invoice"), job)
    (tmp_path / "notes").mkdir()
    scanner.sweep(keep={2})
    assert {folder.name for folder in tmp_path.iterdir()} == {"2", "notes"}


@pytest.mark.parametrize(
    ("prefix", "name"),
    [
        ("Skanning", "Skanning"),
        ("Årsmöte 🖨 報告", "Årsmöte 🖨 報告"),
        ("../../etc/passwd", "_.._etc_passwd"),
        (".dold", "dold"),
        ("a\r\nBcc: x@y", "aBcc_ x@y"),
        ('a"b;c', "a_b;c"),
        ("fdp\u202egnp", "fdpgnp"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("concert", "concert"),
        ("", "Skanning"),
        (" . . ", "Skanning"),
        ("\ud800x", "x"),
        ("a\u030a", "å"),
    ],
)
def test_names_are_safe_and_keep_their_letters(prefix: str, name: str) -> None:
    assert scan_name(prefix, NOW, "pdf") == f"{name}_20261123_0941.pdf"


@given(st.text(st.characters(), max_size=300))
def test_any_prefix_gives_a_name_that_a_folder_takes(prefix: str) -> None:
    name = scan_name(prefix, NOW, "tiff")
    assert len(name) <= 120
    assert len(name.encode("utf-8")) <= 200
    assert re.search(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]', name) is None
    assert not name.startswith((".", " "))
    assert name.endswith("_20261123_0941.tiff")
