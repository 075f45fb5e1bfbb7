"""Storms of any event at all, with any ids: a step never raises, and there is always something to see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.core import events as ev
from panel_sim.core import jobs
from panel_sim.core.failures import CODES, Failure
from panel_sim.core.views import Body

Make = Callable[..., Any]
ANNA = "user:anna"
FAILURES = st.builds(
    Failure, st.sampled_from(sorted(CODES)), st.sampled_from(["", "auth", "data"]), st.text(max_size=4)
)
ACCOUNTS = st.sampled_from([ANNA, "user:bo", "user:bo", "user:", "printer", "printer-pending", ""])
NUMBERS = st.integers(-1, 4)
LEGS = st.builds(
    jobs.Leg,
    st.sampled_from([*jobs.LEGS, "odd"]),
    st.sampled_from([True, False, None]),
    st.just(1.0),
    st.text(max_size=3),
)
SECONDS = st.sampled_from([0.0, 5.0, 900.0])
ODD = st.sampled_from(
    [
        "job:x",
        "job:²",
        "job:1",
        "job:",
        "contact:99",
        "recipient:a@b",
        "recipient::",
        "edit-contact:1",
        "edit-contact:é",
        "page:²",
        "page:next",
        "page:99",
        "page:",
        "key:shift",
        "key:",
        "key:a",
        "key:left",
        ":",
        "state",
        "jobs",
        "lock",
        "user",
        "⟨",
    ]
)
TIMERS = ["sleep", "operation", "poll", "code-expiry", "poll-printer", "print:1", "print", "odd", ""]
URIS = st.sampled_from(["", "https://x.example", "http://[", "åäö"])
SIGN_IN_STEPS = st.sampled_from(["account", "password", "consent", "done", "odd"])
PURPOSES = st.sampled_from(["administrator", "user-pin", "user-password", ""])
CONDITIONS = st.sampled_from(["media-empty", "cover-open", "network-unplugged", "odd"])
PRINTER = st.sampled_from(
    [ev.PrinterSignInAsked(), ev.PrinterSignInStored(), ev.PrinterSignInLeft(), ev.PrinterSignOutAsked(), ev.Event()]
)


def storm_events(screens: list[str], values: list[str]) -> st.SearchStrategy[ev.Event]:
    taps = st.one_of(st.sampled_from(screens), ODD, st.text(max_size=6))
    anything = st.one_of(st.booleans(), st.integers(-5, 99), st.text(max_size=5), st.none(), st.just([1]))
    return st.one_of(
        st.builds(ev.Tapped, taps),
        st.builds(ev.Pressed, st.sampled_from(["home", "back", "help", "power", "start", "stop", "odd"])),
        st.builds(ev.Typed, st.one_of(st.text(max_size=8), st.sampled_from(["1111", "12345678", "a@b.example", "\b"]))),
        st.builds(ev.CursorMoved, st.integers(-99, 99)),
        st.builds(ev.TimerFired, st.sampled_from(TIMERS)),
        st.builds(ev.CodeShown, ACCOUNTS, st.text(max_size=9), URIS, SECONDS, SECONDS),
        st.builds(ev.SignInPending, ACCOUNTS, SECONDS),
        st.builds(ev.SignInAdvanced, ACCOUNTS, SIGN_IN_STEPS, st.text(max_size=3)),
        st.builds(ev.SignedIn, ACCOUNTS, st.text(max_size=5)),
        st.builds(ev.SignInEnded, ACCOUNTS, FAILURES),
        st.builds(ev.SignedOut, ACCOUNTS),
        st.builds(ev.PageScanned, NUMBERS, NUMBERS, NUMBERS),
        st.builds(ev.ScanFinished, NUMBERS, NUMBERS, st.sampled_from([0, 10, 2**26]), st.text(max_size=4)),
        st.builds(ev.ScanFailed, NUMBERS, FAILURES),
        st.builds(ev.LegReached, NUMBERS, LEGS),
        st.builds(ev.SendProgressed, NUMBERS, NUMBERS, NUMBERS),
        st.builds(ev.MailSent, NUMBERS, st.tuples(LEGS)),
        st.builds(ev.MailRefused, NUMBERS, FAILURES, st.tuples(LEGS)),
        st.builds(ev.SheetPrinted, NUMBERS, st.text(max_size=4)),
        st.builds(ev.SheetFailed, NUMBERS, FAILURES),
        st.builds(ev.PasswordChecked, PURPOSES, st.sampled_from(["anna", "x", ""]), st.booleans()),
        st.builds(ev.ConditionChanged, CONDITIONS, st.booleans()),
        st.builds(ev.ValueSet, st.one_of(st.sampled_from(values), st.text(max_size=4)), anything),
        st.builds(ev.Told, st.sampled_from(["told.other", "told.not-saved"]), st.text(max_size=4)),
        PRINTER,
    )


@pytest.mark.parametrize("model", ["mfp", "scanner"])
def test_storms(glass: Make, model: str) -> None:
    login = (ev.Tapped("user"), ev.Typed("1111"), ev.Tapped("login/pin/ok"))
    mail = (ev.Tapped("home/to-my-email"), ev.Tapped("email/start"))
    bo = (ev.Tapped("home/to-my-email"), ev.Typed("2222"), ev.Tapped("login/pin/ok"))
    panel = glass(model, "epas-anna")
    menus = panel.menus
    taps = [row.id for spec in menus.screens.values() for row in (*spec.rows, *spec.buttons, *spec.ticks)]
    taps += [
        f"{spec.id}/{choice}"
        for spec in menus.screens.values()
        if spec.kind == "choice"
        for choice in menus.values[spec.setting].choices
    ]

    # A number stands for that thing of all that can be touched at the moment: so a storm gets somewhere.
    fingers = st.integers(0, 30)

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from([(), login, (*login, *mail[:1]), (*login, *mail), bo, (*bo, ev.Tapped("sign-in/code"))]),
        st.lists(st.one_of(fingers, fingers, storm_events(taps, sorted(menus.values))), min_size=1, max_size=60),
    )
    def storm(before: tuple[ev.Event, ...], events: list[ev.Event | int]) -> None:
        panel.reset().feed(*before)
        for number, event in enumerate(events):
            panel.seconds += number
            there = panel.touchable()
            panel.feed(event if isinstance(event, ev.Event) else ev.Tapped(there[event % len(there)]))
            view = panel.view
            assert isinstance(view.body, Body)
            assert view.screen == panel.screen == panel.panel.machine.screen
            trail = panel.session.trail
            assert len(trail) == len(set(trail)) <= len(menus.screens)
            assert panel.screen not in trail
            assert set(panel.session.covered) <= set(trail)
            there = panel.ids()
            assert len(there) == len(set(there))

    storm()
