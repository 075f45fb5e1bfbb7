"""The soft keyboards: layouts by language and layer, and the number pad."""

from __future__ import annotations

from functools import lru_cache

from panel_sim.core.views import Key

_LETTERS = {
    "sv": ("qwertyuiopå", "asdfghjklöä", "zxcvbnm"),
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
}
_SYMBOLS = ("1234567890", "#€$%&/()=?", "+*_,:;!\"'")
"""What stands in the last row (@ . - and _) is not here again: a key is found by its id."""
_DIGITS = ("123", "456", "789")

LAYERS = ("lower", "upper", "symbols")


@lru_cache(maxsize=64)
def keyboard(
    layout: str, layer: str, space: str, email: bool, erase: str = "<x", clear: str = "×"
) -> tuple[tuple[Key, ...], ...]:
    """The rows of keys of a layer. `email` adds _ beside @ . and -; the others are words on keys."""
    rows: tuple[str, ...] = _SYMBOLS if layer == "symbols" else _LETTERS.get(layout, _LETTERS["en"])
    if layer == "upper":
        rows = tuple(row.upper() for row in rows)
    built = [[Key(f"key:{char}", char) for char in row if not (email and char == "_")] for row in rows]
    if layer == "symbols":
        built[2].insert(0, Key("key:letters", "ABC", 2))
    else:
        built[2].insert(0, Key("key:shift", "ABC" if layer == "lower" else "abc", 2, on=layer == "upper"))
    built[2].append(Key("key:erase", erase, 2))
    last = [
        Key("key:symbols", "123#+", 2, on=layer == "symbols"),
        Key("key:left", "←"),
        Key("key:right", "→"),
        Key("key:@", "@"),
        Key("key: ", space, 3 if email else 4),
        Key("key:.", "."),
        *([Key("key:-", "-"), Key("key:_", "_")] if email else [Key("key:-", "-")]),
        Key("key:clear", clear, 2),
    ]
    built.append(last)
    return tuple(tuple(row) for row in built)


@lru_cache(maxsize=8)
def number_pad(minus: bool, dot: bool = False, erase: str = "<x", clear: str = "×") -> tuple[tuple[Key, ...], ...]:
    """The digits as on a telephone, with erase and, where it has use, a sign or a dot."""
    rows = [tuple(Key(f"key:{char}", char, 2) for char in row) for row in _DIGITS]
    first = Key("key:-", "±", 2) if minus else Key("key:.", ".", 2) if dot else Key("key:clear", clear, 2)
    rows.append((first, Key("key:0", "0", 2), Key("key:erase", erase, 2)))
    return tuple(rows)
