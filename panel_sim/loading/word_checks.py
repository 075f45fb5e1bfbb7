"""Checks that every language has the words that a device shows, and that languages agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from panel_sim.core.menus import Menus, Names, ScreenSpec, Source, ValueSpec
from panel_sim.loading.catalogues import Catalogue, placeholders, stray_brace
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.written import Written, WrittenModel, WrittenScreen

PREFIXES = ("title", "intro", "help", "detail", "text", "prompt", "empty")
WITHOUT_TITLE = ("asleep", "off")
OWN_TEXT = ("notice", "progress")


class WordChecks:
    """Collects which words are used, model by model, and notes those that are missing."""

    def __init__(self, written: Written, names: Names, problems: Problems) -> None:
        """Check first what concerns no model: languages among each other, and what Python itself uses."""
        self._catalogues = dict(sorted(written.words.items()))
        self._sure = not written.lost & {"words", "screens", "values"}
        self._problems = problems
        self._names = names
        self._used: set[str] = set()
        self._missing: dict[tuple[str, str], list[Source]] = {}
        """Key and language of what is missing, and the places that want it."""
        self._all: set[str] = set()
        for catalogue in self._catalogues.values():
            self._all.update(catalogue.places)
        self._own_words()

    def check(self, menus: Menus, model: WrittenModel) -> None:
        """Note what one model lacks."""
        if not self._catalogues:
            return
        instead = menus.model.words
        for key, other in instead.items():
            line = model.word_lines.get(key, 0)
            self._used.add(other)
            if key not in self._all and not self._is_own(key):
                self._problems.unknown(model.source.file, line, f"no words have the key {quoted(key)}", key, self._all)
            self._want((other,), Source(model.source.file, line), {})
        for screen in menus.screens.values():
            for keys in self._screen_keys(screen, instead):
                self._want(keys, screen.source, instead)
            for row in (*screen.rows, *screen.buttons, *screen.ticks):
                self._want((row.words or row.id,), row.source, instead)
            self._optional(screen, instead)
        for value in menus.values.values():
            self._default_languages(value)
            self._used.add(f"unit.{value.unit}.one")
            for keys in _value_keys(value):
                self._want(keys, value.source, instead)

    def _default_languages(self, value: ValueSpec) -> None:
        """Note where a text has defaults for other languages than there are; one without any is the same in all."""
        if not value.defaults or not self._sure:
            return
        source = value.source
        for language in value.defaults.keys() - self._catalogues.keys():
            told = f"unknown language {quoted(language)} in the default of {quoted(value.key)}"
            self._problems.unknown(source.file, source.line, told, language, self._catalogues)
        for language in self._catalogues.keys() - value.defaults.keys():
            told = f"the default of {quoted(value.key)} lacks the language {quoted(language)}"
            self._problems.add(source.file, source.line, told)

    def spare(self, screen: WrittenScreen) -> None:
        """Take the words of a screen as used that no model has come to: that is told already, once."""
        self._used.update(f"{prefix}.{screen.id}" for prefix in PREFIXES)
        self._used.add(screen.id)
        for row in (*screen.rows, *screen.buttons, *screen.ticks):
            self._used.add(row.spec.words or row.spec.id)

    def finish(self) -> None:
        """Note what is missing and where languages differ; comes after every `check`, so that nothing is told twice."""
        if self._sure:
            idle = self._all - self._used
            for (key, language), sources in self._missing.items():
                # A key that another language has is spelled right.
                near = self._problems.nearest(key, idle) if sources and key not in self._all else ""
                for source in sources:
                    self._problems.add(source.file, source.line, f"no words for {quoted(key)} in {language}", near)
        if self._catalogues:
            first = next(iter(self._catalogues.values()))
            for catalogue in self._catalogues.values():
                self._compare(first, catalogue)

    def unused(self) -> None:
        """Note words that nothing shows; comes after `check` of every model."""
        if not self._sure:
            return
        missing = {key for key, _ in self._missing}
        for catalogue in self._catalogues.values():
            for key, place in catalogue.places.items():
                if key not in self._used and not self._is_own(key):
                    told = f"the words {quoted(key)} are used nowhere"
                    self._problems.unknown(place.file, place.line, told, key, missing)

    def _is_own(self, key: str) -> bool:
        own = self._names.words
        return key in own or any("*" in pattern and fnmatchcase(key, pattern) for pattern in own)

    def _own_words(self) -> None:
        """Check the words that Python uses, whatever the menus say; one with a star is a pattern, not a key."""
        for key in self._names.words:
            if "*" in key:
                continue
            for language, catalogue in self._catalogues.items():
                if key not in catalogue.places:
                    told = f"no words for {quoted(key)} in {language}; the panel itself uses them"
                    self._problems.add(catalogue.files[0], 0, told)
                    self._missing[key, language] = []

    def _screen_keys(self, screen: ScreenSpec, instead: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
        """Give what a screen must have words for; of each group one is enough."""
        id_ = screen.id
        if screen.kind not in WITHOUT_TITLE:
            # The nearest screen above lends its title, but only when the screen has no words of its own anywhere.
            keys = [f"title.{id_}", id_]
            if not any(self._has(key, instead) for key in keys):
                keys += _titles_above(id_)
            yield tuple(keys)
        for tab in screen.tabs:
            yield (tab,)
        if screen.kind in OWN_TEXT and not screen.view:
            yield (f"text.{id_}",)
        if screen.kind == "entry" and not screen.setting and not screen.view:
            yield (f"prompt.{id_}",)
        if screen.list:
            yield (f"empty.{id_}",)

    def _optional(self, screen: ScreenSpec, instead: Mapping[str, str]) -> None:
        """Take as used what a screen may have words for."""
        for prefix in PREFIXES:
            key = f"{prefix}.{screen.id}"
            self._used.add(key)
            if key in self._all:
                self._readings(instead.get(key, key))
        self._used.add(screen.id)

    def _has(self, key: str, instead: Mapping[str, str]) -> bool:
        key = instead.get(key, key)
        return key in self._all

    def _want(self, keys: tuple[str, ...], source: Source, instead: Mapping[str, str]) -> None:
        """Note each language that has words for none of `keys`."""
        keys = tuple(instead.get(key, key) for key in keys)
        self._used.update(keys)
        for language, catalogue in self._catalogues.items():
            places = catalogue.places
            for key in keys:
                if key in places:
                    break
            else:
                # The most general of the keys is the one to write: the label rather than a title apart from it.
                key = keys[1] if len(keys) > 1 and keys[0].startswith("title.") else keys[0]
                self._missing.setdefault((key, language), []).append(source)

    def _readings(self, key: str) -> None:
        """Check what a sentence of a screen has filled in: the panel fills in readings there, nothing else."""
        for catalogue in self._catalogues.values():
            for name in placeholders(catalogue.words.get(key, "")):
                if name not in self._names.readings:
                    told = f"unknown reading {quoted(name)} in braces in {quoted(key)}"
                    place = catalogue.places[key]
                    self._problems.unknown(place.file, place.line, told, name, self._names.readings)

    def _compare(self, first: Catalogue, catalogue: Catalogue) -> None:
        """Note stray braces, keys that another language lacks and placeholders that differ from the first language."""
        for key, text in catalogue.words.items():
            place = catalogue.places[key]
            if "{" in text or "}" in text:
                if stray_brace(text):
                    told = f"a brace in {quoted(key)} does not belong to a {{name}}"
                    self._problems.add(place.file, place.line, told)
                if key.startswith("unit.") and "n" not in placeholders(text):
                    self._problems.add(place.file, place.line, f"the unit {quoted(key)} lacks its {{n}}")
            elif key.startswith("unit."):
                self._problems.add(place.file, place.line, f"the unit {quoted(key)} lacks its {{n}}")
            if catalogue is not first and key in first.words:
                self._compare_text(key, first, catalogue)
        for other in self._catalogues.values():
            if other is catalogue:
                continue
            for key in catalogue.places.keys() - other.places.keys():
                if (key, other.language) not in self._missing:
                    place = catalogue.places[key]
                    told = f"the key {quoted(key)} has no words in {other.language}"
                    self._problems.add(place.file, place.line, told)

    def _compare_text(self, key: str, first: Catalogue, catalogue: Catalogue) -> None:
        text, original = catalogue.words[key], first.words[key]
        if "{" not in text and "{" not in original:
            return
        here, there = placeholders(text), placeholders(original)
        if here != there:
            place, other = catalogue.places[key], first.places[key]
            told = f"{quoted(key)} fills in {_told(here)} here but {_told(there)} in {other.file}:{other.line}"
            self._problems.add(place.file, place.line, told)


def _value_keys(value: ValueSpec) -> Iterator[tuple[str, ...]]:
    choices = value.choices if value.kind == "choice" else ("on", "off") if value.kind == "switch" else ()
    for choice in choices:
        yield (f"value.{value.key}.{choice}", f"value.{choice}")
    if value.unit:
        yield (f"unit.{value.unit}",)


def _titles_above(id_: str) -> Iterator[str]:
    above = id_.rpartition("/")[0]
    while above:
        yield f"title.{above}"
        yield above
        above = above.rpartition("/")[0]


def _told(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
