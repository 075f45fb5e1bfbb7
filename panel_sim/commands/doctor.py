"""panel-sim doctor: sign in and send a test mail for real, leg by leg, and say what an administrator must change."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from panel_sim.adapters.clocks import WallClock
from panel_sim.adapters.dice import SystemDice
from panel_sim.adapters.log_file import LOGGER
from panel_sim.adapters.log_words import leg_words
from panel_sim.adapters.loop_clock import LoopClock
from panel_sim.bootstrap import default_home, named_profile
from panel_sim.commands.stopping import until_stopped
from panel_sim.core.jobs import Leg
from panel_sim.options import Options, Refused
from panel_sim.ports import Clock
from panel_sim.running import Running
from panel_sim.tui.letters import pixels

if TYPE_CHECKING:
    from panel_sim.adapters.checkup import Code, Verdict
    from panel_sim.adapters.profiles import Profile

log = logging.getLogger(LOGGER)

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class _Patient:
    """What is examined, and by which clock."""

    profile: Profile
    clock: Clock
    shown: tuple[str, int] | None = None


def run(options: Options, *, to: str, as_json: bool) -> int:
    """Examine the profile: 0 when all is well, 1 when not, 130 when stopped before the end. Raises Refused."""
    if to and not _ADDRESS.fullmatch(to):
        raise Refused(f"--to wants an e-mail address, not {to!r}.", 2)
    language = _language(options)
    report = _Lines() if as_json else _Sheet(language)

    async def work(stop: asyncio.Event) -> int:
        async with _patient(options) as patient:
            # Here and not above: they load the mail library, and those who asked wrongly need not wait for it.
            from panel_sim.adapters.checkup import Checkup

            def tell(leg: Leg, code: Code | None) -> None:
                log.info("doctor %s", leg_words(leg))
                report.tell(leg, code)

            log.info("doctor examines the profile %s", patient.profile.name)
            report.begin(patient.profile)
            checkup = Checkup(
                patient.profile,
                patient.clock,
                SystemDice(),
                language=language,
                wall=WallClock().now,
                tell=tell,
                shown=patient.shown,
            )
            examined = asyncio.ensure_future(checkup.run(to))
            stopped = asyncio.ensure_future(stop.wait())
            await asyncio.wait([examined, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not examined.done():
                examined.cancel()
                await asyncio.wait([examined])
                return INTERRUPTED
            stopped.cancel()
            verdict = examined.result()
            log.info("doctor verdict %s", "ok" if verdict.ok else f"{verdict.kind} {verdict.code or ''}".rstrip())
            report.end(verdict)
            return 0 if verdict.ok else 1

    return until_stopped(work)


@asynccontextmanager
async def _patient(options: Options) -> AsyncIterator[_Patient]:
    """Whom to examine: a named profile, a tenant that runs elsewhere, or one that is started for it."""
    clock = LoopClock(asyncio.get_running_loop())
    if options.profile != "practice":
        yield _Patient(named_profile(options), clock)
        return
    if options.tenant is not None:
        from panel_sim.adapters.profiles import Profile, ProfileError, read_ready

        try:
            profile = Profile.of_practice(read_ready(options.tenant))
        except ProfileError as error:
            raise Refused(str(error), 2) from None
        yield _Patient(profile, clock)
        return
    running = _started(options)
    try:
        from panel_sim.adapters.profiles import Profile

        ready = await running.bring_up()
        device = running.simulator.panel.context.device
        shown = device.text("email.smtp_address"), device.number("email.smtp_port", 587)
        yield _Patient(Profile.of_practice(ready), running.clock, shown if shown[0] else None)
    finally:
        await running.close()


def _started(options: Options) -> Running:
    try:
        return Running(options)
    except Refused as refused:
        ready = (options.home or default_home()) / "ready.json"
        if refused.code != 3 or not ready.is_file():
            raise
        raise Refused(f"{refused} To examine what runs there, give --tenant {ready}.", 3) from None


def _language(options: Options) -> str:
    """The language asked for, else the locale's; without one, that of the panel as it is sold. Raises Refused."""
    from panel_sim.adapters.advice import LANGUAGES

    if options.language:
        if options.language not in LANGUAGES:
            raise Refused(f"There is no language {options.language}; there are {', '.join(sorted(LANGUAGES))}.", 2)
        return options.language
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "sv" if locale.partition(".")[0] in ("", "C", "POSIX") or locale.startswith("sv") else "en"


class _Lines:
    """One JSON object a line, as design section 8 promises it to programs."""

    def begin(self, profile: Profile) -> None:
        """Nothing: the first line is the first leg."""

    def tell(self, leg: Leg, code: Code | None) -> None:
        """A leg that ended."""
        line: dict[str, object] = {"leg": leg.name, "ok": leg.ok}
        if code is not None:
            line |= {
                "user_code": code.user_code,
                "verification_uri": code.verification_uri,
                "expires_in": round(code.expires_in),
            }
        print(json.dumps(line | {"ms": round(leg.ms, 1), "detail": leg.detail}, ensure_ascii=False), flush=True)

    def end(self, verdict: Verdict) -> None:
        """The last line."""
        line = {
            "leg": "verdict",
            "ok": verdict.ok,
            "code": verdict.code,
            "failed": verdict.leg or None,
            "kind": verdict.kind or None,
            "detail": verdict.detail,
            "advice": "\n".join(verdict.advice),
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)


class _Sheet:
    """A checklist for people."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._colour = False if "NO_COLOR" in os.environ else None
        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        self._marks = ("✓", "✗", "–", "█▀▄") if encoding == "utf8" else ("+", "x", "-", "")

    def _words(self, key: str, **facts: object) -> str:
        from panel_sim.adapters.advice import phrase

        return phrase(self._language, key, facts)

    def _print(self, text: str = "", colour: str = "", bold: bool = False) -> None:
        click.echo(click.style(text.rstrip(), fg=colour or None, bold=bold or None), color=self._colour)

    def begin(self, profile: Profile) -> None:
        """The heading."""
        self._practice = profile.practice
        self._smtp = f"{profile.smtp_host}:{profile.smtp_port}"
        self._print(self._words("doctor.title", profile=profile.name), bold=True)
        self._print()

    def tell(self, leg: Leg, code: Code | None) -> None:
        """A leg that ended, and the code to enter."""
        good, bad, not_tried, _ = self._marks
        mark, colour = {True: (good, "green"), False: (bad, "red"), None: (not_tried, "yellow")}[leg.ok]
        name = self._words(f"leg.{leg.name}")
        took = f"{leg.ms / 1000:.1f} s" if leg.ms >= 10_000 else f"{leg.ms:.0f} ms"
        first, *rest = _wrapped(_plain(leg.detail), 40) or [""]
        self._print(f"  {mark} {name:<24} {took:>9}  {first}".rstrip(), colour)
        for line in rest:
            self._print(" " * 40 + line, colour)
        if code is not None:
            self._show(code)

    def _show(self, code: Code) -> None:
        self._print()
        self._print("  " + self._words("doctor.enter", address=_plain(code.verification_uri)))
        self._print()
        for line in self._large(code.user_code):
            self._print(f"      {line}")
        self._print(f"      {_plain(code.user_code)}", bold=True)
        self._print()
        if self._practice:
            self._say(self._words("doctor.practice"))
        self._say(self._words("doctor.waiting", minutes=max(1, round(code.expires_in / 60))))
        self._print()
        sys.stdout.flush()

    def _large(self, text: str) -> list[str]:
        """The code in letters that can be read from the copier across the room; [] where they cannot be drawn."""
        rows = list(pixels(text) or ())
        blocks = self._marks[3]
        if not rows or not blocks:
            return [row.replace(".", " ").rstrip() for row in rows] + [""] * bool(rows)
        rows += ["." * len(rows[0])] * (len(rows) % 2)
        signs = {"##": blocks[0], "#.": blocks[1], ".#": blocks[2], "..": " "}
        pairs = zip(rows[::2], rows[1::2], strict=True)
        lines = ("".join(signs[above + below] for above, below in zip(*pair, strict=True)) for pair in pairs)
        return [*(line.rstrip() for line in lines), ""]

    def end(self, verdict: Verdict) -> None:
        """The verdict and the advice."""
        self._print()
        if verdict.ok:
            to = verdict.detail.rpartition(" → ")[2]
            self._print(self._words("doctor.green", to=_plain(to), smtp=self._smtp), "green", bold=True)
        else:
            self._print(self._words("doctor.red"), "red", bold=True)
            self._say(_plain(verdict.detail))
            if verdict.code is not None:
                self._print("  " + self._words("doctor.code", code=verdict.code))
        if verdict.advice:
            self._print()
            self._print(self._words("doctor.advice"), bold=True)
            for sentence in verdict.advice:
                self._say(sentence)

    def _say(self, text: str) -> None:
        for line in _wrapped(text, 2):
            self._print(f"  {line}")


def _plain(text: str) -> str:
    """What others said, with nothing in it that moves a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


def _wrapped(text: str, indent: int) -> list[str]:
    """`text` in lines that fit the terminal beside an indent; long words (addresses) stay whole, to be copied."""
    import shutil
    import textwrap

    width = min(110, shutil.get_terminal_size().columns) - indent
    return textwrap.wrap(text, max(30, width), break_long_words=False, break_on_hyphens=False)

