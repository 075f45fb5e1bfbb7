"""A way as a path file: read by the reader of path files, and played."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from panel_sim.core.menus import Menus
from panel_sim.options import Options
from panel_sim.paths import step as st
from panel_sim.paths.exploring import Act, Scene, explore
from panel_sim.paths.exploring.as_path import as_path, quoted, write_path
from panel_sim.paths.exploring.plan import Start
from panel_sim.paths.exploring.scene import ICONS, SECRETS
from panel_sim.paths.files import read_path_files
from panel_sim.paths.outcome import PathResult
from panel_sim.paths.playings import Playing, play_one
from panel_sim.paths.translating import Translations
from panel_sim.running.path_names import path_names
from panel_sim.stages.headless import Headless


def read(text: str, tmp_path: Path) -> st.PathFile:
    write_path(text, tmp_path / "deep" / "found.path.yaml")
    (path,) = read_path_files([tmp_path / "deep"], path_names(Options()))
    return path


def play(path: st.PathFile, menus: Menus) -> PathResult:
    make = Headless(lambda model: menus)

    async def whole() -> PathResult:
        playing = Playing(path, path.model, path.language, path.language)
        return await play_one(playing, make, Translations(make, lambda model: menus, ()), way="headless")

    return asyncio.run(whole())


def test_the_ways_to_screens_can_be_played(printer: Menus, tmp_path: Path) -> None:
    start = Start(("epas-anna", "locked"), ("media-empty",), {"network.dns_setting": "manual"})
    scene = Scene(printer, start.given, language="sv", values=start.values, conditions=start.conditions)
    ways = explore(scene, most=400).ways
    wanted = ["settings/general/network/advanced/tcp-ip/dns-primary", "settings/general/basic/language", "supplies"]
    for screen in wanted:
        text = as_path(ways[screen], title=f"To {screen}", model="printer", language="sv", start=start, on=screen)
        result = play(read(text, tmp_path), printer)
        assert result.state == "passed", (text, result.failed)


def test_logging_in_at_the_bar_is_a_log_in_step(printer: Menus, tmp_path: Path) -> None:
    confirm = "administrator/ok"
    typed = SECRETS["administrator"]
    way = (
        Act((), ICONS["lock"], False),
        Act((), f"type: {typed}\ntap: Logga in", row=confirm, typed=typed),
        Act((), "tap: Inst.", row="home/settings"),
    )
    text = as_path(way, title="In", model="printer", language="sv", start=Start(("factory", "locked")), on="settings")
    assert "- log_in: {administrator: true}\n" in text
    assert typed not in text
    result = play(read(text, tmp_path), printer)
    assert result.state == "passed", (text, result.failed)


@pytest.mark.parametrize(
    ("act", "lines"),
    [
        (Act((), "the sheet is printed", False, answers=True), ["  # The world answers: the sheet is printed."]),
        (Act((), ICONS["jobs"], False), [f"  # No step says this: {ICONS['jobs']}."]),
        (Act((), "type: \ntap: OK", typed="", row="x"), ['  - tap: "OK"']),
        (Act((), f"type: {SECRETS['pin']}\ntap: OK", typed="x", row="x"), ['  - type: "1111"', '  - tap: "OK"']),
        (Act((), "log_out: "), ["  - log_out:"]),
        (Act((), "sign_in: {as: a@b.example}"), ["  - sign_in: {as: a@b.example}"]),
    ],
)
def test_each_act(act: Act, lines: list[str]) -> None:
    text = as_path((act,), title="A", model="mfp", language="sv", start=Start())
    assert text.split("steps:\n")[1].splitlines()[: len(lines)] == lines


def test_a_way_of_comments_only_is_a_file_all_the_same(tmp_path: Path) -> None:
    act: Any = Act((), "the world turns", False)
    path = read(as_path((act,), title="A", model="mfp", language="", start=Start(screen="settings")), tmp_path)
    assert [one.verb for one in path.steps] == ["press"]
    assert path.start == "settings"


@pytest.mark.parametrize("text", ['a "b" \\ c', "rad\nrad\tslut", "\x00\x1b", "🖨 å: [x] # y", "{a: b}"])
def test_any_text_is_quoted(text: str, tmp_path: Path) -> None:
    act = Act((), f"tap: {text}".replace("\n", " "), row="x")
    path = read(as_path((act,), title=text, model="mfp", language="sv", start=Start()), tmp_path)
    assert path.title == text
    assert quoted(text).count("\n") == 0
