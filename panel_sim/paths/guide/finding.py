"""Finds the menu paths in blocks of text: labels with signs between them. Linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from panel_sim.paths.guide.blocks import CLOSE, HYPHEN, MARKS, OPEN, Block, readable
from panel_sim.paths.guide.vocabulary import CENTRES, JOINS, LEADS, PANEL, TAB, WEB, Vocabulary

STRONG = re.compile(r"[-=]{0,2}>{1,2}|[›→»➔➜➝➞➡⇒⟶▸►▶❯＞⮕]\ufe0f?")
"""Signs that stand between the levels of a path."""
WEAK = re.compile(r" [-–—|/] ")
"""Signs that mostly mean something else: they count only where every rule for labels is kept."""
REACH = 120
"""How far from a sign the first or last label of a path may begin or end, in characters."""
MOST_LEVELS = 12
MOST_WORDS = 8
_SINGLE = re.compile(r"\b(?:fliken|flik|tab|tabben)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;:]\s+(?=[A-ZÅÄÖ" + MARKS + r"])")
_CUT = re.compile(r"[,;:!?()|\"" + MARKS + r"]|\.(?:\s|$)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A menu path as a document has it.

    `text` is what stands there, `labels` are its levels. `marked`: the whole path is emphasised or quoted; `tab`: its
    first level is called a tab; `alone`: nothing else stands on its lines. `near` names what its sentence speaks of:
    "web", "admin", "panel" or "".
    """

    labels: tuple[str, ...]
    text: str
    line: int
    page: int
    block: int
    start: int
    end: int
    marked: bool = False
    tab: bool = False
    alone: bool = False
    near: str = ""


@dataclass(slots=True)
class _Chain:
    """Levels between signs, with the places where the path begins and ends in the block."""

    labels: list[str]
    start: int
    end: int
    marked: bool
    tab: bool


def find(block: Block, number: int, vocabulary: Vocabulary) -> list[Mention]:
    """The paths of a block (which is the document's `number`-th), in the order in which they stand there."""
    text = block.text
    chains: list[_Chain] = []
    if STRONG.search(text):
        for signs in _runs(text):
            chains += _chains(text, signs, vocabulary)
        chains = [chain for chain in chains if _is_path(chain, text, vocabulary)]
    taken = [(chain.start, chain.end) for chain in chains]
    for weak in _weak(text, vocabulary):
        if not any(start < weak.end and weak.start < end for start, end in taken[-8:] + taken[:8]):
            chains.append(weak)
    chains += _tabs(text, vocabulary, [(chain.start, chain.end) for chain in chains])
    chains.sort(key=lambda chain: chain.start)
    return [_mention(block, number, chain) for chain in chains]


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Signs that may belong to one path: no more than a label's length between them."""
    run: list[tuple[int, int]] = []
    for sign in STRONG.finditer(text):
        if not text[max(0, sign.start() - REACH) : sign.start()].strip(" " + MARKS):
            continue
        if run and sign.start() - run[-1][1] > REACH:
            yield run
            run = []
        if run and not text[run[-1][1] : sign.start()].strip(" " + MARKS):
            run[-1] = (run[-1][0], sign.end())
            continue
        run.append(sign.span())
        if len(run) > MOST_LEVELS * 4:
            yield run
            run = []
    if run:
        yield run


def _chains(text: str, signs: list[tuple[int, int]], vocabulary: Vocabulary) -> Iterator[_Chain]:
    """Cut a run of signs into paths, where the words between two signs end one path and begin the next."""
    chain = _begin(text, max(0, signs[0][0] - REACH), signs[0][0], vocabulary)
    for place, (_, after) in enumerate(signs):
        following = signs[place + 1][0] if place + 1 < len(signs) else None
        if following is not None and len(chain.labels) > MOST_LEVELS:
            # No menu is so deep: it is none of ours, and not looked at any closer.
            chain.labels.append("")
            continue
        if following is not None and (label := _level(text[after:following], vocabulary)):
            chain.labels.append(label)
            chain.end = following
            continue
        limit = min(len(text), after + REACH) if following is None else following
        label, chain.end = _last(text, after, limit, vocabulary, chain.marked)
        if label:
            chain.labels.append(label)
            yield chain
        if following is not None:
            chain = _begin(text, max(chain.end, after), following, vocabulary)


def _begin(text: str, start: int, end: int, vocabulary: Vocabulary) -> _Chain:
    """The first level of a path, from the words before its first sign."""
    before = text[start:end]
    trimmed = before.rstrip()
    marked = False
    begin = start
    label = ""
    if known := vocabulary.ending(trimmed):
        begin, label = start + known[0], known[1]
        inside = trimmed[: known[0]]
        marked = inside.endswith(OPEN)
    else:
        bare = trimmed
        words = bare.split()
        while words and words[-1].strip(MARKS + "-").casefold() in ("tab", "fliken", "flik", "menyn", "menu"):
            bare = bare[: bare.rindex(words.pop())].rstrip()
        opened = bare.rfind(OPEN)
        if opened >= 0 and (bare.endswith(CLOSE) or CLOSE not in bare[opened:]):
            label, begin, marked = vocabulary.edged(bare[opened:]), start + opened, True
        elif known := vocabulary.ending(bare):
            begin, label = start + known[0], known[1]
        else:
            sentences = [*_SENTENCE.finditer(bare)]
            tail = max(sentences[-1].end() if sentences else 0, bare.rfind(CLOSE) + 1, bare.rfind(", ") + 1)
            label, offset = _capital(bare[tail:])
            begin = start + tail + offset
    tab = bool(TAB.search(text[max(0, begin - 12) : begin].rstrip(" " + MARKS)))
    rest = text[begin:end]
    tab = tab or bool(re.search(r"\b(?:fliken|flik|tab)\W*$|-fliken\W*$", rest, re.IGNORECASE))
    return _Chain([label] if label else [""], begin, end, marked, tab)


def _capital(text: str) -> tuple[str, int]:
    """The end of a text from the last but leading word with a capital on; all of it where there are few words."""
    words = list(re.finditer(r"\S+", text))[-MOST_WORDS:]
    while len(words) > 1 and words[0][0].casefold() in LEADS:
        del words[0]
    capitals = [place for place, word in enumerate(words) if word[0][:1].isupper()]
    if capitals:
        first = capitals[-1]
        while first - 1 in capitals:
            first -= 1
        words = words[first:]
    elif len(words) > 2:
        return "", len(text)
    if not words:
        return "", len(text)
    return readable(text[words[0].start() :].strip()), words[0].start()


def _level(between: str, vocabulary: Vocabulary) -> str:
    """The label between two signs; "" where one path ends and another begins there."""
    if len(between) > REACH:
        return ""
    if label := vocabulary.known(between.strip(" " + MARKS)):
        return label
    inner = between.strip()
    parts = [part for part in re.split(f"[{MARKS}]", inner) if _LETTER.search(part)]
    solid = [part for part in parts if any(word.strip("-").casefold() not in LEADS for word in part.split())]
    solid = [part for part in solid if part.strip(" -").casefold() not in ("tab", "fliken", "flik", "menyn", "menu")]
    if len(solid) > 1:
        return ""
    text = solid[0] if solid else inner
    label = vocabulary.edged(text)
    if not label or not vocabulary.known(label):
        begins, ends = vocabulary.beginning(text), vocabulary.ending(text.rstrip())
        if begins and ends and begins[0] <= ends[0]:
            return ""
        if (begins or ends) and (_SENTENCE.search(text) or any(word in JOINS for word in text.casefold().split())):
            return ""
        if len(text.split()) > MOST_WORDS or _SENTENCE.search(text):
            return ""
    return readable(label)


def _last(text: str, start: int, limit: int, vocabulary: Vocabulary, marked: bool) -> tuple[str, int]:
    """The last level of a path from the words behind its last sign, and where it ends."""
    after = text[start:limit]
    skipped = len(after) - len(after.lstrip())
    rest = after[skipped:]
    words = rest.split(maxsplit=1)
    if len(words) == 2 and words[0].casefold() in ("fliken", "tab", "the", "menyn"):
        skipped += rest.index(words[1], len(words[0]))
        rest = after[skipped:]
    opened = rest.startswith(OPEN)
    inner = rest.lstrip(MARKS if opened else "")
    lead = len(rest) - len(inner)
    close = inner.find(CLOSE)
    enclosed = close > 0 and (opened or (OPEN not in inner[:close] and marked))
    if enclosed:
        label = vocabulary.edged(inner[:close])
        if vocabulary.known(label) or vocabulary.known(label + "."):
            return label, start + skipped + lead + close
    if known := vocabulary.beginning(inner[:close] if enclosed else inner):
        remainder = inner[known[0] : close] if enclosed else ""
        following = remainder.split()
        if not enclosed or not following or following[0].casefold() in JOINS or not remainder[0].isspace():
            return known[1], start + skipped + lead + known[0]
    if enclosed:
        return (label, start + skipped + lead + close) if len(label.split()) <= MOST_WORDS else ("", start)
    cut = _CUT.search(inner)
    words = (inner[: cut.start()] if cut else inner).split(" ")
    taken: list[str] = []
    for word in words[:MOST_WORDS]:
        if taken and word.casefold() in JOINS:
            break
        taken.append(word)
    plain = " ".join(taken).rstrip()
    return readable(plain), start + skipped + lead + len(plain)


def _is_path(chain: _Chain, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a chain of labels is a menu path at all: most of it is known, or it is marked as one."""
    labels = chain.labels
    if not 2 <= len(labels) <= MOST_LEVELS or not all(map(_LETTER.search, labels)):
        return False
    known = [bool(vocabulary.known(label)) for label in labels]
    root = vocabulary.is_root(labels[0])
    if sum(known) >= 2:
        return True
    like_labels = all(label[:1].isupper() or there for label, there in zip(labels, known, strict=True))
    if (root or any(known)) and (like_labels or chain.marked):
        return root or chain.marked or len(labels) > 2
    if like_labels and CENTRES.search(text, max(0, chain.start - REACH), chain.end):
        return True
    return chain.marked and like_labels and all(len(label.split()) <= 5 for label in labels)


def _weak(text: str, vocabulary: Vocabulary) -> Iterator[_Chain]:
    """Paths with a hyphen or bar between the labels: all labels known, the first one a root."""
    chain: _Chain | None = None
    previous = 0
    for sign in WEAK.finditer(text):
        near = chain is not None and sign.start() - previous <= REACH
        if chain is not None and near and (label := _plain_level(text[previous : sign.start()], vocabulary)):
            chain.labels.append(label)
            previous, chain.end = sign.end(), sign.start()
            continue
        if chain is not None:
            yield from _weak_end(text, previous, chain, vocabulary)
        known = vocabulary.ending(text[max(previous, sign.start() - REACH) : sign.start()])
        chain = None
        if known and vocabulary.is_root(known[1]):
            begin = max(previous, sign.start() - REACH) + known[0]
            tab = bool(TAB.search(text[max(0, begin - 12) : begin].rstrip(" " + MARKS)))
            chain = _Chain([known[1]], begin, sign.start(), False, tab)
        previous = sign.end()
    if chain is not None:
        yield from _weak_end(text, previous, chain, vocabulary)


def _plain_level(text: str, vocabulary: Vocabulary) -> str:
    """The label that all of a text is, if it is known."""
    return vocabulary.known(vocabulary.edged(text))


def _weak_end(text: str, previous: int, chain: _Chain, vocabulary: Vocabulary) -> Iterator[_Chain]:
    after = text[previous : previous + REACH]
    inner = after.lstrip(" " + MARKS)
    if known := vocabulary.beginning(inner):
        chain.labels.append(known[1])
        chain.end = previous + len(after) - len(inner) + known[0]
    if 3 <= len(chain.labels) <= MOST_LEVELS:
        yield chain


def _tabs(text: str, vocabulary: Vocabulary, taken: list[tuple[int, int]]) -> Iterator[_Chain]:
    """Paths of one level: a tab that is called one."""
    spans = iter(sorted(taken))
    span = next(spans, None)
    for word in _SINGLE.finditer(text):
        while span is not None and span[1] + 8 < word.start():
            span = next(spans, None)
        if span is not None and span[0] - 8 <= word.end() and word.start() <= span[1] + 8:
            continue
        after = text[word.end() : word.end() + REACH]
        lead = len(after) - len(after.lstrip(" " + MARKS))
        before = text[max(0, word.start() - REACH) : word.start()].rstrip(" -")
        if lead and (known := vocabulary.beginning(after[lead:])) and vocabulary.is_root(known[1]):
            begin = word.end() + lead
            yield _Chain([known[1]], begin, begin + known[0], False, True)
        elif (ends := vocabulary.ending(before)) and vocabulary.is_root(ends[1]):
            begin = max(0, word.start() - REACH) + ends[0]
            yield _Chain([ends[1]], begin, begin + len(ends[1]), False, True)


def _mention(block: Block, number: int, chain: _Chain) -> Mention:
    text = block.text
    from_, to = block.around(chain.start, chain.end)
    lone = chain.start - from_ < REACH and to - chain.end < REACH
    alone = lone and not _LETTER.search(text, from_, chain.start) and not _LETTER.search(text, chain.end, to)
    before = text[max(0, chain.start - 2 * REACH) : chain.start]
    for sentence in reversed([*_SENTENCE.finditer(before)]):
        before = before[sentence.end() :]
        break
    after = text[chain.end : chain.end + REACH]
    if sentence_end := re.search(r"[.!?](?:\s|$)", after):
        after = after[: sentence_end.start()]
    around = before + " | " + after
    places = {"admin": CENTRES, "web": WEB, "panel": PANEL}
    return Mention(
        labels=tuple(readable(label).replace(HYPHEN, "-") for label in chain.labels),
        text=readable(text[chain.start : chain.end]).strip(" .,;:"),
        line=block.line_at(chain.start),
        page=block.page,
        block=number,
        start=chain.start,
        end=chain.end,
        marked=chain.marked,
        tab=chain.tab,
        alone=alone,
        near=next((place for place, words in places.items() if words.search(around)), ""),
    )
