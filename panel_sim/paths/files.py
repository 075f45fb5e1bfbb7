"""Reads path files: head and steps, what they include, and every problem told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from panel_sim.loading.fields import Fields
from panel_sim.loading.problems import DataProblems, Problems, quoted
from panel_sim.loading.yaml_nodes import LARGEST, Mapping, Node, Scalar, read_yaml
from panel_sim.loading.yaml_nodes import Sequence as Listed
from panel_sim.paths import durations
from panel_sim.paths.names import Names
from panel_sim.paths.step import WITHIN, Action, PathFile, Place, Run, Step
from panel_sim.paths.verbs import VERBS, Reading

ENDING = ".path.yaml"
HEAD = ("format", "title", "language", "model", "start", "given", "tags", "note", "needs", "steps")
ASIDE = ("within", "note")
"""What any step may carry besides its verb."""
MOST_STEPS = 1_000_000
"""Steps that a file may come to with all that it includes."""


def find(targets: Sequence[Path], problems: Problems) -> Iterator[Path]:
    """The path files that are meant: files themselves, and those below folders, by name. Notes what is not there."""
    for target in targets:
        if target.is_dir():
            found = sorted(
                Path(folder, name)
                for folder, below, names in os.walk(target)
                for name in names
                if name.endswith(ENDING) and not _hidden(below)
            )
            if not found:
                problems.add(str(target), 0, f"there is no file *{ENDING} in this folder")
            yield from found
        elif target.exists():
            yield target
        else:
            problems.add(str(target), 0, "there is no such file or folder")


def _hidden(below: list[str]) -> bool:
    """Take hidden folders off those that are still to be walked; always false."""
    below[:] = [name for name in below if not name.startswith(".")]
    return False


def read_path_files(targets: Sequence[Path], names: Names) -> tuple[PathFile, ...]:
    """Read the files that are meant; raises DataProblems with all that is wrong in any of them."""
    problems = Problems()
    reader = Reader(names, problems)
    files = tuple(read for path in find(targets, problems) if (read := reader.read(path)) is not None)
    if problems:
        raise DataProblems(problems.sorted())
    return files


class Reader:
    """Reads path files, each one once, however often it is included."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self._names = names
        self._problems = problems
        self._read: dict[Path, PathFile | None] = {}
        self._open: list[Path] = []
        self._counts: dict[Path, int] = {}

    def read(self, path: Path) -> PathFile | None:
        """The file; None when it cannot be read, which is noted."""
        known = path.resolve()
        if known not in self._read:
            self._open.append(known)
            self._read[known] = self._whole(path, known)
            self._open.pop()
        return self._read[known]

    def _whole(self, path: Path, known: Path) -> PathFile | None:
        file, problems, names = str(path), self._problems, self._names
        try:
            # One byte more than is read at most: a file without end must not fill the memory.
            with path.open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except OSError as error:
            problems.add(file, 0, f"this cannot be read: {error.strerror or type(error).__name__}")
            return None
        node = read_yaml(data, file, problems)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            problems.add(file, node.line, 'a path file has keys with values, such as "title: ..." and "steps:"')
            return None
        fields = Fields(node, file, "a path file", HEAD, problems)
        version = node.items.get("format")
        if version is not None and not (isinstance(version, Scalar) and version.value == 1):
            fields.refuse("this program reads path files of format 1", "format")
        given = fields.names("given", names.fixtures, "fixture") if names.fixtures else _words(fields, "given")
        start = fields.text("start", "home")
        if names.screens and start not in names.screens:
            problems.unknown(file, fields.line_of("start"), f"there is no screen {quoted(start)}", start, names.screens)
        needs = fields.names("needs", names.capabilities, "capability") if names.capabilities else ()
        steps = self._steps(fields, path)
        self._counts[known] = sum(
            self._counts.get(one.action.path.resolve(), 0) if isinstance(one.action, Run) else 1 for one in steps
        )
        if self._counts[known] > MOST_STEPS:
            problems.add(file, 0, f"this comes to more than {MOST_STEPS:,} steps with all that it includes")
        return PathFile(
            file=file,
            title=fields.text("title", path.name.removesuffix(ENDING)),
            steps=steps,
            language=fields.one_of("language", names.languages, "") if names.languages else fields.text("language"),
            model=fields.one_of("model", names.models, "") if names.models else fields.text("model"),
            start=start,
            given=given if fields.has("given") else ("showroom",),
            tags=_words(fields, "tags"),
            note=fields.text("note"),
            needs=needs,
        )

    def _steps(self, fields: Fields, path: Path) -> tuple[Step, ...]:
        node = fields.items.get("steps")
        if not isinstance(node, Listed) or not node.items:
            fields.refuse('a path file wants steps, such as "- tap: Inst."', "steps")
            return ()
        made = (self._step(number, item, path) for number, item in enumerate(node.items, 1))
        return tuple(one for one in made if one is not None)

    def _step(self, number: int, node: Node, path: Path) -> Step | None:
        file, problems = str(path), self._problems
        if not isinstance(node, Mapping):
            problems.add(file, node.line, 'a step is a verb with what it wants, such as "- tap: Inst."')
            return None
        verbs = [key for key in node.items if key not in ASIDE]
        for key in verbs:
            if key not in VERBS:
                problems.unknown(file, node.lines[key], f"there is no verb {quoted(key)}", key, (*VERBS, *ASIDE))
        known = [key for key in verbs if key in VERBS]
        if len(known) != 1 or len(verbs) != 1:
            if len(known) > 1:
                sentence = f"a step has one verb, and here stand {' and '.join(known)}; write a step for each"
                problems.add(file, node.line, sentence)
            elif not verbs:
                problems.add(file, node.line, "this step has no verb")
            return None
        verb = known[0]
        argument, line = node.items[verb], node.lines[verb]
        reading = Reading(verb, argument, file, line, self._names, problems)
        action = self._included(reading, path) if verb == "run" else VERBS[verb].read(reading)
        aside = Fields(node, file, "a step", node.items, problems)
        within = WITHIN
        if aside.has("within"):
            text = aside.text("within")
            try:
                within = durations.seconds(text)
            except ValueError as error:
                aside.refuse(f'"within" {error}', "within")
        note = aside.text("note")
        if action is None or not reading.sound:
            return None
        return Step(number, verb, action, Place(file, line), words_of(verb, argument), within, note)

    def _included(self, reading: Reading, path: Path) -> Action | None:
        name = reading.text()
        if not name:
            return None
        other = path.parent / name
        known = other.resolve()
        if known in self._open:
            chain = [one.name for one in self._open[self._open.index(known) :]]
            reading.refuse(f"goes round in a circle: {' > '.join((*chain, known.name))}")
            return None
        if not other.is_file():
            near = self._problems.nearest(other.name, [one.name for one in other.parent.glob(f"*{ENDING}")])
            self._problems.add(reading.file, reading.line, f"there is no file {quoted(name)} to run", near)
            return None
        read = self.read(other)
        return Run(other, read.steps) if read is not None else None


def _words(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(word for word, _ in fields.words(key))


def words_of(verb: str, node: Node) -> str:
    """A step in one line, as it was written; a secret is left out."""
    return f"{verb}: {_flow(node)}".rstrip().removesuffix(":")


def _flow(node: Node, key: str = "") -> str:
    if key == "secret":
        return "..."
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item, key)}" for key, item in node.items.items()) + "}"
    return "[" + ", ".join(_flow(item) for item in node.items) + "]"
