"""What came of playing a path: each step's result, the failure, the legs of its jobs."""

from __future__ import annotations

from dataclasses import dataclass, field

from panel_sim.core.jobs import Job
from panel_sim.core.record import record
from panel_sim.core.views import View
from panel_sim.paths.step import PathFile, Step

PASSED, FAILED, SKIPPED, BROKEN = "passed", "failed", "skipped", "broken"
"""BROKEN: the run was interrupted, or the environment (ports, disk) failed; FAILED: an expectation did not hold."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step failed. Its text never holds a secret."""

    wanted: str
    """What was wanted, as one sentence."""
    found: str
    """What was there instead, as one sentence; names the nearest where a label is unknown."""
    glass: str
    """The glass at that moment, as plain lines."""
    resume: str = ""
    """How to go on there: the command with --from-step."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, effect, fault or winding of the clock during a step: `kind`, name, and redacted facts."""

    kind: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    at: float = 0.0
    """Practice seconds since the start."""


@record
class StepResult:
    """A step and what came of it. `before` and `after` are the Views around it, None where nobody asked for a trace."""

    step: Step
    state: str
    seconds: float
    """Practice time that the step took."""
    cost: float = 0.0
    """Seconds of computing time."""
    failure: Failure | None = None
    before: View | None = None
    after: View | None = None
    glass_before: str = ""
    glass_after: str = ""
    happenings: tuple[Happening, ...] = ()
    shot: str = ""
    """The picture (SVG) that a `shot` step kept."""
    depth: int = 0
    """How many `run` steps deep this one stands."""


@dataclass(frozen=True, slots=True)
class PathResult:
    """One playing of one file on one model in one language, in one way."""

    path: PathFile
    model: str
    language: str
    way: str
    state: str
    steps: tuple[StepResult, ...] = ()
    reason: str = ""
    """Why it was skipped or broken off."""
    jobs: tuple[Job, ...] = ()
    cost: float = 0.0
    """Seconds of computing time over all, the stage's making included."""
    screens: frozenset[str] = field(default_factory=frozenset)
    moves: frozenset[tuple[str, str, int]] = field(default_factory=frozenset)
    """Edges that were gone: screen, trigger, and which of its moves."""
    asked: frozenset[tuple[str, bool]] = field(default_factory=frozenset)
    """Guards that were asked, and what they answered."""

    @property
    def failed(self) -> StepResult | None:
        """The step that failed; None when none did."""
        return next((one for one in self.steps if one.state in (FAILED, BROKEN)), None)

    @property
    def id(self) -> str:
        """What names this playing in reports: file, model, language, way."""
        return f"{self.path.file}[{self.model}-{self.language}-{self.way}]"
