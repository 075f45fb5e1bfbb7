"""Reads menus/models/*.yaml: which models there are and what each has."""

from __future__ import annotations

from panel_sim.core.menus import Model, Source, ValueData
from panel_sim.loading.fields import Fields, whole_file
from panel_sim.loading.problems import Problems, quoted
from panel_sim.loading.screen_files import ID
from panel_sim.loading.value_files import fixed_value
from panel_sim.loading.written import Written, WrittenModel
from panel_sim.loading.yaml_nodes import Mapping, Node, Scalar

MODEL_KEYS = ("model", "product", "screen", "tiles", "capabilities", "values", "words")


def read_model(node: Node | None, file: str, stem: str, written: Written, problems: Problems) -> bool:
    """Read one model, whose id is the name of its file; False when the file is none."""
    fields = whole_file(node, file, MODEL_KEYS, problems)
    if fields is None:
        return False
    id_ = fields.text("model")
    if id_ != stem:
        fields.refuse(f"the model is called {quoted(id_)} but its file {quoted(stem)}; give both one name", "model")
    product = fields.text("product")
    if not product:
        fields.refuse('the model lacks "product", the name on its bezel', "product")
    columns, lines = _size(fields, "screen", ("columns", 20, 400), ("lines", 8, 200), (76, 22))
    tile_columns, tile_rows = _size(fields, "tiles", ("columns", 1, 20), ("rows", 1, 20), (4, 2))
    capabilities: dict[str, int] = {}
    for word, line in fields.words("capabilities"):
        if not ID.match(word) or word.startswith("not-"):
            problems.add(file, line, f"{quoted(word)} is not a capability; one is a word in kebab-case, without not-")
        elif word in capabilities:
            problems.add(file, line, f"the capability {quoted(word)} stands twice")
        else:
            capabilities[word] = line
    words: dict[str, str] = {}
    word_node = fields.mapping("words")
    if word_node is not None:
        each = Fields(word_node, file, "words", word_node.items, problems)
        words = {key: each.text(key) for key in word_node.items}
    model = Model(stem, product, columns, lines, tile_columns, tile_rows, frozenset(capabilities), words)
    written.models[stem] = WrittenModel(
        model,
        Source(file, fields.line_of("model")),
        _values(fields, problems),
        dict(word_node.lines) if word_node is not None else {},
        capabilities,
    )
    return True


def _size(
    fields: Fields, key: str, first: tuple[str, int, int], second: tuple[str, int, int], default: tuple[int, int]
) -> tuple[int, int]:
    node = fields.mapping(key)
    if node is None:
        if not fields.has(key):
            fields.refuse(f'the model lacks "{key}": {{{first[0]}: {default[0]}, {second[0]}: {default[1]}}}', key)
        return default
    size = Fields(node, fields.file, f'"{key}"', (first[0], second[0]), fields.problems, fields.line_of(key))
    for name, _, _ in (first, second):
        if not size.has(name):
            size.refuse(f'"{key}" lacks "{name}"')
    return size.whole(first[0], default[0], *first[1:]), size.whole(second[0], default[1], *second[1:])


def _values(fields: Fields, problems: Problems) -> dict[str, tuple[ValueData | None, int]]:
    node = fields.mapping("values")
    found: dict[str, tuple[ValueData | None, int]] = {}
    for key, item in node.items.items() if isinstance(node, Mapping) else ():
        line = node.lines[key] if node is not None else 0
        if isinstance(item, Scalar):
            found[key] = (fixed_value(item), line)
        else:
            problems.add(fields.file, line, f"the default of {quoted(key)} wants a word or a number")
    return found
