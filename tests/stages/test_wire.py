"""What goes over the channel comes out as it went in."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from panel_sim.core.events import Tapped, Typed
from panel_sim.core.jobs import Job, Leg
from panel_sim.running.rehearsal import Rehearsal
from panel_sim.stages.wire import decoded, encoded


def over(value: object) -> Any:
    return decoded(json.loads(json.dumps(encoded(value))))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "å",
        (1, 2.5, ("x",)),
        {"a": (1,), "b": {"c": None}},
        frozenset({("a", "b", 1)}),
        timedelta(seconds=3.5),
        Tapped("settings"),
        Typed("x"),
        Job(1, "scan-to-email", "email", datetime(2026, 11, 23, tzinfo=UTC), legs=(Leg("dns", True, 1.5),)),
    ],
)
def test_there_and_back(value: object) -> None:
    assert over(value) == value


def test_every_screen_s_view(path_script: Any) -> None:
    menus = path_script.menus("mfp")
    async def whole() -> None:
        for screen in menus.screens:
            rehearsal = Rehearsal(menus, given=("epas-anna",), screen=screen)
            assert over(rehearsal.simulator.view) == rehearsal.simulator.view
            await rehearsal.close()

    asyncio.run(whole())


def test_a_failure_keeps_its_words() -> None:
    assert str(over(ValueError("no"))) == "ValueError: no"


@pytest.mark.parametrize("data", [{"of": "events:Nobody", "is": {}}, {"of": "panel:Panel", "is": {}}])
def test_only_records_are_made(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no record"):
        decoded(data)
