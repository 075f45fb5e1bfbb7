"""Breadth first: every screen, in every shape that it can have, by its shortest way; everything on it tried once."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from panel_sim.core.effects import Effect
from panel_sim.core.footprints import Footprints
from panel_sim.core.menus import Menus
from panel_sim.core.views import View
from panel_sim.paths.coverage.map import menu_map
from panel_sim.paths.exploring.findings import Finding
from panel_sim.paths.exploring.invariants import Invariant
from panel_sim.paths.exploring.plan import Start
from panel_sim.paths.exploring.scene import Act, Scene
from panel_sim.paths.reading import texts

MOST_SHAPES = 20_000
"""Shapes of screens after which exploring ends, whatever is left."""
MOST_A_SCREEN = 2
"""Shapes of one screen that are walked on from, where they differ only in what can be touched and nobody says
otherwise: one whose rows come and go in any combination has thousands."""
MOST_WAITED = 3
"""Steps that are walked on while the world has not answered. Whoever waits can go everywhere, so that each wish would
have the whole device walked once more, to find the same."""
MOST_ALIKE = 20
"""How often a timer may fire without anything to be seen of it."""
IDLE_TIMERS = ("operation", "sleep")
"""Timers that run on every screen while nobody touches it."""
WAYS_OUT = ("press: home", "press: back")
_UNFILLED = re.compile(r"\{[a-z][a-z0-9_.-]*\}")
_MISSING = re.compile(r"⟨[^⟩]*⟩")

Shape = tuple[str, frozenset[str], tuple[str, ...], tuple[bool, bool]]
"""A screen as a finger meets it: its id, what can be touched, what the world is asked just now, and whether a user and
the administrator are logged in."""
Fits = Callable[[View], Iterable[str]]
"""Tells the labels of a View that its glass has no room for."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Something that was touched: whether anything ever came of it, the way there, the step."""

    moved: bool
    way: tuple[Act, ...]
    words: str
    start: Start | None = None


@dataclass(slots=True)
class _Visit:
    shape: Shape
    kept: bytes
    way: tuple[Act, ...]
    oldest: str = ""
    """What the world was asked first and has not answered."""
    waited: int = 0
    """Steps since then."""
    leads: set[Shape] = field(default_factory=set)


@dataclass(slots=True)
class Exploration:
    """What was met, and what is wrong."""

    model: str
    language: str
    footprints: Footprints
    ways: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    """The shortest way to each screen."""
    findings: list[Finding] = field(default_factory=list)
    idle: dict[tuple[str, str], Idle] = field(default_factory=dict)
    """What was touched, by screen and row, and whether anything came of it."""
    acts: int = 0
    shapes: int = 0
    whole: bool = True
    """False where it ended before everything was tried."""

    def began(self, start: Start) -> Exploration:
        """The same, with the beginning written into all that was found."""
        self.findings = [replace(one, start=start) for one in self.findings]
        self.idle = {key: replace(one, start=start) for key, one in self.idle.items()}
        return self


def explore(
    scene: Scene,
    *,
    invariants: Sequence[Invariant] = (),
    fits: Fits | None = None,
    most: int = MOST_SHAPES,
    most_a_screen: int = MOST_A_SCREEN,
    languages: Sequence[str] = (),
    go_on: Callable[[], bool] = lambda: True,
) -> Exploration:
    """Walk everything that can be reached from how the scene stands. `go_on` is asked before each shape.

    The ways are the same in every language: in `languages` each shape is looked at besides, not walked on from.
    """
    return _Explorer(scene, invariants, fits, most_a_screen, languages).walk(most, go_on)


class _Explorer:
    def __init__(
        self,
        scene: Scene,
        invariants: Sequence[Invariant],
        fits: Fits | None,
        most_a_screen: int,
        languages: Sequence[str],
    ) -> None:
        self.scene = scene
        self.languages = languages
        self.worded = [one for one in invariants if one.is_of_text]
        self.most_a_screen = most_a_screen
        self.invariants = invariants
        self.fits = fits
        context = scene.panel.context
        self.found = Exploration(scene.menus.model.id, context.words.language, scene.footprints)
        self.visits: dict[Shape, _Visit] = {}
        self.told: set[tuple[str, ...]] = set()
        self.tried: set[tuple[object, ...]] = set()
        self.shapes: Counter[tuple[object, ...]] = Counter()

    def walk(self, most: int, go_on: Callable[[], bool]) -> Exploration:
        scene, found = self.scene, self.found
        waiting: deque[_Visit] = deque()
        self._meet(waiting, ())
        while waiting:
            if len(self.visits) > most or not go_on():
                found.whole = False
                break
            visit = waiting.popleft()
            scene.back_to(visit.kept)
            self._look(visit)
            before = scene.view()
            for act in self._worth([*scene.acts(), *scene.troubles()], visit):
                scene.back_to(visit.kept)
                self._try(visit, act, before, waiting)
        found.shapes = len(self.visits)
        if found.whole:
            self._ways_home()
        return found

    def _worth(self, acts: Sequence[Act], visit: _Visit) -> Iterator[Act]:
        """Leave out what has been tried on the screen and does not depend on what can be touched there."""
        screen, _, _, logged_in = visit.shape
        usual = next((act for act in acts if act.answers), None)
        for act in acts:
            if not (act.row or act.words in WAYS_OUT or act is usual or (act.timer and act.timer not in IDLE_TIMERS)):
                tried = (screen, logged_in, visit.oldest if act.answers else "", act.timer or act.words)
                if tried in self.tried:
                    continue
                self.tried.add(tried)
            yield act

    def _try(self, visit: _Visit, act: Act, before: View, waiting: deque[_Visit]) -> None:
        scene = self.scene
        self.found.acts += 1
        moves = len(scene.footprints.moves)
        try:
            after = scene.do(act)
        except Exception as error:
            # A step never raises: whatever does is what exploring is for.
            self._tell("error", f"{act.words}: {type(error).__name__}: {error}", act.words, (*visit.way, act))
            return
        if act.row:
            moved = len(scene.footprints.moves) > moves or bool(scene.effects) or _differ(before, after)
            touched = (visit.shape[0], act.row)
            known = self.found.idle.get(touched)
            if known is None or (moved and not known.moved):
                self.found.idle[touched] = Idle(moved, visit.way, act.words)
        way = (*visit.way, act)
        shape = self._meet(waiting, way, visit)
        # What goes on in several steps, such as an update, looks the same until it is done.
        for _ in range(MOST_ALIKE if act.timer and shape == visit.shape else 0):
            again = next((one for one in scene.waiting() if one.timer == act.timer), None)
            if again is None or shape != visit.shape:
                break
            scene.do(again)
            way = (*way, again)
            shape = self._meet(waiting, way, visit)
        visit.leads.add(shape)

    def _meet(self, waiting: deque[_Visit], way: tuple[Act, ...], before: _Visit | None = None) -> Shape:
        scene = self.scene
        touched = frozenset(act.row.partition(":")[0] for act in scene.touches() if act.row)
        session = scene.panel.context.session
        asked = tuple(sorted({_asked(one) for one in scene.pending}))
        shape = (scene.screen, touched, asked, (bool(session.user), session.administrator))
        if shape not in self.visits:
            alike = _alike(shape)
            self.shapes[alike] += 1
            oldest = _asked(scene.pending[0]) if asked else ""
            waited = before.waited + 1 if before is not None and asked and oldest == before.oldest else 0
            on = self.shapes[alike] <= self.most_a_screen and waited <= MOST_WAITED
            visit = self.visits[shape] = _Visit(shape, scene.keep() if on else b"", way, oldest, waited)
            self.found.ways.setdefault(scene.screen, way)
            if on:
                waiting.append(visit)
        return shape

    def _look(self, visit: _Visit) -> None:
        """Look at the glass itself, and hold the invariants to it."""
        scene, way = self.scene, visit.way
        for kind, sentence, what in look_at(scene, self.invariants, self.fits):
            self._tell(kind, sentence, what, way)
        for language in self.languages:
            scene.speak(language)
            for kind, sentence, what in look_at(scene, self.worded, self.fits):
                self._tell(kind, sentence, what, way, language=language)
        if self.languages:
            scene.back_to(visit.kept)

    def _ways_home(self) -> None:
        """From everywhere, some way must lead Home; and something must lead on at all."""
        home = self.scene.menus.home
        back: dict[Shape, list[Shape]] = {}
        for visit in self.visits.values():
            for shape in visit.leads:
                back.setdefault(shape, []).append(visit.shape)
        # A shape that was not walked on from counts as leading Home: others of its screen were tried.
        near = [shape for shape, visit in self.visits.items() if shape[0] == home or not visit.kept]
        reach = set(near)
        while near:
            for shape in back.get(near.pop(), ()):
                if shape not in reach:
                    reach.add(shape)
                    near.append(shape)
        for visit in self.visits.values():
            screen = visit.shape[0]
            if not visit.kept:
                continue
            if visit.leads <= {visit.shape}:
                self._tell("dead-end", "nothing there leads on", screen, visit.way, screen)
            elif visit.shape not in reach:
                self._tell("no-way-home", "no way leads Home from there", screen, visit.way, screen)

    def _tell(
        self, kind: str, sentence: str, what: str, way: tuple[Act, ...], screen: str = "", language: str = ""
    ) -> None:
        found = self.found
        where, language = screen or self.scene.screen, language or found.language
        if (kind, language, where, what) not in self.told:
            self.told.add((kind, language, where, what))
            found.findings.append(Finding(kind, found.model, language, where, sentence, what, way))


def look_at(
    scene: Scene, invariants: Sequence[Invariant], fits: Fits | None = None
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with what is on the glass now: kind of finding, sentence, and the word, label or rule meant."""
    view = scene.view()
    for text in texts(view):
        for word in (*_MISSING.findall(text), *_UNFILLED.findall(text)):
            yield "missing-word", f"{word} stands for a word that is missing", word
    if fits is not None:
        for label in fits(view):
            yield "cut-label", f'"{label}" does not fit on the glass', label
    for invariant in invariants:
        if invariant.concerns(scene) and (why := invariant.broken(scene)):
            yield "invariant", f"{invariant.name}: {why}", invariant.name


def _alike(shape: Shape) -> tuple[object, ...]:
    """The shape but for what can be touched."""
    return (shape[0], *shape[2:])


def _asked(effect: Effect) -> str:
    """What the world is asked, as far as it makes a difference to the answer."""
    return " ".join([type(effect).__name__, *(str(getattr(effect, name, "")) for name in ("at_panel", "step"))])


def conclude(menus: Menus, explorations: Sequence[Exploration]) -> list[Finding]:
    """What only all explorations of a model together can tell: what was never met, never answered, never moved."""
    model = menus.model.id
    found: list[Finding] = []

    def tell(kind: str, screen: str, sentence: str, what: str, idle: Idle | None = None) -> None:
        way, start = (idle.way, idle.start) if idle is not None else ((), None)
        found.append(Finding(kind, model, "", screen, sentence, what, way, start))

    touched: dict[tuple[str, str], Idle] = {}
    for one in explorations:
        for key, idle in one.idle.items():
            if idle.moved or key not in touched:
                touched[key] = idle
    for (screen, row), idle in touched.items():
        if not idle.moved:
            tell("idle-row", screen, f"{idle.words!r} does nothing", row, idle)
    screens = set().union(*(one.footprints.screens for one in explorations))
    moves = set().union(*(one.footprints.moves for one in explorations))
    asked = set().union(*(one.footprints.asked for one in explorations))
    there = menu_map(menus)
    for screen in there.screens:
        if screen not in screens:
            tell("unreached-screen", screen, "no way was found to this screen", screen)
    for edge in there.own():
        if edge.id not in moves and edge.screen in screens:
            tell("unwalked-edge", edge.screen, f"never gone: {edge}", f"{edge.trigger}[{edge.index}]")
    for name, answer in sorted(there.guards - asked):
        if (name, not answer) in asked:
            tell("one-sided-guard", "", f"{name} was asked and never answered {'yes' if answer else 'no'}", name)
    return found


def _differ(before: View, after: View) -> bool:
    return before.screen != after.screen or before.body != after.body or before.bar != after.bar
