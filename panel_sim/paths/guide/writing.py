"""Plain text and Markdown as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from panel_sim.paths.guide.blocks import CLOSE, OPEN, Block, Builder

_ENTITIES = {
    "&gt;": ">", "&rarr;": "→", "&rsaquo;": "›", "&raquo;": "»", "&nbsp;": " ", "&amp;": "&", "&quot;": '"',
    "&#62;": ">", "&#x3e;": ">", "&#8594;": "→",
}  # fmt: skip
_ENTITY = re.compile("|".join(_ENTITIES), re.IGNORECASE)
_TAG = re.compile(r"<(/?)(b|strong|i|em|code|kbd|u|span|br|a|q|p|div|sub|sup|samp|mark)\b[^<>]{0,300}>", re.IGNORECASE)
_MARKING = {"b", "strong", "i", "em", "code", "kbd", "q", "samp", "mark", "u"}
_ADDRESS = re.compile(r"<(?:https?|mailto):[^<>\s]{1,2000}>")
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]]{1,500})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,200}\])")
_ITEM = re.compile(r"(?:[-*+•❑○◦▪■□–]|\d{1,3}[.)]|[a-zA-Z][.)])(?:\s+|$)")
_RULE = re.compile(r"[-=_*~\s]{3,}$")
_ESCAPED = re.compile(r"\\([>*_`\"\[\]])")
_EMPHASIS = re.compile(
    r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`{1,2}|[\"“”„«»›‘‹]|(?<!\w)['](?=\w)|(?<=\S)['](?!\w)"
)
_PAIRS = {"“": "”", "„": "”", "«": "»", "‹": "›", "”": "”", '"': '"', "»": "»", "›": "›", "‘": "’"}


def read_writing(lines: Iterable[str], *, markdown: bool = True, page: int = 0) -> list[Block]:
    """Text as blocks. With `markdown` its signs are understood; they are in most texts that have them at all.

    A line that begins with > goes on with the path of the line before, unless it is a quotation: after an empty line,
    or after another line that begins so.
    """
    builder = Builder(page)
    quoting, empty, fenced = False, True, False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            builder.end()
            quoting, empty = False, True
            continue
        if markdown:
            if line.startswith(("```", "~~~")):
                builder.end()
                fenced, empty = not fenced, True
                continue
            if not fenced:
                line, quoting = _unquoted(line, quoting, empty)
                if not line or _RULE.match(line):
                    builder.end()
                    empty = True
                    continue
            heading = line[0] == "#" and not fenced
            line = inline(line.lstrip("#").strip() if heading else line)
            if heading or fenced or line.startswith("|"):
                builder.end()
                for cell in line.strip("|").split("|") if line.startswith("|") else [line]:
                    builder.add(cell, number)
                    builder.end()
                empty = True
                continue
        if item := _ITEM.match(line):
            builder.end()
            line = line[item.end() :]
        empty = False
        if "\t" in line:
            builder.end()
            for cell in line.split("\t"):
                builder.add(cell, number)
                builder.end()
            continue
        builder.add(line, number)
    builder.end()
    return [_marked(block, markdown) for block in builder.blocks]


def _unquoted(line: str, quoting: bool, empty: bool) -> tuple[str, bool]:
    if line[0] == ">" and (quoting or empty):
        return line.lstrip("> "), True
    return line, False


def inline(line: str) -> str:
    """A line of Markdown without addresses, pictures, tags and entities; what tags and links mark is marked."""
    if "<" in line:
        line = _ADDRESS.sub(" ", line)
        line = _TAG.sub(_mark_of_tag, line)
    if "[" in line:
        line = _LINK.sub(f"{OPEN}\\1{CLOSE}", _PICTURE.sub(" ", line))
    if "&" in line:
        line = _ENTITY.sub(lambda found: _ENTITIES[found[0].lower()], line)
    if "\\" in line:
        line = _ESCAPED.sub(r"\1", line)
    return line


def _mark_of_tag(found: re.Match[str]) -> str:
    name = found[2].lower()
    if name in _MARKING:
        return CLOSE if found[1] else OPEN
    return " " if name in ("br", "p", "div") else ""


def marked(text: str, *, markdown: bool) -> str:
    """Text in which emphasis and quotation marks have become OPEN and CLOSE, sign for sign of the same length."""
    if not _EMPHASIS.search(text):
        return text
    open_: list[str] = []

    def change(found: re.Match[str]) -> str:
        sign, start, end = found[0], found.start(), found.end()
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if sign[0] in "*_`":
            if not markdown:
                return sign
            opens, closes = not after.isspace(), not before.isspace()
        else:
            if sign in "»›" and before.isspace() == after.isspace():
                return sign
            opens, closes = not after.isspace(), not before.isspace() or sign in "”\"'»›"
        wanted = _PAIRS.get(sign, sign)
        if closes and sign in open_[-4:] and sign not in "“„«‹":
            while open_.pop() != sign:
                pass
            return CLOSE * len(sign)
        if opens and sign not in "’" and (sign[0] in "*_`“„«‹‘'\"”" or before.isspace() or before in MARKS_BEFORE):
            open_.append(wanted)
            return OPEN * len(sign)
        return sign if sign[0] in "»›'" else " " * len(sign)

    return _EMPHASIS.sub(change, text)


MARKS_BEFORE = "(" + OPEN
"""What may stand directly before an opening quotation mark."""


def _marked(block: Block, markdown: bool) -> Block:
    text = marked(block.text, markdown=markdown)
    return block if text is block.text else Block(text, block.starts, block.lines, block.page)
