"""panel-sim sheet: the network status sheet as text and as PDF."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2

Command = Callable[..., Any]


def read_pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_text(command: Command) -> None:
    done = command("sheet", "--given", "epas")
    assert done.code == 0
    for words in (
        "Ark för nätverksstatus",
        "OAuth2",
        "smtp-mail.outlook.com",
        "587",
        "192.0.2.10",
        "skrivare@ovning.example",
    ):
        assert words in done.out
    assert "⟨" not in done.out


def test_in_english(command: Command) -> None:
    assert "Network Status Sheet" in command("--language", "en", "sheet").out


def test_pdf_to_a_file(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    done = command("sheet", "--format", "pdf", "--output", file)
    assert (done.code, done.out) == (0, "")
    assert "smtp-mail.outlook.com" in read_pdf(file)


def test_pdf_to_a_pipe_and_not_to_a_terminal(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "panel_sim", "--home", str(tmp_path / "home"), "sheet", "--format", "pdf"]
    piped = subprocess.run(arguments, capture_output=True, check=True, timeout=60)
    assert piped.stdout.startswith(b"%PDF")
    ours, theirs = pty.openpty()
    try:
        refused = subprocess.run(arguments, stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    finally:
        os.close(theirs)
        os.close(ours)
    assert refused.returncode == 2
    assert "--output" in refused.stderr


def test_a_model_that_prints_nothing_has_one_all_the_same(command: Command) -> None:
    done = command("sheet", "--model", "scanner")
    assert "DS-790" in done.out
