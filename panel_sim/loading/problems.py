"""What is wrong with a device's files: each problem as one sentence with file, line and nearest known name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

LONGEST_QUOTE = 60
# Looking for the nearest of n names costs time in proportion to n. The sum is bounded, so that ten thousand typing
# errors in ten thousand screens do not take minutes; what is over the bound is told without a suggestion.
MOST_COMPARISONS = 50_000


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in the files. `line` is 0 where a whole file is meant, `nearest` empty where nothing is near."""

    file: str
    line: int
    sentence: str
    nearest: str = ""

    def __str__(self) -> str:
        """Give `menus/settings.yaml:12: unknown key "ikon" in a row; did you mean "icon"?`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        ending = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        return f"{place}: {self.sentence}{ending}"


class DataProblems(Exception):
    """The files of a device cannot be used. `problems` holds everything found, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Take the problems, sorted."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Give one problem a line."""
        return "\n".join(map(str, self.problems))


def quoted(word: str) -> str:
    """Give `word` in double quotes on one line, without control characters, cut where it is long."""
    printable = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in word[: LONGEST_QUOTE + 1])
    return f'"{printable[:LONGEST_QUOTE]}..."' if len(printable) > LONGEST_QUOTE else f'"{printable}"'


class Problems:
    """Collects problems while reading goes on."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: set[Problem] = set()
        self._comparisons = 0

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def add(self, file: str, line: int, sentence: str, nearest: str = "") -> None:
        """Note a problem; the same one twice counts once."""
        self._found.add(Problem(file, line, sentence, nearest))

    def unknown(self, file: str, line: int, sentence: str, word: str, known: Collection[str]) -> None:
        """Note that `word` is not among `known`, with the nearest of them; `sentence` already quotes the word."""
        self.add(file, line, sentence, self.nearest(word, known))

    def nearest(self, word: str, known: Collection[str]) -> str:
        """Give the known name that is most like `word`, or "" (also when the bound on comparisons is reached)."""
        length = len(word)
        if self._comparisons > MOST_COMPARISONS or length > LONGEST_QUOTE:
            return ""
        import difflib  # Takes its time to import, and files are mostly sound.

        # Sorted, so that of two equally near names the same one is told in every run.
        near = sorted(name for name in known if name != word and abs(len(name) - length) <= 1 + length // 3)
        self._comparisons += len(near) + 1
        close = difflib.get_close_matches(word, near, n=1, cutoff=0.65)
        return close[0] if close else ""

    def sorted(self) -> tuple[Problem, ...]:
        """Give all of them by file and line."""
        return tuple(sorted(self._found))
