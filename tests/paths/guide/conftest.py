"""A judge of the shipped device, and documents from text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from panel_sim.commands.guide import make_judge
from panel_sim.options import Options
from panel_sim.paths.guide.document import Document, read_document
from panel_sim.paths.guide.judging import Finding, Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    """The shipped menus of every model and the map of Web Config."""
    return make_judge(Options())


@pytest.fixture
def document(tmp_path: Path) -> Callable[..., Document]:
    """Reads text as the document of a name."""

    def make(text: str | bytes, name: str = "guide.md") -> Document:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_document(path)

    return make


@pytest.fixture
def findings(judge: Judge, document: Callable[..., Document]) -> Callable[..., list[Finding]]:
    """What is said of the paths of a text."""

    def make(text: str | bytes, name: str = "guide.md", language: str = "") -> list[Finding]:
        return list(judge.judge(document(text, name), language))

    return make
