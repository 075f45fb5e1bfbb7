"""Practice time: forward only, kept over restarts, undisturbed by the machine's clock."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from panel_sim.tenant import clock as module
from panel_sim.tenant.clock import ManualClock, OffsetClock, utc


def test_wound_forward_time_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    first = OffsetClock(file)
    before = first.now()
    first.advance(90 * 86400)
    assert first.now() - before >= 90 * 86400
    again = OffsetClock(file)
    assert 0 <= again.now() - before - 90 * 86400 < 5
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"offset_s": "x"}', '{"offset_s": -5}', '{"offset_s": NaN}'])
def test_an_unreadable_offset_counts_as_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "clock.json"
    file.write_text(content)
    assert abs(OffsetClock(file).now() - module.wall_now()) < 5


@pytest.mark.parametrize("step", [-1, math.nan, math.inf, 1e12])
@pytest.mark.parametrize("clock", [ManualClock(), OffsetClock()])
def test_only_forward_and_not_for_ever(clock: Any, step: float) -> None:
    with pytest.raises(ValueError, match="forward only"):
        clock.advance(step)


def test_moments_beyond_the_calendar_become_its_last_day() -> None:
    assert utc(1e18).year == 9999
    assert module.wall_now() > 1_700_000_000


def test_a_wall_clock_that_is_set_back_does_not_stop_practice_time(tmp_path: Path) -> None:
    wall, steady = [5000.0], [100.0]
    clock = OffsetClock(wall=lambda: wall[0], steady=lambda: steady[0])
    assert clock.now() == 5000
    wall[0], steady[0] = 1000.0, 107.0
    assert clock.now() == 5007
    wall[0], steady[0] = 1003.0, 110.0
    assert clock.now() == 5010
    wall[0] = 9003.0
    assert clock.now() == 13010, "a wall clock that is set forward is followed"
