"""Every edge of the shipped menus gone, without a screen: from the screen before it, one act each."""

from __future__ import annotations

import asyncio
import time

from benchmarks.headless_steps import pilot_keys_per_second
from benchmarks.table import Row
from panel_sim.core.menus import Menus
from panel_sim.core.rules import NAMES
from panel_sim.core.views import View
from panel_sim.loading import load
from panel_sim.paths.exploring import Act, Scene, explore
from panel_sim.shipped import shipped

GIVEN = ("epas-anna",)
GOAL = 1.0
TURNS = 3


class Noting(Scene):
    """A scene that notes how each edge was gone first: what was so before, and the act."""

    def __init__(self, menus: Menus) -> None:
        self.first: list[tuple[bytes, Act]] = []
        self.kept = b""
        super().__init__(menus, GIVEN, language="sv")

    def back_to(self, kept: bytes) -> None:
        """See Scene."""
        self.kept = kept
        super().back_to(kept)

    def do(self, act: Act) -> View:
        """See Scene."""
        known = len(self.footprints.moves)
        view = super().do(act)
        if len(self.footprints.moves) > known and self.kept:
            self.first.append((self.kept, act))
        return view


def rows() -> list[Row]:
    """The largest model: its edges one after another, and what it takes to find them all."""
    menus = load(shipped("menus"), shipped("states"), "mfp", NAMES)
    scene = Noting(menus)
    began = time.perf_counter()
    explore(scene)
    exploring = time.perf_counter() - began
    ways, edges = list(scene.first), len(scene.footprints.moves)
    fastest = min(_gone(scene, ways) for _ in range(TURNS))
    pilot = edges / asyncio.run(pilot_keys_per_second())
    return [
        Row(f"every edge of mfp gone, headless ({edges:,})", fastest, "s", GOAL, "Textual Pilot, a key each", pilot),
        Row("finding all that mfp can reach, one beginning", exploring, "s", None),
    ]


def _gone(scene: Scene, ways: list[tuple[bytes, Act]]) -> float:
    began = time.perf_counter()
    for kept, act in ways:
        scene.back_to(kept)
        scene.do(act)
    return time.perf_counter() - began
