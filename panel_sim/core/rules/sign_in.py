"""Signing a user in: at the panel, or with a device code (guide page 9; RFC 8628)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from panel_sim.core import qr
from panel_sim.core.context import Context
from panel_sim.core.effects import CancelSignIn, CopyText, Effect, PollSignIn, StartSignIn, SubmitSignIn
from panel_sim.core.events import CodeShown, SignedIn, SignInAdvanced, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.menus import ScreenSpec
from panel_sim.core.registry import effect, guard, reading, timer, view
from panel_sim.core.rules.values import typed
from panel_sim.core.session import Code, SigningIn
from panel_sim.core.views import Body, Button, SignInCode

POLL, EXPIRY = timer("poll"), timer("code-expiry")
POLL_PRINTER = timer("poll-printer")
"""Asks about the printer's own sign-in, which goes on whatever is on the glass."""


def _mine(c: Context) -> SigningIn | None:
    """The sign-in on the glass, if the event at hand is about it."""
    signing_in = c.session.signing_in
    if signing_in is None or getattr(c.event, "account", signing_in.account) != signing_in.account:
        return None
    return signing_in


@guard
def sign_in_is_mine(c: Context) -> bool:
    """The answer is about the sign-in on the glass."""
    return _mine(c) is not None


@effect
def open_sign_in(c: Context) -> None:
    """Begin a sign-in for whoever would send now."""
    user = c.device.user(c.session.user)
    c.session.signing_in = SigningIn(c.sender_account, address=user.address if user else "")


@effect
def start_sign_in_at_panel(c: Context) -> Iterable[Effect]:
    """Open the directory's pages; the address goes in as soon as they ask for it."""
    if (mine := _mine(c)) is None:
        return ()
    mine.address = typed(c).strip()
    mine.at_panel = True
    if mine.open:
        return (SubmitSignIn(mine.account, "account", mine.address),)
    return (StartSignIn(mine.account, at_panel=True),)


@guard
def step_is_account(c: Context) -> bool:
    """The directory asks who signs in."""
    return isinstance(c.event, SignInAdvanced) and c.event.step == "account"


@guard
def step_is_password(c: Context) -> bool:
    """The directory asks for the password."""
    return isinstance(c.event, SignInAdvanced) and c.event.step == "password"


@guard
def step_is_consent(c: Context) -> bool:
    """The directory asks for consent."""
    return isinstance(c.event, SignInAdvanced) and c.event.step == "consent"


@guard
def step_has_problem(c: Context) -> bool:
    """The directory did not take what was given."""
    return isinstance(c.event, SignInAdvanced) and bool(c.event.problem)


@effect
def note_step(c: Context) -> None:
    """Remember where the directory is, and what it did not like."""
    mine = _mine(c)
    if mine is None or not isinstance(c.event, SignInAdvanced):
        return
    mine.open = True
    mine.step, mine.problem, mine.problem_code = c.event.step, c.event.problem, c.event.problem_code
    mine.organization_offered = c.event.can_consent_for_organization
    if c.event.problem:
        c.session.problem = "problem.directory"


@effect
def submit_address(c: Context) -> Iterable[Effect]:
    """Fill in the address on the directory's page."""
    mine = _mine(c)
    return (SubmitSignIn(mine.account, "account", mine.address),) if mine else ()


@effect
def submit_password(c: Context) -> Iterable[Effect]:
    """Fill in the password on the directory's page."""
    mine = _mine(c)
    return (SubmitSignIn(mine.account, "password", typed(c)),) if mine else ()


@effect
def toggle_organization(c: Context) -> None:
    """Set or take away the tick for the whole organisation."""
    if c.session.signing_in is not None:
        c.session.signing_in.organization = not c.session.signing_in.organization


@guard
def may_consent_for_organization(c: Context) -> bool:
    """The directory offers consent for the whole organisation."""
    return c.session.signing_in is not None and c.session.signing_in.organization_offered


@effect
def submit_consent(c: Context) -> Iterable[Effect]:
    """Accept what is asked for, for oneself or for the organisation."""
    mine = _mine(c)
    return (SubmitSignIn(mine.account, "consent", "organization" if mine.organization else "user"),) if mine else ()


@effect
def submit_decline(c: Context) -> Iterable[Effect]:
    """Say no to what is asked for."""
    mine = _mine(c)
    return (SubmitSignIn(mine.account, "decline", ""),) if mine else ()


@effect
def start_sign_in_with_code(c: Context) -> Iterable[Effect]:
    """Ask for a device code for whoever would send now."""
    effects: list[Effect] = []
    if c.session.signing_in is not None and c.session.signing_in.open:
        effects.append(CancelSignIn(c.session.signing_in.account))
    open_sign_in(c)
    effects.append(StartSignIn(c.sender_account))
    return effects


@effect
def show_code(c: Context) -> Iterable[Effect]:
    """Put the code on the glass; start polling and the countdown."""
    mine = _mine(c)
    if mine is None or not isinstance(c.event, CodeShown):
        return ()
    event = c.event
    mine.open = True
    mine.code = Code(
        event.user_code, event.verification_uri, c.seconds + event.expires_in, event.expires_in, event.interval
    )
    c.session.qr_full = False
    return (c.start_timer(POLL, event.interval), c.start_timer(EXPIRY, event.expires_in))


@effect
def poll_sign_in(c: Context) -> Iterable[Effect]:
    """Ask once whether the person has finished."""
    mine = c.session.signing_in
    return (PollSignIn(mine.account),) if mine else ()


@effect
def wait_for_poll(c: Context) -> Iterable[Effect]:
    """Ask again after the interval that the directory wants."""
    mine = _mine(c)
    if mine is None or not isinstance(c.event, SignInPending):
        return ()
    return (c.start_timer(POLL, c.event.interval),)


@effect
def expire_code(c: Context) -> Iterable[Effect]:
    """The code has run out (RFC 8628 section 3.5, expired_token)."""
    mine = c.session.signing_in
    if mine is None:
        return ()
    mine.failure = Failure("code-expired", "sign_in")
    mine.open = False
    return (CancelSignIn(mine.account),)


@effect
def stop_code_timers(c: Context) -> Iterable[Effect]:
    """Neither poll nor count down any longer."""
    return _stop_code_timers(c)


def _stop_code_timers(c: Context) -> tuple[Effect, ...]:
    return (*c.stop_timer(POLL), *c.stop_timer(EXPIRY))


@effect
def cancel_sign_in(c: Context) -> Iterable[Effect]:
    """Give the sign-in up."""
    mine = c.session.signing_in
    c.session.signing_in = None
    return (CancelSignIn(mine.account), *_stop_code_timers(c)) if mine else ()


@effect
def note_sign_in_done(c: Context) -> None:
    """Remember who signed in, for the notice."""
    mine = _mine(c)
    if mine is not None and isinstance(c.event, SignedIn):
        mine.address_done, mine.open, mine.code = c.event.address, False, None


@effect
def note_sign_in_failed(c: Context) -> None:
    """Remember why the sign-in ended."""
    mine = _mine(c)
    if mine is not None and isinstance(c.event, SignInEnded):
        mine.failure, mine.open, mine.code = c.event.failure, False, None


@effect
def abandon_pages(c: Context) -> Iterable[Effect]:
    """Back to who signs in: the directory's pages are left, the address is kept."""
    mine = c.session.signing_in
    if mine is None:
        return ()
    c.session.signing_in = SigningIn(mine.account, address=mine.address)
    return (CancelSignIn(mine.account),)


@effect
def close_sign_in(c: Context) -> None:
    """The sign-in is over."""
    c.session.signing_in = None


@effect
def copy_code(c: Context) -> Iterable[Effect]:
    """Put the code on the clipboard."""
    mine = c.session.signing_in
    return (CopyText(mine.code.user_code),) if mine and mine.code else ()


@effect
def toggle_qr(c: Context) -> None:
    """Show the QR code over the whole glass, or no longer."""
    c.session.qr_full = not c.session.qr_full


@reading("sign_in.address")
def sign_in_address(c: Context) -> str:
    """The address that signs in."""
    mine = c.session.signing_in
    return (mine.address_done or mine.address) if mine else ""


@reading("sign_in.problem")
def sign_in_problem(c: Context) -> str:
    """What the directory did not like, in the glass's words where there are some for its number."""
    mine = c.session.signing_in
    if mine is None:
        return ""
    key = f"problem.{mine.problem_code}"
    return c.words(key) if mine.problem_code and c.words.has(key) else mine.problem


@reading("sign_in.failure")
def sign_in_failure(c: Context) -> str:
    """Why the sign-in ended, in a sentence."""
    mine = c.session.signing_in
    if mine is None or mine.failure is None:
        return ""
    return c.words.first(f"sign-in-ended.{mine.failure.aadsts}", f"sign-in-ended.{mine.failure.kind}", "sign-in-ended")


@reading("sign_in.failure_detail")
def sign_in_failure_detail(c: Context) -> str:
    """What the directory said."""
    mine = c.session.signing_in
    return mine.failure.detail if mine and mine.failure else ""


def is_loopback(address: str) -> bool:
    """Whether an address is only on this computer."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        # Not an address at all; it stands on the glass as the directory gave it.
        return False
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"


def grouped(user_code: str) -> str:
    """A code as people read it aloud: in groups of three or four, unless it comes grouped."""
    if "-" in user_code or " " in user_code:
        return user_code
    size = 3 if len(user_code) % 3 == 0 else 4
    return "-".join(user_code[at : at + size] for at in range(0, len(user_code), size))


@view
def sign_in_code(c: Context, spec: ScreenSpec) -> Body:
    """The device code screen."""
    mine = c.session.signing_in
    code = mine.code if mine else None
    text = c.text
    left = max(0.0, code.expires_at - c.seconds) if code else 0.0
    uri = code.verification_uri if code else ""
    loopback = is_loopback(uri)
    minutes, seconds = divmod(int(left), 60)
    return SignInCode(
        heading=text("code.heading"),
        steps=(text("code.open"), text("code.type"), text("code.accept")),
        waiting=text("code.waiting"),
        verification_uri=uri,
        user_code=grouped(code.user_code) if code else "",
        seconds_left=left,
        seconds_total=code.lifetime if code else 0.0,
        left_text=text("code.left", time=f"{minutes}:{seconds:02d}"),
        loopback=loopback,
        loopback_text=text("code.loopback") if loopback else "",
        qr=qr.modules(uri) if uri else (),
        full_screen_qr=c.session.qr_full,
        buttons=tuple(Button(row.id, text(row.words or row.id), row.primary) for row in spec.buttons),
        copy_text=code.user_code if code else "",
    )
