"""Menu paths as the guide writes them, walked on the shipped device."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.bootstrap import looking
from panel_sim.core.events import Pressed, Tapped, ValueSet
from panel_sim.core.views import Listing, Row, View
from panel_sim.options import Options
from panel_sim.paths import walking
from panel_sim.paths.walking import Astray, Label, labels, resolve, split, tap_label, walk
from panel_sim.simulator import Simulator

STATUS = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus"
Make = Callable[..., Simulator]


@pytest.fixture
def device() -> Make:
    def make(model: str = "mfp", *given: str, language: str = "", screen: str = "") -> Simulator:
        options = Options(model=model, given=given or ("epas",), language=language, screen=screen)
        return looking(options, ManualClock(), use_home=False)

    return make


class TestSplit:
    def test_spaces_around_do_not_matter(self) -> None:
        assert split(" A >B  C> D ") == ["A", "B  C", "D"]

    @pytest.mark.parametrize("path", ["", "   ", ">", "A >", "> A", "A > > B"])
    def test_empty_levels_are_refused(self, path: str) -> None:
        with pytest.raises(ValueError, match="empty"):
            split(path)


class TestWalk:
    @pytest.mark.parametrize(
        ("path", "screen"),
        [
            (f"{STATUS} > Status för e-postserver", "settings/general/network/status/email-server"),
            (f"Hem > {STATUS}", "settings/general/network/status"),
            ("inst. > ALLMÄNNA   inställningar", "settings/general"),
            ("Hem", "home"),
            ("Skanna > E-post", "email"),
            ("Till Min e-post", "login/pin"),
            ("Underhåll", "maintenance"),
        ],
    )
    def test_leads_to_the_screen(self, device: Make, path: str, screen: str) -> None:
        assert walk(device(), path).screen == screen

    def test_in_english(self, device: Make) -> None:
        simulator = device(language="en")
        assert walk(simulator, "Settings > General Settings").screen == "settings/general"
        assert walk(simulator, "Home > Settings").screen == "settings"

    def test_on_every_model_that_has_it(self, device: Make) -> None:
        for model in ("mfp", "mfp-small", "printer", "scanner"):
            assert walk(device(model), STATUS).screen == "settings/general/network/status"

    def test_from_where_the_panel_stands(self, device: Make) -> None:
        simulator = device(screen="settings/general")
        assert walk(simulator, "Nätverksinställningar > Nätverksstatus").screen == "settings/general/network/status"
        assert walk(simulator, "Hem").screen == "home"
        simulator.feed(Tapped("home/settings"))
        assert walk(simulator, "hem > Inst. > Allmänna inställningar").screen == "settings/general"

    def test_a_tile_on_another_page(self, device: Make) -> None:
        simulator = device()
        assert "Underhåll" not in repr(simulator.view.body)
        assert walk(simulator, "Underhåll").screen == "maintenance"
        simulator.feed(Pressed("home"))
        assert walk(simulator, "Inst.").screen == "settings"

    def test_a_switch_is_turned_and_the_screen_stays(self, device: Make) -> None:
        view = walk(device(screen="email"), "Dubbelsidigt")
        assert view.screen == "email"
        assert next(row.on for row in view.rows() if row.id == "email/two-sided")

    def test_buttons_and_tabs_count_as_labels(self, device: Make) -> None:
        assert walk(device(), "Jobbstatus > Aktiva").screen == "jobs/active"
        assert walk(device(screen="power"), "Avbryt").screen == "home"

    def test_looking_for_labels_leaves_home_as_it_was(self, device: Make) -> None:
        simulator = device()
        simulator.feed(Tapped("page:1"))
        view = simulator.view
        there = labels(simulator)
        assert simulator.view == view
        assert len({label.row for label in there}) == len(there) >= 9
        assert {label.page for label in there} == {0, 1}


class TestTapLabel:
    def test_one_step(self, device: Make) -> None:
        simulator = device()
        assert tap_label(simulator, "Inst.").screen == "settings"
        assert tap_label(simulator, "allmänna  INSTÄLLNINGAR").screen == "settings/general"
        simulator.feed(Pressed("home"))
        assert tap_label(simulator, "Underhåll").screen == "maintenance"

    def test_finds_what_resolve_finds_wherever_one_goes(self, device: Make) -> None:
        simulator = device(screen="settings/general/network")
        for row in ("settings/general/network/advanced", "back", "back", "home", "settings/general/basic"):
            simulator.feed(Pressed(row) if row in ("home", "back") else Tapped(row))
            there = labels(simulator)
            view = simulator.view
            for one in there:
                for text in (one.text, one.text.upper(), f" {one.text} "):
                    try:
                        wanted: Label | None = resolve(text, there, "")
                    except Astray:
                        wanted = None
                    assert walking._signpost(simulator, view).find(text) == wanted

    def test_labels_follow_what_changed(self, device: Make) -> None:
        simulator = device()
        assert "Till Min e-post" in {one.text for one in labels(simulator)}
        simulator.feed(ValueSet("epas.licensed", False))
        with pytest.raises(Astray):
            tap_label(simulator, "Till Min e-post")
        simulator.feed(ValueSet("panel.language", "en"))
        assert tap_label(simulator, "Settings").screen == "settings"

    def test_a_row_greyed_meanwhile_is_no_longer_there(self, device: Make) -> None:
        simulator = device()
        view = simulator.view
        for enabled in (True, False, True):
            body = Listing((Row("a", "A", enabled=enabled),))
            shown = View("x", "X", body, view.bar, True, "", "sv", view.columns, view.lines)
            assert (walking._signpost(simulator, shown).find("a") is not None) is enabled

    def test_astray_leaves_the_panel_where_it_is(self, device: Make) -> None:
        simulator = device(screen="settings")
        view = simulator.view
        with pytest.raises(Astray, match='Did you mean "Allmänna inställningar"'):
            tap_label(simulator, "Almänna inställningar")
        assert simulator.view is view

    def test_ambiguous_labels_are_refused(self, device: Make) -> None:
        view = device().view
        rows = (Row("a", "OK"), Row("b", "Ok"), Row("c", "Nej"), Row("d", "Nej"))
        shown = View("x", "X", Listing(rows), view.bar, True, "", "sv", view.columns, view.lines)
        signpost = walking._signpost(device(), shown)
        found = [signpost.find(label) for label in ("OK", "Ok", "ok", "Nej", "nej", "Ja")]
        assert [one and one.row for one in found] == ["a", "b", None, None, None, None]
        with pytest.raises(Astray, match="stands 2 times"):
            resolve("Nej", signpost.there, "here")

    def test_signposts_do_not_pile_up(self, device: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        simulator = device()
        monkeypatch.setattr(walking, "_SIGNPOSTS_LIMIT", 3)
        for _ in range(3):
            walk(simulator, f"Hem > {STATUS} > Status för e-postserver")
        assert len(walking._SIGNPOSTS) <= 3


class TestAstray:
    def test_the_nearest_label_is_named(self, device: Make) -> None:
        with pytest.raises(Astray, match='Did you mean "Nätverksinställningar"') as found:
            walk(device(), "Inst. > Allmänna inställningar > Nätverksinställning")
        astray = found.value
        assert (astray.label, astray.nearest) == ("Nätverksinställning", "Nätverksinställningar")
        assert "Nätverksinställningar" in astray.there
        assert "settings/general" in str(astray)

    def test_nothing_is_near(self, device: Make) -> None:
        with pytest.raises(Astray, match=r"There is: .*Inst\.") as found:
            walk(device(), "qqqqqqqqqqqq")
        assert found.value.nearest == ""

    def test_nothing_can_be_touched(self, device: Make) -> None:
        with pytest.raises(Astray, match="Nothing there can be touched"):
            walk(device(), "Underhåll > Vad som helst")

    def test_a_reading_is_not_a_way(self, device: Make) -> None:
        with pytest.raises(Astray):
            walk(device(), f"{STATUS} > Status för e-postserver > Autentiseringsmetod")

    def test_a_greyed_button_is_not_a_way(self, device: Make) -> None:
        with pytest.raises(Astray, match="Starta"):
            walk(device(), "Skanna > E-post > Starta")

    def test_the_open_tab_may_be_touched(self, device: Make) -> None:
        assert walk(device(), "Jobbstatus > Jobbstatus").screen == "jobs"

    def test_two_of_the_same_label(self) -> None:
        there = [Label("OK", "a"), Label("OK", "b"), Label("ok ", "c"), Label("OK", "a", 1)]
        with pytest.raises(Astray, match="stands 2 times"):
            resolve("OK", there, "here")
        assert resolve("ok ", there, "here").row == "c"
        with pytest.raises(Astray, match="stands 3 times"):
            resolve("Ok", there, "here")
        assert resolve("OK", [Label("OK", "a"), Label("OK", "a", 1)], "here").row == "a"
