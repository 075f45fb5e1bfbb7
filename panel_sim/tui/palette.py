"""The colours of the device: roles that painters name, and what each theme makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style

_DAY = {
    # The LCD.
    "lcd": "#f4f6fb", "ink": "#1a2433", "dim": "#5f6b7d", "faint": "#a9b3c1", "line": "#dbe1ea",
    "title": "#13355f", "titleink": "#ffffff", "titledim": "#c3d3e8", "titlewarn": "#f6c410",
    "foot": "#e2e7f0", "footink": "#13355f", "footdim": "#566274",
    "tile": "#ffffff", "tileink": "#1a2433", "pick": "#d9ebfb", "over": "#e9f1fa", "frame": "#0a6ed1",
    "accent": "#0a6ed1", "accentink": "#ffffff", "deep": "#13355f", "deepink": "#ffffff",
    "good": "#17792f", "goodbg": "#e3f5e7", "bad": "#b3201c", "badbg": "#fdebe9", "warn": "#8a5a00",
    "warnbg": "#fff3d1",
    "plainbg": "#e4eefb", "card": "#ffffff", "shade": "#c9d1dd", "veil": "#b8c1ce", "veilbg": "#e3e8ef",
    "key": "#ffffff", "keyedge": "#cfd7e2", "keyoff": "#e9edf3", "qrdark": "#000000", "qrlight": "#ffffff",
    "switchoff": "#697485",
    # The bezel, and the desk that it stands on.
    "desk": "#14171b", "bezel": "#22262d", "bezelink": "#b6bec9", "bezeldim": "#8a93a1", "brand": "#e6ebf2",
    "cap": "#343a44",
    "capink": "#d5dbe4", "capover": "#4a5260", "practice": "#f6c410", "practiceink": "#22262d", "live": "#d0342c",
    "liveink": "#ffffff", "lampgood": "#3fbf5f", "lampdata": "#4aa3ff", "lampbad": "#ff5a4d", "lampdark": "#565e6a",
    "asleep": "#0c0f14", "asleepink": "#5a6575", "off": "#050608",
    # The bench.
    "bench": "#191c22", "benchink": "#d5dbe4", "benchdim": "#8a94a3", "benchhead": "#7fb4f5", "benchline": "#343a44",
    "benchgood": "#5fce7c", "benchbad": "#ff7b70", "benchwarn": "#f6c410", "benchpick": "#2d3542",
}

_LIGHT_BEZEL = _DAY | {
    "desk": "#f1f3f6",
    "bezel": "#d8dce2", "bezelink": "#3d4551", "bezeldim": "#545d6b", "brand": "#1a2433", "cap": "#c3c9d2",
    "capink": "#22262d", "capover": "#aeb6c2", "lampgood": "#0f6b27", "lampdata": "#0a5cc0", "lampbad": "#b51b15",
    "lampdark": "#98a1ad", "bench": "#eceff3", "benchink": "#1a2433", "benchdim": "#5f6b7d", "benchhead": "#0952ab",
    "benchline": "#c9d1dd", "benchgood": "#12702c", "benchbad": "#b3201c", "benchwarn": "#765000",
    "benchpick": "#d3dbe6",
}

_NIGHT = _DAY | {
    "desk": "#0b0d10",
    "lcd": "#161b22", "ink": "#dfe6ef", "dim": "#93a0b1", "faint": "#5b6675", "line": "#2b333e",
    "title": "#1d3f6e", "titledim": "#b4c8e2", "foot": "#27374f", "footink": "#cfe0f5", "footdim": "#93a0b1",
    "tile": "#222a35", "tileink": "#e6ecf4", "pick": "#1f3f63", "over": "#2a3441", "frame": "#5aa9f5",
    "accent": "#5aa9f5", "accentink": "#0b1420", "deep": "#2a4f80", "good": "#5fce7c", "goodbg": "#183323",
    "bad": "#ff8a80", "badbg": "#3d1d1e", "warn": "#f6c410", "warnbg": "#3a3113", "plainbg": "#1c3048",
    "card": "#222a35", "shade": "#0c1016", "veil": "#454f5d", "veilbg": "#11151b", "key": "#2b3441",
    "keyedge": "#10141a", "keyoff": "#1c222b", "switchoff": "#66717f",
}

_CONTRAST = dict.fromkeys(_DAY, "#ffffff") | {
    "desk": "#000000", "lcd": "#000000", "ink": "#ffffff", "dim": "#ffffff", "faint": "#bfbfbf", "line": "#808080",
    "title": "#ffff00", "titleink": "#000000", "titledim": "#000000", "titlewarn": "#000000",
    "foot": "#ffffff", "footink": "#000000", "footdim": "#000000", "tile": "#000000", "tileink": "#ffffff",
    "pick": "#ffff00", "over": "#333333", "frame": "#ffff00", "accent": "#ffff00", "accentink": "#000000",
    "deep": "#ffffff", "deepink": "#000000", "good": "#00ff00", "goodbg": "#000000", "bad": "#ff8080",
    "badbg": "#000000", "warn": "#ffff00", "warnbg": "#000000", "plainbg": "#000000", "card": "#000000",
    "shade": "#808080", "veil": "#666666", "veilbg": "#000000", "key": "#000000", "keyedge": "#ffffff",
    "keyoff": "#000000", "qrdark": "#000000", "switchoff": "#bfbfbf", "bezel": "#000000", "cap": "#000000",
    "capover": "#333333", "practice": "#ffff00", "practiceink": "#000000", "live": "#ff0000", "lampgood": "#00ff00",
    "lampdata": "#00ffff", "lampbad": "#ff8080", "lampdark": "#808080", "asleep": "#000000", "asleepink": "#808080",
    "off": "#000000", "bench": "#000000", "benchhead": "#ffff00", "benchline": "#404040", "benchgood": "#00ff00",
    "benchbad": "#ff8080", "benchwarn": "#ffff00", "benchpick": "#333333", "pickink": "#000000",
}

_SIXTEEN = _DAY | {
    # Only the sixteen colours that rich knows, to the letter: what lies between is rounded, often to the unreadable.
    "lcd": "#ffffff", "ink": "#000000", "dim": "#555555", "faint": "#aaaaaa", "line": "#aaaaaa",
    "title": "#0000aa", "titledim": "#aaaaaa", "titlewarn": "#ffff55",
    "foot": "#aaaaaa", "footink": "#000000", "footdim": "#0000aa",
    "tile": "#aaaaaa", "tileink": "#000000", "pick": "#55ffff", "over": "#aaaaaa", "frame": "#0000aa",
    "accent": "#0000aa", "deep": "#000000", "good": "#0000aa", "goodbg": "#aaaaaa", "bad": "#aa0000",
    "badbg": "#ffffff", "warn": "#aa5500", "warnbg": "#ffff55", "plainbg": "#aaaaaa", "shade": "#555555",
    "veil": "#aaaaaa", "veilbg": "#555555", "key": "#aaaaaa", "keyedge": "#555555", "keyoff": "#ffffff",
    "switchoff": "#555555",
    "desk": "#000000", "bezel": "#000000", "bezelink": "#aaaaaa", "bezeldim": "#aaaaaa", "brand": "#ffffff",
    "cap": "#555555", "capink": "#ffffff", "capover": "#0000aa", "practice": "#ffff55", "practiceink": "#000000",
    "live": "#aa0000", "lampgood": "#55ff55", "lampdata": "#5555ff", "lampbad": "#ff5555", "lampdark": "#555555",
    "asleep": "#000000", "asleepink": "#555555", "off": "#000000",
    "bench": "#000000", "benchink": "#ffffff", "benchdim": "#aaaaaa", "benchhead": "#55ffff", "benchline": "#555555",
    "benchgood": "#55ff55", "benchbad": "#ff5555", "benchwarn": "#ffff55", "benchpick": "#0000aa",
}

PALETTES: Mapping[str, Mapping[str, str]] = {
    "panel-sim": _DAY | {"pickink": "#0a5cb0"},
    "panel-sim-light": _LIGHT_BEZEL | {"pickink": "#0a5cb0"},
    "panel-sim-night": _NIGHT | {"pickink": "#9fd0ff"},
    "panel-sim-contrast": _CONTRAST,
    "panel-sim-16": _SIXTEEN | {"pickink": "#000000"},
}
"""Theme name -> role -> colour. Every theme knows every role."""

DEFAULT, SIXTEEN = "panel-sim", "panel-sim-16"

_FLAGS = frozenset({"bold", "underline", "reverse", "italic", "blink"})


def spelled(style: str, theme: str = DEFAULT) -> str:
    """A style's name with its roles replaced by the theme's colours, as rich spells styles."""
    palette = PALETTES.get(theme, PALETTES[DEFAULT])
    return " ".join(word if word in _FLAGS or word == "on" else palette.get(word, word) for word in style.split())


@lru_cache(maxsize=4096)
def resolve(style: str, theme: str = DEFAULT) -> Style:
    """The rich style that a style's name means in a theme."""
    from rich.style import Style

    return Style.parse(spelled(style, theme) or "none")
