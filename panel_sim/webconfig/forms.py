"""Pages that are forms of values, as data: which values stand on them, under what headings, and when they count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from panel_sim.loading.fields import Fields
from panel_sim.loading.problems import DataProblems, Problems
from panel_sim.loading.yaml_nodes import Mapping as Node
from panel_sim.loading.yaml_nodes import Scalar, Sequence, read_yaml

Conditions = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A value or reading on a page. It counts only when each value in `when` is one of those named there."""

    key: str
    when: Conditions = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, the word key `section.<words>`; without one where that is ""."""

    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A page of values. On an open one, which anybody may read, nothing can be changed."""

    page: str
    sections: tuple[Section, ...]
    open: bool = False


def read_forms(folder: Path) -> dict[str, Form]:
    """The forms in *.yaml of a folder, by page. Raises DataProblems and OSError.

    Format 1: `forms` maps a page's id (as in pages.yaml) to `open` and `sections`, a list of `words` and `rows`; a row
    is the key of a value or reading, or a mapping of `value` and `when` (a value's key to a list of what it may be).
    """
    problems = Problems()
    forms: dict[str, Form] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = f"forms/{path.name}"
        root = read_yaml(path.read_bytes(), file, problems)
        if not isinstance(root, Node):
            continue
        fields = Fields(root, file, "a file of forms", ("format", "forms"), problems)
        if not isinstance(form := root.items.get("format"), Scalar) or form.value != 1:
            problems.add(file, 1, "the file must begin with format: 1")
        for page, node in inner.items.items() if (inner := fields.mapping("forms")) is not None else ():
            if not isinstance(node, Node):
                problems.add(file, node.line, f"the form {page} wants keys with values")
            elif page in forms:
                problems.add(file, node.line, f"the form {page} stands twice")
            else:
                forms[page] = _form(page, node, file, problems)
    if problems:
        raise DataProblems(problems.sorted())
    return forms


def _form(page: str, node: Node, file: str, problems: Problems) -> Form:
    fields = Fields(node, file, "a form", ("open", "sections"), problems)
    sections = []
    for inner in fields.mappings("sections"):
        section = Fields(inner, file, "a section", ("words", "rows"), problems)
        rows = section.items.get("rows")
        if not isinstance(rows, Sequence):
            problems.add(file, inner.line, "a section wants rows, a list")
            continue
        found = (_row(row, file, problems) for row in rows.items)
        sections.append(Section(section.text("words"), tuple(row for row in found if row is not None)))
    return Form(page, tuple(sections), fields.flag("open"))


def _row(node: object, file: str, problems: Problems) -> Row | None:
    if isinstance(node, Scalar):
        return Row(node.text)
    if not isinstance(node, Node):
        return None
    fields = Fields(node, file, "a row", ("value", "when"), problems)
    conditions = []
    inner = fields.mapping("when")
    for key, listed in inner.items.items() if inner is not None else ():
        if isinstance(listed, Sequence):
            words = tuple(item.text for item in listed.items if isinstance(item, Scalar))
            conditions.append((key, words))
        else:
            problems.add(file, listed.line, "when wants a list of what the value may be")
    return Row(fields.text("value"), tuple(conditions))


def strange(forms: Mapping[str, Form], known: Collection[str], pages: Collection[str]) -> list[str]:
    """What in the forms is known to nobody: pages that the map lacks, keys of no value and no reading."""
    names = [page for page in forms if page not in pages]
    for form in forms.values():
        for section in form.sections:
            for row in section.rows:
                names += [key for key in (row.key, *(key for key, _ in row.when)) if key not in known]
    return names
