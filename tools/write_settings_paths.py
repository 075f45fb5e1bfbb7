"""Writes path files that look at every settings screen of every model: `python tools/write_settings_paths.py`.

Each branch under Inst. becomes a file: every screen of it is gone to, its id, labels and values are wanted. They lie in
tests/paths/shipped/settings. Read the difference before committing it: it says what changed on the glass.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from panel_sim.core.events import Pressed, Tapped  # noqa: E402  # found only after the line above
from panel_sim.core.menus import Menus  # noqa: E402  # as above
from panel_sim.core.rules import NAMES  # noqa: E402  # as above
from panel_sim.core.views import Entry, Listing, View  # noqa: E402  # as above
from panel_sim.loading import load, models  # noqa: E402  # as above
from panel_sim.paths.exploring import Scene  # noqa: E402  # as above
from panel_sim.paths.exploring.as_path import quoted  # noqa: E402  # as above
from panel_sim.shipped import shipped  # noqa: E402  # as above

FOLDER = ROOT / "tests" / "paths" / "shipped" / "settings"
GIVEN = {"mfp": "showroom", "mfp-small": "showroom", "printer": "showroom", "scanner": "showroom"}
WHOLE = "mfp"
"""The model that has a file for each branch; the others have one each, since most of it is the same."""
PLAIN = ("list", "choice", "number", "entry", "status")
CHANGING = ("clock.", "device.up", "jobs.", "usage.", "counter")
"""Values that are not the same each time."""


class Branch:
    """The screens of one branch, each gone to once on all models together."""

    def __init__(self, menus: Menus, met: set[str]) -> None:
        self.menus = menus
        self.met = met

    def steps(self, scene: Scene, way: tuple[str, ...]) -> Iterator[str]:
        """What is wanted of the screen on the glass, and of all below it."""
        view, screen, kept = scene.view(), scene.screen, scene.keep()
        self.met.add(screen)
        yield f"  - go: {quoted(' > '.join(('Hem', *way)))}"
        yield f"  - on: {screen}"
        yield from wanted(view, self.menus)
        for row in view.rows():
            if not row.touchable or row.locked or view.body.__class__ is Entry:
                continue
            scene.back_to(kept)
            scene.feed(Tapped(row.id))
            below = scene.screen
            spec = self.menus.screens[below]
            if below not in self.met and spec.kind in PLAIN and below.startswith(("settings", "report")):
                yield from self.steps(scene, (*way, row.label))
        scene.back_to(kept)


def ambiguous(menus: Menus) -> set[str]:
    """Texts that stand for more than one thing in another language: a path cannot be played there by them alone."""
    meant: dict[str, set[str]] = {}
    for key, text in menus.words["sv"].items():
        meant.setdefault(text.casefold(), set()).add(menus.words["en"].get(key, ""))
    return {text for text, others in meant.items() if len(others) > 1}


def wanted(view: View, menus: Menus) -> Iterator[str]:
    """The labels and values of a screen, as steps."""
    unclear = ambiguous(menus)
    if isinstance(view.body, Listing):
        specs = {row.id: row for row in menus.screens[view.screen].rows}
        for row in view.body.rows:
            spec = specs.get(row.id)
            reading = spec.reading if spec is not None else ""
            if row.value and row.label and not reading.startswith(CHANGING) and "language" not in row.id:
                yield f"  - see: {{{quoted(row.label)}: {quoted(row.value)}}}"
            elif row.label and row.label.casefold() not in unclear:
                yield f"  - see: {quoted(row.label)}"
    elif isinstance(view.body, Entry):
        yield f"  - see: {quoted(view.body.prompt)}"


def main() -> None:
    """Write all files anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    met: set[tuple[str, str]] = set()
    for model in models(shipped("menus")):
        menus = load(shipped("menus"), shipped("states"), model, NAMES)
        seen: set[str] = {"settings"}
        written: dict[str, list[str]] = {}
        scene = Scene(menus, (GIVEN[model],))
        scene.feed(Tapped("home/settings"))
        top = scene.view()
        kept = scene.keep()
        for row in top.rows():
            scene.back_to(kept)
            scene.feed(Tapped(row.id))
            branches = [(("Inst.", row.label), scene.keep(), scene.screen)]
            if scene.screen == "settings/general":
                general = scene.keep()
                seen.add("settings/general")
                branches = []
                for branch in scene.view().rows():
                    scene.back_to(general)
                    scene.feed(Tapped(branch.id))
                    branches.append((("Inst.", row.label, branch.label), scene.keep(), scene.screen))
            for way, start, screen in branches:
                if not screen.startswith("settings/") or menus.screens[screen].kind not in PLAIN:
                    continue
                scene.back_to(start)
                before = len(seen)
                steps = list(Branch(menus, seen).steps(scene, way))
                if len(seen) > before:
                    written.setdefault(screen.rpartition("/")[2] if model == WHOLE else "all", []).extend(steps)
        for name, steps in written.items():
            lines = [f"title: {quoted(f'Inställningar på {model}: {name}')}", f"model: {model}", "tags: [settings]"]
            FOLDER.mkdir(parents=True, exist_ok=True)
            text = "\n".join([*lines, "steps:", *steps]) + "\n"
            (FOLDER / f"{name}.{model}.path.yaml").write_text(text, "utf-8")
        scene.feed(Pressed("home"))
        met |= {(model, screen) for screen in seen}
    print(f"{len(met)} screens in {len(list(FOLDER.glob('*.yaml')))} files")


if __name__ == "__main__":
    main()
