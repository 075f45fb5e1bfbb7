"""What a trace keeps of events, effects, faults and time: names and facts, and never a secret."""

from __future__ import annotations

from datetime import timedelta

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.paths.happening import happening_of


def test_facts_of_an_event() -> None:
    made = happening_of("event", ev.Tapped("home/settings"), 2.0)
    assert (made.kind, made.name, made.facts, made.at) == ("event", "Tapped", (("row", "home/settings"),), 2.0)


def test_what_lies_inside_is_told_too() -> None:
    facts = dict(happening_of("event", ev.SignInEnded("printer", Failure("timed-out", "sign_in")), 0.0).facts)
    assert "timed-out" in facts["failure"]


def test_winding_and_faults() -> None:
    assert happening_of("clock", timedelta(seconds=90), 0.0).facts == (("seconds", "90"),)
    fault = happening_of("fault", ("smtp-slow", True, (("delay_s", 8),)), 0.0)
    assert (fault.name, fault.facts) == ("smtp-slow", (("present", "True"), ("delay_s", "8")))


def test_no_secret_is_kept() -> None:
    secrets = (
        ev.Typed("hemligt"),
        ev.Tapped("key:hemligt"),
        ev.CodeShown("printer", "hemligt", "http://x", 900, 5),
        ef.CheckPassword("user-pin", "", "hemligt"),
        ef.SubmitSignIn("printer", "password", "hemligt"),
        ef.CopyText("hemligt"),
        ev.ValueSet("panel.password", "hemligt"),
    )
    for one in secrets:
        assert "hemligt" not in repr(happening_of("event", one, 0.0)), one


def test_long_facts_are_cut() -> None:
    (fact,) = happening_of("event", ev.Tapped("x" * 1000), 0.0).facts
    assert len(fact[1]) == 300
