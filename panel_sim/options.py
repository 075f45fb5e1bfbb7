"""What the command line asks of every command: where state lives, which device, which directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The common options. None and "" mean that nothing was asked."""

    home: Path | None = None
    menus: Path | None = None
    states: Path | None = None
    model: str = ""
    language: str = ""
    profile: str = "practice"
    given: tuple[str, ...] = ()
    screen: str = ""
    port_base: int | None = None
    log_file: Path | None = None
    config: Path | None = None
    tenant: Path | None = None


class Refused(Exception):
    """A command cannot do what was asked: one sentence, and the exit code that goes with it (2 usage, 3
    environment)."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code
