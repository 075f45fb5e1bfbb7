"""Snapshots of the glass: how they come to be, what is told when they differ, what they leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from panel_sim.pytesting.snapshots import Snapshots, shown

if TYPE_CHECKING:
    from panel_sim.pytesting.panel import Panel

TEST = """
import pytest


class TestGlass:
    def test_home(self, panel):
        panel.matches_snapshot()
        panel.tap("Inst.")
        panel.matches_snapshot()
        panel.matches_snapshot("named")


@pytest.mark.parametrize("label", ["Inst.", "Språk"])
def test_rows(panel, label):
    panel.tap(label)
    panel.matches_snapshot(form="svg")
"""


def test_from_nothing_to_green(made: Callable[..., Any]) -> None:
    project = made({"tests/test_glass.py": TEST})
    missing = project.pytest("-q")
    assert missing.code == 1
    assert "There is no snapshot" in missing.out
    assert "--panel-update-snapshots writes it" in missing.out
    assert not (project.folder / "tests/__snapshots__").exists()
    assert project.pytest("-n", "2", "--panel-update-snapshots").code == 0
    folder = project.folder / "tests/__snapshots__/test_glass"
    names = sorted(path.name for path in folder.iterdir())
    assert names[:3] == ["TestGlass.test_home-2.txt", "TestGlass.test_home.named.txt", "TestGlass.test_home.txt"]
    assert [name for name in names if name.endswith(".svg")] == sorted(names[3:])
    assert len(names) == 5
    assert project.pytest("-n", "2").code == 0

    first = folder / "TestGlass.test_home.txt"
    first.write_text(first.read_text("utf-8").replace("Inst.", "Inställningar"), "utf-8")
    differs = project.pytest("-q")
    assert differs.code == 1
    assert re.search(r"^E +-  +Skanna +Till Min e-post +Jobbstatus +Inställningar$", differs.out, re.MULTILINE)
    assert re.search(r"^E +\+  +Skanna +Till Min e-post +Jobbstatus +Inst\.$", differs.out, re.MULTILINE)
    assert project.pytest("--panel-update-snapshots").code == 0
    assert project.pytest("-q").code == 0


def test_text_is_free_of_styling_and_loose_ends(panel: Panel) -> None:
    text = shown(panel.view, "text")
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.panel(start="sign-in")
def test_codes_and_ports_are_masked(panel: Panel) -> None:
    panel.tap(next(button.label for button in panel.view.buttons() if button.id.endswith("code")))
    panel.on("sign-in/code")
    body: Any = panel.view.body
    text = shown(panel.view, "text")
    assert body.user_code not in text
    assert "ABC" in text
    assert "localhost:0" in text
    moved = replace(panel.view, body=replace(body, verification_uri="http://localhost:54321/devicelogin"))
    assert shown(moved, "text") == text


def test_an_unknown_form(panel: Panel, tmp_path: Any) -> None:
    with pytest.raises(ValueError, match="text or svg"):
        Snapshots(tmp_path, "test", update=False).match(panel.view, "", "png")


def test_names_that_files_cannot_hold_stay_apart(panel: Panel, tmp_path: Any) -> None:
    for name in ("test[a/b]", "test[a:b]", "test[" + "x" * 300 + "]"):
        Snapshots(tmp_path, name, update=True).match(panel.view, "", "text")
    assert len(list(tmp_path.iterdir())) == 3
