"""Ports meet adapters: menus found or refused, the device made from what was kept, looking without a trace."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.adapters.home import Home
from panel_sim.bootstrap import (
    JobsNowhere,
    KeptNowhere,
    default_home,
    icons,
    looking,
    make_device,
    model_of,
    open_home,
    read_menus,
    store_of,
    unknown_screen,
)
from panel_sim.core.events import ValueSet
from panel_sim.core.jobs import Job
from panel_sim.options import Options, Refused
from panel_sim.shipped import shipped


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "bootstrap-cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "bootstrap-data"))


class TestMenus:
    def test_shipped_ones_by_model(self) -> None:
        assert {read_menus(Options(), model).model.id for model in ("mfp", "mfp-small", "printer", "scanner")} == {
            "mfp",
            "mfp-small",
            "printer",
            "scanner",
        }

    def test_the_cache_answers_the_same(self) -> None:
        assert read_menus(Options(), "mfp") == read_menus(Options(), "mfp")
        assert read_menus(Options(menus=shipped("menus")), "mfp") == read_menus(Options(), "mfp")

    def test_a_cache_that_cannot_be_costs_only_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("x")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        assert read_menus(Options(), "scanner").model.id == "scanner"

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        for options, model, said in (
            (Options(), "mpf", "Did you mean mfp"),
            (Options(), "", "There is no model"),
            (Options(menus=tmp_path / "no"), "mfp", "There is no folder"),
            (Options(states=tmp_path / "no"), "mfp", "There is no folder"),
            (Options(), "../mfp", "There is no model"),
        ):
            with pytest.raises(Refused, match=said) as refused:
                read_menus(options, model)
            assert refused.value.code == 2

    def test_every_icon_that_a_tile_names_is_shipped(self) -> None:
        wanted = {row.icon for spec in read_menus(Options(), "mfp").screens.values() for row in spec.rows if row.icon}
        assert wanted <= icons()


class TestDevice:
    def test_new_ones_begin_as_in_the_showroom(self) -> None:
        device = make_device(read_menus(Options(), "mfp"), {}, Options(), pretend=False)
        assert device.on("epas.licensed")
        assert device.kept()["model"] == "mfp"

    def test_kept_ones_are_as_they_were(self) -> None:
        menus = read_menus(Options(), "mfp")
        kept = make_device(menus, {}, Options(given=("factory",)), pretend=False).kept()
        device = make_device(menus, kept, Options(), pretend=False)
        assert (device.users, device.on("epas.licensed")) == ([], False)

    def test_a_beginning_that_seeds_the_tenant_begins_the_device_anew(self) -> None:
        menus = read_menus(Options(), "mfp")
        kept = make_device(menus, {}, Options(given=("epas-anna",)), pretend=True).kept()
        device = make_device(menus, kept, Options(given=("factory",)), pretend=False)
        assert (device.users, device.accounts, device.on("epas.licensed")) == ([], {}, False)
        locked = make_device(menus, kept, Options(given=("locked",)), pretend=False)
        assert locked.on("panel.lock")
        assert locked.accounts, "a lock is put on what is there"

    def test_the_language_asked_for(self) -> None:
        menus = read_menus(Options(), "mfp")
        assert make_device(menus, {}, Options(language="en"), pretend=False).text("panel.language") == "en"
        with pytest.raises(Refused, match="there are en, sv") as refused:
            make_device(menus, {}, Options(language="EN"), pretend=False)
        assert refused.value.code == 2

    def test_which_model(self) -> None:
        assert model_of(Options(), {}) == "mfp"
        assert model_of(Options(), {"model": "scanner"}) == "scanner"
        assert model_of(Options(model="printer"), {"model": "scanner"}) == "printer"

    def test_another_models_values_come_back_with_it(self) -> None:
        large = make_device(read_menus(Options(), "mfp"), {}, Options(), pretend=False)
        large.set("paper.tray_2_sheets", 7)
        small = make_device(read_menus(Options(), "mfp-small"), large.kept(), Options(), pretend=False)
        assert small.kept()["model"] == "mfp-small"
        again = make_device(read_menus(Options(), "mfp"), small.kept(), Options(), pretend=False)
        assert again.number("paper.tray_2_sheets") == 7


class TestLooking:
    def test_nothing_is_kept(self, tmp_path: Path) -> None:
        simulator = looking(Options(home=tmp_path), ManualClock(), use_home=True)
        simulator.feed(ValueSet("panel.language", "en"))
        assert simulator.view.language == "en"
        assert not store_of(Home(tmp_path)).load()

    def test_on_a_screen(self) -> None:
        assert (
            looking(Options(screen="settings/general"), ManualClock(), use_home=False).view.screen == "settings/general"
        )
        with pytest.raises(Refused, match="Did you mean settings/general") as refused:
            looking(Options(screen="settings/generl"), ManualClock(), use_home=False)
        assert refused.value.code == 1

    def test_a_home_that_somebody_holds_can_be_read(self, tmp_path: Path) -> None:
        with Home.open(tmp_path) as home:
            store_of(home).save({"values": {"panel.language": "en"}})
            assert looking(Options(home=tmp_path), ManualClock(), use_home=True).view.language == "en"
            with pytest.raises(Refused, match=str(tmp_path)) as refused:
                open_home(Options(home=tmp_path), exclusive=True)
            assert refused.value.code == 3

    def test_a_profile_that_is_not_practice_shows_as_live(self) -> None:
        assert not looking(Options(profile="work"), ManualClock(), use_home=False).view.bar.practice


def test_nowhere_is_a_store_and_a_log_all_the_same() -> None:
    store = KeptNowhere({"a": 1})
    store.save({"a": 2})
    assert store.load() == {"a": 2}
    log = JobsNowhere()
    first = log.add(Job(0, "k", "o", ManualClock().now()))
    second = log.add(Job(0, "k", "o", ManualClock().now()))
    assert (first.id, second.id, [job.id for job in log.jobs()]) == (1, 2, [2, 1])
    log.update(Job(1, "k", "o", ManualClock().now(), state="completed"))
    assert [job.state for job in log.jobs(1)] == ["pending"]
    assert log.jobs()[1].state == "completed"


def test_state_lies_where_the_system_wants_it() -> None:
    assert default_home().name == "panel-sim"
    assert not default_home().exists()


def test_an_unknown_screen_is_refused_in_a_sentence() -> None:
    menus = SimpleNamespace(screens={"home": 1}, model=SimpleNamespace(id="mfp"))
    assert str(unknown_screen("zzz", menus)) == "There is no screen zzz on the model mfp."  # type: ignore[arg-type]  # all it asks
