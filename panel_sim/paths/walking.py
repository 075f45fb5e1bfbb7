"""Walks a menu path, label by label, as the guide writes it: A > B > C."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from panel_sim.core.events import Pressed, Tapped
from panel_sim.core.views import Home, Listing, Tile, View
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


class _Signpost:
    """The labels of one content, found by their text."""

    __slots__ = ("content", "exact", "folded", "there")

    def __init__(self, content: object, there: list[Label]) -> None:
        self.content = content
        self.there = there
        self.exact = _by_text(there, str)
        self.folded: dict[str, Label | None] | None = None

    def find(self, label: str) -> Label | None:
        """The one that `label` means, as `resolve` has it; None where that is none or more than one."""
        if label in self.exact:
            return self.exact[label]
        if self.folded is None:
            self.folded = _by_text(self.there, folded)
        return self.folded.get(folded(label))


_SIGNPOSTS: dict[int, _Signpost] = {}
"""By the identity of the content; each signpost holds its content, so that no other takes its place."""
_SIGNPOSTS_LIMIT = 2000


def _by_text(there: list[Label], form: Callable[[str], str]) -> dict[str, Label | None]:
    """Labels by their text in that form; None for a text that more than one row bears."""
    found: dict[str, Label | None] = {}
    for label in there:
        text = form(label.text)
        other = found.get(text, label)
        found[text] = label if other is not None and other.row == label.row else None
    return found


def _signpost(simulator: Simulator, view: View) -> _Signpost:
    content: object = view.body
    tiles: tuple[Tile, ...] = ()
    per_page = 1
    if isinstance(view.body, Home):
        tiles, per_page = simulator.panel.tiles()
        content = tiles
    signpost = _SIGNPOSTS.get(id(content))
    if signpost is None:
        if len(_SIGNPOSTS) >= _SIGNPOSTS_LIMIT:
            _SIGNPOSTS.clear()
        there = [Label(tile.label, tile.id, number // per_page) for number, tile in enumerate(tiles)]
        there += [Label(row.label, row.id) for row in view.rows() if row.touchable]
        there += [Label(button.label, button.id) for button in view.buttons() if button.enabled]
        signpost = _SIGNPOSTS[id(content)] = _Signpost(content, there)
    return signpost


def labels(simulator: Simulator) -> list[Label]:
    """Every label that can be touched on the present screen, all pages of Home included."""
    return list(_signpost(simulator, simulator.view).there)


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


def tap_label(simulator: Simulator, label: str) -> View:
    """Tap what bears the label on the present screen, also on another page of Home; what the glass shows then.

    Raises Astray where there is no such label, more than one, or where it leads nowhere.
    """
    view = simulator.view
    chosen = sought(simulator, label)
    if chosen.page >= 0 and isinstance(view.body, Home) and chosen.page != view.body.page:
        # Nobody touches what is not on the glass.
        view = simulator.feed(Tapped(f"page:{chosen.page}"))
    simulator.feed(Tapped(chosen.row))
    return led(simulator, view, chosen)


def sought(simulator: Simulator, label: str) -> Label:
    """What bears the label on the present screen, also on another page of Home. Raises Astray."""
    view = simulator.view
    signpost = _signpost(simulator, view)
    return (
        signpost.find(label)
        or _job_key(view, label)
        or resolve(label, signpost.there, f'"{view.title}" ({view.screen})')
    )


def _job_key(view: View, label: str) -> Label | None:
    """The Jobbstatus key of the bottom bar, where it stands there and nothing else bears that label."""
    shown = not view.can_back or (view.bar.active_jobs > 0 and isinstance(view.body, Listing))
    return Label(view.bar.jobs, "jobs") if shown and folded(label) == folded(view.bar.jobs) else None


def led(simulator: Simulator, before: View, touched: Label) -> View:
    """What the glass shows after a touch; raises Astray where that led nowhere."""
    now = simulator.view
    # A tile of another page does nothing to see where it leads nowhere, as one of this page.
    idle = now == before and not _does_something(simulator) and not _is_open_tab(before, touched)
    if now.screen == before.screen and (touched.page >= 0 or idle):
        raise Astray(
            f'"{touched.text}" on "{before.title}" ({before.screen}) leads nowhere just now.',
            touched.text,
            tuple(one.text for one in labels(simulator)),
            "",
        )
    return now


def _does_something(simulator: Simulator) -> bool:
    """Whether what was tapped has effects, though the glass is as it was: a code was copied, a password is checked."""
    made = simulator.panel.machine.made
    return made is not None and bool(made.do)


def _is_open_tab(view: View, touched: Label) -> bool:
    """Whether the tab was touched that is open: the guide writes Jobbstatus > Jobbstatus for the first one."""
    return isinstance(view.body, Listing) and any(tab.id == touched.row for tab in view.body.tabs)


def walk(simulator: Simulator, path: str) -> View:
    """Walk from the screen on the glass; a first label that is Home's own means Home. Raises Astray or ValueError."""
    way = split(path)
    context = simulator.panel.context
    home = context.menus.home
    if folded(way[0]) == folded(context.words.first(f"title.{home}", home)):
        del way[0]
        if simulator.view.screen != home:
            simulator.feed(Pressed("home"))
    for label in way:
        tap_label(simulator, label)
    return simulator.view
