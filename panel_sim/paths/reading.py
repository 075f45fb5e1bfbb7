"""What stands on the glass, read from a View: its texts, and the values beside its labels."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from panel_sim.core.views import (
    Entry,
    Home,
    JobDetail,
    Listing,
    Notice,
    Progress,
    Row,
    SignInCode,
    View,
)
from panel_sim.paths.walking import Astray, folded


def spaced(text: str) -> str:
    """A text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


def texts(view: View) -> tuple[str, ...]:
    """Every text on the glass from top to bottom, all of a scrolled list included; device codes are left out."""
    bar = view.bar
    found = [view.title, bar.banner, bar.lock, bar.user, bar.network, bar.clock, *_content(view)]
    found += [button.label for button in view.buttons()]
    found += [view.back_label, bar.jobs, *(word for _, word in bar.key_words)]
    return tuple(dict.fromkeys(line for text in found if (line := spaced(text))))


def _content(view: View) -> Iterator[str]:
    body = view.body
    match body:
        case Home():
            for tile in body.tiles:
                yield tile.label
        case Listing():
            yield body.intro
            if not body.rows:
                yield body.empty
        case Notice():
            yield from (body.text, body.detail)
        case Entry():
            yield from (body.prompt, body.text, body.limit, body.problem)
        case Progress():
            yield from (body.text, body.detail)
        case SignInCode():
            yield from (body.heading, *body.steps, body.waiting, body.verification_uri, body.left_text)
            if body.loopback:
                yield body.loopback_text
        case JobDetail():
            yield from (body.banner_code, body.banner)
            if body.banner_code:
                yield f"{body.banner_code} {body.banner}"
            names = dict(body.leg_names)
            for leg in body.legs:
                yield names.get(leg.name, leg.name)
                if body.expanded:
                    yield leg.detail
    for row in view.rows():
        yield from (row.label, row.value)


def sees(view: View, text: str) -> bool:
    """Whether a text stands on the glass; case matters, spacing does not."""
    wanted = spaced(text)
    return any(wanted in one for one in texts(view))


def value_of(view: View, label: str) -> str | None:
    """The value beside a label; None when there is no such label. Raises Astray where it stands there more than once
    with other values."""
    rows = [row for row in view.rows() if row.kind not in ("heading", "text")]
    for found in ([row for row in rows if row.label == label], [row for row in rows if _alike(row, label)]):
        values = list(dict.fromkeys(row.value for row in found))
        if len(values) > 1:
            sentence = f'"{label}" stands {len(found)} times on "{view.title}" ({view.screen}), with other values.'
            raise Astray(sentence, label, tuple(row.label for row in rows), "")
        if values:
            return values[0]
    return None


def _alike(row: Row, label: str) -> bool:
    return folded(row.label) == folded(label)


def touchable(view: View, label: str) -> bool | None:
    """Whether a row, button or tile on the glass that bears the label can be touched; None when there is none."""
    found = [row.touchable for row in view.rows() if _alike(row, label)]
    found += [button.enabled for button in view.buttons() if folded(button.label) == folded(label)]
    if isinstance(view.body, Home):
        found += [tile.enabled for tile in view.body.tiles if folded(tile.label) == folded(label)]
    return any(found) if found else None


def nearest_text(view: View, text: str) -> str:
    """The text on the glass that comes nearest; "" where none is near."""
    there = texts(view)
    near = difflib.get_close_matches(spaced(text), there, 1, 0.5)
    return near[0] if near else ""


def nearest_label(view: View, label: str) -> str:
    """The label with a value that comes nearest; "" where none is near."""
    near = difflib.get_close_matches(label, [row.label for row in view.rows()], 1, 0.5)
    return near[0] if near else ""
