"""Edit Home: which tiles Home shows and in which order. It is kept in the value panel.home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect
from panel_sim.core.events import Tapped
from panel_sim.core.home_tiles import ALWAYS, HOME_VALUE, arranged, written
from panel_sim.core.menus import RowSpec
from panel_sim.core.registry import GUARDS, effect, guard, reading, rows
from panel_sim.core.rules.values import set_values
from panel_sim.core.views import Row

SPOKEN = frozenset({"home-tile.place", "home-tile.away"})


def _tiles(c: Context) -> dict[str, RowSpec]:
    """Every tile that Home could show now, by its short name."""
    return {
        row.id.rpartition("/")[2]: row
        for row in c.menus.screens[c.menus.home].rows
        if all(GUARDS[name](c) for name in row.when)
    }


def _arranged(c: Context) -> tuple[list[str], list[str]]:
    return arranged(c.device.text(HOME_VALUE), tuple(_tiles(c)))


def _keep(c: Context, shown: Sequence[str], away: Sequence[str]) -> Iterable[Effect]:
    # What Home could not show just now (a function switched off for the moment) keeps its place at the end.
    known = {*shown, *away}
    others = [name for name in c.device.text(HOME_VALUE).split(",") if name and name.removeprefix("-") not in known]
    return set_values(c, {HOME_VALUE: ",".join((written(shown, away), *others))})


@rows("home-tiles", "home-tile:*")
def home_tiles(c: Context) -> Sequence[Row]:
    """Every tile: those shown with their place, then those taken away."""
    tiles, (shown, away) = _tiles(c), _arranged(c)
    return [
        *(
            Row(f"home-tile:{name}", _label(c, tiles[name]), c.text("home-tile.place", n=place, all=len(shown)),
                "value", icon=tiles[name].icon)
            for place, name in enumerate(shown, 1)
        ),
        *(
            Row(f"home-tile:{name}", _label(c, tiles[name]), c.text("home-tile.away"), "value",
                icon=tiles[name].icon, tone="muted")
            for name in away
        ),
    ]


def _label(c: Context, row: RowSpec) -> str:
    return c.text(row.words or row.id)


@effect
def open_home_tile(c: Context) -> None:
    """Open the tile that was tapped."""
    if isinstance(c.event, Tapped):
        c.session.set_up.home_tile = c.event.row.partition(":")[2]


def _tile(c: Context) -> str:
    """The open tile; the one that is always there where none is open."""
    name = c.session.set_up.home_tile
    return name if name in _tiles(c) else ALWAYS


@guard
def tile_shown(c: Context) -> bool:
    """Home shows the open tile."""
    return _tile(c) in _arranged(c)[0]


@guard
def tile_away(c: Context) -> bool:
    """The open tile was taken away."""
    return not tile_shown(c)


@guard
def tile_removable(c: Context) -> bool:
    """The open tile may be taken away; Inst. never is."""
    return _tile(c) != ALWAYS


@guard
def tile_can_go_forward(c: Context) -> bool:
    """A tile stands before the open one."""
    return tile_shown(c) and _arranged(c)[0].index(_tile(c)) > 0


@guard
def tile_can_go_back(c: Context) -> bool:
    """A tile stands behind the open one."""
    shown = _arranged(c)[0]
    return tile_shown(c) and shown.index(_tile(c)) + 1 < len(shown)


def _moved(c: Context, by: int) -> Iterable[Effect]:
    shown, away = _arranged(c)
    place = shown.index(_tile(c))
    shown.insert(place + by, shown.pop(place))
    return _keep(c, shown, away)


@effect
def move_tile_forward(c: Context) -> Iterable[Effect]:
    """Change places with the tile before."""
    return _moved(c, -1)


@effect
def move_tile_back(c: Context) -> Iterable[Effect]:
    """Change places with the tile behind."""
    return _moved(c, 1)


@effect
def take_tile_away(c: Context) -> Iterable[Effect]:
    """Home shows the open tile no longer."""
    shown, away = _arranged(c)
    shown.remove(_tile(c))
    return _keep(c, shown, [*away, _tile(c)])


@effect
def put_tile_back(c: Context) -> Iterable[Effect]:
    """Home shows the open tile again, as its last."""
    shown, away = _arranged(c)
    away.remove(_tile(c))
    return _keep(c, [*shown, _tile(c)], away)


@effect
def restore_home(c: Context) -> Iterable[Effect]:
    """Every tile where the maker put it."""
    c.session.home_page = 0
    return set_values(c, {HOME_VALUE: None})


@reading("home-tile.name")
def home_tile_name(c: Context) -> str:
    """The open tile."""
    return _label(c, _tiles(c)[_tile(c)])


@reading("home-tile.place")
def home_tile_place(c: Context) -> str:
    """Where it stands."""
    shown = _arranged(c)[0]
    if not tile_shown(c):
        return c.text("home-tile.away")
    return c.text("home-tile.place", n=shown.index(_tile(c)) + 1, all=len(shown))
