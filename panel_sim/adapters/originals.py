"""The sample originals that lie ready to be scanned, as assets/originals lists them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from panel_sim.shipped import shipped


@dataclass(frozen=True, slots=True)
class Original:
    """A document on paper: its id, the PDF it is drawn in, its pages, and whether they are printed on both sides."""

    id: str
    path: Path
    pages: int
    two_sided: bool


def originals(folder: Path | None = None) -> tuple[Original, ...]:
    """The originals of `folder` (default: those that come with the program), in the order of its originals.json.

    Raises OSError or ValueError when the list cannot be read.
    """
    place = folder or shipped("assets") / "originals"
    listed = json.loads((place / "originals.json").read_text("utf-8"))
    try:
        return tuple(
            Original(str(entry["id"]), place / Path(entry["file"]).name, int(entry["pages"]), bool(entry["two_sided"]))
            for entry in listed
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{place / 'originals.json'} is not a list of originals ({error!r}).") from error
