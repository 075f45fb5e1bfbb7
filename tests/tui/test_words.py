"""The terminal's own words."""

from panel_sim.tui import words


def test_both_languages_have_every_word() -> None:
    assert set(words._WORDS["sv"]) == set(words._WORDS["en"])
    assert words.word("sv", "open") == "öppna"
    assert words.word("de", "open") == "open"
