"""Logging in at the panel: the administrator at the lock, users of Epson Print Admin Serverless."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.device import STORED
from panel_sim.core.effects import CheckPassword, Effect
from panel_sim.core.events import PasswordChecked
from panel_sim.core.registry import effect, guard, reading
from panel_sim.core.rules.values import typed

WRONG_TRIES = 5
LOCK_OUT_SECONDS = 600.0
"""Five wrong passwords close the door for ten minutes, as is common in the trade."""


def _check(c: Context, purpose: str, user: str) -> Iterable[Effect]:
    c.session.checking = purpose
    return (CheckPassword(purpose, user, typed(c)),)


@guard
def locked_out(c: Context) -> bool:
    """Too many wrong passwords were given a while ago."""
    return c.seconds < c.session.locked_out_until


@effect
def say_locked_out(c: Context) -> None:
    """Say that it is too early to try again."""
    c.session.problem = "problem.locked-out"


@effect
def check_administrator(c: Context) -> Iterable[Effect]:
    """Compare the administrator's password."""
    return _check(c, "administrator", "")


@effect
def check_pin(c: Context) -> Iterable[Effect]:
    """Find the user whose PIN was typed."""
    return _check(c, "user-pin", "")


@effect
def take_user_id(c: Context) -> None:
    """Remember the user ID that was typed."""
    c.session.login_user = typed(c).strip()


@effect
def check_user_password(c: Context) -> Iterable[Effect]:
    """Compare the password of the user whose ID was typed."""
    return _check(c, "user-password", c.session.login_user)


@guard
def password_fits(c: Context) -> bool:
    """The password that was checked is the right one."""
    return isinstance(c.event, PasswordChecked) and c.event.ok and c.event.purpose == c.session.checking


@guard
def password_is_ours(c: Context) -> bool:
    """The answer belongs to the check that is under way."""
    return isinstance(c.event, PasswordChecked) and c.event.purpose == c.session.checking


@effect
def log_administrator_in(c: Context) -> None:
    """The administrator is logged in now."""
    c.session.administrator = True
    c.session.wrong_passwords = 0
    c.session.checking = ""


@effect
def log_administrator_out(c: Context) -> None:
    """The administrator is no longer logged in."""
    c.session.administrator = False


@effect
def log_user_in(c: Context) -> None:
    """The user whose secret fitted is logged in now."""
    if isinstance(c.event, PasswordChecked):
        c.session.user = c.event.user
    c.session.wrong_passwords = 0
    c.session.checking = c.session.login_user = ""


@effect
def log_user_out(c: Context) -> None:
    """Nobody is logged in; what was being prepared is forgotten."""
    c.session.user = ""
    c.session.after_login = ""
    c.session.recipients.clear()


@effect
def count_wrong_password(c: Context) -> None:
    """One more wrong password; too many close the door for a while."""
    c.session.checking = ""
    c.session.wrong_passwords += 1
    c.session.problem = "problem.password"
    if c.session.wrong_passwords >= WRONG_TRIES:
        c.session.wrong_passwords = 0
        c.session.locked_out_until = c.seconds + LOCK_OUT_SECONDS
        c.session.problem = "problem.locked-out"


@effect
def go_on_to_my_email(c: Context) -> None:
    """Remember that the login leads on to Till Min e-post."""
    c.session.after_login = "my-email"


@effect
def go_on_nowhere(c: Context) -> None:
    """The login leads back to where it was opened."""
    c.session.after_login = ""


@guard
def wants_my_email(c: Context) -> bool:
    """The login was asked for by Till Min e-post."""
    return c.session.after_login == "my-email"


@guard
def checked_user_must_sign_in(c: Context) -> bool:
    """The user whose secret was just checked sends with an own sign-in and has none that is good."""
    if not isinstance(c.event, PasswordChecked):
        return False
    return c.device.text("epas.sender") == "user" and c.device.account(f"user:{c.event.user}").state != STORED


@guard
def checked_pin(c: Context) -> bool:
    """What was checked is a PIN."""
    return isinstance(c.event, PasswordChecked) and c.event.purpose == "user-pin"


@effect
def clear_entry(c: Context) -> None:
    """Take away what was typed."""
    if c.session.entry is not None:
        c.session.entry.text, c.session.entry.cursor = "", 0


@guard
def wants_pin(c: Context) -> bool:
    """Users log in with a PIN."""
    return c.device.text("epas.authentication", "pin") == "pin"


@reading("login.user")
def login_user(c: Context) -> str:
    """The name of the user who is logged in, else the ID being typed."""
    user = c.device.user(c.session.user) if c.session.user else None
    return user.name if user else c.session.login_user


@reading("login.minutes")
def lock_out_minutes(c: Context) -> str:
    """How many minutes are left of the lock-out, rounded up."""
    return str(max(1, -int(-(c.session.locked_out_until - c.seconds) // 60)))
