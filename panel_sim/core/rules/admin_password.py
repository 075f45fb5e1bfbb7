"""The administrator's password: changing it, and going back to the one on the label (domain facts, section 5.6)."""

from __future__ import annotations

from collections.abc import Iterable

from panel_sim.core.context import Context
from panel_sim.core.effects import Effect, HashPassword, SaveDevice
from panel_sim.core.events import PasswordHashed
from panel_sim.core.registry import effect, guard
from panel_sim.core.rules.values import typed

SHORTEST, LONGEST = 8, 20
LABEL = "device.label_password"
"""The password that stands on the label of the device when it is new."""
SPOKEN = frozenset({"problem.new-password", "problem.passwords-differ"})


@effect
def note_right_password(c: Context) -> None:
    """The present password was given; it is a right to change it, not a log-in."""
    c.session.wrong_passwords = 0
    c.session.checking = ""


@guard
def new_password_fits(c: Context) -> bool:
    """8 to 20 single-byte letters, digits and signs."""
    text = typed(c)
    return SHORTEST <= len(text) <= LONGEST and all("!" <= char <= "~" for char in text)


@effect
def ask_for_new_password(c: Context) -> None:
    """Say what a password is made of."""
    c.session.problem = "problem.new-password"


@effect
def take_new_password(c: Context) -> None:
    """Keep it until it was typed once more."""
    c.session.set_up.new_password = typed(c)


@effect
def forget_new_password(c: Context) -> None:
    """Whatever comes of it, the password itself is kept no longer."""
    c.session.set_up.new_password = ""


@guard
def new_password_repeated(c: Context) -> bool:
    """It was typed the same way twice."""
    return bool(typed(c)) and typed(c) == c.session.set_up.new_password


@effect
def say_passwords_differ(c: Context) -> None:
    """Say that it was not the same twice."""
    c.session.problem = "problem.passwords-differ"


@effect
def hash_new_password(c: Context) -> Iterable[Effect]:
    """Have the new password hashed."""
    return (HashPassword("administrator", typed(c)),)


@effect
def hash_label_password(c: Context) -> Iterable[Effect]:
    """Have the password of the label hashed."""
    return (HashPassword("administrator", c.device.text(LABEL)),)


@effect
def keep_administrator_password(c: Context) -> Iterable[Effect]:
    """From now on the new one counts."""
    if not isinstance(c.event, PasswordHashed):
        return ()
    c.device.administrator_hash = c.event.hashed
    return (SaveDevice(),)
