"""Coverage: counted against the shipped machine, added up over runs, told in three ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panel_sim.core.menus import Menus
from panel_sim.core.rules import NAMES
from panel_sim.loading import load
from panel_sim.paths.coverage import Coverage, CoverageProblem, MenuMap, menu_map, read_coverage
from panel_sim.paths.coverage.told import markdown, table
from panel_sim.paths.outcome import PASSED, PathResult
from panel_sim.paths.step import PathFile
from panel_sim.shipped import shipped


@pytest.fixture(scope="module")
def menus() -> Menus:
    return load(shipped("menus"), shipped("states"), "printer", NAMES)


@pytest.fixture(scope="module")
def there(menus: Menus) -> MenuMap:
    return menu_map(menus)


def result(model: str = "printer", **met: frozenset[object]) -> PathResult:
    path = PathFile("a.path.yaml", "A", ())
    return PathResult(path, model, "sv", "headless", PASSED, **met)  # type: ignore[arg-type]  # as the player gives it


class TestMap:
    def test_every_screen_and_edge_is_there(self, menus: Menus, there: MenuMap) -> None:
        assert set(there.screens) == set(menus.screens)
        opened = {(edge.screen, edge.to) for edge in there.own()}
        for screen in menus.screens.values():
            for row in screen.rows:
                if row.opens in menus.screens:
                    assert (screen.id, row.opens) in opened

    def test_keys_of_every_screen_are_told_apart(self, there: MenuMap) -> None:
        anywhere = {edge.trigger for edge in there.edges.values() if edge.anywhere}
        assert "pressed.home" in anywhere
        assert not any(edge.trigger.startswith("tap:settings") for edge in there.edges.values() if edge.anywhere)

    def test_a_guard_has_two_outcomes(self, there: MenuMap) -> None:
        names = [name for name, _ in there.guards]
        assert all(names.count(name) == 2 for name in names)

    def test_an_edge_says_where_it_was_written(self, there: MenuMap) -> None:
        edge = next(edge for edge in there.own() if edge.trigger == "tap:settings/general")
        assert str(edge).startswith("settings: tap:settings/general -> settings/general (menus/")


class TestCounting:
    def test_nothing_met(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        assert coverage.percent() == 0
        assert [one.met for one in coverage.counts("printer")] == [0, 0, 0, 0]

    def test_everything_met(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        coverage.note("printer", there.screens, there.edges, there.guards)
        assert coverage.percent() == 100
        assert coverage.missing("printer") == ([], [], [])

    def test_runs_add_up(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        edge = there.own()[0].id
        coverage.add(result(screens=frozenset({"home"})))
        coverage.add(result(screens=frozenset({"home", "settings"}), moves=frozenset({edge})))
        counts = {one.what: one.met for one in coverage.counts("printer")}
        assert (counts["screens"], counts["edges"], coverage.runs) == (2, 1, 2)

    def test_what_the_map_does_not_have_is_not_counted(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        coverage.add(result(screens=frozenset({"gone"}), moves=frozenset({("gone", "tap:x", 0)})))
        coverage.add(result("mfp", screens=frozenset({"home"})))
        assert [one.met for one in coverage.counts("printer")] == [0, 0, 0, 0]

    def test_the_least_kind_decides(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        coverage.note("printer", there.screens, (), there.guards)
        assert coverage.percent() == 0

    def test_files_of_many_runs_are_merged(self, there: MenuMap, tmp_path: Path) -> None:
        first, second, both = Coverage([there]), Coverage([there]), Coverage([there])
        screens = list(there.screens)
        first.note("printer", screens[:5], (), ())
        second.note("printer", screens[3:9], [there.own()[1].id], [next(iter(there.guards))])
        for number, one in enumerate((first, second)):
            path = tmp_path / f"{number}.json"
            path.write_text(json.dumps(one.as_data()), "utf-8")
            both.merge(read_coverage(path))
        assert [one.met for one in both.counts("printer")] == [9, 1, 0, 1]


class TestFiles:
    @pytest.mark.parametrize(
        "text",
        [
            "", "[]", "{}", '{"format": 2, "runs": 1, "models": {}}', '{"format": 1, "runs": 1, "models": {"mfp": {}}}',
            '{"format": 1, "runs": 1, "models": {"mfp": {"screens": [1], "edges": [], "guards": []}}}',
            '{"format": 1, "runs": 1, "models": {"mfp": {"screens": [], "edges": [["a", "b"]], "guards": []}}}',
        ],
    )  # fmt: skip
    def test_what_is_no_coverage_file(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "c.json"
        path.write_text(text, "utf-8")
        with pytest.raises(CoverageProblem, match="is not a coverage file"):
            read_coverage(path)

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CoverageProblem, match="cannot be read"):
            read_coverage(tmp_path / "c.json")


class TestTelling:
    def test_the_table_names_what_is_missing_with_its_place(self, there: MenuMap) -> None:
        coverage = Coverage([there])
        coverage.note("printer", [one for one in there.screens if one != "settings"], there.edges, there.guards)
        told = table(coverage)
        assert "printer: screens not met:\n  settings\n" in told
        assert "edges not met" not in told

    def test_a_long_list_is_cut(self, there: MenuMap) -> None:
        told = table(Coverage([there]), missing=3)
        assert f"and {len(there.screens) - 3} more" in told
        assert "not met" not in table(Coverage([there]), missing=0)

    def test_markdown_is_a_table(self, there: MenuMap) -> None:
        told = markdown(Coverage([there]))
        assert f"| printer | screens | 0 | {len(there.screens)} | 0.0 |" in told
        assert "## printer: edges not met" in told
