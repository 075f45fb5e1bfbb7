"""What exploring found wrong: what, where, and the shortest way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from panel_sim.paths.exploring.plan import Start
from panel_sim.paths.exploring.scene import Act

KINDS = {
    "dead-end": "nothing on it leads on",
    "no-way-home": "no way leads Home from it",
    "idle-row": "touching it does nothing",
    "missing-word": "a word is missing",
    "cut-label": "a label does not fit",
    "one-sided-guard": "a guard that never answers otherwise",
    "unreached-screen": "no way leads to it",
    "unwalked-edge": "it was never gone",
    "invariant": "an invariant does not hold",
    "error": "the panel itself failed",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `way` is how to get there from the start, `what` the label, word or edge meant."""

    kind: str
    model: str
    language: str
    screen: str
    sentence: str
    what: str = ""
    way: tuple[Act, ...] = ()
    start: Start | None = None
    """The beginning that the way goes from; None where nobody said."""

    def __str__(self) -> str:
        """Give `mfp sv settings/general: dead-end: ...` and the way."""
        where = f"{self.model} {self.language} {self.screen}".rstrip()
        return f"{where}: {self.kind}: {self.sentence}"

    def as_data(self) -> dict[str, Any]:
        """For JSON lines."""
        return {
            "kind": self.kind,
            "model": self.model,
            "language": self.language,
            "screen": self.screen,
            "sentence": self.sentence,
            "what": self.what,
            "start": str(self.start) if self.start is not None else "",
            "way": [act.words for act in self.way],
        }
