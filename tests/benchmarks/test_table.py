"""The table that `make bench` prints."""

from __future__ import annotations

import pytest

from benchmarks.run import benchmarks, main
from benchmarks.table import Row, markdown, number


def test_at_most() -> None:
    assert Row("start", 0.5, "s", 0.7).reached
    assert not Row("start", 0.8, "s", 0.7).reached


def test_at_least() -> None:
    assert Row("steps", 21_000, "steps/s", 20_000, more_is_better=True).reached
    assert not Row("steps", 19_000, "steps/s", 20_000, more_is_better=True).reached


def test_a_goal_for_the_ratio() -> None:
    assert Row("send", 1.04, "s", 1.05, "bare", 1.0, of_peer=True).reached
    assert not Row("send", 1.06, "s", 1.05, "bare", 1.0, of_peer=True).reached
    assert not Row("send", 1.0, "s", 1.05, of_peer=True).reached


@pytest.mark.parametrize(("value", "text"), [(0.4567, "0.457"), (12.3456, "12.3"), (21_345.6, "21,346"), (0.0, "0")])
def test_a_number_has_the_digits_that_mean_something(value: float, text: str) -> None:
    assert number(value) == text


def test_the_table_says_what_was_measured_and_what_was_wanted() -> None:
    rows = [
        Row("first painted panel", 0.61, "s", 0.7, "minimal Textual app", 0.45),
        Row("sign-in and send", 1.2, "s", 1.05, "bare libraries", 1.0, of_peer=True),
        Row("steps", 25_000, "steps/s", 20_000, more_is_better=True),
    ]
    assert markdown(rows).splitlines()[2:] == [
        "| first painted panel | 0.61 s | 0.45 s (minimal Textual app) | 1.36 | <= 0.7 s | yes |",
        "| sign-in and send | 1.2 s | 1 s (bare libraries) | 1.20 | <= 1.05 x peer | no |",
        "| steps | 25,000 steps/s | - | - | >= 20,000 steps/s | yes |",
    ]


def test_every_benchmark_is_found() -> None:
    assert {"first_paint", "go_start", "headless_steps", "key_to_painted", "memory"} <= set(benchmarks())


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["first_pint"]) == 2
    assert "first_paint" in capsys.readouterr().err
