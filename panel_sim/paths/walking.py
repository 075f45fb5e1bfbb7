"""Walks a menu path, label by label, as the guide writes it: A > B > C."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from panel_sim.core.events import Pressed, Tapped
from panel_sim.core.views import Home, View
from panel_sim.simulator import Simulator

SEPARATOR = ">"


@dataclass(frozen=True, slots=True)
class Label:
    """Something with a label that can be touched now: the label, the id to tap, the page of Home it stands on."""

    text: str
    row: str
    page: int = -1


class Astray(Exception):
    """A path does not lead on: the sentence says where, what was there and what comes nearest."""

    def __init__(self, sentence: str, label: str, there: tuple[str, ...], nearest: str) -> None:
        super().__init__(sentence)
        self.label = label
        self.there = there
        self.nearest = nearest


def split(path: str) -> list[str]:
    """The labels of a path; raises ValueError for an empty one or an empty level."""
    labels = [label.strip() for label in path.split(SEPARATOR)]
    if not path.strip():
        example = "Inst. > Allmänna inställningar"
        raise ValueError(f'The path is empty; write labels with > between them, such as "{example}".')
    if not all(labels):
        raise ValueError(f'The path "{path}" has an empty level; write a label on both sides of each >.')
    return labels


def labels(simulator: Simulator) -> list[Label]:
    """Every label that can be touched on the present screen, all pages of Home included."""
    view = simulator.view
    found: list[Label] = []
    if isinstance(view.body, Home):
        context = simulator.panel.context
        shown = view.body.page
        for page in range(view.body.pages):
            body = simulator.feed(Tapped(f"page:{page}")).body
            if isinstance(body, Home):
                found += [Label(tile.label, tile.id, page) for tile in body.tiles]
        context.session.home_page = shown
        simulator.refresh()
    found += [Label(row.label, row.id) for row in view.rows() if row.touchable]
    found += [Label(button.label, button.id) for button in view.buttons() if button.enabled]
    return found


def folded(text: str) -> str:
    """A label with case and spacing taken away."""
    return " ".join(text.casefold().split())


def resolve(label: str, there: list[Label], screen: str) -> Label:
    """The one that `label` means: by exact label first, then case and spacing apart; raises Astray."""
    for fits in (lambda one: one.text == label, lambda one: folded(one.text) == folded(label)):
        matches = {one.row: one for one in there if fits(one)}
        if len(matches) == 1:
            return next(iter(matches.values()))
        if matches:
            raise Astray(
                f'"{label}" stands {len(matches)} times on {screen}; the path cannot tell which is meant.',
                label,
                tuple(one.text for one in there),
                "",
            )
    texts = tuple(dict.fromkeys(one.text for one in there))
    by_fold = {folded(text): text for text in texts}
    near = difflib.get_close_matches(folded(label), list(by_fold), 1, 0.5)
    nearest = by_fold[near[0]] if near else ""
    sentence = f'There is no "{label}" on {screen}.'
    if nearest:
        sentence += f' Did you mean "{nearest}"?'
    sentence += f" There is: {', '.join(texts)}." if texts else " Nothing there can be touched."
    raise Astray(sentence, label, texts, nearest)


def walk(simulator: Simulator, path: str) -> View:
    """Walk from the screen on the glass; a first label that is Home's own means Home. Raises Astray or ValueError."""
    context = simulator.panel.context
    homes = folded(context.words.first(f"title.{context.menus.home}", context.menus.home))
    for level, label in enumerate(split(path)):
        if level == 0 and folded(label) == homes:
            if simulator.view.screen != context.menus.home:
                simulator.feed(Pressed("home"))
            continue
        view = simulator.view
        chosen = resolve(label, labels(simulator), f'"{view.title}" ({view.screen})')
        simulator.feed(Tapped(chosen.row))
        # A tile that was turned to changes the View even where it leads nowhere.
        if simulator.view.screen == view.screen and (chosen.page >= 0 or simulator.view == view):
            raise Astray(
                f'"{label}" on "{view.title}" ({view.screen}) leads nowhere just now.',
                label,
                tuple(one.text for one in labels(simulator)),
                "",
            )
    return simulator.view
