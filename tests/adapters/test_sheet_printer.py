"""Printed status sheets."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.sheet_printer import PdfSheetPrinter, sheet_pdf
from panel_sim.adapters.sheet_text import columns, sheet_text
from panel_sim.core.effects import Sheet, SheetBlock
from panel_sim.ports import SheetPrinter

SHEET = Sheet(
    product="AM-C6000 Series",
    title="Ark för nätverksstatus",
    subtitle="EPSON-PANEL",
    printed="Utskrivet 2026-11-23 09:41",
    blocks=(
        SheetBlock("Allmän information", (("Skrivarmodell", "AM-C6000"), ("Plats", "Övre våningen, vid köket"))),
        SheetBlock(
            "E-postserver",
            (("Autentiseringsmetod", "OAuth2"), ("SMTP-serveradress", "smtp-mail.outlook.com"), ("Port", "587")),
        ),
    ),
    footer="Simulerat ark.",
)


def _text(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _with_rows(*rows: tuple[str, str]) -> Sheet:
    return replace(SHEET, blocks=(SheetBlock("Block", rows),))


def test_the_sheet_is_one_page_of_a4_with_its_fonts_inside() -> None:
    pdf = sheet_pdf(SHEET)
    with pypdfium2.PdfDocument(pdf) as document:
        assert [page.get_size() for page in document] == [pytest.approx((595.28, 841.89), abs=0.01)]
    assert b"/FontFile2" in pdf
    assert len(pdf) < 60_000


def test_it_reads_in_a_sensible_order() -> None:
    (text,) = _text(sheet_pdf(SHEET))
    order = [
        *(
            "AM-C6000 Series",
            "Ark för nätverksstatus",
            "Utskrivet 2026-11-23 09:41",
            "Allmän information",
            "Skrivarmodell",
        ),
        *("Plats", "Övre våningen, vid köket", "E-postserver", "Autentiseringsmetod", "OAuth2", "SMTP-serveradress"),
        *("smtp-mail.outlook.com", "587", "Simulerat ark."),
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Sida" not in text


def test_the_bar_is_black_and_the_paper_white() -> None:
    with pypdfium2.PdfDocument(sheet_pdf(SHEET)) as document:
        picture = document[0].render(scale=1, grayscale=True).to_pil()
    assert picture.getpixel((300, 40)) < 10
    assert picture.getpixel((300, 700)) == 255


def test_it_breaks_into_numbered_pages_and_loses_nothing() -> None:
    rows = tuple((f"Rad nummer {number}", f"Värde {number}") for number in range(150))
    pages = _text(sheet_pdf(_with_rows(*rows)))
    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        assert f"Sida {number} (4)" in page
        assert "Simulerat ark." in page
        assert ("Block (forts.)" in page) == (number > 1)
    together = "\n".join(pages)
    assert all(f"Värde {number}" in together for number in range(150))
    assert "Page 2 of 4" in _text(sheet_pdf(replace(_with_rows(*rows), language="en")))[1]


def test_a_short_block_stays_together() -> None:
    filling = SheetBlock("Fyllnad", tuple((f"rad {number}", "x") for number in range(42)))
    short = SheetBlock("Sist", (("ett", "1"), ("två", "2"), ("tre", "3")))
    first, second = _text(sheet_pdf(replace(SHEET, blocks=(filling, short))))
    assert "Sist" not in first
    assert second.split().count("Sist") == 1
    assert all(words in second for words in ("ett", "två", "tre"))


def test_long_values_wrap_inside_the_page() -> None:
    (text,) = _text(sheet_pdf(_with_rows(("Etikett " * 12, "ord " * 150), ("Lång", "x" * 600))))
    joined = text.replace("\r", "").replace("\n", " ")
    assert joined.count("ord") == 150
    assert text.count("x") == 600
    assert text.count("Etikett") == 12
    with pypdfium2.PdfDocument(sheet_pdf(_with_rows(("Lång", "W" * 600)))) as document:
        page = document[0].get_textpage()
        rights = [page.get_charbox(index)[2] for index in range(page.count_chars())]
    assert max(rights) < 195 / 25.4 * 72


def test_a_value_longer_than_a_page_goes_on() -> None:
    pages = _text(sheet_pdf(_with_rows(("Lång", "ord " * 2500))))
    assert len(pages) > 2
    assert sum(page.count("ord") for page in pages) == 2500


def test_signs_without_a_glyph_are_replaced() -> None:
    (text,) = _text(sheet_pdf(_with_rows(("Plats", "Kök 🖨️ 報告 Ж Ω ę\x07\x1b[31m\ud800{nb}"))))
    assert "Kök □ □□ Ж Ω ę[31m" in text
    assert "{nb}" in text


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), max_size=50), st.text(st.characters(), max_size=50))
def test_any_text_is_taken(label: str, value: str) -> None:
    sheet = Sheet(
        value, label, label, value, (SheetBlock(label, ((label, value),)), SheetBlock(value, ())), label, value
    )
    assert sheet_pdf(sheet).startswith(b"%PDF-")
    for line in sheet_text(sheet).splitlines():
        assert columns(line) <= 80
        assert line.isprintable()


def test_the_same_sheet_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from panel_sim.adapters.sheet_printer import sheet_pdf; from panel_sim.core.effects import Sheet\n"
        "sys.stdout.buffer.write(sheet_pdf(Sheet('a', 'b', 'c', 'd', (), 'e')))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == sheet_pdf(Sheet("a", "b", "c", "d", (), "e"))


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Utskrivet 2026-11-23 09:41", "D:20261123094100Z"),
        ("i går", "D:20000101000000Z"),
        ("2026-99-99 99:99", "D:20000101000000Z"),
    ],
)
def test_the_document_bears_the_date_on_the_sheet(tmp_path: Path, printed: str, date: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(sheet_pdf(replace(SHEET, printed=printed)))
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo.CreationDate).replace("+00'00'", "Z") == date
        assert str(pdf.docinfo.Title) == "AM-C6000 Series - Ark för nätverksstatus"


def test_the_text_has_everything_in_its_width() -> None:
    for width in (24, 40, 80, 132):
        text = sheet_text(SHEET, width)
        assert max(map(len, text.splitlines())) <= width
        assert width < 80 or "smtp-mail.outlook.com" in text
        assert all(part in text for part in ("AM-C6000", "OAuth2", "587", "Övre"))
    assert "Autentiseringsmetod:  OAuth2\n" in sheet_text(SHEET)
    assert sheet_text(SHEET).endswith("\nSimulerat ark.\n")


def test_wide_letters_keep_the_columns() -> None:
    text = sheet_text(_with_rows(("場所", "二階"), ("Plats", "2")))
    assert "場所:   二階\n" in text
    assert "Plats:  2\n" in text


def test_printing_puts_both_in_the_folder(tmp_path: Path) -> None:
    printer: SheetPrinter = PdfSheetPrinter(tmp_path, ManualClock(datetime(2026, 11, 23, 9, 41, tzinfo=UTC)))
    printed = asyncio.run(printer.print(7, SHEET))
    path = printed.path
    assert printed.pages == 1
    assert path == tmp_path / "natverksstatus-0007-20261123-0941.pdf"
    assert path.read_bytes() == sheet_pdf(SHEET)
    assert path.with_suffix(".txt").read_text("utf-8") == sheet_text(SHEET)
    assert {file.name for file in tmp_path.iterdir()} == {path.name, path.with_suffix(".txt").name}
    english = asyncio.run(printer.print(12345, replace(SHEET, language="en")))
    assert english.path.name == "network-status-12345-20261123-0941.pdf"


def test_each_kind_of_sheet_has_its_file_name_and_all_pages_are_counted(tmp_path: Path) -> None:
    printer = PdfSheetPrinter(tmp_path, ManualClock(datetime(2026, 11, 23, 9, 41, tzinfo=UTC)))
    long = SheetBlock("Lista", tuple((f"Rad {number}", "x") for number in range(150)))
    printed = asyncio.run(printer.print(3, replace(SHEET, kind="contact-list", blocks=(long,))))
    assert printed.path.name == "kontaktlista-0003-20261123-0941.pdf"
    assert printed.pages == 4
    assert asyncio.run(printer.print(4, replace(SHEET, kind="new"))).path.name == "sheet-0004-20261123-0941.pdf"


def test_a_folder_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        asyncio.run(PdfSheetPrinter(tmp_path / "gone", ManualClock()).print(1, SHEET))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_cancelled_it_leaves_nothing_in_the_folder(tmp_path: Path, turns: int) -> None:
    async def story() -> None:
        printing = asyncio.ensure_future(PdfSheetPrinter(tmp_path, ManualClock()).print(7, SHEET))
        for _ in range(turns):
            await asyncio.sleep(0)
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_cancelled_while_the_files_are_written_they_go_again(tmp_path: Path) -> None:
    def the_first_is_there() -> None:
        while not any(tmp_path.iterdir()):
            pass

    async def story() -> None:
        printing = asyncio.ensure_future(PdfSheetPrinter(tmp_path, ManualClock()).print(7, SHEET))
        await asyncio.to_thread(the_first_is_there)
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_neither(tmp_path: Path) -> None:
    program = (
        "import asyncio, resource, signal, sys; from pathlib import Path\n"
        "from panel_sim.adapters.clocks import ManualClock\n"
        "from panel_sim.adapters.sheet_printer import PdfSheetPrinter\n"
        "from panel_sim.core.effects import Sheet\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "sheet = Sheet('a', 'b', 'c', 'd', (), 'e')\n"
        "try: asyncio.run(PdfSheetPrinter(Path(sys.argv[1]), ManualClock()).print(1, sheet))\n"
        "except OSError: print('OSError')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "OSError\n", done.stderr
    assert list(tmp_path.iterdir()) == []
