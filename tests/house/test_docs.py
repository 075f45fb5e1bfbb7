"""The documentation is held to the program: links, examples, commands, words."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


PROGRAM = Path(sysconfig.get_path("scripts")) / "panel-sim"


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the real program with an empty home, as a user who reads English help."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "200"}
    typed = [str(PROGRAM), *arguments]
    return subprocess.run(
        typed, cwd=home, env=env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Example:
    """A command of a `console` block: what is typed, the exit code, and the lines that it must print, in order."""

    place: str
    command: str
    code: int
    output: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place} {self.command}"


def blocks(language: str) -> list[Block]:
    """All blocks of one language, in all pages."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for fence in FENCE.finditer(text):
            if fence["language"] == language:
                found.append(Block(page, text.count("\n", 0, fence.start()) + 1, language, fence["text"]))
    return found


def examples() -> list[Example]:
    """The commands of the console blocks. `# exit 1` after a command says that it fails so; `...` leaves lines out."""
    found: list[Example] = []
    for block in blocks("console"):
        for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
            if line.lstrip().startswith("$ "):
                command, _, remark = line.strip()[2:].partition("  # exit ")
                place = f"{block.page.relative_to(ROOT)}:{number}"
                found.append(Example(place, command, int(remark or 0), ()))
            elif line.strip() not in ("", "..."):
                last = found.pop()
                found.append(Example(last.place, last.command, last.code, (*last.output, line.strip())))
    return found


def prose(page: Path) -> str:
    """A page without its code."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page make."""
    headings = re.findall(r"^#+ +(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_there_are_pages_and_examples() -> None:
    assert len(PAGES) > 10
    assert examples()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for match in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = (page.parent / target).resolve() if target else page
        if not place.exists() or not place.is_relative_to(ROOT) or (anchor and anchor not in anchors(place)):
            broken.append(match["target"])
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = (match["target"].partition("#")[0] for match in LINK.finditer(page.read_text(encoding="utf-8")))
        ahead += [place for target in targets if (place := (page.parent / target).resolve()) in PAGES]
    assert sorted(str(page.relative_to(ROOT)) for page in set(PAGES) - reached) == []


@pytest.mark.parametrize("block", [block for block in blocks("yaml") if "format: 1" in block.text], ids=str)
def test_every_example_of_a_device_file_is_yaml(block: Block) -> None:
    assert yaml.safe_load(block.text)["format"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("example", examples(), ids=str)
def test_every_example_of_a_command_does_what_the_page_says(example: Example, tmp_path: Path) -> None:
    name, *arguments = shlex.split(example.command)
    assert name == "panel-sim", "a console block is run by this test: use another language for other programs"
    ran = run(*arguments, home=tmp_path)
    printed = ran.stdout + ran.stderr
    assert ran.returncode == example.code, printed
    # White space at will: a page need not repeat how wide a column was.
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for wanted in example.output:
        assert any(" ".join(wanted.split()) in line for line in lines), f"{wanted!r} is not in\n{printed}"


def documented_commands() -> set[str]:
    """The commands that have a heading in the reference."""
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    return set(re.findall(r"^#+ `panel-sim ([a-z-]+)", page, re.MULTILINE))


def test_the_commands_are_documented_and_no_others(tmp_path: Path) -> None:
    _, _, listing = run("--help", home=tmp_path).stdout.partition("Commands:")
    assert documented_commands() == set(re.findall(r"^  ([a-z][a-z-]*)", listing, re.MULTILINE))


@pytest.mark.parametrize("command", ["", *sorted(documented_commands())])
def test_every_option_of_a_command_is_documented(command: str, tmp_path: Path) -> None:
    told = run(*filter(None, [command]), "--help", home=tmp_path)
    options = set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z-]*)", told.stdout, re.MULTILINE))
    assert "--help" in options
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert {option for option in options if f"`{option}" not in page} == set()


GLOSSARY = {
    "alert",
    "bench",
    "chart",
    "control panel",
    "effect",
    "event",
    "fixture",
    "flow",
    "guard",
    "home folder",
    "job",
    "label",
    "lamp",
    "LCD",
    "leg",
    "menu path",
    "model",
    "notice",
    "practice",
    "practice tenant",
    "profile",
    "row",
    "screen",
    "screen id",
    "sheet",
    "tile",
    "trigger",
    "view",
}

BANISHED = {
    "macro": "menu path or path file",
    "touchscreen": "LCD",
    "wizard": "flow",
    "popup": "notice or dialog",
    "dummy": "practice",
    "fake": "practice",
    "sandbox": "practice",
}
"""Words that would be a second name for something, and the one to use."""


def test_the_glossary_explains_our_words() -> None:
    page = (ROOT / "docs/concepts.md").read_text(encoding="utf-8")
    explained = {word.lower() for word in re.findall(r"^\*\*([^*]+)\*\*", page, re.MULTILINE)}
    assert {word for word in GLOSSARY if word.lower() not in explained} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_one_word_a_thing(page: Path) -> None:
    words = set(re.findall(r"[a-z]+", prose(page).lower()))
    assert {word: BANISHED[word] for word in words & set(BANISHED)} == {}


SOURCES = sorted((ROOT / "panel_sim").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_in_one_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first, _, rest = docstring.partition("\n")
    assert len(first) > 10
    assert not rest or rest.startswith("\n"), "the first line ends the sentence; more goes after an empty line"
    assert first.endswith((".", "?", ":"))


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert [str(path.relative_to(ROOT)) for path in SOURCES if path.stem in vague] == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    places = re.compile(rb"(?<![\w.])/(work|root|home/[a-z]+|Users/[A-Za-z]+)/|file:///")
    naming = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name == str(Path(__file__).relative_to(ROOT)) or not path.is_file() or b"\0" in (data := path.read_bytes()):
            continue
        if places.search(data):
            naming.append(name)
    assert naming == []


def test_the_python_of_the_tests_is_one_that_the_readme_names() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in readme
