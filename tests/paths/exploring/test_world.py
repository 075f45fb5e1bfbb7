"""What the world may answer: something for every wish that wants an answer, the usual thing first."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import CODES
from panel_sim.core.menus import Menus
from panel_sim.paths.exploring import Scene
from panel_sim.paths.exploring.world import answers, nominal

UNSEEN: Any = None
"""What the wish is about, which no answer looks at."""


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        (ef.StartSignIn("user:anna"), ev.CodeShown),
        (ef.StartSignIn("user:anna", at_panel=True), ev.SignInAdvanced),
        (ef.PollSignIn("user:anna"), ev.SignedIn),
        (ef.SignOut("printer"), ev.SignedOut),
        (ef.StartScan(1, UNSEEN, UNSEEN), ev.PageScanned),
        (ef.PrintSheet(1, UNSEEN), ev.SheetPrinted),
    ],
)
def test_the_usual_answer_comes_first(wish: ef.Effect, first: type) -> None:
    assert isinstance(nominal(wish)[0], first)
    told = [words for words, _ in answers(wish)]
    assert len(told) == len(set(told)), "each answer is told apart"


def test_mail_fails_in_every_way_that_has_a_code() -> None:
    wish = ef.SendMail(1, "user:anna", UNSEEN)
    refused = [events[-1] for _, events in answers(wish) if isinstance(events[-1], ev.MailRefused)]
    assert {one.failure.kind for one in refused} == {kind for kind, code in CODES.items() if code is not None}


def test_what_wants_no_answer_gets_none() -> None:
    assert list(answers(ef.StartTimer("sleep", 1.0))) == []
    assert nominal(ef.StopTimer("sleep")) == ()


def test_signing_in_at_the_panel_goes_all_the_way(printer: Menus) -> None:
    steps = ["account"]
    scene = Scene(printer, ("factory",), language="sv")
    for step in ("account", "password", "consent"):
        events = nominal(ef.SubmitSignIn("user:anna", step, ""))
        scene.feed(*events)
        steps.append(getattr(events[0], "step", "done"))
    assert steps == ["account", "password", "consent", "done"]
