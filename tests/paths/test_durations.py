"""Spans of practice time, as they are written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.paths.durations import PATTERN, seconds, written


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("30 s", 30), ("5m", 300), ("2 h", 7200), ("90 d", 7_776_000), ("1 h 30 m", 5400), ("12", 12), ("0.5 s", 0.5)],
)
def test_a_span_is_read(text: str, wanted: float) -> None:
    assert seconds(text) == wanted
    assert re.match(PATTERN, text)


@pytest.mark.parametrize("text", ["", " ", "soon", "-5 s", "5 w", "5 5", "1 h 30", "9" * 13, "s", "1e9", "99999999 d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="span"):
        seconds(text)


@given(st.integers(0, 10_000_000))
def test_what_is_written_is_read_back(span: int) -> None:
    assert seconds(written(span)) == span
