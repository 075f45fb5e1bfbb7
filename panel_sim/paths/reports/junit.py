"""JUnit XML, as build servers read it: one case for each playing of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from panel_sim.paths.outcome import BROKEN, FAILED, SKIPPED, PathResult
from panel_sim.paths.reports.sentences import failure_text

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(results: Sequence[PathResult], path: Path) -> None:
    """Write the results to `path`; raises OSError. Times are seconds of computing, not of practice time."""
    counts = {state: sum(one.state == state for one in results) for state in (FAILED, BROKEN, SKIPPED)}
    cost = sum(one.cost for one in results)
    numbers = {
        "tests": str(len(results)),
        "failures": str(counts[FAILED]),
        "errors": str(counts[BROKEN]),
        "skipped": str(counts[SKIPPED]),
        "time": f"{cost:.3f}",
    }
    root = ElementTree.Element("testsuites", {"name": "panel-sim", **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "panel-sim run", **numbers})
    for result in results:
        _case(suite, result)
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _case(suite: ElementTree.Element, result: PathResult) -> None:
    file = Path(result.path.file)
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_clean(str(file.parent / file.name.removesuffix(".path.yaml")).replace("/", ".").strip(".")),
        name=_clean(f"{result.path.title} [{result.model}-{result.language}-{result.way}]"),
        file=_clean(str(file)),
        time=f"{result.cost:.3f}",
    )
    if result.state == SKIPPED:
        ElementTree.SubElement(case, "skipped", message=_clean(result.reason))
    elif result.state in (FAILED, BROKEN):
        failed = result.failed
        if failed is not None:
            case.set("line", str(failed.step.place.line))
        wanted = failed.failure.wanted if failed is not None and failed.failure is not None else result.reason
        kind = "failure" if result.state == FAILED else "error"
        told = ElementTree.SubElement(case, kind, message=_clean(wanted), type=result.state)
        told.text = _clean(failure_text(result))


def _clean(text: str) -> str:
    """Text that XML 1.0 may hold (section 2.2)."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
