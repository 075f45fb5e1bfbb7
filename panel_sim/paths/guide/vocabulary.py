"""The labels and small words by which a menu path is told from other text with signs between words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panel_sim.paths.guide.blocks import HYPHEN, MARKS
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
_EDGES = " \t\n.,;:!?()[]{}|*_`\"'“”„«»‘’‹›…" + MARKS


class Vocabulary:
    """Every label of the device in every language, for looking up; `roots` are those a path may begin with."""

    def __init__(self, labels: Iterable[str], roots: Iterable[str]) -> None:
        self.roots = frozenset(folded(root) for root in roots) | HOMES
        self.labels = frozenset(folded(label) for label in labels) | self.roots
        self._first = frozenset(re.split(r"\W", label)[0] or label[0] for label in self.labels if label)
        self._last = frozenset(label.split()[-1] for label in self.labels if label)
        self.longest = max((len(label.split()) for label in self.labels), default=1)
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
        found = list(WORD.finditer(text))[-self.longest :]
        if not found:
            return None
        last = found[-1][0].casefold()
        if HYPHEN not in last and last not in self._last and last.strip(_EDGES) not in self._last:
            return None
        end = len(text.rstrip(" " + MARKS))
        for word in found:
            for stripped in ("", "("):
                start = word.start() + len(stripped) if word[0].startswith(stripped) else -1
                if start >= 0 and (label := self.known(text[start:end])):
                    return start, label
        return None

    def beginning(self, text: str) -> tuple[int, str] | None:
        """The longest known label that a text begins with, and where it ends."""
        match = WORD.search(text)
        if match is None:
            return None
        first = match[0].casefold()
        if HYPHEN not in first and re.split(r"\W", first)[0] not in self._first:
            return None
        best = None
        for words, word in enumerate(WORD.finditer(text, match.start())):
            if words == self.longest:
                break
            end = word.end()
            whole = text[match.start() : end]
            bare = whole.rstrip(_EDGES)
            short = re.sub(r"-(?:menyn|fliken|skärmen|sidan|tab|menu)$", "", bare, flags=re.IGNORECASE)
            for candidate in (whole, bare, short):
                if candidate and (label := self.known(candidate)):
                    best = match.start() + len(candidate), label
                    break
            if whole != bare and bare[-1:] != "." and whole[-1] in ",;:!?)":
                break
        return best
