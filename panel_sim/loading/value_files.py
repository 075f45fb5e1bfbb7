"""Reads menus/values/*.yaml: what the device remembers, with its limits and defaults."""

from __future__ import annotations

import re
from dataclasses import replace

from panel_sim.core.entry import is_ipv4
from panel_sim.core.menus import Source, ValueData, ValueSpec
from panel_sim.loading.fields import Fields, whole_file
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.screen_files import CAPABILITY, CHARSETS, ID
from panel_sim.loading.written import Written, WrittenValue
from panel_sim.loading.yaml_nodes import Mapping, Node, Scalar, Sequence

KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+\Z")
KINDS = ("number", "switch", "choice", "text", "fixed")
VALUE_KEYS = (*KINDS, "default", "unit", "charset", "secret", "needs", "reset")
RESETS = ("network", "copy", "scan", "fax", "rest", "never")
"""What restoring default settings resets together; `rest` is what nothing is said of."""
FURTHEST = 10**15
_BELONGS = {"unit": ("number",), "charset": ("text",), "default": ("number", "choice", "text")}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")


def read_values(node: Node | None, file: str, written: Written, problems: Problems) -> bool:
    """Read one file of values; False when it is none."""
    whole = whole_file(node, file, ("values", "reset"), problems)
    values = whole.mapping("values") if whole is not None else None
    if whole is None or values is None:
        return False
    reset = whole.one_of("reset", RESETS, "rest")
    for key, body in values.items.items():
        line = values.lines[key]
        if not KEY.match(key):
            problems.add(file, line, f"the value {quoted(key)} wants a dotted key, such as panel.sounds")
        elif not isinstance(body, Mapping):
            problems.add(file, line, f"the value {quoted(key)} wants keys with values, such as {{switch: true}}")
        else:
            fields = Fields(body, file, "a value", VALUE_KEYS, problems, line)
            _value(key, fields, written, reset)
    return True


def _value(key: str, fields: Fields, written: Written, reset: str) -> None:
    """Read a value; `reset` is the group of its file, for one that says nothing else."""
    kinds = [kind for kind in KINDS if fields.has(kind)]
    needs = tuple(
        word for word, line in fields.words("needs") if _is_capability(word, line, fields, written)
    )
    source = Source(fields.file, fields.line)
    if len(kinds) != 1:
        if fields.sound or len(kinds) > 1:
            fields.refuse(f"the value {quoted(key)} wants exactly one of number, switch, choice, text and fixed")
        # The key is known all the same, so that what uses it is not told as an error too.
        written.values.setdefault(key, []).append(WrittenValue(ValueSpec(key, "fixed", "", source=source), needs))
        return
    kind = kinds[0]
    for other, of in _BELONGS.items():
        if fields.has(other) and kind not in of:
            fields.refuse(f"{quoted(other)} does not belong to a value of kind {kind}", other)
    secret = fields.flag("secret")
    least = most = 0
    choices: tuple[str, ...] = ()
    charset = fields.one_of("charset", CHARSETS, "any")
    default: ValueData | None = None
    if kind == "number":
        least, most = _limits(fields)
        default = least
    elif kind == "switch":
        default = fields.flag("switch")
    elif kind == "choice":
        choices = _choices(fields)
        default = choices[0]
    elif kind == "text":
        most = fields.whole("text", 64, 1, 4096)
        default = ""
    else:
        default = fixed_value(fields.items["fixed"])
        if default is None:
            fields.refuse('"fixed" wants a word, a number, true or false', "fixed")
            default = ""
    spec = ValueSpec(key, kind, default, least, most, fields.text("unit"), choices, charset, secret, source)
    node = fields.items.get("default")
    if isinstance(node, Mapping) and kind == "text":
        defaults = _defaults(spec, fields, node)
        default = next(iter(defaults.values()), "")
        spec = ValueSpec(key, kind, default, least, most, spec.unit, choices, charset, secret, source, defaults)
    elif fields.has("default") and fields.sound:
        given = fixed_value(fields.items["default"])
        fitting, reason = fit(spec, given)
        if reason:
            fields.refuse(f"the default of {quoted(key)} {reason}", "default")
        spec = ValueSpec(key, kind, fitting, least, most, spec.unit, choices, charset, secret, source)
    group = fields.one_of("reset", RESETS, reset)
    if group != "rest":
        spec = replace(spec, reset=group)
    written.values.setdefault(key, []).append(WrittenValue(spec, needs))


def _defaults(spec: ValueSpec, fields: Fields, node: Mapping) -> dict[str, str]:
    """Give the default of each language; that the languages are those of the catalogues is checked with the words."""
    defaults: dict[str, str] = {}
    for language, item in node.items.items():
        fitting, reason = fit(spec, fixed_value(item))
        if reason:
            line = node.lines[language]
            fields.problems.add(fields.file, line, f"the default of {quoted(spec.key)} in {quoted(language)} {reason}")
            fields.sound = False
        defaults[language] = str(fitting)
    return defaults


def fixed_value(node: Node) -> ValueData | None:
    """Give the plain datum of a node, or None; whole numbers keep being numbers."""
    return node.value if isinstance(node, Scalar) else None


def fit(spec: ValueSpec, given: ValueData | None) -> tuple[ValueData, str]:
    """Give a datum as the value would keep it, and why it does not fit ("" when it does)."""
    if spec.kind == "number":
        if type(given) is int and spec.least <= given <= spec.most:
            return given, ""
        return spec.default, f"must be a whole number from {spec.least} to {spec.most}"
    if spec.kind == "switch":
        return (given, "") if isinstance(given, bool) else (spec.default, "must be true or false")
    if spec.kind == "fixed":
        return (spec.default, "must be a word or a number") if given is None else (given, "")
    if given is None or isinstance(given, bool):
        return spec.default, "must be a word"
    text = str(given)
    if spec.kind == "choice":
        return (text, "") if text in spec.choices else (spec.default, f"must be one of {', '.join(spec.choices)}")
    if len(text) > spec.most:
        return spec.default, f"is longer than its {spec.most} characters"
    if spec.charset == "digits" and not (text.isascii() and text.isdigit()) and text:
        return spec.default, "must be digits"
    if spec.charset == "ascii" and not text.isascii():
        return spec.default, "must be ASCII"
    if spec.charset == "email" and text and not _EMAIL.match(text):
        return spec.default, "must be an e-mail address"
    if spec.charset == "ipv4" and not is_ipv4(text):
        return spec.default, "must be an IPv4 address"
    return text, ""


def _limits(fields: Fields) -> tuple[int, int]:
    node = fields.items["number"]
    given = [fixed_value(item) for item in node.items] if isinstance(node, Sequence) else []
    if len(given) == 2:
        least, most = given
        if type(least) is int and type(most) is int and -FURTHEST <= least <= most <= FURTHEST:
            return least, most
    fields.refuse('"number" wants its limits as whole numbers, such as [1, 240]', "number")
    return 0, 0


def _choices(fields: Fields) -> tuple[str, ...]:
    words = fields.words("choice")
    found: dict[str, int] = {}
    for word, line in words:
        if not ID.match(word):
            fields.problems.add(fields.file, line, f"the choice {quoted(word)} is not a word in kebab-case")
            fields.sound = False
        elif word in found:
            fields.problems.add(fields.file, line, f"the choice {quoted(word)} stands twice")
            fields.sound = False
        else:
            found[word] = line
    if not words and fields.sound:
        fields.refuse('"choice" wants a list of words', "choice")
    return tuple(found) or ("",)


def _is_capability(word: str, line: int, fields: Fields, written: Written) -> bool:
    if not CAPABILITY.match(word):
        fields.refuse(f"{quoted(word)} is not a capability; one is a word in kebab-case", "needs")
        return False
    written.needs.append((word, Source(fields.file, line)))
    return True
