"""Random walks with a seed, and the shortest walk that still shows what one of them found."""

from __future__ import annotations

import random  # noqa: TID251  # only ever made from the seed that was asked for: the same walk each time
from collections.abc import Callable, Sequence

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.paths.exploring.findings import Finding
from panel_sim.paths.exploring.invariants import Invariant
from panel_sim.paths.exploring.scene import Act, Scene
from panel_sim.paths.exploring.walk import look_at

MAKE = Callable[[], Scene]
WEIGHTS = {"touches": 56, "typing": 20, "waiting": 8, "keys": 8, "logging_in": 4, "troubles": 4}
"""Of a hundred acts, how many are of each kind, where there are any."""
MOST_TRIES = 2_000
"""How many shorter walks are tried for one finding."""
LONGEST_DETOUR = 6
"""Pieces up to this length are tried at every place."""


def random_walk(
    make: MAKE, seed: int, length: int, invariants: Sequence[Invariant]
) -> tuple[Finding | None, tuple[Act, ...]]:
    """Walk `length` acts from a new scene, holding the invariants after each; the first finding, and the acts to it."""
    chance = random.Random(seed)  # noqa: S311  # nothing here is a secret
    scene, way = make(), []
    for _ in range(length):
        kinds = {kind: acts for kind in WEIGHTS if (acts := [act for act in _acts(scene, kind) if act.playable])}
        kind = chance.choices(list(kinds), [WEIGHTS[kind] for kind in kinds])[0]
        act = chance.choice(kinds[kind])
        way.append(act)
        finding = _take(scene, act, invariants, way)
        if finding is not None:
            return finding, tuple(way)
    return None, tuple(way)


def shrink(make: MAKE, way: Sequence[Act], finding: Finding, invariants: Sequence[Invariant]) -> tuple[Act, ...]:
    """The same finding by fewer acts: ever smaller pieces are left out as long as it still shows (delta debugging).

    At last every short piece is tried once more: a detour there and back goes only as a whole.
    """
    best, tries = list(way), 0
    sizes = [size for power in range(len(best).bit_length(), -1, -1) if 0 < (size := 1 << power) < len(best)]
    while sizes:
        size, shorter = sizes.pop(0), False
        start = 0
        while start + size <= len(best) and tries < MOST_TRIES:
            tries += 1
            shown = _shows(make, best[:start] + best[start + size :], finding, invariants)
            if shown is not None and len(shown) < len(best):
                best, shorter = list(shown), True
            else:
                start += 1 if size <= LONGEST_DETOUR else size
        if shorter:
            sizes = [size, *(one for one in sizes if one < size)]
        if not sizes and tries < MOST_TRIES and (again := _detours(make, best, finding, invariants)) is not None:
            best, sizes = again, [1]
    return tuple(best)


def _detours(make: MAKE, best: list[Act], finding: Finding, invariants: Sequence[Invariant]) -> list[Act] | None:
    """One short piece left out of what no single act can be left out of; None where it is as short as it gets."""
    for size in range(2, min(LONGEST_DETOUR, len(best) - 1) + 1):
        for start in range(len(best) - size):
            shown = _shows(make, best[:start] + best[start + size :], finding, invariants)
            if shown is not None and len(shown) < len(best):
                return list(shown)
    return None


def _shows(
    make: MAKE, way: Sequence[Act], finding: Finding, invariants: Sequence[Invariant]
) -> tuple[Act, ...] | None:
    """The part of the way that can be walked and ends at the finding; None where it does not show."""
    scene = make()
    done: list[Act] = []
    for wanted in way:
        act = _same(scene, wanted)
        if act is None:
            continue
        done.append(act)
        found = _take(scene, act, invariants, done)
        if found is not None:
            same = (found.kind, found.what) == (finding.kind, finding.what)
            return tuple(done) if same else None
    return None


def _same(scene: Scene, wanted: Act) -> Act | None:
    """The act as it is now, where it can happen at all."""
    if wanted.row and wanted.typed is None:
        return next((act for act in scene.touches() if act.row == wanted.row), None)
    for kind in WEIGHTS:
        for act in _acts(scene, kind):
            same = (act.timer, act.row, act.typed) == (wanted.timer, wanted.row, wanted.typed)
            if same and (wanted.timer or wanted.typed is not None or act.words == wanted.words):
                return act
    return None


def _acts(scene: Scene, kind: str) -> list[Act]:
    if kind == "waiting":
        # Time does not run past a timer.
        return scene.waiting()[:1] + signing_in(scene)
    found: list[Act] = getattr(scene, kind)()
    return found


def signing_in(scene: Scene) -> list[Act]:
    """The person signs in with the code on the glass, where there is one."""
    session = scene.panel.context.session
    under_way = session.signing_in
    if under_way is None or under_way.code is None:
        return []
    address = f"{under_way.account.rpartition(':')[2]}@ovning.example"
    return [Act((ev.SignedIn(under_way.account, address),), f"sign_in: {{as: {address}}}")]


def _take(scene: Scene, act: Act, invariants: Sequence[Invariant], way: Sequence[Act]) -> Finding | None:
    """Let it happen, let the world answer as it mostly does, and look."""
    model, language = scene.menus.model.id, scene.panel.context.words.language
    try:
        scene.do(act)
        # Nobody has signed in until the walk says so.
        scene.pending = [one for one in scene.pending if not isinstance(one, ef.PollSignIn)]
        scene.answer()
        for kind, sentence, what in look_at(scene, invariants):
            return Finding(kind, model, language, scene.screen, sentence, what, tuple(way))
    except Exception as error:
        # A step never raises: whatever does is what walking at random is for.
        told = f"{type(error).__name__}: {error}"
        return Finding("error", model, language, scene.screen, told, told, tuple(way))
    return None
