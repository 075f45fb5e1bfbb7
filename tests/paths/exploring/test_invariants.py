"""Invariants as data: what they mean, and what is wrong in a file of them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from panel_sim.core.menus import Menus, Move, RowSpec, ScreenSpec
from panel_sim.loading.problems import DataProblems
from panel_sim.paths.exploring import Scene
from panel_sim.paths.exploring.invariants import Invariant, is_locked, read_invariants
from panel_sim.shipped import shipped

Small = Callable[..., Menus]
HEAD = "format: 1\ninvariants:\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(tmp_path: Path, text: str) -> str:
    with pytest.raises(DataProblems) as caught:
        read_invariants(written(tmp_path, text))
    return "\n".join(map(str, caught.value.problems))


class TestReading:
    def test_the_shipped_ones(self) -> None:
        found = {one.name: one for one in read_invariants(shipped("assets") / "invariants.yaml")}
        assert {"no-secret-on-the-glass", "home-leads-home", "notices-can-be-closed"} <= set(found)
        assert found["locked-wants-the-administrator"].guards == ("administrator_logged_in",)
        assert all(one.about for one in found.values())

    def test_every_key(self, tmp_path: Path) -> None:
        text = HEAD + (
            "  - {name: a, about: A., on: [a/*], not_on: [a/b], kind: [list], not_kind: [notice], locked: true,\n"
            "     when: [panel_lock_on], press: back, times: 3, leads: [home], leaves: true,\n"
            "     guards: [panel_lock_on], shows: [x], never_shows: [y], no_secret: true, some_touch_leaves: true}\n"
        )
        (one,) = read_invariants(written(tmp_path, text))
        assert one == Invariant(
            "a", "A.", ("a/*",), ("a/b",), ("list",), ("notice",), True, ("panel_lock_on",), "back", 3, ("home",), True,
            ("panel_lock_on",), ("x",), ("y",), True, True,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ("{name: a, no_secrets: true}", "no_secret"),
            ("{name: a, when: [panel_lock], no_secret: true}", "panel_lock_on"),
            ("{name: a, press: hme, leads: [home]}", "home"),
            ("{name: a, press: home, times: 101, leads: [home]}", "100"),
            ("{name: a, times: 3, leads: [home]}", "write press as well"),
            ("{name: a, leaves: true}", "wants a key to press"),
            ("{name: a, press: home}", "wants something to hold"),
            ("{no_secret: true}", "wants a name"),
            ("{name: a, no_secret: perhaps}", "no_secret"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_line(self, rule: str, told: str, tmp_path: Path) -> None:
        text = problems(tmp_path, f"{HEAD}  - {rule}\n")
        assert "rules.yaml:3" in text
        assert told in text

    def test_two_of_one_name(self, tmp_path: Path) -> None:
        text = problems(tmp_path, HEAD + "  - {name: a, no_secret: true}\n" * 2)
        assert "rules.yaml:4" in text
        assert "two invariants called" in text

    @pytest.mark.parametrize("text", ["", "format: 1\n", "format: 1\ninvariants: []\n", "a: [", "\x00\x01"])
    def test_what_is_no_file_of_invariants(self, text: str, tmp_path: Path) -> None:
        assert "rules.yaml" in problems(tmp_path, text)

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DataProblems, match="cannot be read"):
            read_invariants(tmp_path / "none.yaml")


class TestHolding:
    def broken(self, menus: Menus, way: list[str], rule: Invariant, *given: str) -> str | None:
        """Why it does not hold after touching so; None where it does not concern the screen."""
        scene = Scene(menus, given or ("factory",), language="sv")
        for row in way:
            scene.do(next(one for one in scene.touches() if one.row == row))
        before = scene.keep()
        why = rule.broken(scene) if rule.concerns(scene) else None
        # Compared as things: the bytes of a set differ from one making to the next.
        assert pickle.loads(scene.keep()) == pickle.loads(before), "looking changes nothing"
        return why

    def test_a_key_that_leads(self, small_device: Small) -> None:
        menus = small_device(ScreenSpec("leaf", parent="menu"))
        way = ["home/menu", "menu/leaf"]
        assert self.broken(menus, way, Invariant("a", "", press="back", times=20, leads=("home",))) == ""
        once = Invariant("a", "", press="back", leads=("home",))
        assert self.broken(menus, way, once) == "menu is on the glass after back, not home"
        assert self.broken(menus, way, Invariant("a", "", press="help", leaves=True)) == "help leads nowhere"
        assert self.broken(menus, way, Invariant("a", "", press="home", leads=("x/*", "hom?"))) == ""

    def test_which_screens_are_meant(self, small_device: Small) -> None:
        notice = ScreenSpec("leaf", kind="notice", parent="menu", locked=True)
        menus, way = small_device(notice), ["home/menu"]
        for rule, meant in (
            (Invariant("a", "", on=("m*",), no_secret=True), True),
            (Invariant("a", "", on=("leaf",), no_secret=True), False),
            (Invariant("a", "", not_on=("menu",), no_secret=True), False),
            (Invariant("a", "", kind=("list",), no_secret=True), True),
            (Invariant("a", "", kind=("notice",), no_secret=True), False),
            (Invariant("a", "", not_kind=("list",), no_secret=True), False),
            (Invariant("a", "", locked=False, no_secret=True), True),
            (Invariant("a", "", locked=True, no_secret=True), False),
            (Invariant("a", "", when=("panel_lock_on",), no_secret=True), False),
        ):
            assert (self.broken(menus, way, rule) is not None) is meant, rule

    def test_texts(self, small_device: Small) -> None:
        menus, way = small_device(ScreenSpec("leaf", parent="menu")), ["home/menu"]
        assert self.broken(menus, way, Invariant("a", "", shows=("Leaf",))) == ""
        assert "does not stand" in (self.broken(menus, way, Invariant("a", "", shows=("Twig",))) or "")
        assert "stands on the glass" in (self.broken(menus, way, Invariant("a", "", never_shows=("Leaf",))) or "")

    def test_a_secret_on_the_glass(self, small_device: Small) -> None:
        rule = Invariant("a", "", no_secret=True)
        for planted, name in (("Utforskarens-73051", "administrator"), ("73052", "pin"), ("hash:x", "hash")):
            menus = small_device(ScreenSpec("leaf", parent="menu"), words={"leaf": f"Kod {planted}"})
            why = self.broken(menus, ["home/menu", "menu/leaf"], rule) or ""
            assert name in why
            assert planted not in why, "the finding does not repeat the secret"

    def test_guards(self, small_device: Small) -> None:
        menus = small_device(ScreenSpec("leaf", parent="menu"))
        rule = Invariant("a", "", guards=("panel_lock_on",))
        assert self.broken(menus, [], rule) == "panel_lock_on does not hold"
        assert self.broken(menus, [], rule, "factory", "locked") == ""

    def test_a_touch_that_leaves(self, small_device: Small) -> None:
        rule = Invariant("a", "", on=("leaf",), some_touch_leaves=True)
        stuck = ScreenSpec("leaf", kind="notice", parent="menu", buttons=(RowSpec("leaf/ok"),))
        way = ["home/menu", "menu/leaf"]
        assert "leads away" in (self.broken(small_device(stuck, keys=()), way, rule) or "")
        opens = small_device(stuck, keys=(), on={"leaf": {"tap:leaf/ok": (Move(to="menu"),)}})
        assert self.broken(opens, way, rule) == ""

    def test_locked_is_what_lies_below_a_locked_screen(self, small_device: Small) -> None:
        menus = small_device(ScreenSpec("vault", parent="menu", locked=True), ScreenSpec("gold", parent="vault"))
        scene = Scene(menus, ("factory",))
        assert [is_locked(scene, one) for one in ("home", "menu", "vault", "gold")] == [False, False, True, True]
