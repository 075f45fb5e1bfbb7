"""The JSON Schema says yes to what the reader reads, and no to what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from panel_sim.loading import yaml_nodes
from panel_sim.loading.problems import Problems
from panel_sim.paths.names import Names
from panel_sim.paths.schema import path_schema
from panel_sim.paths.verbs import VERBS

NAMES = Names(screens=("home",), fixtures=("showroom",), faults=("smtp-down",), values=("a.b",), users=("anna",))


@pytest.fixture
def validator() -> Any:
    schema = path_schema(NAMES)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


GOOD = """
title: T
given: [showroom]
steps:
  - go: A > B
  - see: {Metod: OAuth2}
    within: 5 m
  - log_in: {administrator: true}
  - log_out:
  - advance: 90 d
  - set: {a.b: 3}
  - fault: smtp-down
  - fault: {leg: auth}
  - job: {state: completed, code: 361}
  - mail: {to: x@y, attachment: pdf, count: 2}
  - sign_in: {as: x@y, outcome: accept, consent: organization}
"""


def test_a_good_file_is_valid(validator: Any) -> None:
    assert list(validator.iter_errors(yaml.safe_load(GOOD))) == []


@pytest.mark.parametrize(
    "text",
    [
        "steps: []",
        "title: T",
        "steps: [{tapp: A}]",
        "steps: [{tap: A, press: home}]",
        "steps: [{press: hom}]",
        "steps: [{advance: soon}]",
        "steps: [{log_in: {user: nobody}}]",
        "steps: [{job: {stat: completed}}]",
        "steps: [{fault: smtp-dwn}]",
        "steps: [{set: {a.c: 1}}]",
        "given: [epas]\nsteps: [{tap: A}]",
        "tittle: T\nsteps: [{tap: A}]",
    ],
)
def test_what_the_reader_refuses_is_not_valid(validator: Any, text: str) -> None:
    assert list(validator.iter_errors(yaml.safe_load(text)))


def test_every_verb_is_told_of(validator: Any) -> None:
    steps = validator.schema["properties"]["steps"]["items"]["anyOf"]
    assert {one["required"][0] for one in steps} == set(VERBS)
    assert all(one["description"] for one in steps)


def plain(node: Any) -> Any:
    """What an editor makes of a file: YAML 1.2, where `on` is a word."""
    if isinstance(node, yaml_nodes.Mapping):
        return {key: plain(item) for key, item in node.items.items()}
    if isinstance(node, yaml_nodes.Sequence):
        return [plain(item) for item in node.items]
    return node.value


def test_shipped_path_files_are_valid() -> None:
    full = jsonschema.Draft202012Validator(path_schema(Names()))
    files = sorted(Path(__file__).parent.rglob("*.path.yaml"))
    assert files
    for path in files:
        read = yaml_nodes.read_yaml(path.read_bytes(), path.name, Problems())
        assert list(full.iter_errors(plain(read))) == [], path.name
