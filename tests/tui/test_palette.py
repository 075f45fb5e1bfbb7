"""The colours."""

import re
from pathlib import Path

from rich._palettes import STANDARD_PALETTE
from rich.color import Color

import panel_sim.tui
from panel_sim.tui.palette import DEFAULT, PALETTES, SIXTEEN, resolve, spelled


def test_every_theme_knows_every_role() -> None:
    roles = set(PALETTES[DEFAULT])
    for palette in PALETTES.values():
        assert set(palette) == roles
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in palette.values())


def test_styles_are_spelled_in_the_themes_colours() -> None:
    assert spelled("bold ink on lcd") == "bold #1a2433 on #f4f6fb"
    assert resolve("bold ink on lcd").bold
    assert spelled("#ff0000 on tile", "panel-sim-contrast") == "#ff0000 on #000000"


def brightness(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read() -> None:
    pairs = (("ink", "lcd"), ("dim", "lcd"), ("tileink", "tile"), ("pickink", "pick"), ("titleink", "title"),
             ("titlewarn", "title"), ("footink", "foot"), ("footdim", "foot"), ("accentink", "accent"),
             ("deepink", "deep"), ("bad", "badbg"), ("good", "lcd"), ("warn", "warnbg"), ("benchink", "bench"),
             ("benchdim", "bench"), ("practiceink", "practice"), ("capink", "cap"), ("bezelink", "bezel"),
             ("bezeldim", "bezel"), ("lampgood", "bezel"), ("lampbad", "bezel"), ("good", "goodbg"), ("bad", "lcd"),
             ("accentink", "good"), ("titleink", "switchoff"), ("benchhead", "benchline"), ("benchwarn", "benchline"))
    for name, palette in PALETTES.items():
        for ink, ground in pairs:
            wanted = 7.0 if name == "panel-sim-contrast" else 4.0
            assert contrast(palette[ink], palette[ground]) >= wanted, (name, ink, ground)


def test_the_sixteen_colours_are_not_rounded() -> None:
    for role, colour in PALETTES[SIXTEEN].items():
        found = Color.parse(colour)
        assert STANDARD_PALETTE[STANDARD_PALETTE.match(found.get_truecolor())] == found.get_truecolor(), role


def test_painters_name_only_roles_that_exist() -> None:
    folder = Path(panel_sim.tui.__file__).parent
    roles = set(PALETTES[DEFAULT])
    for file in folder.glob("*.py"):
        for ink, ground in re.findall(r'"(?:bold |underline )*([a-z]+) on ([a-z]+)"', file.read_text(encoding="utf-8")):
            assert ink in roles, (file.name, ink)
            assert ground in roles, (file.name, ground)
