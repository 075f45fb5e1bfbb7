"""The same device as numbered lines: for screen readers, pipes and terminals that can do nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from panel_sim.core.events import CursorMoved, Event, Pressed, Tapped, Typed
from panel_sim.core.views import (
    Asleep,
    Entry,
    Home,
    JobDetail,
    Listing,
    Notice,
    Off,
    Progress,
    Row,
    SignInCode,
    View,
)
from panel_sim.tui.fitting import clean
from panel_sim.tui.gauge import percent, time_taken
from panel_sim.tui.paint_frame import page_id
from panel_sim.tui.words import word

PRESSES = {
    "home": "home", "hem": "home", "back": "back", "tillbaka": "back", "help": "help", "hjälp": "help",
    "start": "start", "starta": "start", "stop": "stop", "stopp": "stop", "power": "power", "ström": "power",
}
"""Words that stand for hard keys, in both languages."""
QUITS = frozenset({"quit", "exit", "avsluta"})
PAGES = {"next": 1, "nästa": 1, "previous": -1, "föregående": -1}
CLEAR = (CursorMoved(10_000), Typed("\b" * 1024))
"""Empties an entry."""


class PlainSimulator(Protocol):
    """What plain lines need of the simulator."""

    @property
    def view(self) -> View:
        """What the glass shows now."""

    def feed(self, event: Event) -> View:
        """One step of the panel."""

    def watch(self, watcher: Callable[[View], None]) -> Callable[[], None]:
        """Tell `watcher` when the View changed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something with a number: its id and how it reads."""

    id: str
    text: str


def choices(view: View) -> tuple[Choice, ...]:
    """Everything that can be touched, in the order of its numbers; soft keys are left out, since one types."""
    body = view.body
    found: list[Choice] = []
    if isinstance(body, Home):
        found += [Choice(tile.id, _marked(tile.label, view, locked=tile.locked)) for tile in body.tiles if tile.enabled]
    found += [Choice(row.id, _row(row, view)) for row in view.rows() if row.touchable]
    found += [Choice(button.id, f"[{clean(button.label)}]") for button in view.buttons() if button.enabled]
    return tuple(found)


def _marked(label: str, view: View, *, locked: bool) -> str:
    return f"{clean(label)} ({word(view.language, 'locked')})" if locked else clean(label)


def _row(row: Row, view: View) -> str:
    label = _marked(row.label, view, locked=row.locked)
    if row.kind in ("choice", "tick"):
        label = f"({'x' if row.on else ' '}) {label}"
    return f"{label}: {clean(row.value)}" if row.value else label


def spoken(view: View) -> list[str]:
    """The whole screen as lines, the choices numbered."""
    bar = view.bar
    state = "  ".join(clean(part) for part in (bar.banner, bar.lock, bar.user, bar.network, bar.clock) if part)
    lines = ["", f"== {clean(view.title) or clean(bar.product)} ==", state]
    lines += _content(view)
    for number, choice in enumerate(choices(view), 1):
        lines.append(f"{number:>3}  {choice.text}")
    body = view.body
    if isinstance(body, Home) and body.pages > 1:
        lines.append(f"     {word(view.language, 'page-of').format(page=body.page + 1, pages=body.pages)}")
    ways = [clean(view.back_label).lower()] if view.can_back else []
    ways += [clean(text).lower() for key, text in bar.key_words if key in ("home", "help")]
    lines.append(f"({', '.join([*ways, clean(bar.jobs).lower(), *sorted(QUITS - {'exit'})])})")
    return lines


def _content(view: View) -> list[str]:
    """What is only read."""
    body = view.body
    if isinstance(body, Listing):
        lines = [clean(body.intro)] if body.intro else []
        lines += [_reading(row, view) for row in body.rows if not row.touchable]
        return lines if body.rows or not body.empty else [*lines, clean(body.empty)]
    if isinstance(body, Notice):
        return [*map(clean, body.text.split("\n")), *(clean(body.detail),) * bool(body.detail),
                *(_reading(row, view) for row in body.rows if not row.touchable)]
    if isinstance(body, Entry):
        shown = clean(body.text)
        return [clean(body.prompt), f"> {shown}", *(clean(text) for text in (body.problem, body.limit) if text)]
    if isinstance(body, Progress):
        share = f"  {percent(body.done, body.total)} %" if body.total > 0 else ""
        return [f"{clean(body.text)}{share}", *(clean(body.detail),) * bool(body.detail)]
    if isinstance(body, SignInCode):
        steps = [f"{number}. {clean(step)}" for number, step in enumerate(body.steps, 1)]
        return [clean(body.heading), *steps, clean(body.verification_uri), " ".join(clean(body.user_code)),
                f"{clean(body.waiting)}  {clean(body.left_text)}", *(clean(body.loopback_text),) * body.loopback]
    if isinstance(body, JobDetail):
        return _job(body, view)
    if isinstance(body, Asleep):
        return [word(view.language, "wake")]
    if isinstance(body, Off):
        return [word(view.language, "off")]
    return []


def _reading(row: Row, view: View) -> str:
    if row.kind == "heading":
        return f"-- {clean(row.label)} --"
    return f"     {_row(row, view)}"


def _job(body: JobDetail, view: View) -> list[str]:
    labels = dict(body.leg_names)
    lines = [" ".join(clean(part) for part in (body.banner_code, body.banner) if part)]
    lines += [_reading(row, view) for row in body.rows if not row.touchable]
    for leg in body.legs:
        sign = "..." if leg.ok is None else "ok" if leg.ok else "FEL" if view.language == "sv" else "FAILED"
        parts = (sign, clean(labels.get(leg.name, leg.name)), time_taken(leg), clean(leg.detail))
        lines.append("     " + "  ".join(part for part in parts if part))
    return lines


def events_for(view: View, line: str) -> list[Event] | None:
    """What a typed line means here; None to leave, [] when it means nothing.

    In an entry anything that is not a command becomes the text; an empty line is the primary button. `=text` is always
    text, so that a name such as "home" can be typed.
    """
    text = line.strip()
    lowered = text.lower()
    body = view.body
    entry = isinstance(body, Entry)
    if entry and text.startswith("="):
        return [*CLEAR, Typed(text[1:])]
    if lowered in QUITS:
        return None
    if isinstance(body, (Asleep, Off)):
        return [Pressed("power")] if isinstance(body, Off) or lowered in ("power", "ström") else [Tapped("wake")]
    known = choices(view)
    if not text:
        return _primary(view)
    named = next((choice for choice in known if choice.text.strip("[]").lower() == lowered), None)
    if named is not None:
        return [Tapped(named.id)]
    presses = PRESSES | {clean(name).lower(): key for key, name in view.bar.key_words}
    if view.can_back:
        presses[clean(view.back_label).lower()] = "back"
    if lowered in presses:
        return [Pressed(presses[lowered])]
    if lowered in ("jobs", "jobb", clean(view.bar.jobs).lower()):
        return [Tapped("jobs")]
    if isinstance(body, Home) and lowered in PAGES:
        return [Tapped(page_id((body.page + PAGES[lowered]) % max(1, body.pages)))]
    if text.isdecimal() and not entry:
        return [Tapped(known[int(text) - 1].id)] if 0 < int(text) <= len(known) else []
    if entry and text.startswith("#") and text[1:].isdecimal() and 0 < int(text[1:]) <= len(known):
        return [Tapped(known[int(text[1:]) - 1].id)]
    return [*CLEAR, Typed(line.strip("\r\n"))] if entry else []


def _primary(view: View) -> list[Event]:
    from panel_sim.tui.navigation import primary

    button = primary(view)
    return [Tapped(button)] if button else []


async def run_plain(
    simulator: PlainSimulator,
    stdin: TextIO,
    stdout: TextIO,
    aside: Callable[[str], str | None] = lambda line: None,
) -> int:
    """Show the device as lines and take lines, until `quit` or the end of `stdin`; answers the exit code.

    `aside` gets each line first: what it answers is said, and the panel hears nothing of that line.
    Reading happens off the loop, so mail goes on being sent while nobody types. On a terminal, what is typed into a
    secret entry is not echoed.
    """
    loop = asyncio.get_running_loop()
    shown = _Shown(stdout)
    changed = asyncio.Event()

    def told(view: View) -> None:
        loop.call_soon_threadsafe(changed.set)

    unsubscribe = simulator.watch(told)
    shown.show(simulator.view)
    reading: asyncio.Future[str] | None = None
    try:
        while True:
            if reading is None:
                await _settled(simulator, stdin)
                shown.show(simulator.view)
                reading = _line_from(loop, stdin, stdout, _secret(simulator.view))
            waiting = asyncio.ensure_future(changed.wait())
            both: set[asyncio.Future[Any]] = {reading, waiting}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if changed.is_set():
                changed.clear()
                shown.show(simulator.view)
            if not reading.done():
                continue
            line, reading = reading.result(), None
            if line and (said := aside(line.strip())) is not None:
                shown.say(said)
                continue
            meant = events_for(simulator.view, line) if line else None
            if meant is None:
                return 0
            if not meant:
                shown.say(word(simulator.view.language, "unknown"))
            for event in meant:
                simulator.feed(event)
            changed.clear()
            shown.show(simulator.view)
    finally:
        unsubscribe()


async def _settled(simulator: PlainSimulator, stdin: TextIO) -> None:
    """Where lines come from a pipe, each waits until what the one before began is over."""
    settle = getattr(simulator, "settle", None)
    if settle is not None and not stdin.isatty():
        await settle()


def _line_from(
    loop: asyncio.AbstractEventLoop, stdin: TextIO, stdout: TextIO, secret: bool
) -> asyncio.Future[str]:
    """A line, read in a thread that does not keep the program alive when it is told to end meanwhile."""
    future: asyncio.Future[str] = loop.create_future()

    def tell(line: str) -> None:
        if not future.done():
            future.set_result(line)

    def read() -> None:
        line = _read(stdin, stdout, secret)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, line)

    threading.Thread(target=read, name="plain-lines", daemon=True).start()
    return future


def _secret(view: View) -> bool:
    return isinstance(view.body, Entry) and view.body.secret


def _read(stdin: TextIO, stdout: TextIO, secret: bool) -> str:
    """One line; "" at the end of the input."""
    if secret and stdin is sys.stdin and stdin.isatty():
        import getpass

        try:
            return getpass.getpass("> ", stream=stdout) + "\n"
        except EOFError:
            return ""
    try:
        return stdin.readline()
    except (OSError, ValueError):
        return ""


class _Shown:
    """What was said last, so that only what is new is said again."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout
        self._last: list[str] = []
        self._screen: tuple[str, tuple[str, ...]] = ("", ())

    def show(self, view: View) -> None:
        """Say the screen: whole when it is another one, else only the lines that changed; never for the clock alone."""
        lines = spoken(view)
        offered = tuple(choice.id for choice in choices(view))
        if (view.screen, offered) != self._screen:
            self._write(lines)
        else:
            fresh = [line for line in lines if line not in self._last and line != lines[2]]
            if fresh:
                self._write(fresh)
        self._last, self._screen = lines, (view.screen, offered)

    def say(self, line: str) -> None:
        """Say one line."""
        self._write([line])

    def _write(self, lines: list[str]) -> None:
        encoding = getattr(self._stdout, "encoding", None) or "utf-8"
        text = "\n".join(lines) + "\n"
        self._stdout.write(text.encode(encoding, "replace").decode(encoding))
        self._stdout.flush()
