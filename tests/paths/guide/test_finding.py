"""Finding menu paths in text: every one, as it stands there, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_sim.paths.guide.blocks import readable
from panel_sim.paths.guide.finding import find
from panel_sim.paths.guide.hypertext import read_hypertext
from panel_sim.paths.guide.judging import Finding, Judge
from panel_sim.paths.guide.writing import read_writing

Findings = Callable[..., list[Finding]]
GENERAL = ("Inst.", "Allmänna inställningar")


def labels_in(judge: Judge, text: str) -> list[tuple[str, ...]]:
    return [
        mention.labels
        for number, block in enumerate(read_writing(text.split("\n")))
        for mention in find(block, number, judge.vocabulary)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Välj Inst. > Allmänna inställningar och tryck på OK.",
        "**Inst. > Allmänna inställningar**",
        "**Inst.** > **Allmänna inställningar**.",
        "**Inst. > Allmänna inställningar.**",
        "Gå till *Inst.* › _Allmänna inställningar_, så syns det.",
        "Inst. → Allmänna inställningar",
        "Inst. » Allmänna inställningar",
        "Inst. -> Allmänna inställningar",
        'Öppna "Inst. > Allmänna inställningar".',
        "Öppna ”Inst.” > ”Allmänna inställningar”.",
        "Öppna »Inst.« > »Allmänna inställningar«.",
        "Kör `Inst. > Allmänna inställningar`.",
        "Inst. &gt; Allmänna inställningar",
        "<b>Inst.</b> &gt; <b>Allmänna inställningar</b>",
        "Inst. >\nAllmänna\ninställningar",
        "Inst.\n> Allmänna in-\nställningar",
        "| Steg | Inst. > Allmänna inställningar |",
        "- [Inst. > Allmänna inställningar](sida.md)",
        "Menyn Inst. > Allmänna inställningar-menyn öppnas.",
        "Man går (Inst. > Allmänna inställningar) dit.",
    ],
)
def test_one_path_in_many_spellings(judge: Judge, text: str) -> None:
    assert labels_in(judge, text) == [GENERAL]


def test_a_hyphen_instead_of_an_arrow_counts_where_all_is_known(judge: Judge) -> None:
    whole = (*GENERAL, "Faxinställningar")
    assert labels_in(judge, "Välj Inst. - Allmänna inställningar - Faxinställningar.") == [whole]
    assert labels_in(judge, "Jobbstatus - kontrollera jobbet - gå hem") == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "På fliken **Nätverk** tab > **E-postserver** > **Grundläggande**",
            ("Nätverk", "E-postserver", "Grundläggande"),
        ),
        ("Select the Network tab > Email Server > Basic.", ("Network", "Email Server", "Basic")),
        ("Öppna fliken Fax i Web Config.", ("Fax",)),
        ("Öppna Nätverk-fliken.", ("Nätverk",)),
    ],
)
def test_tabs(judge: Judge, text: str, labels: tuple[str, ...]) -> None:
    assert labels_in(judge, text) == [labels]


def test_two_paths_in_one_sentence(judge: Judge) -> None:
    text = "Välj Inst. > Underhåll och sedan Skanna > E-post."
    assert labels_in(judge, text) == [("Inst.", "Underhåll"), ("Skanna", "E-post")]


@pytest.mark.parametrize(
    "text",
    [
        "Om x > 3 och y -> z så är 5 > 4.",
        "Skriv `a > b` i skalet.",
        "Anna <anna@ovning.example> och <https://ovning.example/a>b>",
        "> Ett citat om Inst.\n> som går vidare",
        '➔ ["Kan inte skicka e-post" på sidan 10](#)\n➔ ["Mer" på sidan 5](#)',
        "Inst.\n\nAllmänna inställningar",
        "Öppna fliken Allmänt.",
        "->", ">", "> > >", "Inst. >", "> Inst.",
    ],
)  # fmt: skip
def test_what_is_no_path(judge: Judge, text: str) -> None:
    assert labels_in(judge, text) == []


def test_a_renamed_label_is_taken_with_the_path(judge: Judge) -> None:
    assert labels_in(judge, "Välj Inst. > Allmänt > Nätverksstatus för att se.") == [
        ("Inst.", "Allmänt", "Nätverksstatus")
    ]


PIECES = st.sampled_from(
    ["Inst.", "Allmänna inställningar", "Nätverk", "fliken", " tab", " > ", ">", "**", "*", "`", '"', "”", "»", " - ",
     "\n", "\n\n", "|", "<b>", "</b>", "&gt;", "[", "](x)", "a", "-\n", "→", "\ue000", "\ue001", "\xad", "1. ",
     "> ", "<!--", "<", "\t", "och", "."]
)  # fmt: skip
TEXT = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
def test_whatever_the_text_is_what_is_found_stands_in_it(judge: Judge, text: str) -> None:
    for blocks in (read_writing(text.split("\n")), read_writing([text], markdown=False), read_hypertext(text)):
        for number, block in enumerate(blocks):
            last = 0
            for mention in find(block, number, judge.vocabulary):
                assert 0 <= mention.start < mention.end <= len(block.text)
                assert mention.start >= last - 1
                last = mention.start
                assert mention.text in readable(block.text)
                assert mention.line in block.lines
                place = 0
                squeezed = mention.text.replace("-", "").replace(" ", "")
                for label in mention.labels:
                    place = squeezed.index(label.replace("-", "").replace(" ", "").strip("."), place)


@pytest.mark.parametrize(
    "piece",
    [
        "Välj **Inst. > Allmänna inställningar** nu.\n\n",
        "Inst. > ",
        "a > ",
        ">",
        "fliken ",
        "Web Config Fax > ",
        "**Abc > Def** ",
    ],
)
def test_twice_the_text_is_twice_the_work(judge: Judge, piece: str) -> None:
    """Counted in labels looked up, so that the machine's speed does not matter."""
    work = []
    for times in (200, 400):
        before = judge.vocabulary.lookups
        labels_in(judge, piece * times)
        work.append(judge.vocabulary.lookups - before)
    assert work[1] <= 2.2 * work[0] + 50
    assert work[1] <= 30 * len(piece) * 400
