"""The words of the pages: those of the panel, and the pages' own from assets/webconfig/words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from panel_sim.core.menus import Menus
from panel_sim.core.words import Words
from panel_sim.loading.catalogues import Catalogue, read_catalogue
from panel_sim.loading.problems import DataProblems, Problems


def read_words(folder: Path) -> dict[str, dict[str, str]]:
    """The pages' own words by language, from *.po, where <any>.sv.po is Swedish too. Raises DataProblems, OSError."""
    problems = Problems()
    found: dict[str, Catalogue] = {}
    for path in sorted(folder.glob("*.po")):
        language = path.stem.rpartition(".")[2]
        catalogue = found.setdefault(language, Catalogue(language))
        read_catalogue(path.read_bytes(), f"words/{path.name}", catalogue, problems)
    if problems:
        raise DataProblems(problems.sorted())
    return {language: catalogue.words for language, catalogue in found.items()}


class PageWords:
    """Gives the words in a language; a page says things as the panel does wherever the panel says them."""

    def __init__(self, menus: Menus, own: Mapping[str, Mapping[str, str]]) -> None:
        self._overrides = menus.model.words
        self._all = {
            language: {**menus.words[language], **words} for language, words in own.items() if language in menus.words
        }
        self.languages = tuple(sorted(self._all, reverse=True))
        self.labels = _labels(menus)
        """What row of the panel names a value or reading, whose label its field has too."""

    def speaks(self, language: str) -> bool:
        """Whether there are words in that language."""
        return language in self._all

    def speak(self, language: str) -> Words:
        """The words in one language."""
        return Words(self._all, self._overrides, language)

    def label(self, words: Words, key: str) -> str:
        """What a value or reading is called."""
        row = self.labels.get(key, "")
        for name in (f"field.{key}", row, f"sheet.{key}"):
            if name and words.has(name):
                return words(name)
        return words(f"field.{key}")


def _labels(menus: Menus) -> dict[str, str]:
    found: dict[str, str] = {}
    for screen in menus.screens.values():
        for row in screen.rows:
            for key in (row.setting, row.reading):
                if key:
                    found.setdefault(key, row.words or row.id)
    return found
