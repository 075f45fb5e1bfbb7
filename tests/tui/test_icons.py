"""The icons."""

import pytest

from panel_sim.shipped import shipped
from panel_sim.tui.fitting import cells
from panel_sim.tui.icons import icon, lines, lower, parse

NAMES = sorted(path.stem for path in (shipped("assets") / "icons").glob("*.txt"))


def test_every_icon_that_tiles_name_is_there() -> None:
    wanted = {"scan", "email", "settings", "jobs", "supplies", "paper", "contacts", "language", "maintenance",
              "status-sheet", "copy", "fax", "lock", "user", "network", "badge-lock"}
    assert wanted <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_icons_fit_a_tile(name: str) -> None:
    found = icon(name)
    assert found is not None
    assert found.width <= 14
    assert found.height <= 6
    for line in lines(found, "tile"):
        assert sum(cells(text) for text, _ in line) == found.width


@pytest.mark.parametrize("name", ["", "none-such", "../README", "/etc/passwd", ".."])
def test_what_is_no_icon_is_none(name: str) -> None:
    assert icon(name) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a red\n\na", "line 1"), ("a #ff0000\n\nab", "line 3"), ("a #ff0000\n", "rows"),
        ("a #ff0000\n\naa\na\n", "width"),
    ],
)
def test_a_wrong_file_is_told_by_its_line(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse(text)


def test_half_blocks_put_two_pixels_in_a_cell() -> None:
    picture = parse("a #ff0000\nb #00ff00\n\naab.\nab.b\n")
    assert lines(picture, "tile") == ((
        (" ", "#ff0000 on #ff0000"), ("▀", "#ff0000 on #00ff00"), ("▀", "#00ff00 on tile"), ("▄", "#00ff00 on tile"),
    ),)


def test_pale_icons_have_no_colour_of_their_own() -> None:
    found = icon("scan")
    assert found is not None
    assert not any("#" in style for line in lines(found, "tile", pale=True) for _, style in line)


def test_a_badge_lies_over_the_corner() -> None:
    found = icon("contacts")
    assert found is not None
    assert lines(found, "tile", badge="badge-lock") != lines(found, "tile")


def test_a_lower_icon_keeps_its_top_and_its_foot() -> None:
    picture = parse("a #ff0000\nb #00ff00\nc #0000ff\n\naa\nbb\nbb\nbb\nbb\ncc\n")
    squeezed = lower(picture, 2)
    assert (squeezed.width, squeezed.height, len(squeezed.pixels)) == (2, 2, 4)
    assert (squeezed.pixels[0][0], squeezed.pixels[-1][0]) == ("#ff0000", "#0000ff")
    assert lower(picture, 3) is picture
