"""HTML as blocks."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from panel_sim.paths.guide.blocks import CLOSE, OPEN, Block, Builder
from panel_sim.paths.guide.writing import marked

_MARKED = "a b strong i em code kbd q cite samp mark u var dfn"
_LEFT_OUT = "script style template noscript svg math title"
_IN_LINE = "span font small big sub sup abbr img wbr bdi bdo label ins del s time tt input button"
_MARKING, _SILENT, _RUNNING = frozenset(_MARKED.split()), frozenset(_LEFT_OUT.split()), frozenset(_IN_LINE.split())
"""Elements that stand in a line of text. Whatever is neither these nor marks begins a block of its own."""
_SIGN = re.compile(r"^[^\w\s]{1,3}$")
LONGEST_TAG = 4000


def read_hypertext(text: str) -> list[Block]:
    """HTML as blocks: tags that mark words become marks, line breaks become spaces, scripts and styles are left out."""
    reader = _Reader()
    reader.feed(tamed(text))
    reader.close()
    reader.builder.end()
    return [
        Block(marked(block.text, markdown=False), block.starts, block.lines, block.page)
        for block in reader.builder.blocks
    ]


def tamed(text: str) -> str:
    """HTML in which nothing opens that does not close soon.

    The standard library's parser looks for the end of each tag, comment or declaration to the end of the text, again
    for each one that is open: hours for some megabytes of garbage. Such a < is taken as text. Lines stay as they are.
    """
    last_comment = text.rfind("-->")
    last_section = text.rfind("]]>")
    places = []
    place = text.find("<")
    closing = text.find(">")
    while place >= 0:
        if closing >= 0 and closing < place:
            closing = text.find(">", place)
        if text.startswith("<!--", place):
            sound = place < last_comment
        elif text.startswith("<![", place):
            sound = place < last_section and 0 <= closing - place < LONGEST_TAG
        else:
            sound = 0 <= closing - place < LONGEST_TAG
        following = text.find("<", place + 1)
        # A tag in which another begins: the parser would take both for one, and go over them again and again.
        if sound and 0 <= following < closing and not text.startswith("<!--", place):
            sound = text.count('"', place, following) % 2 == 1 or text.count("'", place, following) % 2 == 1
        if not sound:
            places.append(place)
        place = following
    if not places:
        return text
    pieces, before = [], 0
    for place in places:
        pieces += [text[before:place], "&lt;"]
        before = place + 1
    return "".join([*pieces, text[before:]])


class _Reader(HTMLParser):
    """Feeds a builder, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = Builder()
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A mark, a space, a new block; or the sign that a picture of an arrow stands for."""
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag in _MARKING:
            self.builder.mark(OPEN)
        elif tag == "br":
            self.builder.add(" ", self.getpos()[0], glue=True)
        elif tag == "img":
            alternative = dict(attrs).get("alt") or ""
            if _SIGN.match(alternative.strip()):
                self.builder.add(f" {alternative.strip()} ", self.getpos()[0], glue=True)
        elif tag not in _RUNNING:
            self.builder.end()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself: no mark is left open by it."""
        if tag not in _MARKING and tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of a mark or of a block."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent:
            return
        elif tag in _MARKING:
            self.builder.mark(CLOSE)
        elif tag != "br" and tag not in _RUNNING:
            self.builder.end()

    def handle_data(self, data: str) -> None:
        """Text, over as many lines as it has."""
        if self._silent:
            return
        line = self.getpos()[0]
        for further, piece in enumerate(data.split("\n")):
            if further:
                self.builder.add(" ", line + further, glue=True)
            self.builder.add(piece, line + further, glue=True)
