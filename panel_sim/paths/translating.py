"""Carries a path from the language it is written in to another: labels and known texts become ids and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from panel_sim.core.events import Tapped
from panel_sim.core.menus import Menus
from panel_sim.core.views import View
from panel_sim.paths import step as st
from panel_sim.paths.outcome import PASSED, PathResult, StepResult
from panel_sim.paths.playing import play
from panel_sim.paths.reading import spaced, texts
from panel_sim.paths.stage import StageMaker
from panel_sim.paths.step import PathFile
from panel_sim.paths.walking import SEPARATOR, folded, split

_BRACES = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
_COLUMNS = re.compile(r"(\s{2,})")
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-ZÅÄÖ])")
LONGEST = 1_000
"""Filled-in texts that are longer are data."""
SINGLE = ".one"
"""How the keys of words for a single one of something end. They may read as those for several do: 1 ark, 2 ark."""

PRINTED = ("job-kind.", "sheet.")
"""How the keys of words begin that stand on printed sheets."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a step did and met in the language it is written in."""

    rows: tuple[str, ...]
    """The ids that were touched."""
    view: View


class Phrasebook:
    """The words of one model in two languages, each known by its key."""

    def __init__(self, menus: Menus, native: str, other: str) -> None:
        self._menus = menus
        self._overrides = menus.model.words
        self._native = dict(menus.words.get(native, {}))
        self._other = dict(menus.words.get(other, {}))
        for spec in menus.values.values():
            # Texts that begin otherwise in each language are words as well.
            if native in spec.defaults and other in spec.defaults:
                self._native[f"default {spec.key}"] = spec.defaults[native]
                self._other[f"default {spec.key}"] = spec.defaults[other]

    def _text(self, words: Mapping[str, str], key: str) -> str | None:
        return words.get(self._overrides.get(key, key))

    @cached_property
    def _exact(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._native:
            text = self._text(self._native, key)
            if text and not _BRACES.search(text):
                found.setdefault(folded(text), []).append(key)
        return found

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], tuple[str, ...], str]]:
        """Words with something to fill in: a pattern, the names filled in, the key. Those that say most come first, and
        the words for a single one before those for any number."""
        found = []
        for key in self._native:
            text = spaced(self._text(self._native, key) or "")
            names = tuple(_BRACES.findall(text))
            literal = _BRACES.sub("", text)
            if names and any(sign.isalpha() or sign == "%" for sign in literal):
                parts = _BRACES.split(text)[::2]
                found.append((re.compile("(.*?)".join(map(re.escape, parts))), names, key, len(literal)))
        found.sort(key=lambda one: (-one[3], not one[2].endswith(SINGLE)))
        return [(pattern, names, key) for pattern, names, key, _ in found]

    @cached_property
    def _row_words(self) -> dict[str, str]:
        """The word key of every row, tile, tab, button and choice, by its id."""
        found: dict[str, str] = {}
        for screen in self._menus.screens.values():
            for row in (*screen.rows, *screen.buttons, *screen.ticks):
                found[row.id] = row.words or row.id
            found |= {tab: tab for tab in screen.tabs}
            if screen.kind == "choice" and screen.setting in self._menus.values:
                for choice in self._menus.values[screen.setting].choices:
                    found[f"{screen.id}/{choice}"] = self._choice_key(screen.setting, choice)
        return found

    def _choice_key(self, value: str, choice: str) -> str:
        own = f"value.{value}.{choice}"
        return own if own in self._native else f"value.{choice}"

    @cached_property
    def _values(self) -> dict[str, str]:
        """The declared value that a row shows, by the row's id."""
        rows = [row for screen in self._menus.screens.values() for row in screen.rows]
        found = {row.id: row.setting or row.reading for row in rows}
        return {row: value for row, value in found.items() if value in self._menus.values}

    def value(self, row: str, text: str, screen: str) -> str:
        """The value beside a label, in the other language: the same choice of the same setting, where it is one."""
        name = self._values.get(row, "")
        for choice in self._menus.values[name].choices if name else ():
            key = self._choice_key(name, choice)
            native, other = self._text(self._native, key), self._text(self._other, key)
            if native is not None and other is not None and folded(native) == folded(text):
                return other
        return self.whole(text, screen) or text

    def label(self, row: str, text: str) -> str:
        """The label of a row in the other language; a row that bears data keeps its text."""
        key = self._row_words.get(row, "")
        native, other = self._text(self._native, key), self._text(self._other, key)
        if native is not None and other is not None and folded(native) == folded(text):
            return other
        # The row of a job has its columns in its label.
        return "  ".join(self.whole(part, row) or part for part in text.split("  "))

    def whole(self, text: str, near: str) -> str | None:
        """A whole message in the other language; None for what is no message. `near` is an id: of several messages
        that read the same, the one whose key is most like it is meant."""
        keys = self._exact.get(folded(text), ())
        others = [(key, other) for key in keys if (other := self._text(self._other, key)) is not None]
        if others:
            return max(others, key=lambda one: _likeness(one[0], near))[1]
        line = spaced(text)
        for pattern, names, key in self._patterns:
            if (found := pattern.fullmatch(line)) and (other := self._text(self._other, key)) is not None:
                if key.endswith(SINGLE) and dict(zip(names, found.groups(), strict=True)).get("n") != "1":
                    continue
                filled = {name: self._said(part, near) for name, part in zip(names, found.groups(), strict=True)}
                return _fill(other, filled)
        return None

    def printed(self, text: str) -> str:
        """A text on a printed sheet; where words of a sheet and of a screen read the same, those of the sheet are
        meant."""
        near = next((key for key in self._exact.get(folded(text), ()) if key.startswith(PRINTED)), "status-sheet")
        return self.whole(text, near) or text

    def _said(self, part: str, near: str) -> str:
        """What was filled into a message: itself a message, several sentences that are, or data."""
        sentences = _SENTENCES.split(part)
        if len(sentences) > 1:
            return " ".join(self._said(sentence, near) for sentence in sentences)
        return part if len(part) > LONGEST else self.whole(part, near) or part

    def part(self, text: str, view: View) -> str:
        """A text that was seen, in the other language: a whole message, the message on the glass that it is a part of,
        else the text itself, since it is data (an address, a number)."""
        if not any(sign.isalpha() for sign in text):
            return text
        whole = self.whole(text, view.screen)
        if whole is not None:
            return whole
        wanted = spaced(text)
        for line in texts(view):
            if wanted in line:
                for message in (line, *_SENTENCES.split(line)):
                    if wanted in message and (other := self.whole(message, view.screen)) is not None:
                        return other
        return text


def _fill(text: str, filled: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda one: filled.get(one[1], one[0]), text)


def _likeness(key: str, near: str) -> int:
    """How much of an id a word's key shares: its segments, from the front."""
    own = key.split(".")[-1].split("/")
    shared = 0
    for one, other in zip(own, near.split("/"), strict=False):
        if one != other:
            break
        shared += 1
    return 2 * shared + (key == near)


class Translations:
    """Paths in other languages. Each is played once in its own, on a stage of `make`, to learn what its words mean."""

    def __init__(
        self, make: StageMaker, menus: Callable[[str], Menus], broken: tuple[type[Exception], ...] = ()
    ) -> None:
        self._make = make
        self._menus = menus
        self._broken = broken
        self._noted: dict[tuple[str, str], tuple[PathResult, list[Noted]]] = {}

    async def of(self, path: PathFile, model: str, native: str, language: str) -> PathFile | str:
        """The path in `language`; a sentence where it does not even hold in its own. Raises NotHere."""
        key = path.file, model
        if key not in self._noted:
            self._noted[key] = await self._play(path, model, native)
        result, noted = self._noted[key]
        if result.state != PASSED:
            return f"It does not hold in {native}, the language it is written in."
        book = Phrasebook(self._menus(model), native, language)
        return replace(path, steps=tuple(_steps(path.steps, iter(noted), book)), language=language)

    async def _play(self, path: PathFile, model: str, native: str) -> tuple[PathResult, list[Noted]]:
        stage = await self._make(path, model, native)
        touched: list[str] = []
        noted: list[Noted] = []

        def observe(kind: str, what: object) -> None:
            if isinstance(what, Tapped):
                touched.append(what.row)

        def record(result: StepResult) -> None:
            noted.append(Noted(tuple(touched), stage.view))
            touched.clear()

        stop = stage.observe(observe)
        try:
            return await play(path, stage, record=record, broken=self._broken), noted
        finally:
            stop()
            await stage.close()


def _steps(steps: Sequence[st.Step], noted: Iterator[Noted], book: Phrasebook) -> Iterable[st.Step]:
    for step in steps:
        if isinstance(step.action, st.Run):
            yield replace(step, action=replace(step.action, steps=tuple(_steps(step.action.steps, noted, book))))
            continue
        action, met = step.action, next(noted)
        translated = _action(action, met, book)
        words = _words(translated) if translated != action else ""
        yield replace(step, action=translated, words=f"{step.verb}: {words}" if words else step.words)


def _action(action: st.Action, met: Noted, book: Phrasebook) -> st.Action:
    screen = met.view.screen
    match action:
        case st.Tap(label):
            return st.Tap(book.label(met.rows[0], label) if met.rows else label)
        case st.Go(path):
            way = split(path)
            # A first label that means Home is pressed, not touched.
            pressed = len(way) - len(met.rows)
            first = [book.whole(label, "home") or label for label in way[:pressed]]
            rest = [book.label(row, label) for row, label in zip(met.rows, way[pressed:], strict=False)]
            return st.Go(f" {SEPARATOR} ".join((*first, *rest)))
        case st.Disabled(label):
            there = {folded(row.label): row.id for row in met.view.rows()}
            there |= {folded(button.label): button.id for button in met.view.buttons()}
            return st.Disabled(book.label(there.get(folded(label), screen), label))
        case st.See(text, values, absent):
            shown = {folded(row.label): row.id for row in met.view.rows()}
            rows = [shown.get(folded(label), screen) for label, _ in values]
            return st.See(
                (book.whole(text, screen) or text if absent else book.part(text, met.view)) if text else "",
                tuple(
                    (book.label(row, label), book.value(row, value, screen))
                    for row, (label, value) in zip(rows, values, strict=True)
                ),
                absent,
            )
        case st.SheetIs(contains, lacks):
            return st.SheetIs(*(tuple(book.printed(one) for one in some) for some in (contains, lacks)))
        case st.MailIs(wants):
            return st.MailIs(
                tuple(
                    (key, book.whole(value, "email") or value)
                    if key in ("subject", "contains") and isinstance(value, str)
                    else (key, value)
                    for key, value in wants
                )
            )
    return action


def _words(action: st.Action) -> str:
    """What stands behind the verb, for reports."""
    match action:
        case st.Tap(label) | st.Disabled(label):
            return label
        case st.Go(path):
            return path
        case st.See(text, values, _):
            return text or "{" + ", ".join(f"{label}: {value}" for label, value in values) + "}"
    return ""
