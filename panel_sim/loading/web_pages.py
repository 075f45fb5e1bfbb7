"""The map of Web Config: its tabs and pages as data, with their labels and what they need of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from panel_sim.loading.problems import DataProblems, Problems
from panel_sim.loading.yaml_nodes import Mapping as Fields
from panel_sim.loading.yaml_nodes import Node, Scalar, Sequence, read_yaml


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Web Config: its id, its label by language, the capabilities it needs, the pages below it."""

    id: str
    words: Mapping[str, str]
    needs: tuple[str, ...]
    pages: tuple[Page, ...]


def read_pages(data: bytes, file: str) -> tuple[Page, ...]:
    """The map of Web Config from YAML: format 1 and pages, each with words, needs and pages. Raises DataProblems."""
    problems = Problems()
    root = read_yaml(data, file, problems)
    pages: tuple[Page, ...] = ()
    if root is not None:
        fields = _fields(root, ("format", "pages"), file, problems)
        if not isinstance(form := fields.get("format"), Scalar) or form.value != 1:
            problems.add(file, 1, "the file must begin with format: 1")
        pages = _pages(fields.get("pages"), "", file, problems)
        if not pages:
            problems.add(file, 1, "there are no pages")
    if problems:
        raise DataProblems(problems.sorted())
    return pages


def _pages(node: Node | None, above: str, file: str, problems: Problems) -> tuple[Page, ...]:
    if node is None:
        return ()
    if not isinstance(node, Fields):
        problems.add(file, node.line, "pages are a mapping of ids to pages")
        return ()
    made = []
    for name, inner in node.items.items():
        fields = _fields(inner, ("words", "needs", "pages"), file, problems)
        words = fields.get("words")
        labels = {}
        if isinstance(words, Fields):
            labels = {key: word.text for key, word in words.items.items() if isinstance(word, Scalar) and word.text}
        if not labels:
            problems.add(file, inner.line, f"the page {above}{name} has no words")
        needs = fields.get("needs")
        listed = needs.items if isinstance(needs, Sequence) else []
        wanted = tuple(one.text for one in listed if isinstance(one, Scalar))
        if needs is not None and not wanted:
            problems.add(file, needs.line, "needs is a list of capabilities")
        made.append(Page(above + name, labels, wanted, _pages(fields.get("pages"), f"{above}{name}/", file, problems)))
    return tuple(made)


def _fields(node: Node, known: tuple[str, ...], file: str, problems: Problems) -> Mapping[str, Node]:
    if not isinstance(node, Fields):
        problems.add(file, node.line, f"here a mapping is wanted, with {', '.join(known)}")
        return {}
    for key, line in node.lines.items():
        if key not in known:
            problems.add(file, line, f'unknown key "{key}"; there are {", ".join(known)}')
    return node.items
