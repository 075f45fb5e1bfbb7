"""The firmware: which there is, looking for a newer one, and the update. An old one does not offer OAuth2."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect
from panel_sim.core.menus import ScreenSpec
from panel_sim.core.network_state import trouble
from panel_sim.core.registry import effect, guard, reading, timer, view
from panel_sim.core.rules.jobs import buttons
from panel_sim.core.rules.values import set_values
from panel_sim.core.viewing import choice_words, value_words
from panel_sim.core.views import Body, Progress

FIRMWARE = timer("firmware")
LOOK_SECONDS, PART_SECONDS = 3.0, 1.5
DOWNLOADS, INSTALLS, RESTARTS = 5, 8, 10
"""After how many parts the download, the installation and the restart are done."""
KEY, OLD, NEW = "device.firmware", "old", "current"
SPOKEN = frozenset(f"firmware.{phase}" for phase in ("download", "install", "restart"))


@guard
def firmware_is_old(c: Context) -> bool:
    """The firmware is older than OAuth2."""
    return c.device.text(KEY) == OLD


@guard
def offers_oauth2(c: Context) -> bool:
    """OAuth2 can be chosen: the firmware has it, and mail goes by the standard network."""
    return not firmware_is_old(c) and c.device.text("email.route", "standard") == "standard"


@guard
def network_works(c: Context) -> bool:
    """The device is on the network and can look names up."""
    return trouble(c.device) is None


@effect
def look_for_firmware(c: Context) -> Iterable[Effect]:
    """Ask the (simulated) update service."""
    return (c.start_timer(FIRMWARE, LOOK_SECONDS),)


@effect
def stop_firmware(c: Context) -> Iterable[Effect]:
    """Nobody waits for it any more."""
    return c.stop_timer(FIRMWARE)


@effect
def begin_update(c: Context) -> Iterable[Effect]:
    """The first part of the update."""
    c.session.set_up.updated = 0
    return (c.start_timer(FIRMWARE, PART_SECONDS),)


@guard
def firmware_downloads(c: Context) -> bool:
    """The update is still being fetched: it can be given up, and it needs the network."""
    return c.session.set_up.updated < DOWNLOADS


@guard
def update_goes_on(c: Context) -> bool:
    """The update has parts to come."""
    return c.session.set_up.updated + 1 < RESTARTS


@effect
def update_next(c: Context) -> Iterable[Effect]:
    """The next part of the update."""
    c.session.set_up.updated += 1
    return (c.start_timer(FIRMWARE, PART_SECONDS),)


@effect
def finish_update(c: Context) -> Iterable[Effect]:
    """The new firmware runs; after its restart nobody is logged in."""
    c.session.administrator = False
    c.session.user = ""
    return set_values(c, {KEY: NEW})


@view
def firmware_update(c: Context, spec: ScreenSpec) -> Body:
    """The update under way."""
    done = c.session.set_up.updated
    phase = "download" if done < DOWNLOADS else "install" if done < INSTALLS else "restart"
    return Progress(
        c.text(f"text.{spec.id}"), done, RESTARTS, c.text(f"firmware.{phase}"), "settings", buttons=buttons(c, spec)
    )


@reading("firmware.now")
def firmware_now(c: Context) -> str:
    """The version that runs."""
    return value_words(c, KEY)


@reading("firmware.new")
def firmware_new(c: Context) -> str:
    """The newest version."""
    return choice_words(c, KEY, NEW)
