"""panel-sim schema: the JSON Schema of a kind of file, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from panel_sim.options import Options, Refused
from panel_sim.paths.schema import path_schema
from panel_sim.running.path_names import path_names

KINDS = ("paths",)


def run(options: Options, kind: str, *, output: Path | None) -> int:
    """Print the schema of `kind`, or write it to `output`; the names in it are those of the device's files."""
    assert kind in KINDS
    text = json.dumps(path_schema(path_names(options)), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return 0
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(f"{output} cannot be written: {error.strerror}.", 3) from None
    return 0
