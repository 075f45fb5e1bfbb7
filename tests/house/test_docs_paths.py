"""The path files and rules that the documentation shows: they are read, and played."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel_sim.core.rules import NAMES
from panel_sim.loading import load
from panel_sim.options import Options
from panel_sim.paths.exploring.invariants import read_invariants
from panel_sim.paths.files import read_path_files
from panel_sim.paths.names import HARD_KEYS
from panel_sim.paths.verbs import VERBS
from panel_sim.running.path_names import path_names
from panel_sim.shipped import shipped

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFERENCE = ROOT / "docs" / "reference" / "path-files.md"


def blocks(word: str) -> Iterator[tuple[str, str]]:
    """The YAML blocks of all pages in which a line begins with the word, by page and number."""
    for page in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        for number, text in enumerate(FENCE.findall(page.read_text("utf-8")), 1):
            if re.search(rf"^{word}:", text, re.MULTILINE):
                yield f"{page.stem}-{number}", text


PATHS, RULES = dict(blocks("steps")), dict(blocks("invariants"))


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_every_path_file_that_is_shown_plays(name: str, tmp_path: Path) -> None:
    import asyncio

    from panel_sim.paths.playings import play_one, playings
    from panel_sim.paths.reports.sentences import failure_text
    from panel_sim.paths.translating import Translations
    from panel_sim.running.tenancy import close_all
    from panel_sim.stages.headless import Headless

    file = tmp_path / f"{name}.path.yaml"
    file.write_text(PATHS[name], "utf-8")
    menus = {"mfp": load(shipped("menus"), shipped("states"), "mfp", NAMES)}
    make = Headless(menus.__getitem__)
    (playing,) = playings(read_path_files([file], path_names(Options())), menus.__getitem__, models=list(menus))

    async def whole() -> str:
        result = await play_one(playing, make, Translations(make, menus.__getitem__, ()), way=make.way)
        return "" if result.state == "passed" else failure_text(result)

    try:
        assert asyncio.run(whole()) == ""
    finally:
        close_all()


@pytest.mark.parametrize("name", RULES)
def test_every_rule_that_is_shown_is_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES[name], "utf-8")
    assert read_invariants(tmp_path / "rules.yaml")


def test_there_are_some() -> None:
    assert len(PATHS) >= 6
    assert RULES


def test_the_reference_has_every_verb_key_and_fault() -> None:
    page = REFERENCE.read_text("utf-8")
    names = path_names(Options())
    wanted = {*VERBS, *HARD_KEYS, *names.faults, *names.models, "within", "note", "needs"}
    assert {name for name in wanted if f"`{name}`" not in page} == set()
