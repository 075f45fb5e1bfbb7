"""YAML as nodes that know their lines: words stay words, and nothing that can surprise is let in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml

from panel_sim.loading.problems import Problems, quoted

DEEPEST = 40
LARGEST = 4 * 1024 * 1024
# Digits beyond a 64-bit number are a word (a serial number, say); int() would also refuse thousands of them.
_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}


class WordsLoader(yaml.SafeLoader):
    """PyYAML's own parser, for installations without libyaml. Only its events are used; nothing is constructed."""


class Scalar:
    """A word or number: `text` as written, `value` what it means (str, int, bool or None)."""

    __slots__ = ("line", "text", "value")

    def __init__(self, text: str, value: str | int | bool | None, line: int) -> None:
        """Take text, meaning and line."""
        self.text = text
        self.value = value
        self.line = line


class Sequence:
    """A list."""

    __slots__ = ("items", "line")

    def __init__(self, line: int) -> None:
        """Begin empty, at `line`."""
        self.items: list[Node] = []
        self.line = line


class Mapping:
    """Keys with their nodes, and the line of each key."""

    __slots__ = ("items", "line", "lines")

    def __init__(self, line: int) -> None:
        """Begin empty, at `line`."""
        self.items: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.line = line


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        self.sentence = sentence


def read_yaml(data: bytes, file: str, problems: Problems, *, pure: bool = False) -> Node | None:
    """Read one YAML document; None when it cannot be read at all, which is noted as a problem of `file`.

    Resolves `true`, `false`, `null` (and nothing) and plain whole numbers; every other word stays the text that was
    written. Duplicate keys are noted with both lines; the first one holds. Anchors, aliases, tags, a second document,
    nesting deeper than 40 and more than 4 MiB are refused. `pure` takes PyYAML's parser even where libyaml is there.
    """
    if len(data) > LARGEST:
        problems.add(file, 0, f"the file is larger than {LARGEST // 1024 // 1024} MiB; split it")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text; save the file as UTF-8")
        return None
    if bad := _NOT_TEXT.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        problems.add(file, line, f"this is not text: it holds the control character U+{ord(bad[0]):04X}")
        return None
    loader = WordsLoader if pure else getattr(yaml, "CSafeLoader", WordsLoader)
    try:
        root = _build(yaml.parse(text, Loader=loader), file, problems)
        if root is None:
            problems.add(file, 0, "the file is empty")
        return root
    except _Refused as refused:
        problems.add(file, refused.line, refused.sentence)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = ", ".join(part for part in (error.context, error.problem) if part)
        problems.add(file, mark.line + 1 if mark else 0, f"this is not YAML: {told}")
    except yaml.YAMLError as error:
        problems.add(file, 0, f"this is not YAML: {str(error).splitlines()[0]}")
    return None


def _build(events: Iterator[yaml.Event], file: str, problems: Problems) -> Node | None:
    """Make nodes of the parser's events, without recursion."""
    root: Node | None = None
    documents = 0
    # What is open, from the outside in.
    open_: list[_Open] = []
    for event in events:
        # Both parsers mark every event; the types only say that marks could be left out.
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None or getattr(event, "tag", None) is not None:
                _refuse(event, line)
            owner = open_[-1] if open_ else None
            node: Node
            if isinstance(event, yaml.ScalarEvent):
                if owner is not None and owner.wants_key:
                    owner.key = event.value
                    owner.line = line
                    owner.wants_key = False
                    continue
                node = Scalar(event.value, event.value if event.style else _meaning(event.value), line)
            else:
                if owner is not None and owner.wants_key:
                    raise _Refused(line, "a key must be a word, not a list or a mapping")
                if len(open_) >= DEEPEST:
                    raise _Refused(line, f"this is nested deeper than {DEEPEST} levels")
                node = Mapping(line) if isinstance(event, yaml.MappingStartEvent) else Sequence(line)
                open_.append(_Open(node))
            if owner is None:
                root = node
            else:
                owner.put(node, file, problems)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(line, "a second document begins here; a file holds one")
    return root


class _Open:
    """A collection that is being filled and, for a mapping, the key that waits for its node."""

    __slots__ = ("collection", "key", "line", "wants_key")

    def __init__(self, collection: Sequence | Mapping) -> None:
        self.collection = collection
        self.wants_key = type(collection) is Mapping
        self.key = ""
        self.line = 0

    def put(self, node: Node, file: str, problems: Problems) -> None:
        """Put a node in. That of a key which stood before is dropped, after being read for its own problems."""
        collection = self.collection
        if isinstance(collection, Sequence):
            collection.items.append(node)
            return
        self.wants_key = True
        key = self.key
        if key in collection.items:
            first = collection.lines[key]
            problems.add(file, self.line, f"the key {quoted(key)} stands twice; it stands on line {first} already")
            return
        collection.items[key] = node
        collection.lines[key] = self.line


def _meaning(text: str) -> str | int | bool | None:
    """Give what a word without quotes means."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.match(text) else text


def _refuse(event: yaml.NodeEvent, line: int) -> NoReturn:
    """Refuse anchors, aliases (a few lines of them can stand for gigabytes) and tags."""
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(line, f"an alias (*{event.anchor}) is not allowed here; write out what it stands for")
    if event.anchor is not None:
        raise _Refused(line, f"an anchor (&{event.anchor}) is not allowed here; write it out where it is used")
    raise _Refused(line, f"a tag ({getattr(event, 'tag', '')}) is not allowed here; words need none")
