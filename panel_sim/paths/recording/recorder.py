"""Turns what a person does at the panel into semantic steps: labels for touches, words for logins, never a secret.

Pure: it is handed events and the Views around them. Time that really passes does not count; what the clock did to the
glass meanwhile becomes `advance`, and what came by itself is waited for with `on`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel_sim.core.events import (
    ConditionChanged,
    CursorMoved,
    Event,
    PasswordChecked,
    Pressed,
    PrinterSignInAsked,
    PrinterSignInLeft,
    PrinterSignInStored,
    PrinterSignOutAsked,
    Tapped,
    TimerFired,
    Typed,
    ValueSet,
)
from panel_sim.core.views import Asleep, Entry, Home, Listing, SignInCode, View
from panel_sim.paths import durations
from panel_sim.paths.names import OUTCOMES
from panel_sim.paths.recording.noted import Noted
from panel_sim.paths.recording.seeing import seen
from panel_sim.paths.step import WITHIN

LOGIN = frozenset({"locked", "administrator", "login/pin", "login/user", "login/password", "login/checking"})
LOGOUT = frozenset({"logout", "administrator-out"})
DETOURS = LOGIN | LOGOUT
SIGN_IN = "sign-in"
AT_PANEL = frozenset({SIGN_IN, "sign-in/working", "sign-in/password", "sign-in/consent"})
"""The directory's own steps as screens of the panel. What is typed there is between the person and the directory; a
recording takes the way with a code instead, which ends the same."""
ICONS = frozenset({"lock", "user"})
PAGE, KEY = "page:", "key:"
STAND_IN = "12345678"
"""Stands for what was typed into a secret entry, as often as it takes: as long as what was typed."""


@dataclass(slots=True)
class _Typing:
    """An entry being filled in: what stood there, and where its step is."""

    screen: str
    began: str
    secret: bool
    noted: bool = False


class Recorder:
    """One recording. `notes` are the steps so far.

    `faults` names the fault for each condition of the device; values of `secrets` are not recorded.
    """

    def __init__(self, view: View, *, faults: Mapping[str, str], secrets: frozenset[str] = frozenset()) -> None:
        self._faults = faults
        self._secrets = secrets
        self._notes: list[Noted] = []
        self._screens: list[str] = []
        """The screen on which each step left the panel."""
        self._first = view.screen
        self._after = view
        """What the glass showed when the last step was done; the next begins there, or has to wait."""
        self._now = view
        self._done = 0.0
        self._waited = 0.0
        """Practice time from the last step to what a timer last did to the glass."""
        self._by_timer = False
        self._typing: _Typing | None = None
        self._detour = ""
        """Where a login began that an icon of the bar opened (log_in touches that itself); "" where none is under
        way."""
        self._at_panel = ""
        """While a sign-in at the panel is under way: the label of the other way, with a code."""
        self._agrees = False
        """Whether the next View belongs to the step just noted."""
        self._lost = ""
        """Where the panel must be before anything is recorded again, after a step was taken back."""

    @property
    def notes(self) -> tuple[Noted, ...]:
        """The steps so far."""
        return tuple(self._notes)

    @property
    def lost(self) -> str:
        """The screen to go back to before anything is recorded again; "" while recording."""
        return self._lost

    # What is told.

    def act(self, event: Event, before: View, after: View, seconds: float) -> None:
        """A person did this: the Views around it, and the practice time."""
        self._now = after
        if self._lost:
            if after.screen == self._lost:
                self._lost = ""
                self._settled(after, seconds)
            return
        if self._around_login(event, before, after) or self._around_sign_in(event, before, after):
            self._settled(after, seconds)
            return
        typed = _typed(event, before)
        if not typed:
            self._typing = None
        if isinstance(before.body, Asleep):
            # Any touch wakes it; a path presses Home.
            event = Pressed("home")
        if isinstance(event, Tapped) and event.row.startswith(PAGE):
            self._settled(after, seconds)
            return
        self._wait_for(event, before)
        if typed:
            self._type(before, after)
        elif isinstance(event, Pressed):
            self._note(Noted("press", event.key), after)
        elif isinstance(event, Tapped):
            self._tap(event.row, before, after)
        self._settled(after, seconds)

    def showed(self, view: View, seconds: float) -> None:
        """The glass shows something else by itself: a reply, a timer."""
        before, self._now = self._now, view
        if self._agrees:
            self._agrees = False
            self._settled(view, seconds)
        elif self._by_timer and view.screen != before.screen:
            self._waited = seconds - self._done

    def happened(self, event: Event) -> None:
        """Something happened that no person did at the glass: a password was checked, a timer ran out, a value was
        set from outside. Comes before the View that it leads to."""
        self._by_timer = isinstance(event, TimerFired)
        match event:
            case PasswordChecked(purpose, user, True) if self._now.screen in LOGIN and not self._lost:
                self._note(Noted("log_in", {"user": user} if purpose != "administrator" else {"administrator": True}))
                self._detour = ""
                self._agrees = True
            case ConditionChanged(name, present) if name in self._faults:
                self.outside("fault" if present else "clear", {"name": self._faults[name]})
            case ValueSet(key, value):
                self.outside("set", {"key": key, "value": value})
            case PrinterSignInAsked() | PrinterSignInStored() | PrinterSignInLeft() | PrinterSignOutAsked():
                self._note(Noted(remark="The printer's own sign-in was touched in Web Config, which is not recorded."))

    def outside(self, what: str, facts: Mapping[str, object]) -> None:
        """Something was done on the bench, over the control API, at the directory or on the printer's own pages.

        `what` is a verb (sign_in, policy, revoke, fault, clear, advance, set); facts are as the tenant tells them.
        """
        if self._lost:
            return
        match what:
            case "sign_in":
                self._sign_in(facts)
            case "policy":
                self._note(Noted("policy", dict(facts)))
            case "revoke":
                self._note(Noted("revoke", str(facts["user"])))
            case "fault":
                self._fault(str(facts["name"]), facts.get("settings"))
            case "clear":
                self._note(Noted("clear", str(facts["name"])))
            case "advance":
                span = _number(facts["seconds"])
                self._note(Noted("advance", durations.written(math.ceil(span))))
                # What timers do to the glass then is its doing.
                self._done += span
            case "set":
                key = str(facts["key"])
                if key in self._secrets:
                    self._note(Noted(remark=f"{key} was set to something that is not recorded."))
                else:
                    self._note(Noted("set", {key: facts["value"]}))

    # What is asked for.

    def see(self, selected: str, seconds: float) -> Sequence[Noted]:
        """Record that the glass shows what it shows; `selected` is the row that is chosen. Answers the steps."""
        view = self._now
        hidden = self._lost or self._detour or (self._at_panel and view.screen in AT_PANEL)
        if hidden or isinstance(view.body, Asleep):
            return ()
        self._typing = None
        self._wait_for(None, view)
        wanted = seen(view, selected)
        there = self._notes[-len(wanted) :] if len(self._notes) >= len(wanted) else []
        if list(wanted) == there:
            return wanted
        for one in wanted:
            if not (self._notes and one == self._notes[-1]):
                self._note(one, view)
        self._settled(view, seconds)
        return wanted

    def undo(self) -> Noted | None:
        """Take the last step back. Where the panel is elsewhere by then, nothing is recorded until it is back there."""
        if not self._notes:
            return None
        gone = self._notes.pop()
        self._screens.pop()
        if gone.verb == "type" and self._typing is not None:
            # What stood there before is still what a later step begins with.
            self._typing.noted = False
        else:
            self._typing = None
        place = self._screens[-1] if self._screens else self._first
        self._lost = place if place != self._now.screen else ""
        if not self._lost:
            self._after = self._now
        self._detour = self._at_panel = ""
        return gone

    # How it is done.

    def _note(self, one: Noted, after: View | None = None) -> None:
        if one.verb != "type":
            self._typing = None
        self._notes.append(one)
        self._screens.append((after or self._now).screen)

    def _settled(self, view: View, seconds: float) -> None:
        self._after = self._now = view
        self._done = seconds
        self._waited = 0.0

    def _wait_for(self, event: Event | None, before: View) -> None:
        """What came by itself since the last step is waited for."""
        if before.screen != self._after.screen:
            if self._waited > WITHIN:
                self._note(Noted("advance", durations.written(math.ceil(self._waited))), before)
            if not isinstance(before.body, Asleep):
                self._note(Noted("on", before.screen), before)
        elif isinstance(event, Tapped):
            label = _label(event.row, before)
            if label and not _label(event.row, self._after):
                self._note(Noted("see", label), before)

    def _tap(self, row: str, before: View, after: View) -> None:
        label = _label(row, before)
        if row in ICONS or row.startswith(KEY):
            return
        if not label:
            self._note(Noted(remark=f"Something without a label was touched ({row})."), after)
            return
        if _twice(label, row, before):
            self._note(Noted(remark=f"The next label stands more than once on {before.screen}."), after)
        menu, leads = _is_menu(row, before), isinstance(after.body, (Home, Listing)) and after.screen != before.screen
        self._note(Noted("tap", label, menu=menu, leads=menu and leads), after)

    def _type(self, before: View, after: View) -> None:
        """One step for what is typed in one go, from what stood there to what stands there now."""
        entry = before.body
        assert isinstance(entry, Entry)
        typing = self._typing
        if typing is not None and typing.screen == before.screen:
            if typing.noted:
                self._notes.pop()
                self._screens.pop()
        else:
            typing = self._typing = _Typing(before.screen, entry.text, entry.secret)
        now = after.body.text if isinstance(after.body, Entry) else ""
        text = _filled(len(now)) if typing.secret else _edit(typing.began, now)
        if typing.secret:
            text = "\b" * len(typing.began) + text if typing.began else text
        typing.noted = bool(text)
        if text:
            self._note(Noted("type", text), after)

    def _around_login(self, event: Event, before: View, after: View) -> bool:
        """Whether this belongs to a login or logout at the panel, of which only the outcome is recorded."""
        if before.screen in DETOURS:
            if isinstance(event, Tapped) and before.screen in LOGOUT and event.row.endswith("/yes"):
                self._detour = ""
                self._note(Noted("log_out"), after)
            elif after.screen not in DETOURS:
                if after.screen != self._detour:
                    self._note(Noted("press", "home" if after.screen == "home" else "back"), after)
                self._detour = ""
            return True
        if after.screen in DETOURS:
            self._wait_for(event, before)
            if isinstance(event, Tapped) and event.row in ICONS:
                self._detour = before.screen
                return True
        return False

    def _around_sign_in(self, event: Event, before: View, after: View) -> bool:
        """Whether this belongs to signing in at the panel, of which only the outcome is recorded."""
        if before.screen == SIGN_IN and not self._at_panel:
            if _typed(event, before):
                return True
            if isinstance(event, Tapped) and event.row.endswith("/next"):
                self._wait_for(event, before)
                codes = (button.label for button in before.buttons() if button.id.endswith("/code"))
                self._at_panel = next(codes, "")
                return True
        elif self._at_panel and before.screen in AT_PANEL:
            if isinstance(event, Tapped) and before.screen == SIGN_IN and event.row.endswith("/code"):
                self._at_panel = ""
                self._after = before
                return False
            if after.screen not in AT_PANEL:
                self._at_panel = ""
                self._note(Noted("press", "home" if after.screen == "home" else "back"), after)
            return True
        return False

    def _sign_in(self, facts: Mapping[str, object]) -> None:
        user, outcome = str(facts.get("user", "")), str(facts.get("outcome", "accept"))
        if outcome not in OUTCOMES or not user:
            self._note(Noted(remark="At the directory something was done that no step says."))
            return
        if self._at_panel:
            self._note(Noted("tap", self._at_panel))
            self._at_panel = ""
        elif not isinstance(self._now.body, SignInCode):
            self._note(Noted(remark=f"{user} signed in elsewhere ({outcome})."))
            return
        told: dict[str, object] = {"as": user}
        if outcome != "accept":
            told["outcome"] = outcome
        if facts.get("consent"):
            told["consent"] = facts["consent"]
        self._note(Noted("sign_in", told))

    def _fault(self, name: str, settings: object) -> None:
        if isinstance(settings, Mapping) and settings:
            self._note(Noted("fault", {"name": name, **settings}))
        else:
            self._note(Noted("fault", name))


def _typed(event: Event, before: View) -> bool:
    """Whether the event changes what stands in the entry on the glass."""
    if not isinstance(before.body, Entry):
        return False
    return isinstance(event, (Typed, CursorMoved)) or (isinstance(event, Tapped) and event.row.startswith(KEY))


def _label(row: str, view: View) -> str:
    """What stands on what has this id; "" where nothing does that a path could touch."""
    if isinstance(view.body, Home):
        for tile in view.body.tiles:
            if tile.id == row:
                return tile.label
    for one in view.rows():
        if one.id == row and one.touchable:
            return one.label
    for button in view.buttons():
        if button.id == row:
            return button.label
    return view.bar.jobs if row == "jobs" else ""


def _twice(label: str, row: str, view: View) -> bool:
    ids = [*(one.id for one in view.rows()), *(one.id for one in view.buttons())]
    return any(one != row and _label(one, view) == label for one in ids)


def _is_menu(row: str, view: View) -> bool:
    """Whether a touch on it goes on in the menus, and is no answer, choice or button."""
    if isinstance(view.body, Home):
        return True
    return any(one.id == row and one.kind == "menu" for one in view.rows())


def _edit(began: str, now: str) -> str:
    """What to type so that `began`, with the cursor at its end, becomes `now`."""
    same = 0
    while same < min(len(began), len(now)) and began[same] == now[same]:
        same += 1
    return "\b" * (len(began) - same) + now[same:]


def _filled(length: int) -> str:
    return (STAND_IN * (length // len(STAND_IN) + 1))[:length]


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


