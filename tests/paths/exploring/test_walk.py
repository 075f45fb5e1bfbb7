"""Each kind of finding planted into a small device, and found by the shortest way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from panel_sim.commands.explore import cut_labels
from panel_sim.core.menus import Menus, Move, RowSpec, ScreenSpec
from panel_sim.paths.exploring import Exploration, Finding, Scene, conclude, explore
from panel_sim.paths.exploring.invariants import Invariant

Small = Callable[..., Menus]
LEAF = ScreenSpec("leaf", parent="menu")


def found(menus: Menus, **how: object) -> Exploration:
    return explore(Scene(menus, ("factory",), language="sv"), **how)  # type: ignore[arg-type]  # handed on


def only(findings: Sequence[Finding], kind: str) -> Finding:
    (one,) = [one for one in findings if one.kind == kind]
    return one


def words(finding: Finding) -> list[str]:
    return [act.words for act in finding.way]


def test_a_sound_device_has_no_findings(small_device: Small) -> None:
    menus = small_device(LEAF)
    met = found(menus)
    assert met.whole
    assert met.findings == []
    assert conclude(menus, [met]) == []
    assert [act.words for act in met.ways["leaf"]] == ["tap: Menu", "tap: Leaf"]


def test_a_dead_end(small_device: Small) -> None:
    keys = ("pressed.home",)
    hole = ScreenSpec("hole", kind="notice", parent="menu")
    closed = (Move(when=("panel_lock_on",), to="home"), Move())
    menus = small_device(hole, on={"hole": {"pressed.home": closed}}, keys=())
    one = only(found(menus).findings, "dead-end")
    assert (one.screen, words(one)) == ("hole", ["tap: Menu", "tap: Hole"])
    mended = small_device(hole, keys=keys)
    assert found(mended).findings == []


def test_no_way_home(small_device: Small) -> None:
    there = ScreenSpec("there", parent="menu", rows=(RowSpec("there/back", opens="back-again"),))
    again = ScreenSpec("back-again", rows=(RowSpec("back-again/there", opens="there"),))
    menus = small_device(there, again, keys=())
    lost = [one for one in found(menus).findings if one.kind == "no-way-home"]
    assert {one.screen for one in lost} == {"menu", "there", "back-again"}
    assert words(next(one for one in lost if one.screen == "back-again")) == ["tap: Menu", "tap: There", "tap: Back"]


def test_an_idle_row(small_device: Small) -> None:
    leaf = ScreenSpec("leaf", kind="notice", parent="menu", buttons=(RowSpec("leaf/ok"),))
    menus = small_device(leaf)
    one = only(conclude(menus, [found(menus)]), "idle-row")
    assert (one.screen, one.what) == ("leaf", "leaf/ok")
    assert "does nothing" in one.sentence
    assert words(one) == ["tap: Menu", "tap: Leaf"]
    works = small_device(leaf, on={"leaf": {"tap:leaf/ok": (Move(to="back"),)}})
    assert conclude(works, [found(works)]) == []


def test_a_row_that_works_for_one_beginning_is_not_idle(small_device: Small) -> None:
    leaf = ScreenSpec("leaf", kind="notice", parent="menu", buttons=(RowSpec("leaf/ok"),))
    menus = small_device(leaf, on={"leaf": {"tap:leaf/ok": (Move(when=("panel_lock_on",), to="home"),)}})
    open_, locked = found(menus), explore(Scene(menus, ("factory", "locked"), language="sv"))
    assert [one.kind for one in conclude(menus, [open_])] == ["idle-row", "unwalked-edge", "one-sided-guard"]
    assert conclude(menus, [open_, locked]) == []


def test_a_missing_word(small_device: Small) -> None:
    menus = small_device(LEAF)
    del menus.words["sv"]["leaf"]  # type: ignore[attr-defined]  # a dict, made by the fixture
    one = only(found(menus).findings, "missing-word")
    assert (one.screen, one.language, words(one)) == ("leaf", "sv", ["tap: Menu", "tap: Leaf"])


def test_a_word_that_another_language_lacks_is_found_in_the_same_walk(small_device: Small) -> None:
    menus = small_device(LEAF)
    del menus.words["en"]["leaf"]  # type: ignore[attr-defined]  # as above
    assert found(menus).findings == []
    one = only(found(menus, languages=("en",)).findings, "missing-word")
    assert (one.screen, one.language) == ("leaf", "en")


def test_an_unfilled_place(small_device: Small) -> None:
    menus = small_device(LEAF, words={"leaf": "Blad {nobody.knows}"})
    assert only(found(menus).findings, "missing-word").what == "{nobody.knows}"


def test_a_label_that_does_not_fit(small_device: Small) -> None:
    menus = small_device(LEAF, words={"leaf": "En rubrik som är längre än glaset är brett, utan tvivel, och mer"})
    one = only(found(menus, fits=cut_labels).findings, "cut-label")
    assert (one.screen, words(one)) == ("leaf", ["tap: Menu", "tap: Leaf"])
    assert "does not fit" in one.sentence


def test_a_one_sided_guard_and_an_edge_never_gone(small_device: Small) -> None:
    on = {"menu": {"tap:menu/go": (Move(when=("panel_lock_on",), to="leaf"), Move(to="home"))}}
    menus = small_device(LEAF, rows=(RowSpec("menu/go"),), on=on)
    told = conclude(menus, [found(menus)])
    assert "panel_lock_on was asked and never answered yes" in only(told, "one-sided-guard").sentence
    assert only(told, "unwalked-edge").what == "tap:menu/go[0]"


def test_a_screen_that_nothing_leads_to(small_device: Small) -> None:
    menus = small_device(LEAF, ScreenSpec("island"))
    one = only(conclude(menus, [found(menus)]), "unreached-screen")
    assert one.screen == "island"


def test_a_step_that_raises(small_device: Small) -> None:
    menus = small_device(LEAF, on={"leaf": {"pressed.start": (Move(do=("no_such_effect",), to="home"),)}})
    one = only(found(menus).findings, "error")
    assert "KeyError" in one.sentence
    assert words(one) == ["tap: Menu", "tap: Leaf", "press: start"]


def test_an_invariant(small_device: Small) -> None:
    rule = Invariant("never-leaf", "", on=("menu",), press="home", leads=("leaf",))
    one = only(found(small_device(LEAF), invariants=[rule]).findings, "invariant")
    assert one.screen == "menu"
    assert one.sentence == "never-leaf: home is on the glass after home, not leaf"
    assert words(one) == ["tap: Menu"]


def test_an_invariant_of_text_is_held_in_every_language(small_device: Small) -> None:
    menus = small_device(LEAF)
    menus.words["en"]["leaf"] = "Nothing"  # type: ignore[index]  # a dict, made by the fixture
    rule = Invariant("never-nothing", "", never_shows=("Nothing",))
    told = found(menus, invariants=[rule], languages=("en",)).findings
    assert {one.language for one in told if one.kind == "invariant"} == {"en"}


def test_what_takes_several_timers_to_end_is_walked_through(printer: Menus) -> None:
    met = explore(Scene(printer, ("factory", "old-firmware"), language="sv"))
    assert {"firmware/updating", "firmware/done"} <= set(met.ways)


def test_it_ends_where_it_is_told_to(small_device: Small) -> None:
    menus = small_device(LEAF)
    left = iter([True, False])
    met = found(menus, go_on=lambda: next(left))
    assert not met.whole
    assert [one for one in met.findings if one.kind in ("dead-end", "no-way-home")] == [], "nothing is known of that"
    assert not found(menus, most=1).whole


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_shipped_printer_from_one_beginning(printer: Menus, language: str) -> None:
    met = explore(Scene(printer, ("epas-anna",), language=language))
    assert met.findings == []
    assert len(met.ways) > 150
    assert met.acts < 20_000


def test_a_label_that_was_changed_in_the_shipped_printer(printer: Menus) -> None:
    swedish = {**printer.words["sv"], "settings/general": "Allmänt {nope.x}"}
    broken = replace(printer, words={**printer.words, "sv": swedish})
    one = explore(Scene(broken, ("factory",), language="sv"), most=40).findings[0]
    assert (one.kind, words(one)) == ("missing-word", ["tap: Inst."])
