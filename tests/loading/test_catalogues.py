"""Catalogues: read as polib reads them, with lines, and several files a language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polib
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_sim.loading.catalogues import Catalogue, placeholders, read_catalogue, stray_brace
from panel_sim.loading.problems import Problems

if TYPE_CHECKING:
    from conftest import Folder

TEXT = """\
# A translator's note.
msgid ""
msgstr ""
"Language: sv\\n"

#: menus/a.yaml:3
#. said by Python
msgid "a"
msgstr "En \\"rad\\"\\n"
"och \\\\ en till"

msgid ""
"long/"
"key"
msgstr "x"
#~ msgid "old"
#~ msgstr "gammal"
"""


def read(text: str | bytes, file: str = "sv.po", into: Catalogue | None = None) -> tuple[Catalogue, list[str]]:
    problems = Problems()
    catalogue = into or Catalogue("sv")
    read_catalogue(text.encode() if isinstance(text, str) else text, file, catalogue, problems)
    return catalogue, [str(problem) for problem in problems.sorted()]


def test_the_usual_file() -> None:
    catalogue, told = read(TEXT)
    assert told == []
    assert catalogue.words == {"a": 'En "rad"\noch \\ en till', "long/key": "x"}
    assert (catalogue.places["a"].line, catalogue.places["long/key"].line) == (8, 12)
    assert catalogue.words == {entry.msgid: entry.msgstr for entry in polib.pofile(TEXT) if not entry.obsolete}


def test_windows_lines_and_a_byte_order_mark() -> None:
    assert read(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())[0].words == read(TEXT)[0].words


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.text(alphabet="abc/.-", min_size=1, max_size=8), st.text(alphabet='aå"\\{}\n\t ', min_size=1), max_size=6
    )
)
def test_what_polib_writes_is_read_the_same(words: dict[str, str]) -> None:
    written = polib.POFile()
    written.metadata = {"Language": "sv"}
    for key, text in words.items():
        written.append(polib.POEntry(msgid=key, msgstr=text))
    catalogue, told = read(str(written))
    assert told == []
    assert catalogue.words == words


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=100), st.text(alphabet='msgidtr "\\\n#~,x', max_size=80).map(str.encode)))
def test_any_bytes_can_be_read(data: bytes) -> None:
    catalogue, told = read(data)
    assert all(isinstance(text, str) for text in catalogue.words.values())
    assert all(line.startswith("sv.po:") for line in told)


def test_plural_forms_are_refused() -> None:
    text = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\n'
    assert read(text)[1] == [
        'sv.po:1: the msgid "a" has no msgstr',
        "sv.po:2: msgid_plural is not used here: a key has one text",
        "sv.po:3: msgstr[0] is not used here: a key has one text",
    ]


def test_several_files_make_one_language(folder: Folder) -> None:
    entry = 'msgid "settings/clock"\nmsgstr "settings/clock (sv)"\n'
    folder.plant("menus/words/sv.po", entry, "")
    folder.write("menus/words/clock.sv.po", entry)
    assert folder.checked() == []
    assert folder.load().words["sv"]["settings/clock"] == "settings/clock (sv)"
    assert sorted(folder.load().words) == ["en", "sv"]
    folder.write("menus/words/more.sv.po", entry)
    (told,) = folder.told()
    assert told.startswith('menus/words/more.sv.po:1: the key "settings/clock" stands twice; ')
    assert told.endswith("; it stands at menus/words/clock.sv.po:1 already")


def test_placeholders() -> None:
    assert placeholders("{n} of {job.total}, {{x}") == {"n", "job.total", "x"}
    assert stray_brace("{n} {")
    assert stray_brace("{not this}")
    assert not stray_brace("{n} {clock.now}")


def test_a_catalogue_keeps_its_files(tmp_path: Path) -> None:
    catalogue, _ = read(TEXT, "a.sv.po")
    assert read('msgid ""\nmsgstr "Language: sv\\n"\n\nmsgid "b"\nmsgstr "B"\n', "b.sv.po", catalogue)[1] == []
    assert catalogue.files == ["a.sv.po", "b.sv.po"]
