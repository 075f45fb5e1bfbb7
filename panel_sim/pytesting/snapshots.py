"""Snapshots of the glass beside the test file: plain lines, free of styling, so that they outlive the painter."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from panel_sim.core.views import SignInCode, View

FOLDER = "__snapshots__"
FORMS = {"text": ".txt", "svg": ".svg"}
UPDATE = "--panel-update-snapshots"
_PORT = re.compile(r"(?<=//localhost:)\d+|(?<=//127\.0\.0\.1:)\d+")
_UNSAFE = re.compile(r"[^\w.\[\]-]+")


class Snapshots:
    """The snapshots of one test."""

    def __init__(self, folder: Path, test: str, *, update: bool) -> None:
        self._folder = folder
        self._test = test
        self._update = update
        self._count = 0

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> Snapshots:
        """Those of the test that asks."""
        path: Path = request.node.path
        test = request.node.nodeid.partition("::")[2].replace("::", ".")
        return cls(path.parent / FOLDER / path.stem, test, update=bool(request.config.getoption(UPDATE)))

    def match(self, view: View, name: str, form: str) -> None:
        """Compare, or write. Raises AssertionError, and ValueError for a form that there is not."""
        __tracebackhide__ = True
        if form not in FORMS:
            raise ValueError(f"A snapshot is {' or '.join(FORMS)}, not {form!r}.")
        self._count += not name
        ending = f".{name}" if name else f"-{self._count}" if self._count > 1 else ""
        path = self._folder / (_safe(self._test + ending) + FORMS[form])
        found = shown(view, form)
        try:
            wanted = path.read_text("utf-8")
        except FileNotFoundError:
            wanted = None
        if found == wanted:
            return
        if self._update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found, "utf-8", newline="\n")
            return
        if wanted is None:
            glass = found if form == "text" else ""
            raise AssertionError(f"There is no snapshot {path} yet; {UPDATE} writes it.\n{glass}")
        if form != "text":
            raise AssertionError(f"The picture differs from {path}; {UPDATE} takes the new one.")
        lines = difflib.unified_diff(wanted.splitlines(), found.splitlines(), "snapshot", "glass", lineterm="")
        difference = "\n".join(lines)
        raise AssertionError(f"The glass differs from {path}; {UPDATE} takes what it shows now.\n{difference}")


def shown(view: View, form: str) -> str:
    """The glass in that form, with what changes from run to run masked: codes, and ports of this computer."""
    from panel_sim.tui.glass import view_svg, view_text

    view = _masked(view)
    if form == "svg":
        return view_svg(view)
    return "\n".join(line.rstrip() for line in view_text(view).split("\n")).rstrip("\n") + "\n"


def _masked(view: View) -> View:
    if view.over is not None:
        view = replace(view, over=_masked(view.over))
    if isinstance(view.body, SignInCode):
        view = replace(view, body=replace(view.body, verification_uri=_PORT.sub("0", view.body.verification_uri)))
    return view


def _safe(name: str) -> str:
    """A file name for a test; names that differ only in what a file name cannot hold stay apart."""
    safe = _UNSAFE.sub("_", name)
    if len(safe) > 150 or safe != name:
        safe = f"{safe[:150]}-{crc32(name.encode()):08x}"
    return safe
