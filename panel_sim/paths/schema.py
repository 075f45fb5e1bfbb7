"""The JSON Schema of path files, for editors: made from the same table of verbs that reads them."""

from __future__ import annotations

from typing import Any

from panel_sim.paths import durations
from panel_sim.paths.names import Names
from panel_sim.paths.verbs import VERBS


def path_schema(names: Names) -> dict[str, Any]:
    """A schema (JSON Schema draft 2020-12) that knows the names of this device."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "panel-sim path file",
        "type": "object",
        "additionalProperties": False,
        "required": ["steps"],
        "properties": {
            "format": {"const": 1},
            "title": {"type": "string", "description": "What the path shows, in a few words."},
            "language": _one_of(names.languages, "Language of the labels in this file; the device's when left out."),
            "model": _one_of(names.models, "Model of the device; the default model when left out."),
            "start": _one_of(names.screens, "Screen id to start on; Home when left out."),
            "given": _many(names.fixtures, "Fixtures, applied from left to right; [showroom] when left out."),
            "tags": _many((), "Words to choose files by, as in run --tag."),
            "note": {"type": "string", "description": "For whoever reads the file."},
            "needs": _many(names.capabilities, "Capabilities without which the file is skipped."),
            "steps": {"type": "array", "minItems": 1, "items": {"anyOf": [_step(verb, names) for verb in VERBS]}},
        },
    }


def _step(verb: str, names: Names) -> dict[str, Any]:
    known = VERBS[verb]
    return {
        "type": "object",
        "description": known.about,
        "required": [verb],
        "additionalProperties": False,
        "properties": {
            verb: {**known.schema(names), "description": known.about},
            "within": {
                "type": ["string", "number"],
                "pattern": durations.PATTERN,
                "description": "Practice time that the step may take; 30 s when left out.",
            },
            "note": {"type": "string", "description": "Why the step is there."},
        },
    }


def _one_of(known: Any, about: str) -> dict[str, Any]:
    return {"type": "string", "description": about} | ({"enum": sorted(known)} if known else {})


def _many(known: Any, about: str) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "string"} | ({"enum": sorted(known)} if known else {})
    return {"type": "array", "items": items, "description": about}
