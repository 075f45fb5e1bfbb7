"""Every tap and every answer from every screen, on every model, in both languages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from panel_sim.core import events as ev
from panel_sim.core import jobs
from panel_sim.core.failures import CODES, Failure
from panel_sim.core.views import Entry, Home

Make = Callable[..., Any]
ANNA = "user:anna"
UNFILLED = re.compile(r"\{[a-z][a-z0-9_.-]*\}")
KEYLESS = ("asleep", "off")


def check(panel: Any) -> None:
    view = panel.view
    shown = repr(view)
    assert "⟨" not in shown, f"{view.screen}: a word is missing: {shown}"
    assert not UNFILLED.search(shown), f"{view.screen}: not filled in: {UNFILLED.findall(shown)}"
    assert view.title, view.screen
    there = panel.ids()
    assert len(there) == len(set(there)), f"{view.screen}: an id stands twice: {there}"


def answers(panel: Any) -> Iterator[ev.Event]:
    """What the world may answer to the screen on the glass: one event of each kind that its chart knows."""
    job = panel.session.job
    known = {
        "sign_in_advanced": [
            ev.SignInAdvanced(ANNA, step, problem)
            for step in ("account", "password", "consent")
            for problem in ("", "No.")
        ],
        "code_shown": [ev.CodeShown(ANNA, "ABCDEFGH", "http://localhost:1/code", 900, 5)],
        "sign_in_pending": [ev.SignInPending(ANNA, 5)],
        "signed_in": [ev.SignedIn(ANNA, "anna@ovning.example")],
        "sign_in_ended": [ev.SignInEnded(ANNA, Failure(kind, "sign_in", "why", "AADSTS1")) for kind in CODES],
        "timer_fired.code-expiry": [ev.TimerFired("code-expiry")],
        "scan_finished": [ev.ScanFinished(job, 3, 1000, "x.pdf"), ev.ScanFinished(job, 3, 2**26, "x.pdf")],
        "scan_failed": [ev.ScanFailed(job, Failure("scan-failed"))],
        "mail_sent": [ev.MailSent(job, (jobs.Leg("data", True),))],
        "mail_refused": [ev.MailRefused(job, Failure(kind, "auth", "why"), ()) for kind, code in CODES.items() if code],
        "sheet_printed": [ev.SheetPrinted(job, "/ut/blad.pdf")],
        "password_hashed": [ev.PasswordHashed("administrator", panel.device.administrator_hash)],
        "sheet_failed": [ev.SheetFailed(job, Failure("disk-full"))],
    }
    state = panel.menus.states.get(panel.screen)
    for trigger in state.on if state is not None else ():
        yield from known.get(trigger, ())
        if trigger.startswith("timer_fired.") and trigger not in known:
            yield ev.TimerFired(trigger.removeprefix("timer_fired."))


STEPS: tuple[ev.Event, ...] = (
    ev.Pressed("help"),
    ev.Pressed("power"),
    ev.Told("told.other", "x"),
    ev.Typed("1111"),
    ev.Typed("a@b.example"),
    # The administrator's password; long enough for a new one, and for one of Wi-Fi.
    ev.Typed("12345678"),
)


Seen = tuple[str, frozenset[str]]


def seen(panel: Any) -> Seen:
    """A screen as a finger meets it: its id and what can be touched (of a list, only whether it has rows)."""
    return panel.screen, frozenset(row.partition(":")[0] for row in panel.touchable())


def explore(panel: Any, *before: ev.Event) -> set[str]:
    """Breadth first from Home: every screen, with every set of rows that it can have, is met by its shortest way, and
    everything on it is tried once."""
    first = seen(panel.reset().feed(*before))
    ways: dict[Seen, tuple[ev.Event, ...]] = {first: before}
    waiting = deque([first])
    while waiting:
        start = waiting.popleft()
        way = ways[start]
        panel.reset().feed(*way)
        assert seen(panel) == start
        check(panel)
        pages = panel.view.body.pages if isinstance(panel.view.body, Home) else 1
        tries: list[tuple[ev.Event, ...]] = [(step,) for step in (*STEPS, *answers(panel))]
        # What goes on by itself is at its end after a dozen of them.
        tries += [(answer,) * 12 for answer in answers(panel) if isinstance(answer, ev.TimerFired)]
        for page in range(pages):
            turn = (ev.Tapped(f"page:{page}"),) if pages > 1 else ()
            panel.reset().feed(*way, *turn)
            tries += [(*turn, ev.Tapped(row)) for row in panel.touchable()]
        if isinstance(panel.view.body, Entry):
            ok = next((button.id for button in panel.view.buttons() if button.primary), "")
            tries += [(typed, ev.Tapped(ok)) for typed in STEPS[-3:]]
        for tried in tries:
            panel.reset().feed(*way, *tried)
            check(panel)
            trail = panel.session.trail
            assert len(trail) == len(set(trail))
            assert panel.screen not in trail
            if (now := seen(panel)) not in ways:
                ways[now] = (*way, *tried)
                waiting.append(now)
    return {screen for screen, _ in ways}


def ends_home(panel: Any) -> None:
    """Back leads Home in finitely many steps, and the Home key in one."""
    for _ in range(12):
        if panel.screen == "home":
            return
        panel.press("back")
        check(panel)
    raise AssertionError(f"Back goes round in circles: {panel.session.trail}")


@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_every_tap_from_every_screen(glass: Make, model: str) -> None:
    panel = glass(model, "showroom")
    screens = panel.menus.screens
    reached = explore(panel)
    trouble = [ev.ConditionChanged("network-unplugged", True), ev.ValueSet("device.firmware", "old")]
    if "status-sheet" in screens:
        trouble.append(ev.ConditionChanged("media-empty", True))
    reached |= explore(panel, *trouble)
    locked = glass(model, "epas-anna", "locked")
    reached |= explore(locked)
    reached |= explore(
        locked,
        *(ev.Tapped("lock"), ev.Typed("12345678"), ev.Tapped("administrator/ok"), ev.Pressed("home")),
        *(ev.ValueSet("device.firmware", "old"), ev.ValueSet("network.connection", "wifi")),
        ev.JobsLoaded((jobs.Job(9, "scan-to-email", "scan/email", panel.now, "aborted", size=9, failure="not-sent"),)),
    )
    if "email" in screens:
        # Somebody has signed in, is logged in where that is possible, and a document is under way.
        to = (
            "home/scan",
            "scan/email",
            "email/recipients",
            "email/recipients/contacts",
            "contact:1",
            "email/contacts/ok",
        )
        login = (ev.Tapped("user"), ev.Typed("1111"), ev.Tapped("login/pin/ok")) if "login/pin" in screens else ()
        way = (*login, *(ev.Tapped(row) for row in (*to, "email/recipients/ok", "email/start")), ev.Pressed("home"))
        reached |= explore(locked, *way)
    # A password is compared at once here, so nobody sees that screen.
    assert reached | {"login/checking"} >= set(screens), f"nobody can reach {set(screens) - reached}"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
def test_every_screen_speaks_and_leads_home(glass: Make, model: str, language: str) -> None:
    panel = glass(model, "epas-anna", language=language)
    core = panel.panel
    for screen in panel.menus.screens:
        panel.reset()
        core.start(panel.now, panel.seconds, screen)
        assert panel.screen == screen
        check(panel)
        assert panel.view.language == language
        if screen in KEYLESS:
            continue
        panel.press("help")
        check(panel)
        panel.press("back")
        ends_home(panel)
        panel.reset()
        core.start(panel.now, panel.seconds, screen)
        assert panel.press("home").screen == "home"
