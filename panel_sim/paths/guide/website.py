"""The map of Web Config as an atlas."""

from __future__ import annotations

from panel_sim.loading.web_pages import Page, read_pages
from panel_sim.paths.guide.atlas import Atlas, Way

__all__ = ["Page", "atlas_of_web", "read_pages"]


def atlas_of_web(pages: tuple[Page, ...], capabilities: frozenset[str], language: str) -> Atlas:
    """Web Config of a model with these capabilities; a page that lacks the language has its first label."""
    ways: dict[str, tuple[Way, ...]] = {}
    titles = {"": "Web Config"}

    def put(place: str, inner: tuple[Page, ...]) -> None:
        there = [page for page in inner if capabilities.issuperset(page.needs)]
        labels = {page.id: page.words.get(language) or next(iter(page.words.values())) for page in there}
        ways[place] = tuple(Way(page.id, labels[page.id], (page.id,), menu=True) for page in there)
        titles.update(labels)
        for page in there:
            put(page.id, page.pages)

    put("", pages)
    return Atlas("web", "", ways, titles)
