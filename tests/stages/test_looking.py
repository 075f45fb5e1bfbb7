"""Reading the painted glass: wrapped, cut, beside and below."""

from __future__ import annotations

import pytest

from panel_sim.paths.walking import Astray
from panel_sim.stages.looking import Page, squashed, value_on

LIST = Page(
    [
        "  Nätverksstatus                      192.0.2.10  09:41",
        " ► Insomningstimer                            15 min ›│",
        "   ─────────────────────────────────────────────────  │",
        "   Väck genom att röra                           På ● █",
        "   ● Svenska                                          █",
        "   [x] Godkänn åt                                     █",
        "   Mycket lång etikett som tar hela bredden av       ›",
        "     smtp-mail.outlook.com                            │",
        "   Autentiserings-   OAuth2 med                       │",
        "   metod             flera rader                      │",
        "   Epson Print Admin Serv…                           ›│",
        "  ← Tillbaka                       ↑↓ välj  Enter öppna",
    ],
    ["  EPSON AM-C6000    ÖVNING    ● ström", "", "  ⌂ Hem   ? Hjälp"],
)
TILES = Page(
    [
        "  Hem",
        "     Status för          Till Min          Epson Print",
        "   förbrukningsmat.       e-post        Admin Serverless",
        "  ≡ Jobbstatus",
    ]
)


class TestSeeing:
    @pytest.mark.parametrize(
        "text",
        [
            "Insomningstimer",
            "15 min",
            "Autentiserings-metod",
            "OAuth2 med flera rader",
            "Epson Print Admin Serverless",
            "ÖVNING",
            "Hem",
            "Tillbaka",
            "192.0.2.10",
            "",
        ],
    )
    def test_what_stands_there(self, text: str) -> None:
        assert LIST.shows(text)

    @pytest.mark.parametrize(
        "text", ["insomningstimer", "Insomningstimer 30", "OAuth2 metod", "Epson Print Anka", "Inställningar"]
    )
    def test_what_does_not(self, text: str) -> None:
        assert not LIST.shows(text)

    @pytest.mark.parametrize("text", ["Status för förbrukningsmat.", "Till Min e-post", "Epson Print Admin Serverless"])
    def test_tiles_go_on_below(self, text: str) -> None:
        assert TILES.shows(text)

    def test_a_tile_does_not_go_on_beside_the_one_below(self) -> None:
        assert not TILES.shows("Status för e-post")


class TestValues:
    @pytest.mark.parametrize(
        ("label", "value"),
        [
            ("Insomningstimer", "15 min"),
            ("insomningstimer", "15 min"),
            ("Väck genom att röra", "På"),
            ("Svenska", ""),
            ("Godkänn åt", ""),
            ("Mycket lång etikett som tar hela bredden av", "smtp-mail.outlook.com"),
            ("Autentiserings-metod", "OAuth2 med flera rader"),
            ("Epson Print Admin Serverless", ""),
        ],
    )
    def test_beside_or_below_a_label(self, label: str, value: str) -> None:
        assert value_on([LIST], label, "låst", "the glass") == value

    def test_no_such_label(self) -> None:
        assert value_on([LIST], "Insomning", "låst", "the glass") is None
        assert value_on([LIST], "Nätverksstatus", "låst", "the glass") is None, "a title is no row"

    def test_twice_with_other_values(self) -> None:
        page = Page(["", "   Namn     Anna", "   Namn     Bo", ""])
        with pytest.raises(Astray, match="2 times on the glass"):
            value_on([page], "Namn", "låst", "the glass")

    def test_what_is_locked(self) -> None:
        page = Page(["", "   Namn     låst  Anna ›", "   Ort             låst ›", ""])
        assert value_on([page], "Namn", "låst", "") == "Anna"
        assert value_on([page], "Ort", "låst", "") == ""


def test_where_a_label_stands() -> None:
    page = Page(["  Namn", "   Bo          Namn", "   Namn          Bo ›", "   ► Bo  "])
    assert page.places("Namn")[0][1] == 2, "first in its line, from below"
    assert [line for _, line in page.places("Bo")] == [3, 1, 2]


def test_no_pixels_are_read() -> None:
    assert squashed(" ▄▄ ► Inst. ▀ ") == "Inst."
