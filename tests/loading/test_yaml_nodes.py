"""YAML reading: words stay words, lines are known, both parsers agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_sim.loading.problems import Problems
from panel_sim.loading.yaml_nodes import DEEPEST, Mapping, Node, Scalar, Sequence, read_yaml

BOTH = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])


def plain(node: Node | None) -> object:
    """The data of a node, with the line of each part."""
    if isinstance(node, Scalar):
        return (node.line, node.value)
    if isinstance(node, Sequence):
        return (node.line, [plain(item) for item in node.items])
    if isinstance(node, Mapping):
        return (node.line, {key: (node.lines[key], plain(item)) for key, item in node.items.items()})
    return None


def read(text: str | bytes, *, pure: bool = False) -> tuple[Node | None, list[str]]:
    problems = Problems()
    node = read_yaml(text.encode() if isinstance(text, str) else text, "a.yaml", problems, pure=pure)
    return node, [str(problem) for problem in problems.sorted()]


@BOTH
def test_words_stay_words(pure: bool) -> None:
    text = "[On, off, Yes, 1:30, 010, 2026-01-02, 0x1F, 1.5, 1e3, ~, True, NULL, .inf, <<, =, +5, 1_000, '7', 'true']"
    node, told = read(text, pure=pure)
    assert told == []
    assert isinstance(node, Sequence)
    assert [item.value for item in node.items if isinstance(item, Scalar)] == [
        word.strip(" '") for word in text[1:-1].split(",")
    ]


@BOTH
def test_a_few_words_mean_more(pure: bool) -> None:
    node, told = read("[true, false, null, 0, 15, -3, 123456789012345678, 1234567890123456789]\n", pure=pure)
    assert told == []
    assert isinstance(node, Sequence)
    assert [item.value for item in node.items if isinstance(item, Scalar)] == [
        True, False, None, 0, 15, -3, 123456789012345678, "1234567890123456789",
    ]  # fmt: skip
    assert isinstance(node.items[5], Scalar)
    assert node.items[5].text == "-3"


@BOTH
def test_keys_are_text_and_lines_are_known(pure: bool) -> None:
    node, told = read("# a note\non: {a: 1}\n360:\n  - b\n  -\n? x\n: |\n  long\n", pure=pure)
    assert told == []
    assert plain(node) == (
        2,
        {
            "on": (2, (2, {"a": (2, (2, 1))})),
            "360": (3, (4, [(4, "b"), (5, None)])),
            "x": (6, (7, "long\n")),
        },
    )


@BOTH
def test_duplicate_keys_are_told_with_both_lines_and_the_first_holds(pure: bool) -> None:
    node, told = read("a: 1\nb: {c: 1,\n  c: {d: 1, d: 2}}\na: 2\n", pure=pure)
    assert told == [
        'a.yaml:3: the key "c" stands twice; it stands on line 2 already',
        'a.yaml:3: the key "d" stands twice; it stands on line 3 already',
        'a.yaml:4: the key "a" stands twice; it stands on line 1 already',
    ]
    assert plain(node) == (1, {"a": (1, (1, 1)), "b": (2, (2, {"c": (2, (2, 1))}))})


@BOTH
def test_a_bomb_does_not_go_off(pure: bool) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    node, told = read("\n".join(lines), pure=pure)
    assert node is None
    assert told == ["a.yaml:1: an anchor (&a0) is not allowed here; write it out where it is used"]


@BOTH
@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_has_a_limit(pure: bool, opening: str) -> None:
    assert read(opening * (DEEPEST + 1) + "x", pure=pure)[1] == ["a.yaml:1: this is nested deeper than 40 levels"]
    assert "a.yaml:1: this is nested deeper than 40 levels" in read(opening * 900, pure=pure)[1]
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    assert read(opening * DEEPEST + "x" + closing * DEEPEST, pure=pure)[1] == []


@BOTH
@pytest.mark.parametrize("text", ["", "\n", "# only a note\n"])
def test_an_empty_file(pure: bool, text: str) -> None:
    assert read(text, pure=pure) == (None, ["a.yaml: the file is empty"])


@BOTH
def test_a_byte_order_mark_and_windows_lines_are_no_problem(pure: bool) -> None:
    node, told = read(b"\xef\xbb\xbfa: 1\r\nb: On\r\n", pure=pure)
    assert told == []
    assert plain(node) == (1, {"a": (1, (1, 1)), "b": (2, (2, "On"))})


@BOTH
@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\ta: 1", "a: 'x", "%YAML 9", "a: 1\n b: 2", "@a", "}"])
def test_what_is_no_yaml_is_told_once(pure: bool, text: str) -> None:
    node, told = read(text, pure=pure)
    assert node is None
    assert len(told) == 1
    assert "this is not YAML: " in told[0]
    assert "\n" not in told[0]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet="ab1: -[]{},'\"|>&*!%@`#?\n\t~é\u2028\x00", max_size=80).map(str.encode),
    ),
    st.booleans(),
)
def test_any_bytes_give_a_node_or_a_problem(data: bytes, pure: bool) -> None:
    node, told = read(data, pure=pure)
    assert node is not None or told


SCALARS = st.text(alphabet="aOn1:-_.~åé #'\"", max_size=8)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=12
)


@settings(max_examples=100, deadline=None)
@given(DATA)
def test_both_parsers_read_the_same(data: object) -> None:
    import yaml

    for flow in (True, False):
        text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
        slow, fast = read(text, pure=True), read(text)
        assert (plain(slow[0]), slow[1]) == (plain(fast[0]), fast[1])
