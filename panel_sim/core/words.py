"""Labels and sentences in the language in use, by key."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMES = re.compile(r"\{([a-z0-9_]+)\}")


class Words:
    """Looks words up; a missing one shows as its key in angle brackets, so that nobody overlooks it."""

    def __init__(self, words: Mapping[str, Mapping[str, str]], overrides: Mapping[str, str], language: str) -> None:
        self._all = words
        self._overrides = overrides
        self.language = language
        self._words = words.get(language) or next(iter(words.values()), {})

    def speak(self, language: str) -> None:
        """Change the language; one that has no catalogue leaves things as they are."""
        if language in self._all:
            self.language = language
            self._words = self._all[language]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that there are words in."""
        return tuple(self._all)

    def has(self, key: str) -> bool:
        """Whether there are words for `key`."""
        return self._overrides.get(key, key) in self._words

    def __call__(self, key: str, /, **filled: object) -> str:
        """The words for `key`, with {names} filled in."""
        text = self._words.get(self._overrides.get(key, key)) if self._overrides else self._words.get(key)
        if text is None:
            return f"⟨{key}⟩"
        if filled:
            # In one pass: what is filled in may itself look like a {name}.
            return _NAMES.sub(lambda found: str(filled.get(found[1], found[0])), text)
        return text

    def counted(self, key: str, n: object, /, **filled: object) -> str:
        """The words for `n` of something: those of `key`.one for a single one, where there are any."""
        return self(f"{key}.one" if n == 1 and self.has(f"{key}.one") else key, n=n, **filled)

    def first(self, *keys: str) -> str:
        """The words for the first key that has any; the last one's otherwise."""
        for key in keys:
            if self.has(key):
                return self(key)
        return self(keys[-1])
