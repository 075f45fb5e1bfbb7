"""Steps as they are recorded, and the path file that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from panel_sim.paths.walking import SEPARATOR, folded

Argument = str | Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Noted:
    """One recorded step: its verb and what stands behind it. `remark` is a comment instead of a step.

    `menu` says that a tile or row of a menu was tapped, so that it may stand in a menu path; `leads` that a screen
    opened on which the path may go on.
    """

    verb: str = ""
    argument: Argument = None
    menu: bool = False
    leads: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the steps."""

    title: str
    language: str
    model: str
    given: tuple[str, ...]
    start: str = "home"
    home_words: str = ""
    """What Home is called: a menu path that begins so would mean the key."""


def written(head: Head, notes: Sequence[Noted]) -> str:
    """The path file's text."""
    lines = [f"title: {scalar(head.title)}", f"language: {head.language}", f"model: {head.model}"]
    if head.start != "home":
        lines.append(f"start: {scalar(head.start)}")
    lines += [f"given: [{', '.join(head.given)}]", "steps:"]
    for one in walked(notes, head.home_words):
        if one.remark:
            lines.append(f"  # {' '.join(one.remark.split())}")
        else:
            lines.append(f"  - {one.verb}:{_argument(one.argument)}")
    return "\n".join(lines) + "\n"


def count(notes: Iterable[Noted]) -> int:
    """How many of them are steps."""
    return sum(not one.remark for one in notes)


def walked(notes: Sequence[Noted], home_words: str = "") -> Iterator[Noted]:
    """The steps with taps that follow each other from menu to menu as one menu path."""
    chain: list[Noted] = []
    for one in notes:
        fits = one.menu and isinstance(one.argument, str) and _in_a_path(one.argument, home_words)
        if fits:
            chain.append(one)
        if not (fits and one.leads):
            yield from _chained(chain)
            chain = []
            if not fits:
                yield one
    yield from _chained(chain)


def _chained(chain: Sequence[Noted]) -> Iterator[Noted]:
    if len(chain) < 2:
        yield from chain
    else:
        yield Noted("go", f" {SEPARATOR} ".join(str(one.argument) for one in chain))


def _in_a_path(label: str, home_words: str) -> bool:
    return SEPARATOR not in label and label == label.strip() and folded(label) != folded(home_words)


_PLAIN = re.compile(r"[^\W\d_](?:[\w .,()/>@-]*[\w.)])?")
_SPAN = re.compile(r"\d+ [smhd]")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\b": "\\b"}


def scalar(text: str) -> str:
    """A text in YAML: as it is where nothing could mean anything else, else in double quotes."""
    if (_PLAIN.fullmatch(text) and text.casefold() not in _WORDS) or _SPAN.fullmatch(text):
        return text
    made = (_SIGNS.get(sign, sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text)
    return '"' + "".join(made) + '"'


def _argument(argument: Argument) -> str:
    if argument is None:
        return ""
    return f" {scalar(argument) if isinstance(argument, str) else _flow(argument)}"


def _flow(value: object) -> str:
    """A value inside braces or brackets."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_in_flow(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case None:
            return "null"
    return _in_flow(str(value))


def _in_flow(text: str) -> str:
    """There a comma would end a text."""
    made = scalar(text)
    return made if made.startswith('"') or "," not in made else f'"{made}"'


def spoken(one: Noted) -> str:
    """A step in a few words, for the person who records."""
    return one.remark or f"{one.verb}:{_argument(one.argument)}"
