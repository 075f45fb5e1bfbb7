"""panel-sim show: one screen as text, JSON, SVG."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_text(command: Command) -> None:
    done = command("show", "settings/general/network/status")
    assert done.code == 0
    assert "Nätverksstatus" in done.out
    assert "⟨" not in done.out


def test_json_is_data_alone(command: Command) -> None:
    done = command("show", "home", "--format", "json", "--model", "mfp-small", "--language", "en")
    shown = json.loads(done.out)
    assert (done.code, shown["screen"], shown["language"]) == (0, "home", "en")


def test_svg_names_nothing_from_elsewhere(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "glass.svg"
    done = command("show", "settings", "--format", "svg", "--output", file)
    assert (done.code, done.out) == (0, "")
    text = file.read_text("utf-8")
    ET.fromstring(text)
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_every_screen_of_a_small_model(command: Command) -> None:
    for screen in (
        "help",
        "off",
        "asleep",
        "email",
        "email/sending",
        "jobs/job",
        "status-sheet/no-paper",
        "administrator",
    ):
        assert command("show", screen, "--model", "mfp-small").code == 0, screen


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "settings/generel"], 1, "Did you mean settings/general?"),
        (["show", "status-sheet", "--model", "scanner"], 1, "on the model scanner"),
        (["show", "home", "--model", "mfb"], 2, "Did you mean mfp?"),
        (["show", "home", "--language", "fi"], 2, "There is no language fi"),
        (["show", "home", "--given", "shoroom"], 2, "Did you mean showroom?"),
        (["show", "home", "--given", "epas,nonsense"], 2, "nonsense"),
        (["show", "home", "--menus", "/no/such/folder"], 2, "/no/such/folder"),
        (["show", "home", "--format", "gif"], 2, "gif"),
        (["show"], 2, "SCREEN"),
        (["show", "home", "--output", "/no/such/folder/x"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    command: Command, arguments: list[str], code: int, said: str
) -> None:
    done = command(*arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_problems_in_the_files_are_all_told_at_once(command: Command, tmp_path: Path) -> None:
    menus = tmp_path / "menus"
    (menus / "models").mkdir(parents=True)
    (menus / "models" / "mfp.yaml").write_text("format: 1\nmodel: mfp\nprodukt: X\n", "utf-8")
    (menus / "home.yaml").write_text("format: 1\nscreens:\n  home: {kind: hem}\n", "utf-8")
    done = command("show", "home", "--menus", menus)
    assert (done.code, done.out) == (2, "")
    assert "home.yaml:3" in done.err
    assert "mfp.yaml:3" in done.err
