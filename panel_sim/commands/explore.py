"""panel-sim explore: walk everything that can be reached, walk at random, and tell what is wrong."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path

import click

from panel_sim.bootstrap import check_given, read_menus
from panel_sim.commands.coverage import check_ending, write_coverage
from panel_sim.commands.run_reports import try_file, try_folder
from panel_sim.core.device import LANGUAGE
from panel_sim.core.menus import Menus
from panel_sim.core.views import View
from panel_sim.loading import models
from panel_sim.options import Options, Refused
from panel_sim.paths.coverage import Coverage, menu_map
from panel_sim.paths.exploring import Exploration, Finding, Scene, conclude, explore
from panel_sim.paths.exploring.as_path import PRACTICE, as_path, write_path
from panel_sim.paths.exploring.invariants import Invariant, read_invariants
from panel_sim.paths.exploring.plan import PLAN, Start
from panel_sim.paths.exploring.random_walk import random_walk, shrink
from panel_sim.paths.exploring.walk import MOST_A_SCREEN
from panel_sim.shipped import shipped

ALL = "all"
ADVICE = ("one-sided-guard", "unwalked-edge")
"""Findings that may be as they must on a model; they count with --strict."""
PARTIAL = ("unreached-screen", *ADVICE, "idle-row")
"""Findings that one beginning alone cannot tell."""


INTERRUPTED = 130
_Done = tuple[Exploration | None, list[Finding]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for besides the common options."""

    deep: int = MOST_A_SCREEN
    walks: int = 0
    length: int = 60
    seed: int = 1
    invariants: Path | None = None
    coverage: Path | None = None
    paths: Path | None = None
    strict: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class _Work:
    """One piece of work for one core: an exploration, or a random walk where `seed` says which."""

    options: Options
    model: str
    language: str
    start: Start
    deep: int
    seed: int | None = None
    length: int = 0
    others: tuple[str, ...] = ()
    """Languages in which what is met is looked at besides."""

    def scene(self) -> Scene:
        menus = read_menus(self.options, self.model)
        values, conditions = self.start.values, self.start.conditions
        secrets = {} if self.seed is None else {"secrets": PRACTICE}
        return Scene(
            menus,
            self.start.given,
            language=self.language,
            start=self.start.screen,
            values=values,
            conditions=conditions,
            **secrets,
        )


def run(options: Options, wishes: Wishes) -> int:
    """0 when nothing is wrong, 1 when something is. Raises Refused and DataProblems for what cannot be explored."""
    check_given(options)
    if wishes.coverage is not None:
        check_ending(wishes.coverage)
        try_file(wishes.coverage)
    if wishes.paths is not None:
        try_folder(wishes.paths)
    invariants = read_invariants(wishes.invariants or shipped("assets") / "invariants.yaml")
    work = _work(options, wishes)
    findings: list[Finding] = []
    explorations: dict[str, list[Exploration]] = {}
    interrupted = False
    try:
        for one, (exploration, found) in zip(work, _all_done(work, invariants), strict=True):
            findings += found
            if exploration is not None:
                explorations.setdefault(one.model, []).append(exploration)
                _say(_line(one, exploration), wishes)
            elif found:
                _say(f"{one.model} {one.language}: random walk with seed {one.seed} found something", wishes)
    except KeyboardInterrupt:
        # What was found until now is told all the same.
        interrupted = True
    alone = interrupted or bool(options.given or options.screen)
    for model, met in explorations.items():
        together = conclude(read_menus(options, model), met)
        findings += [one for one in together if not (alone and one.kind in PARTIAL)]
    findings = _once(findings)
    _tell(findings, wishes)
    if wishes.coverage is not None:
        _write_coverage(options, explorations, wishes.coverage)
    if wishes.paths is not None:
        _say(f"{_write_paths(findings, wishes.paths)} path files are in {wishes.paths}", wishes)
    if interrupted:
        _say("Interrupted: not everything was tried.", wishes)
        return INTERRUPTED
    return 1 if any(wishes.strict or one.kind not in ADVICE for one in findings) else 0


def _all_done(work: Sequence[_Work], invariants: Sequence[Invariant]) -> Iterator[_Done]:
    """The work's results in its order, made on all cores."""
    if len(work) == 1:
        yield _done(work[0], invariants)
        return
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(work)), initializer=_leave_alone) as cores:
        try:
            for future in [cores.submit(_done, one, invariants) for one in work]:
                yield future.result()
        finally:
            # Interrupted, nobody wants what is left of the work.
            for child in active_children():
                child.kill()


def _leave_alone() -> None:
    """Have Ctrl-C, which a terminal sends to all of them, end the first process only; that one ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(options: Options, wishes: Wishes) -> list[_Work]:
    known = models(options.menus or shipped("menus"))
    if options.model not in ("", ALL, *known):
        read_menus(options, options.model)
    chosen = [options.model] if options.model not in ("", ALL) else known
    plain = replace(options, model="", language="")
    work: list[_Work] = []
    for model in chosen:
        menus = read_menus(plain, model)
        languages = _languages(menus) if options.language in ("", ALL) else [options.language]
        if unknown := [one for one in languages if one not in menus.words]:
            raise Refused(f"There is no language {unknown[0]}; there are {', '.join(sorted(menus.words))}.", 2)
        if options.screen and options.screen not in menus.screens:
            if len(chosen) == 1:
                raise Refused(f"There is no screen {options.screen} on the model {model}.", 1)
            continue
        alone = options.given or options.screen
        starts = (Start(options.given or ("showroom",), screen=options.screen),) if alone else PLAN
        for start in starts:
            work.append(_Work(plain, model, languages[0], start, wishes.deep, others=tuple(languages[1:])))
        for seed in range(wishes.seed, wishes.seed + wishes.walks):
            # Each walk has one of the beginnings and one of the languages, in turn.
            start, language = starts[seed % len(starts)], languages[seed % len(languages)]
            work.append(_Work(plain, model, language, start, wishes.deep, seed, wishes.length))
    return work


def _languages(menus: Menus) -> list[str]:
    """The languages that there are words in, the device's own first."""
    spec = menus.values.get(LANGUAGE)
    own = str(spec.default) if spec is not None else ""
    return sorted(menus.words, key=lambda language: (language != own, language))


def _done(work: _Work, invariants: Sequence[Invariant]) -> _Done:
    """Do a piece of work; runs in a process of its own."""
    if work.seed is None:
        exploration = explore(
            work.scene(), invariants=invariants, fits=cut_labels, most_a_screen=work.deep, languages=work.others
        )
        return exploration.began(work.start), exploration.findings
    finding, way = random_walk(work.scene, work.seed, work.length, invariants)
    if finding is None:
        return None, []
    short = shrink(work.scene, way, finding, invariants)
    return None, [replace(finding, way=short, start=work.start)]


def cut_labels(view: View) -> Iterable[str]:
    """The labels that the LCD shows cut off, with an ellipsis."""
    from panel_sim.tui.glass import view_text

    shown = " ".join(view_text(view).split())
    labels = [row.label for row in view.rows()] + [button.label for button in view.buttons()] + [view.title]
    for label in dict.fromkeys(" ".join(label.split()) for label in labels):
        # Some words are wrapped, so that only what is followed by an ellipsis was cut.
        if label not in shown and any(f"{label[:end].rstrip()}…" in shown for end in range(4, len(label))):
            yield label


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """Each finding once, however many beginnings showed it; the shortest way stays."""
    kept: dict[tuple[str, ...], Finding] = {}
    for one in findings:
        key = (one.kind, one.model, one.language, one.screen, one.what)
        if key not in kept or len(one.way) < len(kept[key].way):
            kept[key] = one
    return list(kept.values())


def _line(work: _Work, met: Exploration) -> str:
    whole = "" if met.whole else ", not finished"
    screens = len(met.footprints.screens)
    languages = "+".join((work.language, *work.others))
    return f"{work.model} {languages} [{work.start}]: {screens} screens, {met.acts:,} steps tried{whole}"


def _say(text: str, wishes: Wishes) -> None:
    click.echo(text, err=wishes.as_json)


def _tell(findings: Sequence[Finding], wishes: Wishes) -> None:
    if wishes.as_json:
        for one in findings:
            click.echo(json.dumps(one.as_data(), ensure_ascii=False))
        return
    for one in findings:
        click.echo(str(one))
        if one.way:
            click.echo(f"    {' > '.join(act.words.replace(chr(10), ' > ') for act in one.way)}")
    counts = Counter(one.kind for one in findings)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    click.echo(f"Found: {told}." if told else "Nothing is wrong.", err=not sys.stdout)


def _write_coverage(options: Options, explorations: dict[str, list[Exploration]], path: Path) -> None:
    coverage = Coverage(menu_map(read_menus(options, model)) for model in explorations)
    for model, met in explorations.items():
        for one in met:
            steps = one.footprints
            coverage.note(model, steps.screens, steps.moves, steps.asked)
            coverage.runs += 1
    write_coverage(coverage, path)


def _write_paths(findings: Sequence[Finding], folder: Path) -> int:
    """A path file for each finding that has a way; gives how many."""
    counts: Counter[str] = Counter()
    try:
        for one in findings:
            if not one.way or one.start is None:
                continue
            counts[one.kind] += 1
            text = as_path(
                one.way,
                title=f"{one.kind}: {one.sentence}",
                model=one.model,
                language=one.language,
                start=one.start,
                on="" if one.kind == "error" else one.screen,
            )
            write_path(text, folder / f"{one.model}-{one.kind}-{counts[one.kind]}.path.yaml")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}.", 3) from None
    return counts.total()
