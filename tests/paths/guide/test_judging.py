"""What is said of each path: what it is a path of, whether it holds, what should stand there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from panel_sim.commands.guide import make_judge
from panel_sim.options import Options
from panel_sim.paths.guide import judging
from panel_sim.paths.guide.document import read_document
from panel_sim.paths.guide.judging import Finding, Judge

Findings = Callable[..., list[Finding]]
DATA = Path(__file__).parents[2] / "data" / "guide"
STATUS = "Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus"
BASIC = "Nätverk > E-postserver > Grundläggande"


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_every_path_of_the_guide_is_found_and_holds_and_no_other_is_invented(judge: Judge) -> None:
    found = list(judge.judge(read_document(DATA / "mentions.sv.md")))
    assert [(one.kind, one.language, one.text, one.holds) for one in found] == [
        ("panel", "sv", f"{STATUS} > Kabel-LAN/Wi-Fi-status", True),
        ("web", "sv", BASIC, True),
        ("web", "sv", "Nätverk tab > E-postserver > Grundläggande", True),
        ("panel", "sv", f"{STATUS} > Status för e-postserver", True),
        ("panel", "sv", f"{STATUS} > statusblad", True),
        ("web", "sv", "Fax > Faxserver > Inställningar för e-postserver", True),
        ("web", "sv", BASIC, True),
        ("web", "en", "Email Server > Basic", True),
        ("panel", "sv", "Jobbstatus > Jobbstatus", True),
    ]
    assert [one.line for one in found][:3] == [6, 9, 11]
    assert "heading of the page Network > Email Server > Basic" in found[7].message


def test_the_guides_paths_hold_on_every_model_that_has_the_function(judge: Judge) -> None:
    found = list(judge.judge(read_document(DATA / "mentions.sv.md")))
    everywhere = {"mfp", "mfp-small", "printer", "scanner"}
    lacking = {
        f"{STATUS} > statusblad": {"scanner"},
        "Fax > Faxserver > Inställningar för e-postserver": everywhere - {"mfp"},
    }
    assert {one.text: everywhere - set(one.models) for one in found if set(one.models) != everywhere} == lacking
    for model in sorted(everywhere):
        again = make_judge(Options(model=model)).judge(read_document(DATA / "mentions.sv.md"))
        assert {one.text for one in again if not one.holds} == {path for path, lack in lacking.items() if model in lack}


def test_in_english(judge: Judge) -> None:
    found = list(judge.judge(read_document(DATA / "mentions.en.md")))
    assert [(one.kind, one.language, one.holds) for one in found] == [
        ("panel", "en", True), ("web", "en", True), ("panel", "en", True), ("panel", "en", True), ("web", "en", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "proposal"),
    [
        (
            "Inst. > Nätverksinställningar > Nätverksstatus",
            'Between "Inst." and "Nätverksinställningar" the level "Allmänna inställningar" is missing.',
            STATUS,
        ),
        ("**Nätverksinställningar > Nätverksstatus**", "the levels", STATUS),
        (
            "Inst. > Allmänna instälningar > Faxinställningar",
            'the label is "Allmänna inställningar"',
            "Inst. > Allmänna inställningar > Faxinställningar",
        ),
        (
            "**Inställningar > Allmänna inställningar**",
            'There is no "Inställningar" under "Hem"; the label is "Inst."',
            "Inst. > Allmänna inställningar",
        ),
        (
            "Inst. > Allmänna inställningar > Nätverksinställningar > (Standard) > Nätverksstatus",
            'The level "Standard" under "Nätverksinställningar" is one too many.',
            STATUS,
        ),
        ("Settings > General Settings på svenska", "These are the labels in English", "Inst. > Allmänna inställningar"),
        (
            "Inst. > General Settings > Faxinställningar",
            '"General Settings" is the label in English',
            "Inst. > Allmänna inställningar > Faxinställningar",
        ),
        ("Nätverk > Grundläggande > Grundläggande i Web Config", "is one too many", "Nätverk > Grundläggande"),
        ("I Web Config: Nätverk > E-postservrar > Grundläggande", 'the label is "E-postserver"', BASIC),
        ("Inst. > Underhåll > Vad som helst", 'There is no "Vad', ""),
    ],
)
def test_what_does_not_hold_and_what_should_stand_there(
    findings: Findings, text: str, message: str, proposal: str
) -> None:
    finding = only(findings(f"Så här gör man, och det är inte svårt.\n\nVälj {text}.", language="sv"))
    assert finding.holds is False
    assert message in finding.message
    assert (finding.proposal, finding.line) == (proposal, 3)


def test_a_proposal_holds_itself(findings: Findings) -> None:
    wrong = [
        "Inst. > Nätverksstatus",
        "Inst. > Allmänna instälningar",
        "Settings > General Settings",
        "E-postserver > Grundläggande.",
    ]
    for finding in findings("\n\n".join(f"Välj {path} för att se det." for path in wrong), language="sv"):
        assert finding.holds is False
        assert only(findings(f"**{finding.proposal}**", language="sv")).holds is True


def test_a_path_of_another_model() -> None:
    judge = make_judge(Options(model="printer"))
    document = read_document(DATA / "mentions.sv.md")
    finding = next(one for one in judge.judge(document) if one.text.startswith("Fax >"))
    assert (finding.holds, finding.message) == (False, "This path exists only on mfp, not on printer.")
    assert finding.models == ("mfp",)


def test_admin_centres_are_outside_the_device(findings: Findings) -> None:
    found = findings(
        "I Exchange admincenter väljer du **Inställningar > E-postflöde**.\n\n"
        "In the Microsoft Entra admin center: Identity > Overview > Properties.\n\n"
        "Entra ID > Skydd > Villkorsstyrd åtkomst är en annan väg."
    )
    assert [(one.kind, one.holds) for one in found] == [("admin", None)] * 3


def test_another_programs_path_is_not_ours_to_judge(findings: Findings) -> None:
    finding = only(findings("I Word väljer du **Arkiv > Skriv ut**."))
    assert (finding.kind, finding.holds, finding.proposal) == ("unknown", None, "")


def test_what_is_there_only_under_a_condition_is_said(tmp_path: Path) -> None:
    judge = make_judge(Options(given=("factory",)))
    path = tmp_path / "guide.txt"
    path.write_text("Välj Till Min e-post > Färgläge.", encoding="utf-8")
    finding = only(list(judge.judge(read_document(path))))
    assert finding.holds is True
    assert finding.message == "Shown only under a condition: epas_on."


def test_the_last_level_is_looked_at_and_never_touched(judge: Judge, findings: Findings) -> None:
    start, language = "Välj Skanna > E-post > Starta.", "Välj Inst. > Språk/Language > English."
    found = findings(f"{start}\n\n{language}\n\n{start}")
    assert [one.holds for one in found] == [True, True, True]
    assert only(findings(f"**{STATUS}**")).holds is True


def test_home_and_web_config_may_stand_first(findings: Findings) -> None:
    paths = ("Hem > Inst. > Underhåll", "Web Config > Nätverk > Grundläggande", "Web Config > Inst. > Ljud")
    found = findings("\n\n".join(f"Välj {path}." for path in paths))
    assert [(one.kind, one.holds) for one in found] == [("panel", True), ("web", True), ("web", False)]


def test_the_language_is_the_documents_unless_it_is_told(findings: Findings) -> None:
    text = "**Settings > General Settings**"
    assert (only(findings(text)).language, only(findings(text)).holds) == ("en", True)
    assert only(findings(text, language="sv")).holds is False
    swedish = "Det här är en text på svenska och den är inte lång. " * 3
    assert only(findings(f"{swedish}\n\nVälj {text} för att se det som du ska se.")).holds is False


def test_the_same_path_is_judged_once_and_proposals_are_bounded(findings: Findings, judge: Judge) -> None:
    before = judge.proposals
    findings("Välj Inst. > Nätverksstatus > Statusblad nu.\n\n" * 50, language="sv")
    assert judge.proposals - before <= 2
    wrong = "".join(
        f"Välj Inst. > Allmänna{one} > Nätverksstatus{one}.\n\n" for one in range(judging.MOST_PROPOSALS + 50)
    )
    found = findings(wrong, language="sv")
    assert len(found) == judging.MOST_PROPOSALS + 50
    assert all(one.holds is not True for one in found)
    assert judge.proposals <= judging.MOST_PROPOSALS
