"""Path files as tests of another project: collected, marked, told, on several processes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

GOOD = """title: Nätverksstatus
tags: [network, sign-in, timeout, "two words"]
steps:
  - go: Inst. > Allmänna inställningar > Nätverksinställningar > Nätverksstatus
  - on: settings/general/network/status
"""
BAD = """title: Felstavat
steps:
  - tap: Inst.
  - tap: Allmäna inställningar
    note: the guide spells it so
"""
ELSEWHERE = """title: Fax
model: scanner
needs: [fax]
steps:
  - press: home
"""
FILES = {"paths/good.path.yaml": GOOD, "paths/bad.path.yaml": BAD, "paths/elsewhere.path.yaml": ELSEWHERE}


@pytest.fixture
def three(made: Callable[..., Any]) -> Any:
    return made(FILES)


def test_ids(three: Any) -> None:
    done = three.pytest("--collect-only", "-q")
    assert done.out.splitlines()[:3] == [
        "paths/bad.path.yaml::bad[mfp-sv]",
        "paths/elsewhere.path.yaml::elsewhere[scanner-sv]",
        "paths/good.path.yaml::good[mfp-sv]",
    ]


def test_a_failure_is_told_as_run_tells_it(three: Any) -> None:
    done = three.pytest("-ra")
    assert done.code == 1
    assert "1 failed, 1 passed, 1 skipped" in done.out
    assert "paths/bad.path.yaml:4: step 2: tap: Allmäna inställningar" in done.out
    assert "note: the guide spells it so" in done.out
    assert 'Did you mean "Allmänna inställningar"?' in done.out
    assert "go on there: panel-sim run paths/bad.path.yaml --from-step 2" in done.out
    assert 'FAILED paths/bad.path.yaml::bad[mfp-sv] - tap: Allmäna inställningar - There is no "Allmäna' in done.out
    assert re.search(r"SKIPPED \[1\] paths/elsewhere.path.yaml:1: The model scanner lacks fax\.", done.out)
    assert "panel_sim/" not in done.out, "our own lines are nobody's business"
    assert done.err == ""


def test_markers_come_from_tags(three: Any) -> None:
    def chosen(*how: str) -> list[str]:
        done = three.pytest("-q", "--collect-only", *how)
        return [line.partition("::")[2] for line in done.out.splitlines() if "::" in line]

    assert chosen("-m", "network and sign-in and two_words") == ["good[mfp-sv]"]
    assert chosen("-m", "not panel_path") == []
    assert chosen("-k", "network") == ["good[mfp-sv]"]


def test_two_processes_and_junit(three: Any) -> None:
    done = three.pytest("-n", "2", "--dist", "loadgroup", "--junit-xml=tests.xml")
    assert "1 failed, 1 passed, 1 skipped" in done.out
    assert "step 2: tap: Allmäna inställningar" in done.out
    cases = {case.get("name"): case for case in ElementTree.parse(three.folder / "tests.xml").iter("testcase")}
    told = {one.get("name"): one.get("value") for one in cases["good[mfp-sv]"].iter("property")}
    assert told == {
        "title": "Nätverksstatus",
        "model": "mfp",
        "language": "sv",
        "steps": "2",
        "practice_seconds": "0.0",
    }
    failure = cases["bad[mfp-sv]"].find("failure")
    assert failure is not None
    assert "Did you mean" in str(failure.get("message"))
    assert "on the glass" in str(failure.text)
    assert cases["elsewhere[scanner-sv]"].find("skipped") is not None


def test_languages_and_models(three: Any) -> None:
    all_languages = three.pytest("paths/good.path.yaml", "-v", "--panel-language", "all")
    assert "2 passed" in all_languages.out
    assert "good[mfp-en] PASSED" in all_languages.out
    models = three.pytest("paths/good.path.yaml", "-q", "--panel-model", "all", "--collect-only")
    assert "good[mfp-small-sv]" in models.out
    unknown = three.pytest("--panel-language", "xx")
    assert "There is no language xx" in unknown.out + unknown.err


def test_the_ini_file_says_model_and_language(three: Any) -> None:
    three.write("pytest.ini", "[pytest]\npanel_model = mfp-small\npanel_language = en\n")
    assert "good[mfp-small-en] PASSED" in three.pytest("-v", "paths/good.path.yaml").out
    three.write("pytest.ini", "[pytest]\npanel_collect = no\n")
    assert "no tests" in three.pytest().out


def test_what_is_wrong_in_a_file_stops_the_collection(made: Callable[..., Any]) -> None:
    project = made({"wrong.path.yaml": "title: x\nsteps:\n  - tapp: Inst.\n  - on: hoome\n"})
    done = project.pytest("-q")
    assert done.code == 2
    assert 'wrong.path.yaml:3: there is no verb "tapp"; did you mean "tap"?' in done.out
    assert "wrong.path.yaml:4" in done.out
    assert "Traceback" not in done.out


def test_a_project_without_path_files_loads_nothing(made: Callable[..., Any]) -> None:
    test = "import sys\n\n\ndef test_it():\n    assert [n for n in sys.modules if n.startswith('panel_sim.')] == %r\n"
    done = made({"test_a.py": test % ["panel_sim.pytest_plugin"]}).pytest()
    assert "1 passed" in done.out, done.out


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
def test_every_way_of_importing(made: Callable[..., Any], mode: str) -> None:
    project = made({"a/good.path.yaml": GOOD, "a/test_a.py": "def test_it(panel):\n    panel.tap('Inst.')\n"})
    assert "2 passed" in project.pytest(f"--import-mode={mode}").out
