"""Words: looked up by key, filled once, missing ones shown so that nobody overlooks them."""

from __future__ import annotations

from panel_sim.core.words import Words

ALL = {"sv": {"a": "Älg", "b": "{first} och {n} till", "own": "Eget"}, "en": {"a": "Elk"}}


def words(**overrides: str) -> Words:
    made = Words(ALL, overrides, "")
    made.speak("sv")
    return made


def test_looked_up_in_the_language_in_use() -> None:
    w = words()
    assert (w("a"), w.language, w.languages) == ("Älg", "sv", ("sv", "en"))
    w.speak("en")
    assert w("a") == "Elk"


def test_an_unknown_language_leaves_things_as_they_are() -> None:
    w = words()
    w.speak("fi")
    assert (w.language, w("a")) == ("sv", "Älg")


def test_a_missing_word_shows() -> None:
    assert words()("no.such") == "⟨no.such⟩"
    assert words().first("x", "y") == "⟨y⟩"
    assert words().first("x", "a") == "Älg"
    assert not words().has("x")


def test_no_language_at_all() -> None:
    assert Words({}, {}, "sv")("a") == "⟨a⟩"


def test_a_models_own_label() -> None:
    assert words(a="own")("a") == "Eget"
    assert words(a="nothing")("a") == "⟨a⟩"


def test_names_are_filled_once_whatever_is_put_in() -> None:
    assert words()("b", first="{n}", n=3) == "{n} och 3 till"
    assert words()("b", first="x") == "x och {n} till"


def test_one_of_something_has_words_of_its_own() -> None:
    w = Words({"sv": {"days": "{n} dagar", "days.one": "{n} dag", "sheets": "{n} ark, {size}"}}, {}, "sv")
    assert [w.counted("days", n) for n in (0, 1, 2, 21, "1")] == ["0 dagar", "1 dag", "2 dagar", "21 dagar", "1 dagar"]
    assert w.counted("sheets", 1, size="A4") == "1 ark, A4", "the same words where there are no others"
