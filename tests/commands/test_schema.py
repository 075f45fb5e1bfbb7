"""panel-sim schema: what editors get."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema


def test_the_schema_knows_this_devices_names(command: Callable[..., Any]) -> None:
    done = command("schema", "paths", home=False)
    assert done.code == 0
    schema = json.loads(done.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    assert "settings/general/network/status" in properties["start"]["enum"]
    assert "epas-anna" in properties["given"]["items"]["enum"]
    assert properties["model"]["enum"] == ["mfp", "mfp-small", "printer", "scanner"]


def test_it_is_written_where_one_says(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("schema", "paths", "--output", tmp_path / "paths.schema.json", home=False)
    assert (done.code, done.out) == (0, "")
    assert json.loads((tmp_path / "paths.schema.json").read_text("utf-8"))["title"] == "panel-sim path file"


def test_a_place_that_cannot_be_written(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("schema", "paths", "--output", tmp_path / "nowhere" / "x.json", home=False)
    assert done.code == 3
    assert "cannot be written" in done.err


def test_an_unknown_kind(command: Callable[..., Any]) -> None:
    done = command("schema", "pahts", home=False)
    assert done.code == 2
    assert "paths" in done.err
