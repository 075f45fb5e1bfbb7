"""What the arguments of mail commands are taken for."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.tenant.mail_command import CHALLENGE, parsed_address, parsed_piece


@pytest.mark.parametrize(
    ("arg", "meant"),
    [
        ("FROM:<a@b>", ("a@b", {})),
        ("from: <a@b> SIZE=10 body=8bitmime", ("a@b", {"SIZE": "10", "BODY": "8BITMIME"})),
        ("FROM:<>", ("", {})),
        ("FROM:<å@b>", ("å@b", {})),
        ("TO:<a@b>", None),
        ("FROM:a@b", None),
        ("FROM:<a@b", None),
        ("FROM:<a@b> HOLDFOR=5", None),
        ("FROM:<a b@c>", None),
        ("FROM:<a\r\nX: y@c>", None),
        ("FROM:<\udce5@b>", None),
        (f"FROM:<{'a' * 400}@b>", None),
        (None, None),
    ],
)
def test_addresses(arg: str | None, meant: tuple[str, dict[str, str]] | None) -> None:
    assert parsed_address("FROM", arg, ("SIZE", "BODY")) == meant


@given(st.text())
def test_any_text_is_an_address_or_none(arg: str) -> None:
    found = parsed_address("TO", arg, ("NOTIFY",))
    assert found is None or not set(found[0]) & set("<> \r\n\x00")


@pytest.mark.parametrize(
    ("arg", "meant"),
    [("12", (12, False)), ("0 LAST", (0, True)), ("5 last", (5, True)), ("-1", None), ("1 FIRST", None), (None, None)],
)
def test_pieces(arg: str | None, meant: tuple[int, bool] | None) -> None:
    assert parsed_piece(arg) == meant


def test_the_challenge_is_what_the_mechanism_describes() -> None:
    assert json.loads(base64.b64decode(CHALLENGE))["status"] == "400"
