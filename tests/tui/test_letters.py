"""Large letters."""

import pytest

from panel_sim.tui.letters import HEIGHT, pixels

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize("narrow", [True, False])
def test_every_letter_of_a_code_has_a_shape_of_its_own(narrow: bool) -> None:
    shapes = {}
    for letter in LETTERS:
        shape = pixels(letter, narrow=narrow)
        assert shape is not None
        assert len(shape) == HEIGHT
        assert len({len(row) for row in shape}) == 1
        shapes[letter] = shape
    # Codes leave out vowels, so that 0 and O, 1 and I need not be told apart there; all others differ.
    alike = {a for a in LETTERS for b in LETTERS if a < b and shapes[a] == shapes[b]}
    assert not alike - set("05")


def test_unknown_letters_are_refused() -> None:
    assert pixels("ÅÄÖ") is None
    assert pixels("") is None
    assert pixels("frw-7") == pixels("FRW-7")
