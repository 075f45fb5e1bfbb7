"""Loading as a whole: what a sound device becomes, per model, and many problems at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from panel_sim.core.menus import EntrySpec, Names
from panel_sim.loading import DataProblems, Problem, check_all, load, models

if TYPE_CHECKING:
    from conftest import Folder


def test_a_sound_device_has_no_problems(folder: Folder) -> None:
    assert folder.checked() == []
    assert folder.told("big") == folder.told("small") == []
    assert models(folder.menus) == ["big", "small"]


def test_rows_make_screens_with_parents(folder: Folder) -> None:
    menus = folder.load()
    general = menus.screens["settings/general"]
    assert (general.parent, general.kind, general.source.file, general.source.line) == (
        "settings",
        "list",
        "menus/main.yaml",
        11,
    )
    assert menus.screens["settings"].rows[0].opens == "settings/general"
    assert menus.screens["settings"].parent == "home"
    assert menus.screens["jobs/active"].parent == "settings"
    assert menus.screens["jobs/log"].parent == "settings"
    assert menus.screens["jobs/active"].tabs == ("jobs/active", "jobs/log")
    assert menus.screens["home"].parent == ""
    assert menus.screens["home"].rows[0].icon == "gear"


def test_settings_get_the_editor_that_fits(folder: Folder) -> None:
    screens = folder.load().screens
    rows = {row.id: row for row in screens["settings/general"].rows}
    assert rows["settings/general/sleep"].opens == "settings/general/sleep"
    assert rows["settings/general/sounds"].opens == ""
    assert "settings/general/sounds" not in screens
    assert [screens[f"settings/general/{name}"].kind for name in ("sleep", "language", "name")] == [
        "number",
        "choice",
        "entry",
    ]
    name = screens["settings/general/name"]
    assert name.entry == EntrySpec("text", False, 12, "ascii")
    assert (name.setting, name.parent) == ("device.name", "settings/general")
    assert screens["settings/general/language"].locked
    assert rows["settings/general/serial"].opens == ""


def test_what_a_value_is_reset_with_is_said_by_itself_or_by_its_file(folder: Folder) -> None:
    folder.plant("menus/values/all.yaml", "format: 1\n", "format: 1\nreset: network\n")
    folder.plant("menus/values/all.yaml", "default: 15", "default: 15, reset: never")
    folder.plant("menus/values/all.yaml", "default: sv", "default: sv, reset: rest")
    values = folder.load().values
    assert (values["panel.sleep"].reset, values["panel.language"].reset) == ("never", "")
    assert (values["device.name"].reset, values["device.serial"].reset) == ("network", "network")
    assert values["panel.sleep"].default == 20, "the model's own default does not take the group away"


def test_triggers_get_their_full_names(folder: Folder) -> None:
    menus = folder.load()
    assert menus.states["home"].on["tap:home/email"][0].over
    moves = menus.states["email"].on["tap:email/ok"]
    assert [(move.when, move.do, move.to, move.source.line) for move in moves] == [
        (("has_jobs",), (), "home", 11),
        ((), ("send",), "email/sent", 12),
    ]
    assert menus.states["email"].enter == ("greet",)
    assert set(menus.states["jobs/active"].on) == {"tap:job:*"}
    assert [(rule.trigger, rule.except_, rule.moves[0].to) for rule in menus.any] == [
        ("timer_fired.sleep", ("asleep", "fax/sending"), "asleep")
    ]


def test_a_model_lacks_what_its_capabilities_do_not_allow(folder: Folder) -> None:
    big, small = folder.load("big"), folder.load("small")
    assert {"fax", "fax/sending"} <= big.screens.keys()
    assert not {"fax", "fax/sending"} & small.screens.keys()
    assert [row.id for row in small.screens["home"].rows] == ["home/settings", "home/email"]
    assert not {"fax", "fax/sending"} & small.states.keys()
    assert small.any[0].except_ == ("asleep",)
    assert "settings/plain" not in {row.id for row in big.screens["settings"].rows}
    assert "settings/plain" in {row.id for row in small.screens["settings"].rows}
    assert (big.values["panel.sleep"].default, small.values["panel.sleep"].default) == (20, 15)
    assert small.model.words == {"settings": "settings.small"}
    assert small.model.capabilities == frozenset()


def test_what_is_reached_only_through_a_lacking_screen_is_lacking_too(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "  fax/sending: {kind: progress, needs: [fax]}", "  fax/sending: {kind: progress}")
    assert folder.checked() == []
    assert "fax/sending" in folder.load("big").screens
    assert "fax/sending" not in folder.load("small").screens
    assert "fax/sending" not in folder.load("small").states


def test_an_action_that_leads_only_to_what_a_model_lacks_is_not_there(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "      - {id: fax, opens: fax, needs: [fax]}\n", "      - {id: fax}\n")
    tap = "      tap:email: {to: email, over: true}"
    folder.plant("states/mail.yaml", tap, tap + "\n      tap:fax: {to: fax}")
    assert folder.checked() == []
    assert "home/fax" in {row.id for row in folder.load("big").screens["home"].rows}
    small = folder.load("small")
    assert "home/fax" not in {row.id for row in small.screens["home"].rows}
    assert "tap:home/fax" not in small.states["home"].on


def test_one_id_may_differ_by_model(folder: Folder) -> None:
    folder.plant(
        "menus/main.yaml",
        "      - id: email\n",
        "      - {id: email, needs: [fax], when: [has_paper]}\n      - {id: email, needs: [not-fax]}\n",
    )
    assert folder.checked() == []
    assert folder.load("big").screens["home"].rows[2].when == ("has_paper",)
    assert folder.load("small").screens["home"].rows[1].when == ()


def test_charts_of_one_screen_are_put_together(folder: Folder) -> None:
    folder.write(
        "states/more.yaml", "format: 1\nchart: more\nstates:\n  email:\n    enter: [send]\n    on:\n      woken: {}\n"
    )
    state = folder.load().states["email"]
    assert state.enter == ("greet", "send")
    assert set(state.on) == {"tap:email/ok", "woken"}


def test_a_tap_under_any_reaches_every_such_row(folder: Folder) -> None:
    folder.add("states/mail.yaml", "  - {on: 'tap:ok', do: [greet]}\n  - {on: 'tap:bar:jobs', to: jobs/active}\n")
    menus = folder.load()
    assert [move.do for move in menus.states["email/sent"].on["tap:email/sent/ok"]] == [(), ("greet",)]
    assert [rule.trigger for rule in menus.any] == ["timer_fired.sleep", "tap:bar:jobs"]


def test_parents_never_run_in_circles(folder: Folder) -> None:
    folder.plant(
        "menus/main.yaml",
        "  asleep: {kind: asleep}",
        "  asleep: {kind: asleep}\n  a:\n    rows:\n      - {id: b, rows: [{id: c, opens: a}]}\n",
    )
    folder.add("states/mail.yaml", "  - {on: woken, to: a/b}\n")
    words = "".join(f'\nmsgid "{key}"\nmsgstr "x"\n' for key in ("a", "a/b", "a/b/c"))
    for language in ("sv", "en"):
        folder.add(f"menus/words/{language}.po", words)
    screens = folder.load().screens
    for id_ in screens:
        seen = set()
        while id_:
            assert id_ not in seen
            seen.add(id_)
            id_ = screens[id_].parent
    assert folder.checked() == []


def test_every_problem_is_told_in_one_run(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "icon: gear", "ikon: gear")
    folder.plant("menus/main.yaml", "reading: device.serial", "reading: device.seriel")
    folder.plant("menus/main.yaml", "when: [has_jobs]", "when: [has_job]")
    folder.plant("menus/main.yaml", "  asleep: {kind: asleep}", "  asleep: {kind: asleep}\n  alone: {}\n  asleep: {}")
    folder.plant("menus/values/all.yaml", "switch: true", "switch: On")
    folder.plant("states/mail.yaml", "do: [send], to: email/sent", "do: [sned], to: email/sentt")
    folder.plant("menus/words/en.po", 'msgid "settings/clock"\nmsgstr "settings/clock (en)"\n', "")
    assert folder.told() == [
        'menus/main.yaml:6: unknown key "ikon" in a row; did you mean "icon"?',
        'menus/main.yaml:17: unknown reading "device.seriel"; did you mean "device.serial"?',
        'menus/main.yaml:18: no words for "settings/clock" in en',
        'menus/main.yaml:19: unknown guard "has_job"; did you mean "has_jobs"?',
        'menus/main.yaml:33: the screen "email/sent" cannot be reached from home',
        'menus/main.yaml:40: the screen "alone" cannot be reached from home',
        'menus/main.yaml:41: the key "asleep" stands twice; it stands on line 39 already',
        'menus/values/all.yaml:4: "switch" in a value wants true or false, not "On"',
        'states/mail.yaml:12: to leads to an unknown screen "email/sentt"; did you mean "email/sent"?',
        'states/mail.yaml:12: unknown effect "sned"; did you mean "send"?',
    ]


def test_an_unknown_model_is_told_with_the_nearest(folder: Folder) -> None:
    assert folder.told("smal") == ['menus/models: there is no model "smal"; did you mean "small"?']


def test_one_slip_is_not_told_again_as_what_follows_from_it(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "opens: settings,", "opens: setings,")
    assert folder.checked() == [
        'menus/main.yaml:6: the row "home/settings" opens an unknown screen "setings"; did you mean "settings"?',
        'menus/main.yaml:9: the screen "settings" cannot be reached from home',
        'menus/main.yaml:38: the screen "locked" cannot be reached from home',
    ]


def test_screens_that_only_lead_to_each_other_are_out_of_reach(folder: Folder) -> None:
    ring = "  ring-a: {rows: [{id: b, opens: ring-b}]}\n  ring-b: {rows: [{id: a, opens: ring-a}]}\n"
    folder.add("menus/main.yaml", ring)
    assert folder.checked() == ['menus/main.yaml:40: the screen "ring-a" cannot be reached from home']


def test_a_device_without_home_is_none(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "  home:\n", "  house:\n")
    told = folder.told()
    assert 'menus: no file holds the screen "home", where everything begins' in told
    assert 'states/mail.yaml:4: unknown screen "home"; did you mean "house"?' in told


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    names = Names(*[frozenset[str]()] * 6)
    with pytest.raises(DataProblems) as caught:
        load(tmp_path / "menus", tmp_path / "states", "mfp", names)
    assert [problem.file for problem in caught.value.problems] == [
        "menus",
        "menus/models",
        "menus/values",
        "menus/words",
        "states",
    ]
    assert len(check_all(tmp_path / "menus", tmp_path / "states", names)) == 5
    assert models(tmp_path / "menus") == []


def test_check_all_tells_each_problem_once_and_of_every_model(folder: Folder) -> None:
    folder.plant("menus/main.yaml", "opens: settings,", "opens: setings,")
    folder.plant("menus/models/small.yaml", "settings.small", "settings.smal")
    told = folder.checked()
    assert len(told) == len(set(told))
    assert 'menus/models/small.yaml:7: no words for "settings.smal" in sv; did you mean "settings.small"?' in told
    assert not any("settings.smal" in problem for problem in folder.told("big"))


def test_check_all_tells_words_that_nothing_uses(folder: Folder) -> None:
    for language in ("sv", "en"):
        folder.add(f"menus/words/{language}.po", '\nmsgid "lost"\nmsgstr "x"\n\nmsgid "code.360"\nmsgstr "x"\n')
    assert folder.told() == []
    assert [problem.split(": ", 1)[1] for problem in folder.checked()] == ['the words "lost" are used nowhere'] * 2


def test_check_all_tells_screens_that_no_model_has(folder: Folder) -> None:
    never = "{id: clock, kind: notice, needs: [fax, not-fax]}"
    folder.plant("menus/main.yaml", "{id: clock, reading: clock.now}", never)
    assert 'menus/main.yaml:18: no model has the screen "settings/clock"' in folder.checked()


def test_a_problem_reads_as_one_line() -> None:
    problem = Problem("menus/settings.yaml", 12, 'unknown key "ikon" in a row', "icon")
    assert str(problem) == 'menus/settings.yaml:12: unknown key "ikon" in a row; did you mean "icon"?'
    assert str(Problem("menus", 0, "empty")) == "menus: empty"
