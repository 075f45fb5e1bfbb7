"""What is told on holds no secrets and fits a line."""

from __future__ import annotations

from panel_sim.adapters.redaction import LONGEST, redact


def test_secrets_and_tokens_are_put_out() -> None:
    token = "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0.c2ln"
    assert redact(f"535 you said {token} and code ABC-DEF", ["ABC-DEF", ""]) == "535 you said *** and code ***"
    assert redact("auth=Bearer abc.def\x01\x01") == "auth=Bearer ***"


def test_a_secret_within_a_secret_leaves_nothing() -> None:
    assert redact("longsecret", ["long", "longsecret"]) == "***"


def test_it_is_one_line_of_bounded_length() -> None:
    assert redact("a\r\nb\x1b[31m\u2028c\ud800") == "a b [31m c"
    assert len(redact("x" * 10_000)) == LONGEST
