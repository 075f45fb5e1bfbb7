"""panel-sim guide: find the menu paths written in documents, and hold each against the panel and Web Config."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from panel_sim.adapters.clocks import WallClock
from panel_sim.bootstrap import DEFAULT_MODEL, looking, read_menus
from panel_sim.loading import models
from panel_sim.options import Options, Refused
from panel_sim.paths.guide.document import read_document
from panel_sim.paths.guide.judging import Finding, Judge
from panel_sim.paths.guide.pdf import NotReadable
from panel_sim.paths.guide.website import read_pages
from panel_sim.shipped import shipped
from panel_sim.simulator import Simulator

EVERYTHING = ("epas-anna", "fax-server")
"""The beginning on which whatever can be seen is to be seen."""
MAP = "webconfig/pages.yaml"


def run(options: Options, files: Sequence[Path], *, as_json: bool) -> int:
    """Print what is to be said of every path in the files: 1 where one does not hold, 2 where a file is unreadable."""
    judge = make_judge(options)
    if options.language and options.language not in judge.languages:
        raise Refused(f"There is no language {options.language}; there are {', '.join(judge.languages)}.", 2)
    unreadable = 0
    found: list[Finding] = []
    read = 0
    for file in dict.fromkeys(files):
        try:
            document = read_document(file)
        except NotReadable as problem:
            print(f"panel-sim: {file} {problem}.", file=sys.stderr)
            unreadable += 1
            continue
        findings = list(judge.judge(document, options.language))
        read += 1
        found += findings
        if as_json:
            for finding in findings:
                _say(json.dumps(_as_data(finding), ensure_ascii=False))
        else:
            _tell(document.name, findings, document.paged)
    if not as_json and read:
        _say(summary(found, read))
    if unreadable:
        return 2
    return 1 if any(finding.holds is False for finding in found) else 0


def make_judge(options: Options) -> Judge:
    """A judge with the menus of all models, that of the options first. Raises Refused and DataProblems."""
    folder = options.menus or shipped("menus")
    first = options.model or DEFAULT_MODEL
    menus = {first: read_menus(options, first)}
    menus.update({model: read_menus(options, model) for model in models(folder) if model != first})
    pages = shipped("assets") / MAP
    given = options.given or EVERYTHING

    def device(model: str, language: str) -> Simulator:
        wanted = replace(options, model=model, language=language, given=given, screen="")
        return looking(wanted, WallClock(), use_home=False)

    return Judge(menus, read_pages(pages.read_bytes(), MAP), device)


def _as_data(finding: Finding) -> dict[str, object]:
    data = asdict(finding)
    paged = bool(finding.page)
    return {**data, "line": None if paged else finding.line, "page": finding.page or None}


def _tell(name: str, findings: Sequence[Finding], paged: bool) -> None:
    """A document's paths, one a line, each with what is to be said of it below."""
    _say(click.style(name, bold=True) + ("" if findings else "  (no menu paths)"))
    width = max((len(_place(finding, paged)) for finding in findings), default=0)
    for finding in findings:
        sign, colour = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "yellow")}[finding.holds]
        if not _writes("✓✗–"):
            sign = {True: "ok ", False: "NO ", None: "-  "}[finding.holds]
        place = f"{_place(finding, paged):>{width}}"
        _say(f"  {click.style(sign, fg=colour)} {place}  {finding.kind:<7} {finding.language}  {finding.text}")
        indent = " " * (4 + width + 2)
        if finding.message:
            _say(indent + finding.message)
        if finding.proposal:
            _say(f"{indent}Write: {click.style(finding.proposal, bold=True)}")
    _say("")


def _place(finding: Finding, paged: bool) -> str:
    return f"page {finding.page}" if paged else str(finding.line)


def summary(found: Sequence[Finding], documents: int) -> str:
    """The last line: how many paths, and how many of each outcome."""
    paths = f"{len(found)} menu path{'' if len(found) == 1 else 's'}"
    files = f"{documents} document{'' if documents == 1 else 's'}"
    parts = [f"{sum(one.holds is True for one in found)} hold"]
    if wrong := sum(one.holds is False for one in found):
        parts.append(f"{wrong} do{'es' if wrong == 1 else ''} not")
    if others := sum(one.holds is None for one in found):
        parts.append(f"{others} not checked")
    return f"{paths} in {files}: {', '.join(parts)}."


def _writes(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _say(text: str) -> None:
    """A line to stdout; colours only where they are wanted, and ? for what the terminal cannot write."""
    encoding = sys.stdout.encoding or "ascii"
    plain = text.encode(encoding, "replace").decode(encoding)
    click.echo(plain, color=False if "NO_COLOR" in os.environ else None)
