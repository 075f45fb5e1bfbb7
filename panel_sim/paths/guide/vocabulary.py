"""The labels and small words by which a menu path is told from other text with signs between words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panel_sim.paths.guide.blocks import CLOSE, HYPHEN, MARKS, OPEN
from panel_sim.paths.walking import folded

WEB_CONFIG = "web config"
HOMES = frozenset(("web config", "webconfig"))
"""What may stand before a Web Config path as its first level."""

CENTRES = re.compile(
    r"\b(?:exchange[ -]?admin\w*|exchange online[ -]admin\w*|microsoft 365[ -]?admin\w*|m365[ -]admin\w*"
    r"|(?:microsoft )?entra(?:[ -]id)?(?:[ -]admin\w*)?|azure(?:[ -]portal\w*| active directory)?|eac)\b"
    r"(?: cent(?:er|re)\w*)?",
    re.IGNORECASE,
)
"""The admin centres, and what their pages hang under."""
WEB = re.compile(r"\bweb ?config\b", re.IGNORECASE)
PANEL = re.compile(r"kontrollpanel|startskärm|hemskärm|\bcontrol panel|\bhome screen|\bpekskärm", re.IGNORECASE)

TAB = re.compile(r"(?:\b(?:flik(?:en)?|tab)\W*$)|(?:^\W*-?\s*(?:fliken?|tab)\b)", re.IGNORECASE)
"""A word for a tab, directly before or behind a label."""
_BEFORE = "fliken flik tab tabben menyn menyalternativet menu knappen button sidan page skärmen screen the alternativet"
_BEHIND = "tab fliken flik menyn menu knappen button sidan page skärmen screen icon ikonen"
_LEADS = (
    "välj väljer du tryck trycker på öppna öppnar gå till klicka klickar peka i in under från via se kontrollera"
    " markera select choose tap press open go to click on from see check using use via then and och sedan därefter"
)
BEFORE, BEHIND = frozenset(_BEFORE.split()), frozenset(_BEHIND.split())
LEADS = frozenset(_LEADS.split()) | BEFORE
_JOINS = "och eller i på för att som så samt sedan där när om till and or in on for to then so which where when if as"
JOINS = frozenset(_JOINS.split())
"""Words that a label which nobody knows is taken to end before."""
WORD = re.compile(r"[^\s" + MARKS + r"]+")
_SUFFIX = re.compile(r"-(?:menyn|fliken|skärmen|sidan|tab|menu)$", re.IGNORECASE)
_EDGES = " \t\n.,;:!?()[]{}|*_`\"'“”„«»‘’‹›…" + MARKS


class Vocabulary:
    """Every label of the device in every language, for looking up; `roots` are those a path may begin with."""

    def __init__(self, labels: Iterable[str], roots: Iterable[str]) -> None:
        self.roots = frozenset(folded(root) for root in roots) | HOMES
        self.labels = frozenset(folded(label) for label in labels) | self.roots
        words = [label.split() for label in self.labels if label]
        self._first = frozenset(inner[0] for inner in words)
        self._last = frozenset(inner[-1] for inner in words)
        self._beginnings = frozenset(" ".join(inner[:count]) for inner in words for count in range(1, len(inner) + 1))
        self.longest = max(map(len, words), default=1)
        self.lookups = 0
        """How often a label was looked up: what the work of finding is measured by."""

    def known(self, text: str) -> str:
        """The text as the label that it is, or ""."""
        self.lookups += 1
        plain = text.strip()
        if HYPHEN in plain:
            for way in ("-", ""):
                if folded(plain.replace(HYPHEN, way)) in self.labels:
                    return plain.replace(HYPHEN, way)
            return ""
        return plain if folded(plain) in self.labels else ""

    def is_root(self, label: str) -> bool:
        """Whether a path may begin with the label."""
        return folded(label) in self.roots or CENTRES.fullmatch(label.strip()) is not None

    def edged(self, text: str) -> str:
        """The label in a piece of text: what is known as it stands, else without signs and small words around it."""
        plain = text.strip(" " + MARKS)
        for candidate in (plain, plain.strip(_EDGES), plain.strip(_EDGES) + "."):
            if label := self.known(candidate):
                return label
        words = plain.strip(_EDGES).split()
        while len(words) > 1 and words[-1].casefold().lstrip("-") in BEHIND:
            words.pop()
        while len(words) > 1 and words[0].casefold() in LEADS:
            del words[0]
            if label := self.known(" ".join(words)):
                return label
        shorter = " ".join(words)
        for tail in ("-fliken", "-menyn", "-skärmen", "-sidan", "-tab"):
            shorter = shorter.removesuffix(tail)
        return self.known(shorter) or shorter.strip(_EDGES)

    def ending(self, text: str) -> tuple[int, str] | None:
        """The longest known label that a text ends with, and where it begins."""
        end = len(text.rstrip(" " + MARKS))
        before = max(text.rfind(sign, 0, end) for sign in (" ", OPEN, CLOSE))
        last = text[before + 1 : end].casefold()
        if not last or (HYPHEN not in last and last not in self._last and last.lstrip("(") not in self._last):
            return None
        for word in list(WORD.finditer(text, 0, end))[-self.longest :]:
            bracket = len(word[0]) - len(word[0].lstrip("("))
            for skipped in {0, bracket}:
                start = word.start() + skipped
                first = word[0][skipped:].casefold()
                if (HYPHEN in first or first in self._first) and (label := self.known(text[start:end])):
                    return start, label
        return None

    def beginning(self, text: str) -> tuple[int, str] | None:
        """The longest known label that a text begins with, and where it ends."""
        best = None
        begin = -1
        for words, word in enumerate(WORD.finditer(text)):
            if begin < 0:
                begin = word.start()
            whole = text[begin : word.end()]
            bare = whole.rstrip(_EDGES)
            short = _SUFFIX.sub("", bare)
            for candidate in dict.fromkeys((whole, bare, short)):
                if candidate and (label := self.known(candidate)):
                    best = begin + len(candidate), label
                    break
            further = HYPHEN in whole or " ".join(whole.casefold().split()) in self._beginnings
            if not further or words + 1 == self.longest:
                break
        return best
