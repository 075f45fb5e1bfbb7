"""Logging in and out at the panel as a person does it: the icons of the bar, then what the screens ask for."""

from __future__ import annotations

from typing import Protocol

from panel_sim.core.views import Asleep, Entry, View
from panel_sim.fixtures import ADMINISTRATOR_PASSWORD, USER_PASSWORD, USERS
from panel_sim.paths.stage import Unreached

LOCK, USER = "lock", "user"
"""Rows of the bar: the lock icon and the person icon."""


class Hands(Protocol):
    """What logging in needs of a stage; ids are those of rows and buttons."""

    @property
    def view(self) -> View:
        """What the glass shows now."""

    async def touch(self, row: str) -> None:
        """Touch a row, button or icon of the bar by its id."""

    async def type(self, text: str) -> None:
        """Type into the entry on the glass."""

    async def press(self, key: str) -> None:
        """Press a hard key."""

    async def settle(self) -> None:
        """Until the password has been checked."""


async def log_in(hands: Hands, user: str, administrator: bool, secret: str) -> None:
    """Log a user or the administrator in. "" is the practice secret. Raises Unreached."""
    if isinstance(hands.view.body, Asleep):
        # A first touch only wakes it.
        await hands.press("home")
    if administrator:
        await _administrator(hands, secret or ADMINISTRATOR_PASSWORD)
    else:
        await _user(hands, user, secret)


async def _administrator(hands: Hands, secret: str) -> None:
    if hands.view.screen == "locked":
        await hands.touch("locked/administrator")
    elif hands.view.screen != "administrator":
        await hands.touch(LOCK)
    if hands.view.screen == "administrator-out":
        await hands.touch("administrator-out/cancel")
        raise Unreached("The administrator is logged in already.")
    if hands.view.screen != "administrator":
        raise Unreached("The lock icon asks for nobody: the panel lock is off (fixture locked, or set panel.lock).")
    await _fill(hands, secret, "administrator/ok")
    _check(hands, "administrator", "The administrator's password")


async def _user(hands: Hands, user: str, secret: str) -> None:
    known = {one[0]: one for one in USERS}
    if not secret and user not in known:
        raise Unreached(f"There is no practice user {user}; there are {', '.join(known)}. Another needs its secret.")
    if hands.view.screen not in ("login/pin", "login/user"):
        await hands.touch(USER)
    screen = hands.view.screen
    if screen == "logout":
        await hands.touch("logout/cancel")
        raise Unreached("Somebody is logged in already; log_out comes first.")
    if screen == "login/pin":
        await _fill(hands, secret or known[user][3], "login/pin/ok")
    elif screen == "login/user":
        await _fill(hands, user, "login/user/next", fresh=True)
        await _fill(hands, secret or USER_PASSWORD, "login/password/ok")
    else:
        raise Unreached("Nobody can log in here: Epson Print Admin Serverless is off, or the glass is busy.")
    _check(hands, "login/", f"The secret of {user}")


async def _fill(hands: Hands, text: str, button: str, *, fresh: bool = False) -> None:
    entry = hands.view.body
    if fresh and isinstance(entry, Entry) and entry.text:
        await hands.type("\b" * len(entry.text))
    await hands.type(text)
    await hands.touch(button)
    await hands.settle()


def _check(hands: Hands, screens: str, whose: str) -> None:
    """Whether the login is over; else the panel says why not."""
    view = hands.view
    if view.screen.startswith(screens):
        problem = view.body.problem if isinstance(view.body, Entry) else ""
        raise Unreached(f"{whose} was not taken{f': {problem}' if problem else '.'}")


async def log_out(hands: Hands) -> None:
    """Log out whoever is logged in: the user first, else the administrator. Raises Unreached."""
    bar = hands.view.bar
    if bar.user:
        await hands.touch(USER)
        if hands.view.screen == "logout":
            await hands.touch("logout/yes")
            return
    elif bar.lock:
        await hands.touch(LOCK)
        if hands.view.screen == "administrator-out":
            await hands.touch("administrator-out/yes")
            return
        if hands.view.screen == "administrator":
            await hands.press("back")
    raise Unreached("Nobody is logged in at the panel.")
