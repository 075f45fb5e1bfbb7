"""Every text in both languages, and a text for every place that asks for one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from panel_sim.tenant import words
from panel_sim.tenant.words import PROBLEMS, WORDS, preferred, problem

TEMPLATES = Path(words.__file__).parent / "templates"


def test_both_languages_are_there_with_the_same_inserts() -> None:
    for texts in (*WORDS.values(), *PROBLEMS.values()):
        swedish, english = texts
        assert swedish
        assert english
        assert set(re.findall(r"{\w+}", swedish)) == set(re.findall(r"{\w+}", english))


def test_templates_ask_for_words_that_exist_and_use_all() -> None:
    source = "".join(file.read_text("utf-8") for file in TEMPLATES.glob("*.html"))
    source += "".join(file.read_text("utf-8") for file in TEMPLATES.parent.glob("*pages.py"))
    asked = set(re.findall(r'say\("([\w-]+)"\)', source))
    assert asked <= set(WORDS)
    assert set(WORDS) - asked - set(re.findall(r'"([\w-]+)"', source)) == set()


def test_a_problem_without_words_says_its_number() -> None:
    assert problem(12345, "sv") == "AADSTS12345"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "sv"), ("sv-SE,en", "sv"), ("en-GB,sv;q=0.5", "en"), ("de, en;q=0.3", "en"), ("de", "sv"), (";;,", "sv")],
)
def test_preferred(header: str, language: str) -> None:
    assert preferred(header) == language
