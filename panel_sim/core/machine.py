"""The flat machine: every screen a state, every tap and event a trigger, compiled from menus and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from transitions import EventData, Transition
from transitions import Machine as FlatMachine

from panel_sim.core.footprints import Footprints
from panel_sim.core.menus import LOCKED_SCREEN, Menus, Move, RowSpec, ScreenSpec

Ask = Callable[[str, bool], bool]
"""Asked whether the guard's answer is the wanted one."""
Moves = Mapping[str, tuple[Move, ...]]
"""The moves of a screen by trigger, in the order in which they are tried."""
OPENER = ("back", "opener")


class _Glass:
    """The bare model that transitions hangs its state and triggers on."""

    state: str


class _Way(Transition):
    """A transition as ours all are: guards to ask, one to tell that the move was made, nothing on leaving or entering.

    The library's own looks for callbacks, and writes to its log, at a dozen places; that is half the cost of a step.
    """

    def __init__(self, *way: Any, guards: tuple[Callable[[], bool], ...], note: Callable[[], None]) -> None:
        source, dest = way[:2]
        super().__init__(source, dest)
        self._guards = guards
        self._note = note

    def execute(self, event_data: EventData) -> bool:
        """Make the move if its guards let it; whether it was made."""
        for guard in self._guards:
            if not guard():
                return False
        if self.dest:
            event_data.machine.set_state(self.dest, event_data.model)
        self._note()
        return True


class _Flat(FlatMachine):
    transition_cls = _Way


class Machine:
    """Knows where the panel is and which move a trigger makes; runs no effects itself.

    `ask` says whether a guard, by its name, answers as a move wants. Every state and trigger comes from the files, none
    from hand-written code. All screens are states from the start; a screen's triggers are hung on the machine when the
    panel first comes to it, since most panels show a few of their screens only and must be painted at once.
    """

    def __init__(self, menus: Menus, ask: Ask) -> None:
        self._menus = menus
        self._ask = ask
        self._glass = _Glass()
        self.footprints: Footprints | None = None
        """Filled in while somebody wants to know where the panel has been."""
        self._move: Move | None = None
        self._known: dict[str, Moves] = {}
        self._guards: dict[tuple[str, bool], Callable[[], bool]] = {}
        self._flat = _Flat(
            model=self._glass,
            states=list(menus.screens),
            initial=menus.home,
            auto_transitions=False,
            ignore_invalid_triggers=True,
            send_event=False,
        )
        self._events: Mapping[str, Any] = self._flat.events

    @cached_property
    def edges(self) -> dict[str, Moves]:
        """All moves by screen and trigger, in the order in which they are tried."""
        return {screen: self.moves(screen) for screen in self._menus.screens}

    def moves(self, screen: str) -> Moves:
        """The moves of one screen by trigger."""
        known = self._known.get(screen)
        if known is None:
            known = self._known[screen] = compile_moves(self._menus.screens[screen], self._menus)
            for trigger, moves in known.items():
                for index, move in enumerate(moves):
                    self._hang(screen, trigger, index, move)
        return known

    def _hang(self, screen: str, trigger: str, index: int, move: Move) -> None:
        def note() -> None:
            self._move = move
            if self.footprints is not None:
                self.footprints.moves.add((screen, trigger, index))

        self._flat.add_transition(
            trigger,
            screen,
            None if not move.to or move.to in OPENER else move.to,
            guards=(
                *(self._guard(name, True) for name in move.when),
                *(self._guard(name, False) for name in move.unless),
            ),
            note=note,
        )

    def _guard(self, name: str, wanted: bool) -> Callable[[], bool]:
        made = self._guards.get((name, wanted))
        if made is None:
            ask = self._ask

            def made() -> bool:
                return ask(name, wanted)

            self._guards[name, wanted] = made
        return made

    @property
    def screen(self) -> str:
        """The screen that the panel is on."""
        return self._glass.state

    @property
    def made(self) -> Move | None:
        """The move that the last trigger made; None when it made none."""
        return self._move

    def place(self, screen: str) -> None:
        """Put the panel on a screen: the way back to where one came from, or a start elsewhere than Home."""
        self._flat.set_state(screen, self._glass)

    def knows(self, trigger: str) -> bool:
        """Whether the present screen has a move for the trigger."""
        return trigger in self.moves(self._glass.state)

    def fire(self, trigger: str) -> Move | None:
        """Pull a trigger; the move that was made, or None when there was none or its guards refused."""
        # transitions would warn of a trigger that this screen does not have; most of them are nobody's fault.
        if trigger not in self.moves(self._glass.state):
            return None
        self._move = None
        self._events[trigger].trigger(self._glass)
        return self._move


def compile_moves(screen: ScreenSpec, menus: Menus) -> Moves:
    """Every move of a screen by trigger: the chart's own first, then the rows', then those of any screen."""
    triggers: dict[str, tuple[Move, ...]] = {}
    state = menus.states.get(screen.id)
    rows = (*screen.rows, *screen.buttons, *screen.ticks)
    if state is not None:
        triggers.update(state.on)
        for row in rows:
            _hold(triggers, row)
    for row in rows:
        _add(triggers, f"tap:{row.id}", _row_moves(row, menus))
    for tab in screen.tabs:
        _add(triggers, f"tap:{tab}", (Move(to=tab),) if tab != screen.id else (Move(),))
    for trigger, move in _editor_moves(screen, menus):
        _add(triggers, trigger, (move,))
    for rule in menus.any:
        if screen.id not in rule.except_:
            _add(triggers, rule.trigger, rule.moves)
    return triggers


def _add(triggers: dict[str, tuple[Move, ...]], trigger: str, moves: tuple[Move, ...]) -> None:
    if moves:
        triggers[trigger] = triggers.get(trigger, ()) + moves


def _hold(triggers: dict[str, tuple[Move, ...]], row: RowSpec) -> None:
    """What a chart says of a row holds while the row is on the glass and not greyed, as for every other row."""
    trigger = f"tap:{row.id}"
    if trigger in triggers and (row.when or row.enabled):
        wanted = row.when + row.enabled
        triggers[trigger] = tuple(replace(move, when=wanted + move.when) for move in triggers[trigger])


def _row_moves(row: RowSpec, menus: Menus) -> tuple[Move, ...]:
    """A row that opens a screen does so over the one it stands on; a switch turns; a locked one asks first."""
    if row.opens and row.opens in menus.screens:
        move = Move(when=row.when + row.enabled, to=row.opens, over=True, source=row.source)
    elif row.setting:
        move = Move(when=row.when + row.enabled, do=("toggle_value",), source=row.source)
    else:
        return ()
    target = menus.screens.get(row.opens)
    if not (row.locked or (target is not None and target.locked)) or LOCKED_SCREEN not in menus.screens:
        return (move,)
    allowed = Move(move.when, ("is_locked",), move.do, move.to, move.over, move.source)
    refused = Move(move.when, (), (), LOCKED_SCREEN, True, move.source)
    return (allowed, refused)


def _editor_moves(screen: ScreenSpec, menus: Menus) -> Iterable[tuple[str, Move]]:
    if screen.kind == "choice" and screen.setting in menus.values:
        for choice in menus.values[screen.setting].choices:
            yield f"tap:{screen.id}/{choice}", Move(do=("choose_value",), to="back")
    elif screen.setting:
        ok = f"tap:{screen.id}/ok"
        yield ok, Move(when=("entry_fits",), do=("store_entry",), to="back")
        yield ok, Move(do=("show_entry_problem",))
