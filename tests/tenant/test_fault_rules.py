"""What a request for a fault may say, and the sentences for what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.tenant.fault_rules import LEGS, NAMED, FaultProblem, checked


@pytest.mark.parametrize("name", NAMED)
def test_every_named_fault_is_one_of_a_leg(name: str) -> None:
    shown_name, _, fault = checked(name, {})
    assert shown_name == name
    assert fault.leg in LEGS
    assert fault.always


def test_what_is_left_out() -> None:
    name, shown, fault = checked(None, {"leg": "token", "do": "delay"})
    assert (name, fault.leg, fault.service, fault.delay_s) == ("sign_in-delay", "sign_in", "directory", 2.0)
    assert shown == {"leg": "token", "do": "delay"}
    assert checked("mine", {"leg": "starttls", "do": "drop"})[2].service == "smtp"


@pytest.mark.parametrize(
    ("script", "polls"),
    [
        (["pending*3", "slow_down", "declined"], ("pending", "pending", "pending", "slow_down", "declined")),
        ("pending * 2, 50053 , answer", ("pending", "pending", "50053", "answer")),
    ],
)
def test_scripts_of_polls(script: Any, polls: tuple[str, ...]) -> None:
    assert checked(None, {"leg": "sign_in", "do": "polls", "polls": script})[2].polls == polls


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        (None, {}, "has a 'name' or a 'leg'"),
        ("smtp-dwn", {}, "did you mean 'smtp-down'?"),
        ("smtp-slow", {"delay": 3}, "no option 'delay'; it has delay_s"),
        ("smtp-down", {"leg": "auth", "do": "drop"}, "give this one another"),
        (None, {"leg": "athu", "do": "drop"}, "did you mean 'auth'?"),
        (None, {"leg": 3, "do": "drop"}, "no leg 3"),
        (None, {"leg": "auth"}, "'do' is missing"),
        (None, {"leg": "auth", "do": "dropp"}, "did you mean 'drop'?"),
        (None, {"leg": "auth", "do": "drop", "probabilty": 1}, "did you mean 'probability'?"),
        (None, {"leg": "auth", "do": "drop", "delay_s": 1}, "'delay_s' does not go with 'drop'"),
        (None, {"leg": "auth", "do": "drop", "service": "directory"}, "is one of the service 'smtp'"),
        (None, {"leg": "tcp", "do": "drop", "service": "web"}, "smtp, directory, all"),
        (None, {"leg": "auth", "do": "bad_certificate"}, "at the leg 'tls'"),
        (None, {"leg": "refresh", "do": "polls", "polls": "pending"}, "at the leg 'sign_in'"),
        (None, {"leg": "reply", "do": "refuse"}, "name a leg"),
        (None, {"leg": "tcp", "do": "reply", "code": 421, "service": "directory"}, "says nothing in words"),
        (None, {"leg": "tcp", "do": "refuse", "nth": 2}, "let it 'drop'"),
        (None, {"leg": "auth", "do": "reply"}, "has a 'code'"),
        (None, {"leg": "auth", "do": "reply", "code": 99}, "from 200 to 599"),
        (None, {"leg": "auth", "do": "reply", "code": True}, "from 200 to 599"),
        (None, {"leg": "auth", "do": "reply", "aadsts": 50053}, "Only the directory"),
        (None, {"leg": "refresh", "do": "reply", "aadsts": 5017}, "did you mean '50173'?"),
        (None, {"leg": "refresh", "do": "reply", "code": 503, "text": 3}, "'text' is text"),
        (None, {"leg": "refresh", "do": "reply", "code": 503, "content_type": "a\r\nb: c"}, "is a type of content"),
        (None, {"leg": "refresh", "do": "reply", "code": 503, "retry_after": -1}, "from 0 to 86400"),
        (None, {"leg": "auth", "do": "delay", "delay_s": 0}, "number of seconds from 0.01"),
        (None, {"leg": "auth", "do": "drop", "probability": 2}, "from 0 to 1"),
        (None, {"leg": "auth", "do": "drop", "nth": 0}, "a number from 1"),
        (None, {"leg": "auth", "do": "drop", "nth": []}, "a number from 1"),
        (None, {"leg": "auth", "do": "drop", "kept": True}, "at the end of the leg 'data'"),
        (None, {"leg": "data", "do": "drop", "kept": True, "at": "start"}, "at the end of the leg 'data'"),
        (None, {"leg": "data", "do": "drop", "kept": "yes"}, "true or false"),
        (None, {"leg": "data", "do": "drop", "at": "middle"}, "'start' (the command)"),
        (None, {"leg": "rcpt", "do": "drop", "at": "end"}, "a start and an end"),
        (None, {"leg": "sign_in", "do": "polls"}, "is a list of answers"),
        (None, {"leg": "sign_in", "do": "polls", "polls": ["pendign"]}, "did you mean 'pending'?"),
        (None, {"leg": "sign_in", "do": "polls", "polls": ["pending*0"]}, "from 1 to 1000"),
    ],
)
def test_requests_that_make_no_sense(name: str | None, options: dict[str, Any], words: str) -> None:
    with pytest.raises(FaultProblem) as problem:
        checked(name, options)
    assert words in str(problem.value)
