"""What the glass shows: values in words, units, secrets, pages of Home, the bar, the keyboards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from panel_sim.core import events as ev
from panel_sim.core.jobs import Job
from panel_sim.core.viewing import value_words
from panel_sim.core.views import Asleep, Home, Listing, Off, Row

Make = Callable[..., Any]


def shown(panel: Any, row: str) -> Row:
    return next(one for one in panel.view.rows() if one.id == row)


def opened(glass: Make, screen: str, language: str = "sv") -> Any:
    """A panel with the entry of that screen open and empty."""
    return glass("mfp", language=language, screen=screen).tap("key:clear")


class TestEntries:
    """What an entry says of its room, and of keys that it does not take."""

    def test_how_much_there_is_room_for(self, glass: Make) -> None:
        panel = opened(glass, "email/subject").type("Hej Åsa")
        assert panel.view.body.limit == "7 / 58 tecken"
        assert opened(glass, "email/subject", "en").view.body.limit == "0 / 58 characters"
        assert opened(glass, "login/pin", "en").type("11").view.body.limit.startswith("2 / ")

    def test_a_number_still_says_its_limits(self, glass: Make) -> None:
        assert glass("mfp", screen="settings/general/basic/sleep-timer").view.body.limit == "1 – 240"

    @pytest.mark.parametrize(("language", "full", "wrong"), [
        ("sv", "Det får plats högst 60 tecken.", "Det tecknet går inte att använda här."),
        ("en", "There is room for 60 characters at most.", "That character cannot be used here."),
    ])
    def test_a_refused_key_is_told_until_one_is_taken(self, glass: Make, language: str, full: str, wrong: str) -> None:
        panel = opened(glass, "email/file-name", language).type("a/b")
        assert (panel.view.body.text, panel.view.body.problem) == ("ab", wrong)
        assert panel.type("c").view.body.problem == ""
        assert panel.type("x" * 60).view.body.problem == full
        assert panel.tap("key:erase").view.body.problem == ""
        assert panel.type("x").view.body.problem == ""
        assert panel.tap("key:x").view.body.problem == full
        assert panel.tap("key:left").view.body.problem == ""

    def test_what_ok_says_stands_before_it(self, glass: Make) -> None:
        panel = opened(glass, "login/pin").type("a").tap("login/pin/ok")
        assert panel.view.body.problem != "Det tecknet går inte att använda här."

    def test_numbers_speak_of_digits(self, glass: Make) -> None:
        panel = glass("mfp", screen="settings/general/basic/sleep-timer")
        assert panel.type("x").view.body.problem == "Här går det bara att skriva siffror."
        assert panel.type("123").type("4").view.body.problem == "Det får plats högst 3 siffror."


class TestDefaults:
    """Texts that nobody set stand in the language of the glass."""

    def test_the_form_of_a_scan(self, glass: Make) -> None:
        panel = glass("mfp", language="en", screen="email")
        said = panel.words()
        assert "Scanned document" in said
        assert "Skann" not in said
        panel.feed(ev.ValueSet("panel.language", "sv"))
        assert "Skannat dokument" in panel.words()

    def test_confirming_without_a_change_freezes_nothing(self, glass: Make) -> None:
        panel = glass("mfp", screen="email/subject").tap("email/subject/ok")
        panel.feed(ev.ValueSet("panel.language", "en"))
        assert panel.device.text("draft.subject") == "Scanned document"

    def test_nothing_swedish_is_left_on_an_english_device(self, glass: Make) -> None:
        """Names that were made up for the practice network may stay; what reads as Swedish may not."""
        for model in ("mfp", "mfp-small", "printer", "scanner"):
            panel = glass(model, language="en")
            for key, spec in panel.menus.values.items():
                if spec.kind == "text":
                    said = panel.device.text(key)
                    assert said.isascii(), (key, said)
                    assert not any(part in said for part in ("avdeln", "Skann")), (key, said)


class TestValues:
    @pytest.mark.parametrize(
        ("key", "value", "words"),
        [
            ("panel.sleep_timer_min", 15, {"sv": "15 minuter", "en": "15 minutes"}),
            ("panel.language", "sv", {"sv": "Svenska", "en": "Svenska"}),
            ("email.smtp_port", 587, {"sv": "587", "en": "587"}),
            ("paper.tray_1_sheets", 1, {"sv": "1 ark", "en": "1 sheet"}),
            ("storage.shared_delete_days", 1, {"sv": "1 dag", "en": "1 day"}),
            ("storage.shared_delete_days", 7, {"sv": "7 dagar", "en": "7 days"}),
            ("network.device_name", "Åäö", None),
        ],
    )
    def test_in_words(self, glass: Make, key: str, value: object, words: dict[str, str] | None) -> None:
        for language in ("sv", "en"):
            panel = glass("mfp", language=language)
            if words is None:
                continue
            panel.device.set_values[key] = value
            said = value_words(panel.panel.context, key)
            assert said == words[language] or (value not in (1, 7) and said.startswith(str(value)))
            assert "⟨" not in said

    def test_every_value_of_every_model_has_words(self, glass: Make) -> None:
        for model in ("mfp", "mfp-small", "printer", "scanner"):
            for language in ("sv", "en"):
                panel = glass(model, language=language)
                for key, spec in panel.menus.values.items():
                    for value in spec.choices or ((True, False) if spec.kind == "switch" else ()):
                        panel.device.set_values[key] = value
                        said = value_words(panel.panel.context, key)
                        assert said, (model, language, key, value)
                        assert "⟨" not in said
                    panel.device.set_values.pop(key, None)
                    if key == "panel.language":
                        panel.device.set(key, language)

    def test_secrets_are_dots_whatever_their_length(self, glass: Make) -> None:
        panel = glass("mfp")
        context = panel.panel.context
        assert value_words(context, "wifi.password") == ""
        for secret in ("a", "HEMLIGT-och-mycket-långt"[:20]):
            panel.device.set_values["wifi.password"] = secret
            assert value_words(context, "wifi.password") == "••••••"

    def test_a_secret_is_never_in_the_view(self, glass: Make) -> None:
        panel = glass("mfp")
        panel.device.set_values["wifi.password"] = "HEMLIGT"
        for screen, spec in panel.menus.screens.items():
            if spec.setting == "wifi.password" or any(row.setting == "wifi.password" for row in spec.rows):
                panel.reset()
                panel.device.set_values["wifi.password"] = "HEMLIGT"
                panel.panel.start(panel.now, panel.seconds, screen)
                assert "HEMLIGT" not in repr(panel.view)
        panel.press("home").tap("lock")

    def test_a_value_that_the_model_lacks(self, glass: Make) -> None:
        assert value_words(glass("scanner").panel.context, "paper.tray_1_sheets") == ""


class TestHomePages:
    def test_all_tiles_stand_on_some_page_once(self, glass: Make) -> None:
        for model in ("mfp", "mfp-small", "printer", "scanner"):
            panel = glass(model)
            tiles: list[str] = []
            for page in range(panel.view.body.pages):
                body = panel.tap(f"page:{page}").view.body
                assert isinstance(body, Home)
                assert body.page == page
                assert 0 < len(body.tiles) <= panel.menus.model.tile_columns * panel.menus.model.tile_rows
                assert body.columns == panel.menus.model.tile_columns
                tiles += [tile.id for tile in body.tiles]
            assert len(tiles) == len(set(tiles)) >= 5

    def test_turning(self, glass: Make) -> None:
        panel = glass("mfp")
        pages = panel.view.body.pages
        assert pages == 2
        for row, page in (
            ("next", 1),
            ("next", 0),
            ("previous", 1),
            ("previous", 0),
            ("99", 1),
            ("0", 0),
            ("x", 0),
            ("²", 0),
            ("", 0),
        ):
            assert panel.tap(f"page:{row}").view.body.page == page, row

    def test_a_page_that_is_gone_is_not_shown(self, glass: Make) -> None:
        panel = glass("mfp").tap("page:1")
        panel.session.home_page = 7
        assert panel.view.body.page == 1

    def test_without_a_licence_no_tile(self, glass: Make) -> None:
        panel = glass("mfp", "factory")
        assert "home/to-my-email" not in {
            tile.id for page in ("0", "1") for tile in panel.tap(f"page:{page}").view.body.tiles
        }
        panel.tap("home/to-my-email")
        assert panel.screen == "login/pin" or panel.screen == "home"


class TestBar:
    def test_the_clock_is_the_devices(self, glass: Make) -> None:
        panel = glass("mfp")
        assert panel.view.bar.clock == "09:41"
        panel.seconds += 60
        assert panel.view.bar.clock == "09:42"

    def test_practice_and_live(self, glass: Make) -> None:
        assert glass("mfp").view.bar.banner == "ÖVNING"
        bar = glass("mfp", practice=False).view.bar
        assert (bar.practice, bar.banner) == (False, "SKARPT")

    def test_the_network(self, glass: Make) -> None:
        panel = glass("mfp")
        assert panel.view.bar.network == "192.0.2.10"
        assert panel.feed(ev.ConditionChanged("network-unplugged", True)).view.bar.network == "Inte ansluten"
        assert panel.feed(ev.ConditionChanged("network-unplugged", False)).view.bar.network == "192.0.2.10"

    def test_lamps(self, glass: Make) -> None:
        panel = glass("mfp").feed(ev.ConditionChanged("cover-open", True))
        assert (panel.view.bar.lamps.error, panel.view.bar.printer_state) == ("lit", "stopped")
        panel.press("power").tap("power/off")
        assert (panel.view.bar.lamps.power, panel.view.bar.lamps.error) == ("dark", "dark")

    def test_the_same_bar_is_given_while_nothing_in_it_changed(self, glass: Make) -> None:
        panel = glass("mfp")
        first = panel.view.bar
        assert panel.tap("home/settings").view.bar is first


class TestBodies:
    def test_asleep_and_off_show_nothing(self, glass: Make) -> None:
        panel = glass("mfp").press("power").tap("power/sleep")
        assert (panel.view.body, panel.view.can_back) == (Asleep(), False)
        panel.tap("x").press("power").tap("power/off")
        assert (panel.view.body, panel.view.can_back) == (Off(), False)

    def test_a_view_says_its_models_size(self, glass: Make) -> None:
        assert (glass("mfp").view.columns, glass("mfp").view.lines) == (76, 21)
        assert (glass("scanner").view.columns, glass("scanner").view.lines) == (60, 17)

    def test_an_empty_list_says_so(self, glass: Make) -> None:
        body = glass("mfp").tap("home/jobs").view.body
        assert isinstance(body, Listing)
        assert body.empty
        assert not body.rows

    def test_an_address_is_typed_on_the_number_pad_with_a_dot(self, glass: Make) -> None:
        panel = glass("mfp", screen="settings/general/network/advanced/tcp-ip/ip-address")
        assert panel.view.body.numeric
        assert "key:." in panel.ids()
        panel.enter("192.0.2").tap(f"{panel.screen}/ok")
        assert "192.0.2.10" in panel.view.body.problem
        panel.tap("key:.", "key:9").tap(f"{panel.screen}/ok")
        assert panel.device.text("network.ip_address") == "192.0.2.9"
        assert panel.view.bar.network == "192.0.2.9"

    @pytest.mark.parametrize(("layout", "letter"), [("sv", True), ("en", False)])
    def test_the_keyboard_has_the_languages_letters(self, glass: Make, layout: str, letter: bool) -> None:
        panel = glass("mfp").feed(ev.ValueSet("panel.keyboard", layout)).tap("user", "login/pin/user")
        assert ("key:å" in panel.ids()) is letter
        panel.tap("key:shift")
        assert ("key:Å" in panel.ids()) is letter
        panel.tap("key:symbols")
        assert {"key:@", "key:1", "key:#", "key:letters"} <= set(panel.ids())
        assert "key:q" not in panel.ids()

    def test_the_form_without_two_sided_scanning(self, glass: Make) -> None:
        assert shown(glass("mfp").tap("home/scan", "scan/email"), "email/two-sided").kind == "switch"


class TestJobList:
    def jobs(self, panel: Any, *states: str) -> Any:
        made = [
            Job(
                number,
                "scan-to-email",
                "scan/email",
                panel.now - timedelta(hours=number),
                state,
                to=("a@b.example", "c@d.example"),
            )
            for number, state in enumerate(states, 1)
        ]
        return panel.feed(ev.JobsLoaded(tuple(made)))

    def test_those_under_way_first_then_the_newest(self, glass: Make) -> None:
        panel = self.jobs(glass("mfp"), "processing", "completed", "aborted", "canceled").tap("home/jobs")
        assert [row.id for row in panel.view.body.rows] == ["job:1", "job:4", "job:3", "job:2"]
        assert [row.tone for row in panel.view.body.rows] == ["", "", "bad", "good"]
        assert "a@b.example och 1 till" in panel.view.body.rows[0].label
        assert [row.id for row in panel.tap("jobs/active").view.body.rows] == ["job:1"]

    def test_a_job_that_is_gone(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/jobs", "job:99")
        assert panel.view.body.banner == "Jobbet finns inte längre i historiken."
        assert panel.view.buttons() == ()

    def test_details(self, glass: Make) -> None:
        panel = self.jobs(glass("mfp"), "completed").tap("home/jobs", "job:1")
        assert not panel.view.body.expanded
        assert panel.tap("jobs/job/details").view.body.expanded
        assert panel.view.title == "Jobbstatus › Jobb 0001"


@pytest.mark.parametrize(("model", "tab"), [("mfp", "Printer Status"), ("scanner", "Device Status")])
def test_a_scanner_is_no_printer(glass: Make, model: str, tab: str) -> None:
    assert glass(model, language="en", screen="jobs").view.rows()[0].label == tab
