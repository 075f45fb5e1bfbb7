"""What is to be played: models, languages, tags and shards."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.paths.playings import Shard, playings
from panel_sim.paths.step import PathFile

MODELS = ("mfp", "mfp-small", "printer", "scanner")


def of(path_script: Any, *files: PathFile, **wishes: Any) -> list[tuple[str, str, str]]:
    found = playings(files, path_script.menus, models=MODELS, **wishes)
    return [(one.path.title, one.model, one.language) for one in found]


def test_the_file_s_own_model_and_language_else_the_defaults(path_script: Any) -> None:
    own, plain = PathFile("a", "own", (), "en", "printer"), PathFile("b", "plain", ())
    assert of(path_script, own, plain) == [("own", "printer", "en"), ("plain", "mfp", "sv")]


def test_what_is_asked_for_comes_before_what_the_file_says(path_script: Any) -> None:
    own = PathFile("a", "own", (), "en", "printer")
    assert of(path_script, own, model="scanner", language="sv") == [("own", "scanner", "sv")]


def test_all_begins_with_the_file_s_own_language(path_script: Any) -> None:
    own = PathFile("a", "own", (), "en")
    assert of(path_script, own, model="all", language="all") == [
        ("own", model, language) for model in MODELS for language in ("en", "sv")
    ]


def test_tags(path_script: Any) -> None:
    files = [PathFile("a", "a", (), tags=("x", "y")), PathFile("b", "b", (), tags=("z",)), PathFile("c", "c", ())]
    assert [title for title, _, _ in of(path_script, *files, tags=("y", "z"))] == ["a", "b"]


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_shards_are_everything_once(path_script: Any, parts: int) -> None:
    files = [PathFile(str(number), str(number), ()) for number in range(10)]
    found = [one for part in range(parts) for one in of(path_script, *files, shard=Shard(part + 1, parts))]
    assert sorted(found) == sorted(of(path_script, *files))


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2"])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(ValueError, match="such as 1/4"):
        Shard.of_text(text)
