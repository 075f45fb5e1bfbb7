"""Values as fields of a form: how they are shown, what was typed into them, and what does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from panel_sim.core.context import Context
from panel_sim.core.device import fitted
from panel_sim.core.menus import ValueData, ValueSpec
from panel_sim.core.registry import READINGS
from panel_sim.core.viewing import choice_words, value_words
from panel_sim.core.words import Words
from panel_sim.webconfig.forms import Form, Row
from panel_sim.webconfig.readings import WEB_READINGS

Check = Callable[[str, Words], str]
"""Says in words what is wrong with a text, or nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of a choice's options."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the page shows it. `kind` is reading, choice, switch, text, number or secret."""

    key: str
    kind: str
    label: str
    value: str = field(default="", repr=False)
    options: tuple[Option, ...] = ()
    hint: str = ""
    problem: str = ""
    most: int = 0
    active: bool = True
    when: str = ""
    """The conditions under which it counts, as JSON for the page's script."""
    steers: bool = False
    """Whether other fields count or not by what it says."""

    @property
    def id(self) -> str:
        """What the page calls it."""
        return self.key.replace(".", "-").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as the page shows it."""

    title: str
    fields: tuple[Field, ...]


@dataclass(slots=True)
class Taken:
    """What was sent: the values to be set, and what was wrong, by key."""

    values: dict[str, ValueData] = field(default_factory=dict, repr=False)
    problems: dict[str, str] = field(default_factory=dict)


class FormMaker:
    """Turns a form of the data into fields, and what was sent into values, for one model and language."""

    def __init__(
        self, form: Form, seen: Context, label: Callable[[str], str], checks: Mapping[str, Check] | None = None
    ) -> None:
        self._form, self._seen, self._label = form, seen, label
        self._checks = checks or {}

    def shown(self, typed: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None) -> list[Shown]:
        """The form's sections: the device's values, or what was `typed` with what is wrong with it."""
        steering = {key for _, row in self._rows() for key, _ in row.when}
        sections = []
        for section in self._form.sections:
            fields = [
                replace(one, steers=one.key in steering and one.kind != "reading")
                for row in section.rows
                if (one := self._field(row, typed or {}, problems or {})) is not None
            ]
            if fields:
                title = self._seen.words(f"section.{section.words}") if section.words else ""
                sections.append(Shown(title, tuple(fields)))
        return sections

    def take(self, typed: Mapping[str, str]) -> Taken:
        """What is to be set; nothing of it where there are problems."""
        taken = Taken()
        for _, row in self._rows():
            spec = self._seen.device.specs.get(row.key)
            if spec is None or self._is_reading(row) or row.key not in typed or not self._counts(row, typed):
                continue
            text = typed[row.key].strip() if not spec.secret else typed[row.key]
            if spec.secret and not text:
                # Left empty: the password that is there stays.
                continue
            problem, value = self._fit(spec, text)
            if problem:
                taken.problems[row.key] = problem
            elif value is not None:
                taken.values[row.key] = value
        return taken

    def _rows(self) -> Sequence[tuple[str, Row]]:
        return [(section.words, row) for section in self._form.sections for row in section.rows]

    def _is_reading(self, row: Row) -> bool:
        spec = self._seen.device.specs.get(row.key)
        return self._form.open or spec is None or spec.kind == "fixed"

    def _fit(self, spec: ValueSpec, text: str) -> tuple[str, ValueData | None]:
        words = self._seen.words
        if spec.kind == "switch":
            return ("", text == "on") if text in ("on", "off") else (words("problem.choose"), None)
        if spec.kind == "choice" and text not in spec.choices:
            return words("problem.choose"), None
        if (check := self._checks.get(spec.key)) is not None and (problem := check(text, words)):
            return problem, None
        try:
            return "", fitted(spec, text)
        except ValueError:
            return self._problem(spec, text), None

    def _problem(self, spec: ValueSpec, text: str) -> str:
        words = self._seen.words
        if spec.kind == "number":
            return words("problem.web-number", least=spec.least, most=spec.most)
        if len(text) > spec.most:
            return words("problem.web-long", most=spec.most)
        return words.first(f"problem.web-{spec.charset}", "problem.web-text")

    def _counts(self, row: Row, typed: Mapping[str, str]) -> bool:
        """Whether the field counts, by what was typed where something was, else by what the device has."""
        return all(self._now(key, typed) in wanted for key, wanted in row.when)

    def _now(self, key: str, typed: Mapping[str, str]) -> str:
        if key in typed:
            return typed[key]
        device = self._seen.device
        if key not in device.specs:
            return ""
        value = device.value(key)
        return ("on" if value else "off") if isinstance(value, bool) else str(value)

    def _field(self, row: Row, typed: Mapping[str, str], problems: Mapping[str, str]) -> Field | None:
        seen, key = self._seen, row.key
        spec = seen.device.specs.get(key)
        if spec is None and key not in READINGS and key not in WEB_READINGS:
            return None
        counts = self._counts(row, typed)
        label = self._label(key)
        if spec is None or self._is_reading(row):
            if not counts:
                return None
            if key in WEB_READINGS:
                text = WEB_READINGS[key](seen)
                return Field(key, "reading", label, text) if text else None
            text = READINGS[key](seen) if key in READINGS else value_words(seen, key)
            return Field(key, "reading", label, text or "–")
        value = typed.get(key, "" if spec.secret else self._now(key, {}))
        made = Field(
            key,
            "secret" if spec.secret else spec.kind,
            label,
            value,
            problem=problems.get(key, ""),
            active=counts,
            when=json.dumps(dict(row.when)) if row.when else "",
            most=spec.most,
        )
        words = seen.words
        match made.kind:
            case "switch":
                options = tuple(
                    Option(name, words.first(f"value.{key}.{name}", f"value.{name}"), value == name)
                    for name in ("on", "off")
                )
                return replace(made, options=options)
            case "choice":
                options = tuple(Option(name, choice_words(seen, key, name), value == name) for name in spec.choices)
                return replace(made, options=options)
            case "number":
                limits = words("hint.number", least=spec.least, most=spec.most)
                unit = words(f"unit.{spec.unit}", n=limits) if spec.unit else limits
                return replace(made, hint=unit, most=max(len(str(spec.least)), len(str(spec.most))))
            case "secret":
                return replace(made, hint=words("hint.secret-set" if seen.device.text(key) else "hint.secret-none"))
        return made
