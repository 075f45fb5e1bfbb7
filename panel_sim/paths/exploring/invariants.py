"""Invariants: what must hold on every screen that exploring meets, written as data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from panel_sim.core.events import Pressed
from panel_sim.core.registry import GUARDS
from panel_sim.loading.fields import Fields, whole_file
from panel_sim.loading.problems import DataProblems, Problems, quoted
from panel_sim.loading.yaml_nodes import LARGEST, Mapping, read_yaml
from panel_sim.paths.exploring.scene import HARD_KEYS, Act, Scene
from panel_sim.paths.reading import texts

MOST_TIMES = 100
"""How often an invariant may repeat its key: so each of them ends."""
KEYS = ("name", "about", "on", "not_on", "kind", "not_kind", "locked", "when", "press", "times", "leads", "leaves",
        "guards", "shows", "never_shows", "no_secret", "some_touch_leaves")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule: where it holds, what is pressed there, and what must be so then. `about` is a sentence for people."""

    name: str
    about: str
    on: tuple[str, ...] = ()
    not_on: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    not_kind: tuple[str, ...] = ()
    locked: bool | None = None
    when: tuple[str, ...] = ()
    press: str = ""
    times: int = 1
    leads: tuple[str, ...] = ()
    leaves: bool = False
    guards: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    never_shows: tuple[str, ...] = ()
    no_secret: bool = False
    some_touch_leaves: bool = False

    @property
    def is_of_text(self) -> bool:
        """Whether it speaks of what stands on the glass, and so may hold in one language and not in another."""
        return bool(self.shows or self.never_shows or self.no_secret)

    def concerns(self, scene: Scene) -> bool:
        """Whether the rule speaks of the screen on the glass as it is now."""
        spec = scene.menus.screens[scene.screen]
        if self.on and not _any(scene.screen, self.on):
            return False
        if _any(scene.screen, self.not_on) or spec.kind in self.not_kind or (self.kind and spec.kind not in self.kind):
            return False
        if self.locked is not None and self.locked is not is_locked(scene, scene.screen):
            return False
        return all(GUARDS[name](scene.panel.context) for name in self.when)

    def broken(self, scene: Scene) -> str:
        """Why the rule does not hold, as a sentence; "" where it does. The scene is as it was afterwards."""
        kept = scene.keep()
        try:
            return self._broken(scene, kept)
        finally:
            scene.back_to(kept)

    def _broken(self, scene: Scene, kept: bytes) -> str:
        start = scene.screen
        if self.some_touch_leaves:
            return self._no_touch_leaves(scene, kept)
        for _ in range(self.times if self.press else 0):
            if self.leads and _any(scene.screen, self.leads):
                break
            scene.feed(Pressed(self.press))
        after = f" after {self.press}" if self.press else ""
        if self.leads and not _any(scene.screen, self.leads):
            return f"{scene.screen} is on the glass{after}, not {' or '.join(self.leads)}"
        if self.leaves and scene.screen == start:
            return f"{self.press} leads nowhere"
        for name in self.guards:
            if not GUARDS[name](scene.panel.context):
                return f"{name} does not hold{after}"
        return self._wrong_text(scene, after)

    def _no_touch_leaves(self, scene: Scene, kept: bytes) -> str:
        start = scene.screen
        for act in (*scene.touches(), Act((Pressed("back"),), "press: back")):
            scene.back_to(kept)
            scene.do(act)
            if scene.screen != start:
                return ""
        return "nothing that can be touched there leads away, nor does back"

    def _wrong_text(self, scene: Scene, after: str) -> str:
        if not (self.shows or self.never_shows or self.no_secret):
            return ""
        there = texts(scene.view())
        for wanted in self.shows:
            if not any(wanted in text for text in there):
                return f"{quoted(wanted)} does not stand on the glass{after}"
        for unwanted in self.never_shows:
            if any(unwanted in text for text in there):
                return f"{quoted(unwanted)} stands on the glass{after}"
        if self.no_secret:
            for name, secret in scene.secrets.items():
                alone = re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)")
                if any(alone.search(text) for text in there):
                    return f"the {name} stands on the glass{after}"
            if any("hash:" in text for text in there):
                return f"the hash of a secret stands on the glass{after}"
        return ""


def _any(screen: str, patterns: Collection[str]) -> bool:
    return any(fnmatchcase(screen, pattern) for pattern in patterns)


def is_locked(scene: Scene, screen: str) -> bool:
    """Whether a screen, or one above it, wants the administrator while the panel lock is on."""
    screens = scene.menus.screens
    seen: set[str] = set()
    while screen in screens and screen not in seen:
        if screens[screen].locked:
            return True
        seen.add(screen)
        screen = screens[screen].parent
    return False


def read_invariants(path: Path) -> tuple[Invariant, ...]:
    """Read a file of invariants; raises DataProblems with all that is wrong in it."""
    problems = Problems()
    file = str(path)
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        problems.add(file, 0, f"this cannot be read: {error.strerror}")
        raise DataProblems(problems.sorted()) from None
    fields = whole_file(read_yaml(data, file, problems), file, ("invariants",), problems)
    found = tuple(_read(fields, problems, file)) if fields is not None else ()
    if fields is not None and not found and not problems:
        fields.refuse("there are no invariants in this file")
    if problems:
        raise DataProblems(problems.sorted())
    return found


def _read(fields: Fields, problems: Problems, file: str) -> Iterator[Invariant]:
    names: set[str] = set()
    for node in fields.mappings("invariants"):
        one = Fields(node, file, "an invariant", KEYS, problems)
        made = _one(one, node)
        if not made.name:
            one.refuse("an invariant wants a name")
        elif made.name in names:
            one.refuse(f"there are two invariants called {quoted(made.name)}", "name")
        names.add(made.name)
        yield made


def _one(one: Fields, node: Mapping) -> Invariant:
    def words(key: str) -> tuple[str, ...]:
        return tuple(word for word, _ in one.words(key))

    press = one.known("press", HARD_KEYS, "hard key")
    if one.has("times") and not press:
        one.refuse('"times" says how often a key is pressed; write press as well', "times")
    wants = ("leads", "leaves", "guards", "shows", "never_shows", "no_secret", "some_touch_leaves")
    if not any(one.has(key) for key in wants):
        one.refuse(f"an invariant wants something to hold: {', '.join(wants)}")
    if one.flag("leaves") and not press:
        one.refuse('"leaves" wants a key to press', "leaves")
    return Invariant(
        one.text("name"),
        one.text("about"),
        words("on"),
        words("not_on"),
        words("kind"),
        words("not_kind"),
        one.flag("locked") if one.has("locked") else None,
        one.names("when", GUARDS, "guard"),
        press,
        one.whole("times", 1, 1, MOST_TIMES),
        words("leads"),
        one.flag("leaves"),
        one.names("guards", GUARDS, "guard"),
        words("shows"),
        words("never_shows"),
        one.flag("no_secret"),
        one.flag("some_touch_leaves"),
    )
