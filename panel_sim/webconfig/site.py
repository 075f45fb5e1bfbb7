"""The map of the pages for one model: which tabs and pages there are, where they lead, what they are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from panel_sim.loading.web_pages import Page


@dataclass(frozen=True, slots=True)
class Link:
    """A page in a menu. `to` is the page's id; a group of pages has none, but pages below it."""

    label: str
    to: str
    current: bool
    inner: tuple[Link, ...] = ()


class Site:
    """The pages of a model that answer: those of the map whose capabilities it has, and that somebody has `made`."""

    def __init__(self, pages: tuple[Page, ...], capabilities: frozenset[str], made: Collection[str]) -> None:
        self._pages = _kept(pages, capabilities, frozenset(made))
        self.ids = frozenset(page.id for page in _leaves(self._pages))

    @property
    def first(self) -> str:
        """The page that the address without a page leads to."""
        return next(_leaves(self._pages)).id

    def label(self, page: str, language: str) -> str:
        """What a page is called."""
        return self.way(page, language)[-1]

    def way(self, page: str, language: str) -> tuple[str, ...]:
        """The labels from the tab to the page."""
        found = []
        pages = self._pages
        for one in _way(pages, page):
            found.append(_label(one, language))
        return tuple(found) or (page,)

    def tabs(self, current: str, language: str) -> tuple[Link, ...]:
        """The tabs at the top; each leads to its first page."""
        return tuple(
            Link(_label(tab, language), next(_leaves((tab,))).id, current.partition("/")[0] == tab.id)
            for tab in self._pages
        )

    def menu(self, current: str, language: str) -> tuple[Link, ...]:
        """The pages of the current page's tab, in groups where the map has groups."""
        tab = next((one for one in self._pages if one.id == current.partition("/")[0]), None)
        if tab is None:
            return ()

        def link(page: Page) -> Link:
            inner = tuple(link(one) for one in page.pages)
            return Link(_label(page, language), "" if inner else page.id, page.id == current, inner)

        return tuple(link(page) for page in tab.pages)


def _kept(pages: tuple[Page, ...], capabilities: frozenset[str], made: frozenset[str]) -> tuple[Page, ...]:
    found = []
    for page in pages:
        if not capabilities.issuperset(page.needs):
            continue
        inner = _kept(page.pages, capabilities, made)
        if inner or (not page.pages and page.id in made):
            found.append(Page(page.id, page.words, page.needs, inner))
    return tuple(found)


def _leaves(pages: tuple[Page, ...]) -> Iterator[Page]:
    for page in pages:
        if page.pages:
            yield from _leaves(page.pages)
        else:
            yield page


def _way(pages: tuple[Page, ...], wanted: str) -> tuple[Page, ...]:
    for page in pages:
        if page.id == wanted:
            return (page,)
        if wanted.startswith(f"{page.id}/"):
            return (page, *_way(page.pages, wanted))
    return ()


def _label(page: Page, language: str) -> str:
    return page.words.get(language) or next(iter(page.words.values()))
