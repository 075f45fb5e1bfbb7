"""The text of a PDF as blocks, page by page."""

from __future__ import annotations

import re
import unicodedata

from panel_sim.paths.guide.blocks import HYPHEN, Block, without_ours
from panel_sim.paths.guide.writing import read_writing

_SPLIT = re.compile(r"(?<=\w)[\x02\ufffe\xad](?:\r?\n)?(?=\w)")
"""PDFium's sign for a hyphen at the end of a line; the line goes on behind it."""


class NotReadable(Exception):
    """A document cannot be read; the sentence says why and what to do."""


def read_pdf(data: bytes) -> list[Block]:
    """The blocks of every page; raises NotReadable for one that is damaged, locked, or has no text at all."""
    # PDFium takes long to load, and most documents are none.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotReadable("is locked with a password; save a copy without one") from None
        raise NotReadable("begins like a PDF but is damaged; save it anew") from None
    blocks: list[Block] = []
    damaged = 0
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                try:
                    text = page.get_textpage()
                    try:
                        written = text.get_text_bounded()
                    finally:
                        text.close()
                finally:
                    page.close()
            except pypdfium2.PdfiumError:
                damaged += 1
                continue
            whole = _SPLIT.sub(HYPHEN, without_ours(unicodedata.normalize("NFC", written)))
            blocks += read_writing(whole.splitlines(), markdown=False, page=number + 1)
    finally:
        document.close()
    if not blocks:
        if damaged:
            raise NotReadable("begins like a PDF but its pages are damaged; save it anew")
        raise NotReadable("is a PDF without text (pictures of pages?); run text recognition on it first")
    return blocks
