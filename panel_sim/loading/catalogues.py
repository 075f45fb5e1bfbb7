"""Gettext catalogues (.po): key -> text with lines. The plain subset that labels need, each problem with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from panel_sim.core.menus import Source
from panel_sim.loading.problems import Problems, quoted

_LINE = re.compile(r'\s*(?:(msgid|msgstr|msgctxt|msgid_plural|msgstr\[\d+\])\s*)?"((?:[^"\\]|\\.)*)"\s*\Z')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)\}")


@dataclass(slots=True)
class Catalogue:
    """The words of one language, from one or several files. A key in `places` but not in `words` has no usable text."""

    language: str
    words: dict[str, str] = field(default_factory=dict)
    places: dict[str, Source] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    line: int = 0
    key: str | None = None
    text: str | None = None
    fuzzy: bool = False


def read_catalogue(data: bytes, file: str, catalogue: Catalogue, problems: Problems) -> bool:
    """Read a file into a catalogue; False when it is not text at all. Unusable entries are noted and left out.

    Follows the PO format of GNU gettext; contexts and plural forms are refused, since keys are ids, and an entry marked
    fuzzy counts as missing, as msgfmt has it.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text; save the file as UTF-8")
        return False
    catalogue.files.append(file)
    entry = _Entry()
    fuzzy = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith('msgid "'):
            _finish(entry, file, catalogue, problems)
            entry = _Entry(number, fuzzy=fuzzy)
            fuzzy = False
        if not line or line.isspace():
            continue
        if line[0] == "#":
            # `#,` holds flags; `#~` is an entry that is no longer used; all else are notes between people.
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _LINE.match(line)
        if match is None:
            problems.add(file, number, f"this is not a line of a .po file: {quoted(line.strip())}")
            continue
        keyword, words = match.groups()
        if "\\" in words:
            words = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[0]), words)
        if keyword == "msgid":
            entry.key = words
        elif keyword == "msgstr":
            if entry.key is None or entry.text is not None:
                problems.add(file, number, "a msgstr stands here without its msgid")
            entry.text = (entry.text or "") + words
        elif keyword is not None:
            problems.add(file, number, f"{keyword} is not used here: a key has one text")
        elif entry.text is not None:
            entry.text += words
        elif entry.key is not None:
            entry.key += words
        else:
            problems.add(file, number, "text stands here without a msgid")
    _finish(entry, file, catalogue, problems)
    return True


def _finish(entry: _Entry, file: str, catalogue: Catalogue, problems: Problems) -> None:
    """Put a whole entry in the catalogue."""
    key, text, line = entry.key, entry.text, entry.line
    if key is None:
        return
    if text is None:
        problems.add(file, line, f"the msgid {quoted(key)} has no msgstr")
    elif not key:
        if catalogue.places and next(reversed(catalogue.places.values())).file == file:
            problems.add(file, line, "the header (an empty msgid) belongs at the top of the file")
    elif key in catalogue.places:
        first = catalogue.places[key]
        told = f"the key {quoted(key)} stands twice; it stands at {first.file}:{first.line} already"
        problems.add(file, line, told)
    else:
        catalogue.places[key] = Source(file, line)
        if entry.fuzzy:
            problems.add(file, line, f"the text of {quoted(key)} is marked fuzzy; check it and take the mark away")
        elif not text:
            problems.add(file, line, f"the text of {quoted(key)} is empty")
        else:
            catalogue.words[key] = text


def placeholders(text: str) -> frozenset[str]:
    """Give the names in braces that a text has the panel fill in."""
    return frozenset(_PLACEHOLDER.findall(text))


def stray_brace(text: str) -> bool:
    """Tell whether a brace is left when every placeholder is taken away."""
    rest = _PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest
