"""Documents from files: what can be read is, and what cannot says why in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF

from panel_sim.paths.guide.blocks import readable
from panel_sim.paths.guide.document import LARGEST, SPOKEN, Document, language_of, read_document
from panel_sim.paths.guide.hypertext import read_hypertext, tamed
from panel_sim.paths.guide.judging import Finding
from panel_sim.paths.guide.pdf import NotReadable
from panel_sim.shipped import shipped

Make = Callable[..., Document]
Findings = Callable[..., list[Finding]]
TEXT = "Välj Inst. > Allmänna inställningar."


def pdf(*pages: str, width: int = 60, password: str = "") -> bytes:
    document = FPDF()
    document.add_font("DejaVu", "", shipped("assets") / "sheet" / "DejaVuSansCondensed.ttf")
    document.set_font("DejaVu", size=12)
    for page in pages:
        document.add_page()
        document.multi_cell(width, 7, page)
    if password:
        document.set_encryption("owner", password)
    return bytes(document.output())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings(findings: Findings, codec: str) -> None:
    assert [one.text for one in findings(TEXT.encode(codec), "guide.txt")] == ["Inst. > Allmänna inställningar"]


def test_a_page_says_its_own_encoding(findings: Findings) -> None:
    page = f'<html><meta charset="iso-8859-1"><p>{TEXT}'.encode("iso-8859-1")
    assert len(findings(page, "guide.html")) == 1


def test_a_pdf_whose_lines_break_paths(findings: Findings) -> None:
    whole = (
        "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus > Kabel-LAN/Wi-Fi-status visar den."
    )
    found = findings(pdf(whole, "Välj Inst. → Allmänna inställningar → Grund-\ninställningar.", width=50), "guide.pdf")
    assert [(one.page, one.holds) for one in found] == [(1, True), (2, True)]


def test_hypertext(findings: Findings) -> None:
    found = findings(
        "<!DOCTYPE html><title>Inst. &gt; Nej</title><style>a > b</style><script>Inst. > Nej</script>\n"
        "<p>V&auml;lj <b>Inst.</b> &gt;\n<b>Allm&auml;nna inst&auml;llningar</b> nu.\n"
        '<li>Skanna <img src=x alt="&gt;"> <span>E-post</span><li>Inst.<br>&rarr; Underhåll<p>Inst.</p><p>&gt; Nej</p>',
        "guide.html",
    )
    assert [(one.text, one.line) for one in found] == [
        ("Inst. > Allmänna inställningar", 2), ("Skanna > E-post", 4), ("Inst. → Underhåll", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "garbage", ["<", "<a ", '<a b="', "<!--", "<![CDATA[", "<!x ", "<?x ", "</a ", "&#x", "<script>", "<a b='>"]
)
def test_garbage_in_hypertext_is_text_and_text_behind_it_is_read(garbage: str) -> None:
    text = garbage * 3000
    assert tamed(text).count("\n") == text.count("\n")
    read_hypertext(text)
    whole = " ".join(readable(block.text) for block in read_hypertext(f"{'<a <!-- <![CDATA[ ' * 500}<p>Slutet</p>"))
    assert whole.endswith("Slutet")


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.7\nnonsense", "a.pdf", "damaged"),
        (b"no pdf", "a.pdf", "named as a PDF"),
        (bytes(range(256)) * 40, "a.txt", "is not text"),
        (b"\x7fELF\x02\x01\x01\x00", "a", "is not text"),
        (b"PK\x03\x04rest", "a.docx", "office document"),
    ],
)
def test_what_cannot_be_read(document: Make, data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(NotReadable, match=sentence):
        document(data, name)


def test_pdfs_that_cannot_be_read(document: Make) -> None:
    with pytest.raises(NotReadable, match="locked with a password"):
        document(pdf("Inst.", password="hemligt"), "a.pdf")
    with pytest.raises(NotReadable, match="without text"):
        document(pdf(""), "b.pdf")


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(NotReadable, match="is not there"):
        read_document(tmp_path / "nope")
    with pytest.raises(NotReadable, match="regular file"):
        read_document(Path("/dev/null"))
    with pytest.raises(NotReadable, match="name"):
        read_document(Path("a\0b"))
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(NotReadable, match="larger"):
        read_document(large)


def test_the_language_of_a_text() -> None:
    assert language_of("Välj den och tryck på OK för att se det") == "sv"
    assert language_of("Select it and press OK to see what is there") == "en"
    assert language_of("12345 Epson") == ""
    assert not SPOKEN["sv"] & SPOKEN["en"]
