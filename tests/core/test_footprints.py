"""A panel says where it has been to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panel_sim.core.footprints import Footprints

Make = Callable[..., Any]


def test_moves_and_guards_are_kept(glass: Make) -> None:
    panel = glass()
    seen = panel.panel.machine.footprints = Footprints()
    assert not seen.screens
    panel.tap("home/settings").tap("settings/general")
    assert seen.moves == {("home", "tap:home/settings", 0), ("settings", "tap:settings/general", 0)}
    assert seen.screens == {"settings", "settings/general"}
    panel.tap("settings/general/network")
    assert ("settings/general", "tap:settings/general/network", 0) in seen.moves
    panel.press("home").tap("home/to-my-email")
    assert seen.asked
    assert all(isinstance(answer, bool) for _, answer in seen.asked)


def test_nothing_is_kept_unasked(glass: Make) -> None:
    panel = glass().tap("settings")
    assert panel.panel.machine.footprints is None
