"""The control panel: takes one event at a time, moves, and says what should be done. Pure but for its own memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from panel_sim.core.context import Context, Profile
from panel_sim.core.device import Device
from panel_sim.core.effects import Effect
from panel_sim.core.entry import EntryState
from panel_sim.core.events import CursorMoved, Event, Pressed, Tapped, TimerFired, Typed
from panel_sim.core.machine import OPENER, Machine
from panel_sim.core.menus import Menus, Move, ScreenSpec
from panel_sim.core.registry import EFFECTS, GUARDS, READINGS
from panel_sim.core.rules import timers
from panel_sim.core.rules.reactions import react
from panel_sim.core.trigger_names import trigger_name
from panel_sim.core.viewing import Painter
from panel_sim.core.views import Tile, View
from panel_sim.core.words import Words

HUMAN = (Tapped, Pressed, Typed, CursorMoved)
"""Events that a person causes; they wake the panel and put its timers off."""


class Panel:
    """One device's panel. `step` never raises for what the device, the network or a person does."""

    def __init__(self, menus: Menus, device: Device, profile: Profile | None = None) -> None:
        words = Words(menus.words, menus.model.words, "")
        words.speak(device.text("panel.language", "sv"))
        self.context = Context(menus, device, words, profile or Profile())
        self.machine = Machine(menus, self._ask)
        self._painter = Painter(self.context)
        self.context.screen = self.machine.screen

    def _ask(self, name: str, wanted: bool) -> bool:
        answer = GUARDS[name](self.context)
        if self.machine.footprints is not None:
            self.machine.footprints.asked.add((name, answer))
        if answer is not wanted:
            self.context.session.refused.append(name if wanted else f"not {name}")
        return answer is wanted

    def start(self, now: datetime, seconds: float, screen: str = "") -> tuple[Effect, ...]:
        """Switch on, on Home or on `screen`; raises KeyError for a screen that the model does not have."""
        context = self.context
        context.now, context.seconds = now, seconds
        context.session.booted = now
        context.session.last_input = seconds
        effects = list(timers.wind_up(context))
        if screen and screen != self.machine.screen:
            if screen not in context.menus.screens:
                raise KeyError(screen)
            context.session.trail = self._way_to(screen)
            self.machine.place(screen)
            context.screen = screen
            effects += self._entered(screen)
        return tuple(effects)

    def _way_to(self, screen: str) -> list[str]:
        """The screens that lie above a screen in the menus, Home first."""
        way: list[str] = []
        parent = self.context.menus.screens[screen].parent
        while parent and parent not in way:
            way.insert(0, parent)
            parent = self.context.menus.screens[parent].parent
        home = self.context.menus.home
        return way if home in way or screen == home else [home, *way]

    def step(self, event: Event, now: datetime, seconds: float) -> tuple[Effect, ...]:
        """Take one event, run to completion; the effects are wishes for the simulator, in order."""
        context = self.context
        context.now, context.seconds, context.event = now, seconds, event
        session = context.session
        effects: list[Effect] = []
        if isinstance(event, HUMAN):
            session.last_input = seconds
            effects += timers.touched(context)
            kind = context.menus.screens[context.screen].kind
            if kind == "asleep":
                return (*effects, *(self._fire("woken") or ()))
            if kind == "off" and not (isinstance(event, Pressed) and event.key == "power"):
                return ()
            if session.entry is not None and self._edit(session.entry, event):
                session.problem = ""
                return tuple(effects)
            if isinstance(event, Tapped) and event.row.startswith("page:"):
                self._turn_page(event.row)
                return tuple(effects)
        elif isinstance(event, TimerFired):
            session.timers.discard(event.name)
            again = timers.not_yet(context, event.name)
            if again is not None:
                return (again,)
        effects += react(context)
        trigger = self._trigger(event)
        if isinstance(event, HUMAN):
            effects += self._fire(trigger) or ()
        else:
            effects += self._deliver(trigger)
        if self.machine.footprints is not None:
            self.machine.footprints.screens.add(context.screen)
        return tuple(effects)

    def _trigger(self, event: Event) -> str:
        if isinstance(event, Tapped):
            trigger = f"tap:{event.row}"
            if not self.machine.knows(trigger) and ":" in event.row:
                trigger = f"tap:{event.row.rsplit(':', 1)[0]}:*"
            return trigger
        if isinstance(event, Pressed):
            return f"pressed.{event.key}"
        if isinstance(event, TimerFired):
            # A timer may say what it is about, as in print:12; the trigger is the same for all of them.
            return f"timer_fired.{event.name.partition(':')[0]}"
        return trigger_name(type(event))

    @staticmethod
    def _edit(entry: EntryState, event: Event) -> bool:
        """Let the open entry have the event; False when it is none of its business."""
        if isinstance(event, Typed):
            entry.type(event.text)
        elif isinstance(event, CursorMoved):
            entry.move(event.columns)
        elif isinstance(event, Tapped) and event.row.startswith("key:"):
            entry.press(event.row.removeprefix("key:"))
        else:
            return False
        return True

    def _turn_page(self, row: str) -> None:
        pages = self._painter.home_pages()
        page = self.context.session.home_page
        match row.removeprefix("page:"):
            case "next":
                page = (page + 1) % pages
            case "previous":
                page = (page - 1) % pages
            case number if number.isdecimal() and len(number) < 6:
                page = min(int(number), pages - 1)
        self.context.session.home_page = page

    def _deliver(self, trigger: str) -> Iterable[Effect]:
        """Hand what was not done by a person to the nearest screen that waits for it, also when something lies over it:
        an answer must not be lost because help, a notice or the job list was opened meanwhile."""
        states, trail = self.context.menus.states, self.context.session.trail
        for depth in range(len(trail), -1, -1):
            screen = trail[depth] if depth < len(trail) else self.context.screen
            state = states.get(screen)
            if state is not None and trigger in state.on:
                effects = self._fire(trigger) if depth == len(trail) else self._fire_under(depth, trigger)
                if effects is not None:
                    return effects
        return self._fire(trigger) or ()

    def _fire_under(self, depth: int, trigger: str) -> list[Effect] | None:
        """Let a screen that others lie over make its move; they stay where they are, over the one that it led to."""
        context, session = self.context, self.context.session
        trail, top = session.trail, context.screen
        entry, problem = session.entry, session.problem
        under = trail[depth]
        session.trail = trail[:depth]
        session.entry, session.problem = session.covered.pop(under, (None, ""))
        self.machine.place(under)
        context.screen = under
        effects = self._fire(trigger, still=(*trail[depth + 1 :], top))
        if effects is None:
            session.trail = trail
        else:
            over = trail[depth + 1 :]
            below = (*session.trail, self.machine.screen)
            session.trail = [screen for screen in below if screen not in (*over, top)] + over
        if session.entry is not None:
            session.covered[self.machine.screen] = (session.entry, session.problem)
        session.entry, session.problem = entry, problem
        self.machine.place(top)
        context.screen = top
        return effects

    def _fire(self, trigger: str, still: tuple[str, ...] = ()) -> list[Effect] | None:
        """Pull a trigger on the present screen; None when there is no move for it. `still` lie over it and stay."""
        context, session = self.context, self.context.session
        session.last_trigger = trigger
        session.refused.clear()
        old = context.screen
        move = self.machine.fire(trigger)
        if move is None:
            return None
        context.moved = move
        open_before = (*session.trail, old)
        shown = session.problem
        session.problem = ""
        effects = list(self._run(move.do))
        self._find_way(move, old)
        new = self.machine.screen
        if new != old:
            if old in session.trail and session.entry is not None:
                session.covered[old] = (session.entry, shown)
            session.entry = None
            context.screen = new
            for screen in open_before:
                if screen != new and screen not in session.trail and screen not in still:
                    effects += self._left(screen)
            effects += self._entered(new)
        return effects

    def _find_way(self, move: Move, old: str) -> None:
        """Keep the trail of screens to go back to: `over` adds to it, back takes from it, anything else replaces."""
        trail = self.context.session.trail
        home = self.context.menus.home
        if move.to in OPENER:
            self.machine.place(trail.pop() if trail else home)
        elif move.to == home:
            trail.clear()
        elif move.to in trail:
            del trail[trail.index(move.to) :]
        elif move.over and move.to and move.to != old:
            trail.append(old)

    def _run(self, names: Iterable[str]) -> Iterable[Effect]:
        for name in names:
            yield from EFFECTS[name](self.context) or ()

    def _left(self, screen: str) -> Iterable[Effect]:
        state = self.context.menus.states.get(screen)
        self.context.session.covered.pop(screen, None)
        return list(self._run(state.leave)) if state is not None else ()

    def _entered(self, screen: str) -> Iterable[Effect]:
        spec = self.context.menus.screens[screen]
        if screen == self.context.menus.home:
            self.context.session.trail.clear()
        session = self.context.session
        if screen in session.covered:
            # What was being typed when something was opened over it still stands there.
            session.entry, session.problem = session.covered.pop(screen)
        else:
            session.entry = self._entry(spec)
        state = self.context.menus.states.get(screen)
        return list(self._run(state.enter)) if state is not None else ()

    def _entry(self, spec: ScreenSpec) -> EntryState | None:
        device = self.context.device
        if spec.kind == "number":
            value = device.specs[spec.setting]
            text = str(device.value(spec.setting))
            most = max(len(str(value.least)), len(str(value.most)))
            return EntryState(text, len(text), max=most, numeric=True, minus=value.least < 0, fresh=True)
        if spec.entry is None:
            return None
        wish = spec.entry
        if spec.setting:
            text = "" if wish.secret else str(device.value(spec.setting))
        else:
            text = READINGS[wish.start](self.context) if wish.start else ""
        return EntryState(
            text, len(text), max=wish.max, charset=wish.charset, numeric=wish.mode == "number", secret=wish.secret
        )

    def view(self) -> View:
        """What the glass shows now; the same object while nothing in it has changed."""
        return self._painter.view()

    def tiles(self) -> tuple[tuple[Tile, ...], int]:
        """Every tile that Home has now, those of other pages too, and how many stand on a page."""
        return self._painter.tiles(), self._painter.per_page()

    def tell_time(self, now: datetime, seconds: float) -> None:
        """Let time pass without an event, for clocks and countdowns on the glass."""
        self.context.now, self.context.seconds = now, seconds
