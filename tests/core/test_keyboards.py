"""The soft keyboards."""

import pytest

from panel_sim.core.keyboards import LAYERS, keyboard, number_pad

# What every font for a terminal has: ASCII, Latin-1, the arrows, the euro.
COMMON = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))} | set("←→€")


@pytest.mark.parametrize("layout", ["sv", "en", "unknown"])
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("email", [True, False])
def test_every_key_can_be_read_in_any_font(layout: str, layer: str, email: bool) -> None:
    rows = keyboard(layout, layer, "mellanslag", email, "Sudda", "Rensa")
    keys = [key for row in rows for key in row]
    assert {char for key in keys for char in key.label} <= COMMON
    assert {"Sudda", "Rensa", "mellanslag"} <= {key.label for key in keys}
    assert len({key.id for key in keys}) == len(keys)
    # A word needs its room: no row may be so long that a key becomes narrower than its label on the small panel.
    units = max(sum(key.width for key in row) for row in rows)
    assert all(len(key.label) < key.width * (54 // units) or len(key.label) == 1 for key in keys)


@pytest.mark.parametrize(
    ("minus", "dot", "first"), [(False, False, "key:clear"), (True, False, "key:-"), (False, True, "key:.")]
)
def test_the_number_pad(minus: bool, dot: bool, first: str) -> None:
    rows = number_pad(minus, dot, "Sudda", "Rensa")
    assert "".join(key.label for row in rows[:3] for key in row) == "123456789"
    assert [key.id for key in rows[3]] == [first, "key:0", "key:erase"]
    assert {char for row in rows for key in row for char in key.label} <= COMMON
