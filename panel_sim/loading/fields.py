"""Reads a mapping field by field: unknown keys, wrong types and unknown names are noted, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.yaml_nodes import Mapping, Node, Scalar, Sequence


class Fields:
    """One mapping of a file. `what` says what it is, as in "a row"; `sound` turns False with its first problem."""

    __slots__ = ("file", "items", "line", "node", "problems", "sound", "what")

    def __init__(
        self, node: Mapping, file: str, what: str, keys: Collection[str], problems: Problems, line: int = 0
    ) -> None:
        """Note every key that is not among `keys`; `line` is the one to tell where no closer one is known."""
        self.node = node
        self.items = node.items
        self.file = file
        self.what = what
        self.problems = problems
        self.line = line or node.line
        self.sound = True
        for key in node.items:
            if key not in keys:
                self.sound = False
                problems.unknown(file, node.lines[key], f"unknown key {quoted(key)} in {what}", key, keys)

    def refuse(self, sentence: str, key: str = "") -> None:
        """Note a problem at the line of `key`, or of the whole."""
        self.sound = False
        self.problems.add(self.file, self.node.lines.get(key, self.line), sentence)

    def has(self, key: str) -> bool:
        """Tell whether the key was written."""
        return key in self.items

    def line_of(self, key: str) -> int:
        """Give the line of a key, or of the whole where it was not written."""
        return self.node.lines.get(key, self.line)

    def text(self, key: str, default: str = "") -> str:
        """Give a word or sentence."""
        node = self.items.get(key)
        if node is None:
            return default
        words = _word(node)
        if words is None:
            self.refuse(f"{quoted(key)} in {self.what} wants a word, not {_told(node)}", key)
            return default
        return words

    def flag(self, key: str, default: bool = False) -> bool:
        """Give true or false."""
        node = self.items.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self.refuse(f"{quoted(key)} in {self.what} wants true or false, not {_told(node)}", key)
        return default

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Give a whole number within limits."""
        node = self.items.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and type(node.value) is int and least <= node.value <= most:
            return node.value
        self.refuse(f"{quoted(key)} in {self.what} wants a whole number from {least} to {most}, not {_told(node)}", key)
        return default

    def one_of(self, key: str, options: Collection[str], default: str) -> str:
        """Give one of a few words."""
        word = self.text(key, default)
        if word != default and word not in options:
            self.sound = False
            self.problems.unknown(
                self.file, self.line_of(key), f"unknown {key} {quoted(word)} in {self.what}", word, options
            )
            return default
        return word

    def known(self, key: str, names: Collection[str], kind: str) -> str:
        """Give a name that Python owns, or "" where it is not among `names`."""
        word = self.text(key)
        if word and word not in names:
            self.sound = False
            self.problems.unknown(self.file, self.line_of(key), f"unknown {kind} {quoted(word)}", word, names)
            return ""
        return word

    def words(self, key: str) -> tuple[tuple[str, int], ...]:
        """Give a list of words with their lines."""
        node = self.items.get(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.refuse(f"{quoted(key)} in {self.what} wants a list, such as [a, b], not {_told(node)}", key)
            return ()
        found = []
        for item in node.items:
            word = _word(item)
            if word is None:
                self.sound = False
                self.problems.add(
                    self.file, item.line, f"{quoted(key)} in {self.what} wants a list of words, not of {_told(item)}"
                )
            else:
                found.append((word, item.line))
        return tuple(found)

    def names(self, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
        """Give a list of names that Python owns; unknown ones are noted and left out."""
        if key not in self.items:
            return ()
        found = []
        for word, line in self.words(key):
            if word in known:
                found.append(word)
            else:
                self.sound = False
                self.problems.unknown(self.file, line, f"unknown {kind} {quoted(word)}", word, known)
        return tuple(found)

    def mapping(self, key: str) -> Mapping | None:
        """Give the mapping under a key."""
        node = self.items.get(key)
        if node is None or isinstance(node, Mapping):
            return node
        self.refuse(f"{quoted(key)} in {self.what} wants keys with values, not {_told(node)}", key)
        return None

    def mappings(self, key: str) -> Iterator[Mapping]:
        """Give each mapping of a list."""
        node = self.items.get(key)
        if node is None:
            return
        if not isinstance(node, Sequence):
            self.refuse(f"{quoted(key)} in {self.what} wants a list, not {_told(node)}", key)
            return
        for item in node.items:
            if isinstance(item, Mapping):
                yield item
            else:
                self.sound = False
                self.problems.add(self.file, item.line, f"{quoted(key)} in {self.what} wants keys with values here")


def whole_file(node: Node | None, file: str, keys: Collection[str], problems: Problems) -> Fields | None:
    """Begin with a file: a mapping whose `format` is 1; None for one that could not be read."""
    if not isinstance(node, Mapping):
        if node is None:
            return None
        problems.add(file, node.line, 'a file begins with "format: 1" and keys with values')
        return None
    fields = Fields(node, file, "this file", ("format", *keys), problems)
    version = node.items.get("format")
    if version is None:
        fields.refuse('the file lacks "format: 1"')
    elif not isinstance(version, Scalar) or version.value != 1 or version.value is True:
        fields.refuse(f"format {_told(version)} is not known to this program; it reads format 1", "format")
    return fields


def _word(node: Node) -> str | None:
    """Give the text of a word or number; None for true, false, null and collections."""
    if isinstance(node, Scalar) and (type(node.value) is str or type(node.value) is int):
        return node.text
    return None


def _told(node: Node) -> str:
    if isinstance(node, Scalar):
        return quoted(node.text) if type(node.value) is str else node.text or "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping"
