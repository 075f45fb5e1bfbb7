"""Coverage: which screens, edges and guard outcomes of a model were met by a run, or by many."""

from panel_sim.paths.coverage.counted import Counted, Coverage, CoverageProblem, read_coverage
from panel_sim.paths.coverage.map import Edge, MenuMap, menu_map

__all__ = ["Counted", "Coverage", "CoverageProblem", "Edge", "MenuMap", "menu_map", "read_coverage"]
