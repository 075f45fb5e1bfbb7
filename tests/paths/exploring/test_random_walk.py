"""Random walks: the same for a seed; what they find is shortened, and still shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from panel_sim.core.menus import Menus, Move, RowSpec, ScreenSpec
from panel_sim.paths.exploring import Scene
from panel_sim.paths.exploring.invariants import Invariant
from panel_sim.paths.exploring.random_walk import random_walk, shrink

Small = Callable[..., Menus]
RULE = Invariant("never-deep", "", on=("deep",), never_shows=("Deep",))
LEAVES = tuple(ScreenSpec(f"leaf-{letter}", parent="menu") for letter in "abcdef")
CAVE = ScreenSpec("cave", parent="menu", rows=(RowSpec("cave/deep", opens="deep"),))
DEEP = ScreenSpec("deep", parent="cave")


@pytest.fixture
def make(small_device: Small) -> Callable[[], Scene]:
    menus = small_device(*LEAVES, CAVE, DEEP)
    return lambda: Scene(menus, ("factory",), language="sv")


def test_a_seed_walks_the_same_way_each_time(make: Callable[[], Scene]) -> None:
    ways = [random_walk(make, seed, 40, ()) for seed in (1, 1, 2)]
    assert ways[0] == ways[1]
    assert ways[0] != ways[2]
    assert ways[0][0] is None
    assert len(ways[0][1]) == 40


def test_only_what_a_path_file_can_say_is_done(make: Callable[[], Scene]) -> None:
    _, way = random_walk(make, 3, 200, ())
    assert all(act.playable for act in way)


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_is_found_is_shortened_and_still_shows(seed: int, make: Callable[[], Scene]) -> None:
    finding, way = random_walk(make, seed, 400, [RULE])
    assert finding is not None
    assert (finding.kind, finding.what, finding.screen) == ("invariant", "never-deep", "deep")
    assert finding.way == way
    short = shrink(make, way, finding, [RULE])
    assert [act.words for act in short] == ["tap: Menu", "tap: Cave", "tap: Deep"]
    scene = make()
    for act in short:
        scene.do(act)
    assert RULE.broken(scene)


def test_a_step_that_raises_is_found_and_shortened(small_device: Small) -> None:
    on = {"leaf-a": {"pressed.start": (Move(do=("no_such_effect",), to="home"),)}}
    menus = small_device(*LEAVES, on=on)

    def make() -> Scene:
        return Scene(menus, ("factory",), language="sv")

    finding, way = random_walk(make, 4, 2000, ())
    assert finding is not None
    assert finding.kind == "error"
    short = shrink(make, way, finding, ())
    assert [act.words for act in short] == ["tap: Menu", "tap: Leaf-a", "press: start"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_shipped_printer_stands_random_walks(seed: int, printer: Menus) -> None:
    finding, way = random_walk(lambda: Scene(printer, ("epas-anna", "locked"), language="sv"), seed, 150, ())
    assert finding is None, str(finding)
    assert len({act.words for act in way}) > 10
