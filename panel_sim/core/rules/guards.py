"""Questions about the device as a whole."""

from __future__ import annotations

from panel_sim.core.context import Context
from panel_sim.core.device import LAPSED, PRINTER, REFUSED, STORED
from panel_sim.core.registry import guard

BUSY_SCREENS = (
    "sign-in/working",
    "sign-in/code",
    "email/scanning",
    "email/sending",
    "status-sheet/printing",
    "status-sheet/no-paper",
    "firmware/updating",
)


@guard
def is_locked(c: Context) -> bool:
    """The panel lock is on and no administrator is logged in."""
    return c.device.on("panel.lock") and not c.session.administrator


@guard
def panel_lock_on(c: Context) -> bool:
    """The panel lock is on."""
    return c.device.on("panel.lock")


@guard
def administrator_logged_in(c: Context) -> bool:
    """The administrator is logged in at the panel."""
    return c.session.administrator


@guard
def user_logged_in(c: Context) -> bool:
    """A user of Epson Print Admin Serverless is logged in."""
    return bool(c.session.user)


@guard
def epas_on(c: Context) -> bool:
    """Epson Print Admin Serverless is licensed."""
    return c.device.on("epas.licensed")


@guard
def is_practice(c: Context) -> bool:
    """The practice tenant is behind the glass."""
    return c.profile.practice


@guard
def is_busy(c: Context) -> bool:
    """Something is under way that a time-out must not throw away."""
    under_way = any(screen in BUSY_SCREENS for screen in (c.screen, *c.session.trail))
    return under_way or (c.screen == "asleep" and c.active_jobs > 0)


@guard
def shows_error(c: Context) -> bool:
    """An error is on the glass, or will be when the panel wakes."""
    under = c.session.trail[-1] if c.screen == "asleep" and c.session.trail else c.screen
    spec = c.menus.screens[under]
    return spec.kind == "notice" and spec.tone == "bad"


@guard
def sends_as_user(c: Context) -> bool:
    """Mail goes out with the logged-in user's own sign-in."""
    return c.sender_account != PRINTER


@guard
def sender_signed_in(c: Context) -> bool:
    """Whoever would send now has signed in, as far as the device knows."""
    return c.device.account(c.sender_account).state in (STORED, LAPSED, REFUSED)


@guard
def sender_must_sign_in(c: Context) -> bool:
    """The logged-in user sends with an own sign-in and has none that is good."""
    return c.sender_account != PRINTER and c.device.account(c.sender_account).state != STORED


@guard
def email_can_be_set_up(c: Context) -> bool:
    """The e-mail server's method is OAuth2, on the standard network."""
    return c.device.text("email.authentication") == "oauth2" and c.device.text("email.route", "standard") == "standard"


@guard
def has_printer_sign_in_error(c: Context) -> bool:
    """The printer's sign-in lapsed or was refused."""
    return c.device.account(PRINTER).state in (LAPSED, REFUSED)


@guard
def uses_oauth2(c: Context) -> bool:
    """The e-mail server's authentication method is OAuth2."""
    return c.device.text("email.authentication") == "oauth2"


@guard
def is_ticked(c: Context) -> bool:
    """The tick for the whole organisation is set."""
    return c.session.signing_in is not None and c.session.signing_in.organization


@guard
def on_home(c: Context) -> bool:
    """Home is on the glass."""
    return c.screen == c.menus.home


@guard
def network_connected(c: Context) -> bool:
    """The cable is in."""
    return "network-unplugged" not in c.device.conditions
