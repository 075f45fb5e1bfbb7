"""Typing at the glass: limits, charsets, Unicode, the cursor, the layers of the keyboard, addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.core.entry import EntryState, is_address, is_ipv4, is_text_of


def typed(text: str, **how: object) -> str:
    entry = EntryState(**how)  # type: ignore[arg-type]  # the fields by name, as the panel gives them
    entry.type(text)
    return entry.text


class TestTyping:
    def test_goes_in_at_the_cursor(self) -> None:
        entry = EntryState("åö", 1)
        entry.type("ä李")
        assert (entry.text, entry.cursor) == ("åä李ö", 3)
        entry.type("\b\b\b\b")
        assert (entry.text, entry.cursor) == ("ö", 0)

    def test_stops_at_the_limit(self) -> None:
        assert typed("abcdef", max=4) == "abcd"

    def test_a_refused_key_is_remembered_until_one_is_taken(self) -> None:
        entry = EntryState(max=2, charset="digits")
        entry.type("x")
        assert entry.refused == "charset"
        entry.type("12")
        assert entry.refused == ""
        entry.type("3")
        assert (entry.text, entry.refused) == ("12", "full")
        entry.press("left")
        assert entry.refused == ""
        entry.type("3")
        entry.press("erase")
        assert entry.refused == ""
        entry.type("x1")
        assert entry.refused == "charset", "what was pasted went in only in part"
        entry.type("\n")
        assert entry.refused == "", "a line end is no key with a sign"

    def test_control_characters_and_line_ends_never_get_in(self) -> None:
        assert typed("a\r\nBcc: x@y\x00\x7f\u2028\u2029\ud800b") == "aBcc: x@yb"

    def test_a_text_already_too_long_only_shrinks(self) -> None:
        entry = EntryState("abcdef", 6, max=3)
        entry.type("x")
        entry.erase()
        assert entry.text == "abcde"

    @pytest.mark.parametrize(
        ("charset", "kept"),
        [
            ("any", "aå€ /:@1.😀"),
            ("ascii", "a /:@1."),
            ("email", "aå€/:@1."),
            ("digits", "1"),
            ("file-name", "aå€ @1.😀"),
        ],
    )
    def test_charsets(self, charset: str, kept: str) -> None:
        assert typed("aå€ /:@1.😀", charset=charset) == kept

    def test_an_ipv4_address_is_digits_and_dots(self) -> None:
        assert typed("a1.2,3.４", charset="ipv4") == "1.23."

    def test_secrets_are_dots(self) -> None:
        entry = EntryState("hemligt", 7, secret=True)
        assert entry.shown == "•" * 7
        entry.type("!")
        assert entry.text == "hemligt!"


class TestNumbers:
    def test_the_first_digit_replaces_what_stood_there(self) -> None:
        entry = EntryState("15", 2, numeric=True, fresh=True, max=3)
        entry.type("3")
        entry.type("0")
        assert entry.text == "30"

    def test_erasing_keeps_the_rest(self) -> None:
        entry = EntryState("15", 2, numeric=True, fresh=True)
        entry.press("erase")
        entry.press("7")
        assert entry.text == "17"

    @pytest.mark.parametrize("char", ["a", "٣", "²", "½", " ", "+", "."])
    def test_only_plain_digits(self, char: str) -> None:
        assert typed(char, numeric=True) == ""

    @pytest.mark.parametrize("how", ["press", "type"])
    @pytest.mark.parametrize(("stands", "then"), [("0", "-3"), ("2", "-3"), ("-2", "3")])
    def test_the_sign_then_a_digit(self, stands: str, then: str, how: str) -> None:
        entry = EntryState(stands, len(stands), numeric=True, minus=True, fresh=True, max=2)
        if how == "type":
            entry.type(then)
            assert entry.text == ("-3" if then == "-3" else "3")
        else:
            entry.press("-")
            entry.press("clear")
            if then == "-3":
                entry.press("-")
            entry.press("3")
            assert entry.text == then

    def test_the_sign_turns(self) -> None:
        entry = EntryState("2", 1, numeric=True, minus=True, max=2)
        entry.press("-")
        assert entry.text == "-2"
        entry.press("-")
        assert entry.text == "2"

    def test_no_sign_where_there_is_none(self) -> None:
        entry = EntryState("2", 1, numeric=True)
        entry.press("-")
        entry.type("-")
        assert entry.text == "2"


class TestKeys:
    def test_one_capital_then_small_letters(self) -> None:
        entry = EntryState()
        entry.press("shift")
        assert entry.layer == "upper"
        entry.press("A")
        entry.press("b")
        assert (entry.text, entry.layer) == ("Ab", "lower")

    def test_layers(self) -> None:
        entry = EntryState()
        for key, layer in (("symbols", "symbols"), ("letters", "lower"), ("symbols", "symbols"), ("symbols", "lower")):
            entry.press(key)
            assert entry.layer == layer
        entry.press("shift")
        entry.press("shift")
        assert entry.layer == "lower"

    def test_cursor_keys_stop_at_the_ends(self) -> None:
        entry = EntryState("ab", 2)
        for _ in range(5):
            entry.press("left")
        entry.press("x")
        entry.move(99)
        entry.press("y")
        assert entry.text == "xaby"
        entry.press("clear")
        assert (entry.text, entry.cursor) == ("", 0)

    def test_an_unknown_key_does_nothing(self) -> None:
        entry = EntryState("ab", 2)
        entry.press("nothing")
        entry.press("")
        assert entry.text == "ab"

    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("type"), st.text(max_size=5)),
                st.tuples(
                    st.just("press"),
                    st.sampled_from(["shift", "symbols", "left", "right", "erase", "clear", "-", "a", "1"]),
                ),
                st.tuples(st.just("move"), st.integers(-9, 9)),
            ),
            max_size=30,
        ),
        st.sampled_from(["any", "ascii", "email", "digits", "file-name", "ipv4"]),
        st.booleans(),
        st.integers(1, 8),
    )
    def test_whatever_is_done_the_entry_stays_sound(
        self, doings: list[tuple[str, object]], charset: str, numeric: bool, most: int
    ) -> None:
        entry = EntryState(charset=charset, numeric=numeric, minus=numeric, max=most)
        for name, what in doings:
            getattr(entry, name)(what)
            assert 0 <= entry.cursor <= len(entry.text) <= most + numeric
            assert len(entry.shown) == len(entry.text)


class TestAddresses:
    @pytest.mark.parametrize(
        "text",
        [
            "a@b",
            "anna@ovning.example",
            "a.b+c@x-y.example",
            "åsa@exämple.se",
            "x" * 64 + "@b.example",
            "o'neil@x.example",
        ],
    )
    def test_good(self, text: str) -> None:
        assert is_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a@.b",
            "a@b.",
            "a@b..c",
            "a@-b",
            "a@b-",
            "a,b@c",
            "<a@b>",
            "a@b>",
            "a@b\r\nBcc: x@y",
            "a\x00@b",
            "x" * 65 + "@b",
            "a@" + "b" * 253,
            '"a"@b',
            "a@[192.0.2.1]",
        ],
    )
    def test_bad(self, text: str) -> None:
        assert not is_address(text)

    @pytest.mark.parametrize(
        ("text", "good"),
        [
            ("192.0.2.10", True),
            ("0.0.0.0", True),
            ("255.255.255.255", True),
            ("256.0.0.1", False),
            ("1.2.3", False),
            ("1.2.3.4.5", False),
            ("01.2.3.4", False),
            ("1..2.3", False),
            ("", False),
            ("1.2.3.٤", False),
            ("1.2.3.4444", False),
        ],
    )
    def test_ipv4(self, text: str, good: bool) -> None:
        assert is_ipv4(text) is good
        assert is_text_of(text, "ipv4") is good

    def test_no_address_is_as_good_as_one(self) -> None:
        assert is_text_of("", "email")
        assert not is_text_of("a@", "email")

    @given(st.text())
    def test_what_is_an_address_holds_no_line_end(self, text: str) -> None:
        if is_address(text):
            assert text.splitlines() == [text]
