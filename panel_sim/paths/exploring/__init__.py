"""Exploring: every reachable screen and edge by shortest ways, random walks, and what must hold on each of them."""

from panel_sim.paths.exploring.findings import Finding
from panel_sim.paths.exploring.scene import Act, Scene
from panel_sim.paths.exploring.walk import Exploration, conclude, explore

__all__ = ["Act", "Exploration", "Finding", "Scene", "conclude", "explore"]
