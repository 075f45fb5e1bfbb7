"""Named beginnings: what --given and path files mean by showroom, factory, admin-signed-in and the rest."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from panel_sim.core.device import PENDING, PENDING_PRINTER, PRINTER, STORED, Account, Contact, Device, User
from panel_sim.core.events import CodeShown, Event, PrinterSignInStored, SignedIn, SignInEnded, SignInPending
from panel_sim.ports import Clock, Passwords, Practice, SignIn
from panel_sim.simulator import Simulator

ADMINISTRATOR_PASSWORD = "12345678"  # noqa: S105  # printed in the documentation for everybody to use
DOMAIN = "ovning.example"
USERS = (
    ("anna", "Anna Ek", f"anna@{DOMAIN}", "1111", False),
    ("bo", "Bo Lind", f"bo@{DOMAIN}", "2222", False),
    ("admin", "Admin", f"admin@{DOMAIN}", "9999", True),
)
USER_PASSWORD = "Ovning-123!"  # noqa: S105  # printed in the documentation for everybody to use
PRINTER_ADDRESS = f"skrivare@{DOMAIN}"


class UnknownFixture(ValueError):
    """There is no fixture of that name; the message names the nearest."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """What a beginning wants: of the device, of the tenant (its seed, consent), and who is signed in."""

    device: Callable[[Device, Passwords], None] = lambda device, passwords: None
    seed: str = ""
    consented: bool = False
    signed_in: tuple[tuple[str, str], ...] = ()
    """Account and the practice user who signs in for it."""


UNHASHED = "unhashed"
"""What stands where a practice secret's hash will be; it fits no secret."""


class Unhashed:
    """The port Passwords for a start that must be quick: hashes come after the first paint, from `hash_secrets`."""

    def hash(self, secret: str) -> str:
        """A mark that the hash is to be made."""
        return UNHASHED

    def fits(self, secret: str, hashed: str) -> bool:
        """Nothing fits what is not hashed."""
        return False


def hash_secrets(device: Device, passwords: Passwords) -> bool:
    """Hash the practice secrets that a quick start left; says whether there were any. Slow on purpose, as scrypt is."""
    found = False
    if device.administrator_hash == UNHASHED:
        device.administrator_hash, found = passwords.hash(ADMINISTRATOR_PASSWORD), True
    pins = {user: pin for user, _, _, pin, _ in USERS}
    for user in device.users:
        if user.pin == UNHASHED and user.id in pins:
            user.pin, found = passwords.hash(pins[user.id]), True
        if user.password == UNHASHED:
            user.password, found = passwords.hash(USER_PASSWORD), True
    return found


def _set(device: Device, **values: str | int | bool) -> None:
    for name, value in values.items():
        key = name.replace("__", ".")
        if key in device.specs:
            device.set(key, value)


def _oauth2(device: Device, passwords: Passwords) -> None:
    _set(device, email__authentication="oauth2", email__service="exchange-online")


def _epas(device: Device, passwords: Passwords) -> None:
    if "epas.licensed" not in device.specs:
        return
    _set(device, epas__licensed=True, epas__sender="user", epas__authentication="pin")
    if not device.users:
        password = passwords.hash(USER_PASSWORD)
        device.users = [
            User(user, name, address, passwords.hash(pin), password, administrator)
            for user, name, address, pin, administrator in USERS
        ]


def _showroom(device: Device, passwords: Passwords) -> None:
    _oauth2(device, passwords)
    _epas(device, passwords)
    if not device.contacts:
        device.contacts = [
            Contact(number, name, address)
            for number, (_, name, address, _, administrator) in enumerate(USERS, 1)
            if not administrator
        ]


def _lock(device: Device, passwords: Passwords) -> None:
    _set(device, panel__lock=True)


def _old_firmware(device: Device, passwords: Passwords) -> None:
    # It does not know OAuth2, so it cannot have been chosen.
    _set(device, device__firmware="old", email__authentication="off")


def _fax_server(device: Device, passwords: Passwords) -> None:
    _set(device, fax__server=True, fax__server_authentication="oauth2", fax__server_address="fax.ovning.example")


_PRINTER = (PRINTER, PRINTER_ADDRESS)
FIXTURES: dict[str, Fixture] = {
    "showroom": Fixture(_showroom, "smtp-auth-on"),
    "factory": Fixture(seed="factory"),
    "smtp-auth-on": Fixture(seed="smtp-auth-on"),
    "admin-signed-in": Fixture(_oauth2, "smtp-auth-on", True, (_PRINTER,)),
    # Signed in on the web page, OK not pressed there (guide page 11).
    "admin-not-stored": Fixture(_oauth2, "smtp-auth-on", True, ((PENDING_PRINTER, PRINTER_ADDRESS),)),
    "epas": Fixture(_showroom, "smtp-auth-on", True, (_PRINTER,)),
    "epas-anna": Fixture(_showroom, "smtp-auth-on", True, (_PRINTER, ("user:anna", f"anna@{DOMAIN}"))),
    "locked": Fixture(_lock),
    "fax-server": Fixture(_fax_server),
    "old-firmware": Fixture(_old_firmware),
}


def known(names: Iterable[str]) -> tuple[str, ...]:
    """The names, if every one is a fixture; raises UnknownFixture."""
    names = tuple(names)
    for name in names:
        if name not in FIXTURES:
            near = difflib.get_close_matches(name, FIXTURES, 1, 0.4)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UnknownFixture(f"There is no beginning called {name}.{hint} There are: {', '.join(FIXTURES)}.")
    return names


def set_up_device(device: Device, passwords: Passwords, names: Sequence[str], *, pretend: bool = False) -> None:
    """The device's side of the fixtures, left to right.

    With `pretend` the accounts are set as if they had signed in, for commands that only show screens and never send.
    """
    if not device.administrator_hash:
        device.administrator_hash = passwords.hash(ADMINISTRATOR_PASSWORD)
    for name in known(names):
        fixture = FIXTURES[name]
        fixture.device(device, passwords)
        if pretend:
            for account, address in fixture.signed_in:
                if _has(device, account):
                    state = PENDING if account == PENDING_PRINTER else STORED
                    device.accounts[account] = Account(state, address)


def _has(device: Device, account: str) -> bool:
    """Whether the device knows whose account it is: a model without Epson Print Admin Serverless has no users."""
    kind, _, user = account.partition(":")
    return kind != "user" or device.user(user) is not None


def seed_of(names: Sequence[str]) -> str:
    """The tenant's seed that the fixtures want; the last one counts."""
    return next((FIXTURES[name].seed for name in reversed(names) if FIXTURES[name].seed), "")


class SignInRefused(Exception):
    """A fixture's sign-in did not succeed; the message says why."""


async def sign_in_for_real(
    simulator: Simulator, sign_in: SignIn, practice: Practice, clock: Clock, names: Sequence[str]
) -> None:
    """Consent and sign in as the fixtures want, through the directory, as a person would. Raises SignInRefused."""
    fixtures = [FIXTURES[name] for name in known(names)]
    if any(fixture.consented for fixture in fixtures):
        practice.consent()
    accounts = dict(pair for fixture in fixtures for pair in fixture.signed_in)
    for account, user in accounts.items():
        if not _has(simulator.panel.context.device, account):
            continue
        port_account = PENDING_PRINTER if account == PRINTER else account
        answer = await _signed_in(sign_in, practice, clock, port_account, user)
        if isinstance(answer, SignedIn):
            simulator.feed(answer)
            if account == PRINTER:
                simulator.feed(PrinterSignInStored())
    await simulator.settle()


async def sign_in_pretended(
    device: Device, sign_in: SignIn, practice: Practice, clock: Clock, names: Sequence[str]
) -> None:
    """Consent, and get real tokens for the accounts that `set_up_device` pretended. Raises SignInRefused.

    For a device that was set up with `pretend` and needs the directory only now; nothing is fed to its panel.
    """
    fixtures = [FIXTURES[name] for name in known(names)]
    if any(fixture.consented for fixture in fixtures):
        practice.consent()
    for account, user in dict(pair for fixture in fixtures for pair in fixture.signed_in).items():
        if _has(device, account):
            await _signed_in(sign_in, practice, clock, account, user)


async def _signed_in(sign_in: SignIn, practice: Practice, clock: Clock, account: str, user: str) -> Event:
    """Sign one account in with a code, which the practice user accepts at once."""
    answer = await sign_in.start(account, at_panel=False, language="sv")
    if isinstance(answer, CodeShown):
        practice.approve(answer.user_code, user, "accept", None)
        answer = await sign_in.poll(account)
        while isinstance(answer, SignInPending):
            clock.advance(answer.interval)
            answer = await sign_in.poll(account)
    if isinstance(answer, SignInEnded):
        raise SignInRefused(f"{user} could not be signed in: {answer.failure.kind} {answer.failure.detail}".strip())
    return answer
