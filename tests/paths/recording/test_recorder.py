"""What a person does becomes semantic steps; nothing secret does. On the shipped device, whose answers come at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from panel_sim.adapters.clocks import ManualClock
from panel_sim.bootstrap import looking
from panel_sim.core.events import (
    ConditionChanged,
    CursorMoved,
    Event,
    PasswordChecked,
    Pressed,
    SignedIn,
    SignInAdvanced,
    Tapped,
    TimerFired,
    Typed,
    ValueSet,
)
from panel_sim.core.views import Entry
from panel_sim.options import Options
from panel_sim.paths.files import read_path_files
from panel_sim.paths.names import Names
from panel_sim.paths.recording.listening import Listening
from panel_sim.paths.recording.noted import Head, written
from panel_sim.paths.recording.recorder import Recorder
from panel_sim.paths.walking import labels
from panel_sim.simulator import Simulator

HEAD = Head("x", "sv", "mfp", ("showroom",), home_words="Hem")
FAULTS = {"media-empty": "paper-out"}


class Silent:
    """A directory that never answers by itself: the script says what it says."""

    def __getattr__(self, name: str) -> Any:
        async def waits(*given: object, **named: object) -> None:
            if name not in ("cancel", "keep"):
                await asyncio.Event().wait()

        return waits


class Scripted:
    """A device that is listened to, and a script of what happens to it."""

    def __init__(self, *begun: str, screen: str = "") -> None:
        self.clock = ManualClock()
        options = Options(given=begun or ("showroom",), screen=screen)
        self.simulator: Simulator = looking(options, self.clock, use_home=False)
        self.simulator.ports.sign_in = Silent()  # type: ignore[assignment]  # it has every method there is
        self.recorder = Recorder(self.simulator.view, faults=FAULTS, secrets=frozenset({"wifi.password"}))
        self.person = Listening(self.simulator, self.recorder, self.clock.monotonic, lambda: None)
        self.person.everything = True

    def tap(self, *named: str) -> None:
        for label in named:
            self.person.feed(Tapped(next(one.row for one in labels(self.simulator) if one.text == label)))

    def do(self, *events: Event) -> None:
        for event in events:
            self.person.feed(event)

    def meanwhile(self, *events: Event) -> None:
        for event in events:
            self.simulator.feed(event)

    def steps(self) -> list[str]:
        return written(HEAD, self.recorder.notes).partition("steps:\n")[2].replace("  - ", "").splitlines()


@pytest.fixture
def at() -> Any:
    """Scripts run in a loop, since effects that take time are tasks."""

    def run(script: Callable[[Scripted], None], *begun: str, screen: str = "") -> Scripted:
        async def whole() -> Scripted:
            one = Scripted(*begun, screen=screen)
            script(one)
            await one.simulator.stop()
            return one

        return asyncio.run(whole())

    return run


def recorded(at: Any, script: Callable[[Scripted], None], *begun: str, screen: str = "") -> list[str]:
    steps: list[str] = at(script, *begun, screen=screen).steps()
    return steps


class TestWaysThroughTheMenus:
    def test_taps_of_menu_rows_become_a_menu_path(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.", "Allmänna inställningar", "Nätverksinställningar")
            one.do(Pressed("back"))
            one.tap("Nätverksinställningar")
            one.do(Pressed("home"))

        assert recorded(at, script) == [
            "go: Inst. > Allmänna inställningar > Nätverksinställningar",
            "press: back",
            "tap: Nätverksinställningar",
            "press: home",
        ]

    def test_a_tile_of_another_page_needs_no_turning(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.do(Tapped("page:1"))
            one.tap("Underhåll")

        assert recorded(at, script) == ["tap: Underhåll"]

    def test_answers_and_choices_stand_alone(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.", "Språk/Language", "English")

        steps = recorded(at, script)
        assert steps[0] == "go: Inst. > Språk/Language" or steps[:2] == ["tap: Inst.", "tap: Språk/Language"]
        assert steps[-1] == "tap: English"

    def test_the_job_key(self, at: Any) -> None:
        assert recorded(at, lambda one: one.do(Tapped("jobs"))) == ["tap: Jobbstatus"]


class TestTyping:
    SCREEN = "email/file-name"

    def entry(self, one: Scripted) -> str:
        body = one.simulator.view.body
        assert isinstance(body, Entry)
        return body.text

    def open(self, one: Scripted) -> None:
        one.tap("Skanna")
        one.tap(next(label.text for label in labels(one.simulator) if label.text == "E-post"))
        one.tap("Filnamn")

    def test_letters_are_one_step(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            self.open(one)
            one.do(*(Typed(sign) for sign in "2026"), Tapped("key:a"), Typed("\b"), Typed("b"))

        assert recorded(at, script)[-1] == "type: " + '"2026b"'

    def test_what_stood_there_is_erased(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            self.open(one)
            one.do(CursorMoved(10_000), Typed("\b" * 1024), Typed("Sko"))

        steps = recorded(at, script)
        assert steps[-1] == 'type: "' + "\\b" * (len("Skanning") - 2) + 'o"'

    def test_nothing_changed_is_nothing_recorded(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            self.open(one)
            one.do(Typed("x"), Typed("\b"))

        assert not recorded(at, script)[-1].startswith("type")


class TestLogin:
    def test_the_administrator(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.do(Tapped("lock"), Typed("73517351"), Tapped("administrator/ok"))
            one.meanwhile(PasswordChecked("administrator", "", True))
            one.tap("Inst.")

        assert recorded(at, script, "showroom", "locked") == ["log_in: {administrator: true}", "tap: Inst."]

    def test_a_user_asked_by_a_tile(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Till Min e-post")
            one.do(*(Typed(sign) for sign in "7351"), Tapped("login/pin/ok"))
            one.meanwhile(PasswordChecked("user-pin", "anna", True))

        assert recorded(at, script) == ["tap: Till Min e-post", "log_in: {user: anna}"]

    def test_one_that_is_left_again_is_no_step(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.do(Tapped("user"), Typed("7351"), Pressed("back"))

        assert recorded(at, script) == []

    def test_left_where_a_tile_asked(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Till Min e-post")
            one.do(Typed("7351"), Pressed("back"))

        assert recorded(at, script) == ["tap: Till Min e-post", "press: home"]

    def test_logging_out(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.do(Tapped("user"), Typed("7351"), Tapped("login/pin/ok"))
            one.meanwhile(PasswordChecked("user-pin", "anna", True))
            one.do(Tapped("user"), Tapped("logout/yes"))

        assert recorded(at, script) == ["log_in: {user: anna}", "log_out:"]


class TestSigningIn:
    def at_panel(self, one: Scripted) -> None:
        one.do(Tapped("sign-in/next"))
        one.meanwhile(SignInAdvanced("user:anna", "account"), SignInAdvanced("user:anna", "password"))
        one.do(*(Typed(sign) for sign in "hemligt99"), Tapped("sign-in/password/ok"))

    def test_at_the_panel_is_recorded_as_with_a_code(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Till Min e-post")
            one.do(Typed("7351"), Tapped("login/pin/ok"))
            one.meanwhile(PasswordChecked("user-pin", "anna", True))
            self.at_panel(one)
            one.person.outside("sign_in", {"user": "anna@ovning.example", "outcome": "accept", "consent": ""})
            one.meanwhile(SignedIn("user:anna", "anna@ovning.example"))
            one.tap("OK")

        assert recorded(at, script) == [
            "tap: Till Min e-post",
            "log_in: {user: anna}",
            "tap: Använd kod",
            "sign_in: {as: anna@ovning.example}",
            "on: sign-in/done",
            "tap: OK",
        ]

    def test_elsewhere_is_a_remark(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.")
            one.person.outside("sign_in", {"user": "bo@ovning.example", "outcome": "accept", "consent": ""})

        assert recorded(at, script)[-1].startswith("  # bo@ovning.example signed in elsewhere")


class TestAround:
    def test_what_is_done_from_outside(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.meanwhile(ConditionChanged("media-empty", True), ConditionChanged("media-empty", False))
            one.meanwhile(ValueSet("email.attachment_max_mb", 10), ValueSet("wifi.password", "hemligt99"))
            one.person.outside("policy", {"require_mfa": True})
            one.person.outside("revoke", {"user": "anna@ovning.example"})
            one.person.outside("fault", {"name": "smtp-down", "settings": {}})
            one.person.outside("fault", {"name": "late", "settings": {"leg": "auth", "do": "reply, late"}})
            one.person.outside("clear", {"name": "smtp-down"})
            one.person.outside("advance", {"seconds": 7200.0})

        assert recorded(at, script) == [
            "fault: paper-out",
            "clear: paper-out",
            "set: {email.attachment_max_mb: 10}",
            "  # wifi.password was set to something that is not recorded.",
            "policy: {require_mfa: true}",
            "revoke: anna@ovning.example",
            "fault: smtp-down",
            'fault: {name: late, leg: auth, do: "reply, late"}',
            "clear: smtp-down",
            "advance: 2 h",
        ]

    def test_what_a_timer_did_to_the_glass_is_time_that_passes(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.")
            one.clock.advance(40)
            one.meanwhile(TimerFired("idle-sleep"), TimerFired("sleep"))
            one.simulator.refresh()
            one.clock.advance(3600)
            one.do(Tapped("wake"))
            one.tap("Skanna")

        steps = recorded(at, script)
        assert steps[0] == "tap: Inst."
        assert steps[-1] == "tap: Skanna"
        assert any(one.startswith("advance: ") for one in steps)


class TestSeeingAndUndoing:
    def test_a_chosen_row_with_its_value(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.")
            row = next(row for row in one.simulator.view.rows() if row.value)
            one.recorder.see(row.id, 0)

        assert recorded(at, script) == ["tap: Inst.", "on: settings", "see: {Språk/Language: Svenska}"]

    def test_all_readings_where_nothing_can_be_chosen(self, at: Any) -> None:
        screen = "settings/general/network/status/email-server"
        steps = recorded(at, lambda one: one.recorder.see("", 0) and None, "epas", screen=screen)
        assert steps[0] == f"on: {screen}"
        assert "Autentiseringsmetod: OAuth2" in steps[1]

    def test_twice_is_once(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.recorder.see("", 0)
            one.recorder.see("", 0)

        assert recorded(at, script) == ["on: home"]

    def test_nothing_is_seen_of_a_login(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.do(Tapped("user"))
            assert one.recorder.see("", 0) == ()

        assert recorded(at, script) == []

    def test_a_step_taken_back(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.", "Allmänna inställningar")
            assert one.recorder.undo() is not None
            assert one.recorder.lost == "settings"
            one.tap("Nätverksinställningar")
            one.do(Pressed("back"), Pressed("back"))
            assert one.recorder.lost == ""
            one.tap("Underhåll")

        assert recorded(at, script) == ["go: Inst. > Underhåll"]

    def test_an_assertion_taken_back_leaves_the_panel_where_it_is(self, at: Any) -> None:
        def script(one: Scripted) -> None:
            one.tap("Inst.")
            one.recorder.see("", 0)
            while one.recorder.notes[-1].verb != "tap":
                one.recorder.undo()
            assert one.recorder.lost == ""

        assert recorded(at, script) == ["tap: Inst."]
        assert Recorder(at(script).simulator.view, faults={}).undo() is None


SECRET = some.text("qwxzQWXZ0123456789", min_size=6, max_size=8).filter(lambda text: text not in "12345678" * 2)
DOINGS = some.lists(
    some.one_of(
        some.integers(0, 40),
        some.sampled_from(["back", "home", "lock", "user", "jobs", "secret", "right", "wrong", "see", "undo", "wait"]),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SECRET, DOINGS, some.booleans())
def test_nothing_typed_into_a_secret_entry_is_ever_written(
    at: Any, tmp_path: Path, secret: str, doings: list[int | str], by_keys: bool
) -> None:
    def script(one: Scripted) -> None:
        for doing in doings:
            _do(one, doing, secret, by_keys)

    text = written(HEAD, at(script, "showroom", "locked").recorder.notes)
    assert secret not in text
    if "  - " in text:
        path = tmp_path / "a.path.yaml"
        path.write_text(text, "utf-8")
        assert read_path_files([path], Names())


def _do(one: Scripted, doing: int | str, secret: str, by_keys: bool) -> None:
    view = one.simulator.view
    there = labels(one.simulator)
    match doing:
        case int() if there:
            one.do(Tapped(there[doing % len(there)].row))
        case "back" | "home":
            one.do(Pressed(str(doing)))
        case "lock" | "user" | "jobs":
            one.do(Tapped(str(doing)))
        case "secret" if isinstance(view.body, Entry) and view.body.secret:
            one.do(*((Tapped(f"key:{sign}") if by_keys else Typed(sign)) for sign in secret))
        case "right" | "wrong":
            one.meanwhile(PasswordChecked("administrator", "", doing == "right"))
            one.meanwhile(PasswordChecked("user-pin", "anna", doing == "right"))
        case "see":
            one.recorder.see("", one.clock.monotonic())
        case "undo":
            one.recorder.undo()
        case "wait":
            one.clock.advance(60)
