"""panel-sim guide: documents in, a line a path out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
DATA = Path(__file__).parents[1] / "data" / "guide"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.md"
    path.write_text("Så gör man det:\n\nVälj Inst. > Nätverksstatus för att se den.\n", encoding="utf-8")
    return path


def test_what_holds_is_listed_by_document(command: Command) -> None:
    done = command("guide", DATA / "mentions.sv.md", DATA / "mentions.en.md")
    assert (done.code, done.err) == (0, "")
    assert done.out.index("mentions.sv.md") < done.out.index("mentions.en.md")
    assert "✓ " in done.out
    assert "Jobbstatus > Jobbstatus" in done.out
    assert done.out.endswith("14 menu paths in 2 documents: 14 hold.\n")


def test_what_does_not_hold_comes_with_its_line_and_what_to_write(command: Command, wrong: Path) -> None:
    done = command("guide", wrong)
    assert done.code == 1
    assert "✗ 3  panel   sv  Inst. > Nätverksstatus" in done.out
    assert '"Allmänna inställningar" > "Nätverksinställningar" are missing' in done.out
    assert "Write: Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus" in done.out
    assert "1 menu path in 1 document: 0 hold, 1 does not." in done.out


def test_json_lines(command: Command, wrong: Path) -> None:
    done = command("guide", "--json", wrong)
    assert done.code == 1
    (line,) = done.out.splitlines()
    assert json.loads(line) == {
        "file": str(wrong),
        "line": 3,
        "page": None,
        "text": "Inst. > Nätverksstatus",
        "kind": "panel",
        "language": "sv",
        "holds": False,
        "message": 'Between "Inst." and "Nätverksstatus" the levels "Allmänna inställningar" > "Nätverksinställningar"'
        " are missing.",
        "proposal": "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus",
        "models": ["mfp", "mfp-small", "printer", "scanner"],
    }


def test_an_unreadable_file_is_told_and_the_others_are_read(command: Command, wrong: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-nothing")
    done = command("guide", tmp_path / "bad.pdf", tmp_path, tmp_path / "nope", wrong)
    assert done.code == 2
    assert "bad.pdf begins like a PDF but is damaged; save it anew.\n" in done.err
    assert done.err.count("\n") == 3
    assert "1 does not" in done.out


def test_a_document_without_paths(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = command("guide", tmp_path / "empty.txt")
    assert (done.code, done.err) == (0, "")
    assert "(no menu paths)" in done.out


def test_usage(command: Command, wrong: Path) -> None:
    assert command("guide").code == 2
    assert command("guide", "--language", "xx", wrong).code == 2
    assert command("guide", "--model", "mpf", wrong).code == 2


def test_another_model_and_language(command: Command) -> None:
    assert command("guide", "--model", "scanner", DATA / "mentions.sv.md").code == 1
    assert command("guide", "--language", "en", DATA / "mentions.en.md").code == 0


def test_a_terminal_without_the_signs_gets_letters(
    command: Command, wrong: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "out").open("w", encoding="latin-1") as narrow:
        monkeypatch.setattr("sys.stdout", narrow)
        assert command("guide", wrong).code == 1
    text = (tmp_path / "out").read_text(encoding="latin-1")
    assert "NO " in text
    assert "Nätverksstatus" in text
