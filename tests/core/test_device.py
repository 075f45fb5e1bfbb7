"""What the device keeps: values held to their declaration, and taken back from whatever lies in the home folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_sim.core.device import STORED, Account, Contact, Device, User, fitted
from panel_sim.core.menus import Menus, ValueSpec

SPECS = {
    spec.key: spec
    for spec in (
        ValueSpec("a.switch", "switch", False),
        ValueSpec("a.number", "number", 5, -4, 40),
        ValueSpec("a.choice", "choice", "one", choices=("one", "two")),
        ValueSpec("a.text", "text", "x", most=5),
        ValueSpec("a.ascii", "text", "", most=5, charset="ascii"),
        ValueSpec("a.sender", "text", "", most=50, charset="email"),
        ValueSpec("a.ip", "text", "192.0.2.1", most=15, charset="ipv4"),
        ValueSpec("a.fixed", "fixed", "02:00"),
        ValueSpec("draft.text", "text", "", most=9),
    )
}
SPOKEN = {
    spec.key: spec
    for spec in (
        ValueSpec("panel.language", "choice", "sv", choices=("sv", "en", "fi")),
        ValueSpec("scan.name", "text", "Skanning", most=9, defaults={"sv": "Skanning", "en": "Scan"}),
        ValueSpec("draft.name", "text", "Skanning", most=9, defaults={"sv": "Skanning", "en": "Scan"}),
        ValueSpec("draft.other", "text", "Annat", most=9, defaults={"sv": "Annat", "en": "Other"}),
    )
}


class TestValues:
    @pytest.mark.parametrize(
        ("key", "value", "kept"),
        [
            ("a.switch", True, True),
            ("a.number", 40, 40),
            ("a.number", "-4", -4),
            ("a.choice", "two", "two"),
            ("a.text", "åäö", "åäö"),
            ("a.text", 12, "12"),
            ("a.sender", "", ""),
            ("a.sender", "a@b.example", "a@b.example"),
            ("a.ip", "192.0.2.9", "192.0.2.9"),
        ],
    )
    def test_good(self, key: str, value: object, kept: object) -> None:
        device = Device(SPECS)
        device.set(key, value)
        assert device.value(key) == kept
        assert type(device.value(key)) is type(kept)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("a.switch", 1),
            ("a.switch", "true"),
            ("a.number", 41),
            ("a.number", "4_0"),
            ("a.number", " 4"),
            ("a.number", "٤"),
            ("a.number", True),
            ("a.number", "9" * 5000),
            ("a.number", 4.5),
            ("a.number", None),
            ("a.choice", "three"),
            ("a.choice", True),
            ("a.text", "123456"),
            ("a.text", "a\nb"),
            ("a.text", ["a"]),
            ("a.text", True),
            ("a.text", None),
            ("a.ascii", "å"),
            ("a.sender", "a@"),
            ("a.sender", "a@b\r\nBcc: c@d"),
            ("a.ip", "192.0.2"),
            ("a.ip", "192.0.2.256"),
            ("a.ip", ""),
            ("a.fixed", "x"),
            ("a.unknown", 1),
        ],
    )
    def test_bad_ones_are_refused_in_a_sentence_and_change_nothing(self, key: str, value: object) -> None:
        device = Device(SPECS)
        with pytest.raises(ValueError, match=r"a\.\w+ "):
            device.set(key, value)
        assert device.set_values == {}

    @given(
        st.sampled_from(sorted(SPECS)),
        st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists),
    )
    def test_whatever_is_given_fits_or_is_refused(self, key: str, value: object) -> None:
        try:
            kept = fitted(SPECS[key], value)
        except ValueError:
            return
        else:
            assert fitted(SPECS[key], kept) == kept

    def test_what_the_model_does_not_have(self) -> None:
        device = Device(SPECS)
        assert (
            device.text("no.such"),
            device.text("no.such", "x"),
            device.number("no.such", 3),
            device.on("no.such", True),
        ) == (
            "",
            "x",
            3,
            True,
        )
        with pytest.raises(KeyError):
            device.value("no.such")

    def test_a_user_is_found_whatever_the_case(self) -> None:
        device = Device(SPECS)
        device.users = [User("Anna", "Anna Ek", "anna@ovning.example")]
        assert device.user("ANNA") is device.users[0]
        assert device.user("bo") is None

    def test_secrets_do_not_show(self) -> None:
        assert "hash" not in repr(User("anna", "Anna", "a@b", "hash1", "hash2"))


class TestDefaultsOfEachLanguage:
    def names(self, device: Device) -> list[str]:
        found = []
        for language in ("sv", "en", "fi"):
            device.set("panel.language", language)
            found.append(device.text("scan.name"))
        return found

    def test_what_nobody_set_follows_the_language(self) -> None:
        assert self.names(Device(SPOKEN)) == ["Skanning", "Scan", "Skanning"]

    def test_what_was_set_stays(self) -> None:
        device = Device(SPOKEN)
        device.set("scan.name", "Faktura")
        assert self.names(device) == ["Faktura"] * 3

    def test_confirming_the_default_sets_nothing(self) -> None:
        device = Device(SPOKEN)
        device.set("scan.name", "Skanning")
        assert "scan.name" not in device.kept()["values"]  # type: ignore[operator]  # a dict, kept as plain data
        assert self.names(device) == ["Skanning", "Scan", "Skanning"]

    def test_the_word_of_another_language_is_a_choice(self) -> None:
        device = Device(SPOKEN)
        device.set("scan.name", "Scan")
        assert self.names(device) == ["Scan"] * 3
        again = Device(SPOKEN)
        again.restore({"values": {"panel.language": "en", "scan.name": "Scan"}})
        assert self.names(again) == ["Scan"] * 3, "also after a restart in that language"

    def test_beginning_like_another_value(self) -> None:
        device = Device(SPOKEN)
        device.begin("draft.name", "scan.name")
        device.begin("draft.other", "scan.name")
        assert device.set_values == {"draft.other": "Skanning"}, "its own default is another"
        device.set("panel.language", "en")
        assert device.text("draft.name") == "Scan"
        device.set("scan.name", "Skanning")
        device.begin("draft.name", "scan.name")
        assert device.text("draft.name") == "Skanning"
        device.set("scan.name", "Scan")
        device.begin("draft.name", "scan.name")
        device.set("panel.language", "sv")
        assert device.text("draft.name") == "Scan"


class TestKeeping:
    def full(self) -> Device:
        device = Device(SPECS)
        device.set("a.number", 7)
        device.set("draft.text", "utkast")
        device.users = [User("anna", "Anna Ek", "anna@ovning.example", "p", "w", True)]
        device.contacts = [Contact(3, "Åsa", "asa@x.example")]
        device.accounts = {"printer": Account(STORED, "skrivare@ovning.example")}
        device.administrator_hash = "h"
        device.unknown = {"model": "mfp", "later": [1]}
        return device

    def test_everything_but_drafts_comes_back(self) -> None:
        kept = json.loads(json.dumps(self.full().kept()))
        device = Device(SPECS)
        assert device.restore(kept) == []
        assert (device.users, device.contacts, device.accounts) == (
            self.full().users,
            self.full().contacts,
            self.full().accounts,
        )
        assert (device.value("a.number"), device.value("draft.text"), device.administrator_hash) == (7, "", "h")
        assert device.kept() == kept, "what a later version wrote is kept for it"

    def test_another_models_values_are_kept_for_it(self) -> None:
        device = Device(SPECS)
        device.restore({"values": {"fax.speed": "fast", "a.number": 9}})
        assert device.kept()["values"] == {"fax.speed": "fast", "a.number": 9}

    @pytest.mark.parametrize(
        "kept",
        [
            {},
            {"values": None},
            {"values": [1]},
            {"users": {"a": 1}},
            {"users": [None, 3, "x", []]},
            {"accounts": [1]},
            {"accounts": {"printer": None, "x": {"state": 5}, "y": {"state": "odd"}, "z": 7}},
            {"administrator": 5},
            {"contacts": "abc"},
            {"contacts": [{"number": "1", "name": "a", "address": "b"}, {"number": True, "name": "a", "address": "b"}]},
            {
                "users": [
                    {"id": 5, "name": "a", "address": "b"},
                    {"name": "only"},
                    {"id": "a", "name": "b", "address": None},
                ]
            },
        ],
    )
    def test_damage_is_left_out(self, kept: dict[str, object]) -> None:
        device = Device(SPECS)
        device.restore(kept)
        assert (device.users, device.contacts, device.accounts, device.administrator_hash) == ([], [], {}, "")
        assert device.user("anna") is None
        json.dumps(device.kept())

    def test_the_names_of_what_was_left_out(self) -> None:
        device = Device(SPECS)
        refused = device.restore(
            {"values": {"a.number": 900, "a.switch": True}, "users": [{"id": 1}], "accounts": {"p": {"state": "x"}}}
        )
        assert refused == ["a.number", "User", "Account"]
        assert device.on("a.switch")

    def test_fields_that_are_not_known_do_no_harm(self) -> None:
        device = Device(SPECS)
        assert device.restore({"contacts": [{"number": 1, "name": "a", "address": "b", "fax": "1"}]}) == []
        assert device.contacts == [Contact(1, "a", "b")]

    @given(
        st.dictionaries(
            st.sampled_from(["format", "values", "users", "contacts", "accounts", "administrator", "x"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["id", "name", "address", "state", "number", "a.number", "pin"]),
                        inner,
                        max_size=4,
                    )
                ),
                max_leaves=12,
            ),
        )
    )
    def test_any_json_at_all(self, kept: dict[str, Any]) -> None:
        device = Device(SPECS)
        device.restore(kept)
        device.user("anna")
        again = Device(SPECS)
        again.restore(json.loads(json.dumps(device.kept())))
        assert again.kept() == device.kept()


def test_the_shipped_defaults_fit_their_own_declarations(menus_of: Callable[[str], Menus]) -> None:
    for model in ("mfp", "mfp-small", "printer", "scanner"):
        for spec in menus_of(model).values.values():
            if spec.kind != "fixed":
                assert fitted(spec, spec.default) == spec.default


def test_a3_only_where_the_scanner_takes_it(menus_of: Callable[[str], Menus]) -> None:
    for key in ("scan.paper", "draft.paper"):
        assert "a3" in menus_of("mfp").values[key].choices
        assert "a3" not in menus_of("mfp-small").values[key].choices
