"""The machine: compiled from the files, flat, with nothing that transitions adds by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from panel_sim.core.machine import Machine, Moves, compile_moves
from panel_sim.core.menus import AnySpec, Menus, Model, Move, RowSpec, ScreenSpec, StateSpec, ValueSpec

MODEL = Model("m", "M", 60, 17, 3, 2, frozenset())


def small(
    *screens: ScreenSpec, states: Mapping[str, StateSpec] | None = None, rules: tuple[AnySpec, ...] = ()
) -> Menus:
    values = {
        "v.choice": ValueSpec("v.choice", "choice", "a", choices=("a", "b")),
        "v.switch": ValueSpec("v.switch", "switch", False),
    }
    return Menus(MODEL, {screen.id: screen for screen in screens}, values, states or {}, rules, {"sv": {}})


def moves_of(menus: Menus) -> dict[str, Moves]:
    return {name: compile_moves(screen, menus) for name, screen in menus.screens.items()}


class Asked:
    """Guards that hold when their name is in `true`."""

    def __init__(self, *true: str) -> None:
        self.true = set(true)
        self.asked: list[str] = []

    def __call__(self, name: str, wanted: bool) -> bool:
        self.asked.append(name)
        return (name in self.true) is wanted


def test_states_are_exactly_the_screens(menus_of: Callable[[str], Menus]) -> None:
    menus = menus_of("mfp")
    machine = Machine(menus, Asked())
    flat: Any = machine._flat
    assert set(flat.states) == set(menus.screens) == set(machine.edges)
    assert machine.screen == menus.home
    assert set(flat.events) == {trigger for triggers in machine.edges.values() for trigger in triggers}, "and no others"


def test_a_screens_triggers_are_hung_when_it_is_come_to(menus_of: Callable[[str], Menus]) -> None:
    machine = Machine(menus_of("mfp"), Asked())
    flat: Any = machine._flat
    machine.fire("pressed.help")
    assert 0 < len(flat.events) < 40
    machine.fire("tap:help/ok")
    assert machine.screen == "help"


def test_every_target_is_a_screen(menus_of: Callable[[str], Menus]) -> None:
    for model in ("mfp", "mfp-small", "printer", "scanner"):
        menus = menus_of(model)
        for screen, triggers in moves_of(menus).items():
            for trigger, moves in triggers.items():
                for move in moves:
                    assert move.to in ("", "back", "opener") or move.to in menus.screens, (screen, trigger)


def test_a_row_opens_its_screen_over_the_one_it_stands_on() -> None:
    menus = small(
        ScreenSpec("home", rows=(RowSpec("home/a", opens="a", when=("g",), enabled=("h",)),)), ScreenSpec("a")
    )
    assert moves_of(menus)["home"]["tap:home/a"] == (Move(when=("g", "h"), to="a", over=True),)


def test_a_row_whose_screen_the_model_lacks_does_nothing() -> None:
    menus = small(ScreenSpec("home", rows=(RowSpec("home/a", opens="gone"), RowSpec("home/b"))))
    assert moves_of(menus)["home"] == {}


def test_switch_choice_and_editor() -> None:
    menus = small(
        ScreenSpec("home", rows=(RowSpec("home/s", setting="v.switch"),)),
        ScreenSpec("c", kind="choice", setting="v.choice"),
        ScreenSpec("n", kind="number", setting="v.number"),
    )
    edges = moves_of(menus)
    assert edges["home"]["tap:home/s"] == (Move(do=("toggle_value",)),)
    assert edges["c"] == {f"tap:c/{choice}": (Move(do=("choose_value",), to="back"),) for choice in "ab"}
    assert edges["n"]["tap:n/ok"] == (
        Move(when=("entry_fits",), do=("store_entry",), to="back"),
        Move(do=("show_entry_problem",)),
    )


def test_tabs_lead_to_each_other() -> None:
    edges = moves_of(small(ScreenSpec("home"), ScreenSpec("x", tabs=("x", "y")), ScreenSpec("y", tabs=("x", "y"))))
    assert edges["x"] == {"tap:x": (Move(),), "tap:y": (Move(to="y"),)}


@pytest.mark.parametrize("on_row", [True, False])
def test_locked_rows_ask_first(on_row: bool) -> None:
    menus = small(
        ScreenSpec("home", rows=(RowSpec("home/a", opens="a", locked=on_row),)),
        ScreenSpec("a", locked=not on_row),
        ScreenSpec("locked"),
    )
    machine = Machine(menus, guards := Asked("is_locked"))
    machine.fire("tap:home/a")
    assert machine.screen == "locked"
    machine.place("home")
    guards.true.clear()
    machine.fire("tap:home/a")
    assert machine.screen == "a"


def test_what_a_chart_says_of_a_row_holds_while_the_row_can_be_touched() -> None:
    chart = {"home": StateSpec("home", on={"tap:home/b": (Move(when=("x",), to="a"), Move(do=("e",)))})}
    menus = small(
        ScreenSpec("home", buttons=(RowSpec("home/b", when=("seen",), enabled=("can",)),)),
        ScreenSpec("a"),
        states=chart,
    )
    assert moves_of(menus)["home"]["tap:home/b"] == (
        Move(when=("seen", "can", "x"), to="a"),
        Move(when=("seen", "can"), do=("e",)),
    )


def test_the_charts_own_moves_come_before_those_of_any_screen() -> None:
    chart = {"home": StateSpec("home", on={"pressed.back": (Move(when=("g",), to="a"),)})}
    rules = (AnySpec("pressed.back", (Move(to="b"),)), AnySpec("pressed.help", (Move(to="a"),), ("home",)))
    machine = Machine(
        small(ScreenSpec("home"), ScreenSpec("a"), ScreenSpec("b"), states=chart, rules=rules), guards := Asked("g")
    )
    assert "pressed.help" not in machine.edges["home"]
    machine.fire("pressed.back")
    assert machine.screen == "a"
    machine.place("home")
    guards.true.clear()
    machine.fire("pressed.back")
    assert machine.screen == "b"


def test_when_and_unless() -> None:
    chart = {"home": StateSpec("home", on={"x": (Move(when=("a",), unless=("b",), to="s"),)})}
    menus = small(ScreenSpec("home"), ScreenSpec("s"), states=chart)
    for true, end in (((), "home"), (("a",), "s"), (("b",), "home"), (("a", "b"), "home")):
        machine = Machine(menus, Asked(*true))
        move = machine.fire("x")
        assert (machine.screen, move is not None) == (end, end == "s")


def test_a_move_that_stays_and_one_that_goes_back_are_moves() -> None:
    chart = {"home": StateSpec("home", on={"x": (Move(do=("e",)),), "y": (Move(to="back"),)})}
    machine = Machine(small(ScreenSpec("home"), states=chart), Asked())
    for trigger in ("x", "y"):
        move = machine.fire(trigger)
        assert move is not None
        assert machine.screen == "home"


def test_unknown_triggers_are_passed_over_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    chart = {"a": StateSpec("a", on={"x": (Move(to="home"),)})}
    machine = Machine(small(ScreenSpec("home"), ScreenSpec("a"), states=chart), Asked())
    with caplog.at_level(logging.DEBUG):
        for trigger in ("no.such", "x", "state", "trigger", ""):
            assert machine.fire(trigger) is None
    assert machine.screen == "home"
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not machine.knows("x")
    machine.place("a")
    assert machine.knows("x")
    with pytest.raises(ValueError, match="nowhere"):
        machine.place("nowhere")


class TestTheWayBack:
    def test_back_goes_down_the_screens_that_were_opened(self, glass: Callable[..., Any]) -> None:
        panel = glass("mfp").tap("home/settings", "settings/general", "settings/general/network")
        for screen in ("settings/general", "settings", "home", "home"):
            assert panel.press("back").screen == screen

    def test_the_trail_never_grows_without_bound(self, glass: Callable[..., Any]) -> None:
        panel = glass("mfp")
        for _ in range(50):
            panel.tap("home/settings", "jobs").press("help").tap("help/ok").tap("jobs/printer", "jobs/active", "jobs")
            assert len(panel.session.trail) < 6
        assert panel.press("home").session.trail == []

    def test_a_screen_that_is_open_already_is_gone_back_to(self, glass: Callable[..., Any]) -> None:
        panel = glass("mfp").tap("home/jobs").feed().tap("jobs/printer")
        assert panel.session.trail == ["home"]
        assert panel.press("back").screen == "home"

    def test_a_start_elsewhere_has_its_way_home(self, glass: Callable[..., Any]) -> None:
        panel = glass("mfp", screen="settings/general/network")
        assert panel.session.trail == ["home", "settings", "settings/general"]
        with pytest.raises(KeyError):
            glass("scanner", screen="status-sheet")

    def test_why_nothing_happened(self, glass: Callable[..., Any]) -> None:
        panel = glass("mfp").tap("home/scan", "scan/email", "email/start")
        assert (panel.session.last_trigger, panel.session.refused) == ("tap:email/start", ["has_recipient"])
