"""The named beginnings: what each makes of the device, and signing in as they want."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.bootstrap import looking, read_menus
from panel_sim.core.device import STORED, Device
from panel_sim.core.events import CodeShown, Event, SignedIn, SignedOut, SignInEnded, SignInPending
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.fixtures import (
    ADMINISTRATOR_PASSWORD,
    FIXTURES,
    SignInRefused,
    Unhashed,
    UnknownFixture,
    hash_secrets,
    known,
    seed_of,
    set_up_device,
    sign_in_for_real,
)
from panel_sim.options import Options
from panel_sim.ports import Token


class Plain:
    def __init__(self) -> None:
        self.hashed: list[str] = []

    def hash(self, secret: str) -> str:
        self.hashed.append(secret)
        return f"hash of {secret}"

    def fits(self, secret: str, hashed: str) -> bool:
        return hashed == f"hash of {secret}"


def device(*names: str, model: str = "mfp", pretend: bool = False) -> Device:
    made = Device(read_menus(Options(), model).values)
    set_up_device(made, Plain(), names, pretend=pretend)
    return made


class TestTheDevicesSide:
    def test_showroom(self) -> None:
        made = device("showroom")
        assert (made.on("epas.licensed"), made.text("epas.sender"), made.text("email.authentication")) == (
            True,
            "user",
            "oauth2",
        )
        assert [user.id for user in made.users] == ["anna", "bo", "admin"]
        anna = made.users[0]
        assert (anna.address, anna.pin, anna.password) == ("anna@ovning.example", "hash of 1111", "hash of Ovning-123!")
        assert [contact.address for contact in made.contacts] == ["anna@ovning.example", "bo@ovning.example"]
        assert made.administrator_hash == f"hash of {ADMINISTRATOR_PASSWORD}"
        assert not made.on("panel.lock")
        assert made.accounts == {}

    def test_factory(self) -> None:
        made = device("factory")
        assert (made.set_values, made.users, made.contacts, made.accounts) == ({}, [], [], {})
        assert made.administrator_hash

    def test_left_to_right_on_top_of_each_other(self) -> None:
        made = device("factory", "epas", "locked", "fax-server", pretend=True)
        assert made.on("panel.lock")
        assert made.text("fax.server_authentication") == "oauth2"
        assert made.account("printer").address == "skrivare@ovning.example"

    def test_signed_in_only_as_if(self) -> None:
        assert {name: one.state for name, one in device("epas-anna", pretend=True).accounts.items()} == {
            "printer": STORED,
            "user:anna": STORED,
        }
        assert device("epas-anna").accounts == {}
        assert set(device("admin-signed-in", pretend=True).accounts) == {"printer"}

    def test_what_a_person_changed_is_not_undone(self) -> None:
        made = device("showroom")
        made.users.pop()
        made.contacts.pop()
        made.administrator_hash = "mine"
        set_up_device(made, Plain(), ("showroom",))
        assert (len(made.users), len(made.contacts), made.administrator_hash) == (2, 1, "mine")

    @pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
    @pytest.mark.parametrize("name", FIXTURES)
    def test_every_beginning_fits_every_model(self, name: str, model: str) -> None:
        made = device(name, model=model, pretend=True)
        again = Device(made.specs)
        assert again.restore(made.kept()) == []
        if model in ("mfp-small", "printer"):
            assert made.users == []
            assert "user:anna" not in made.accounts


class TestNames:
    def test_the_nearest_is_named(self) -> None:
        with pytest.raises(UnknownFixture, match="Did you mean showroom"):
            known(["epas", "shoroom"])
        with pytest.raises(UnknownFixture, match="There are: showroom, factory"):
            set_up_device(Device({}), Plain(), ["zzzz"])
        assert known(iter(["epas", "locked"])) == ("epas", "locked")

    def test_the_last_seed_counts(self) -> None:
        assert seed_of(["showroom"]) == "smtp-auth-on"
        assert seed_of(["showroom", "factory"]) == "factory"
        assert seed_of(["factory", "locked"]) == "factory"
        assert seed_of(["locked"]) == seed_of([]) == ""


class TestHashingLater:
    def test_marks_are_made_hashes_once(self) -> None:
        made = Device(read_menus(Options(), "mfp").values)
        set_up_device(made, Unhashed(), ("showroom",))
        assert not Unhashed().fits(ADMINISTRATOR_PASSWORD, made.administrator_hash)
        plain = Plain()
        assert hash_secrets(made, plain)
        assert made.administrator_hash == f"hash of {ADMINISTRATOR_PASSWORD}"
        assert [user.pin for user in made.users] == ["hash of 1111", "hash of 2222", "hash of 9999"]
        asked = len(plain.hashed)
        assert not hash_secrets(made, plain)
        assert len(plain.hashed) == asked

    def test_a_password_that_was_changed_stays(self) -> None:
        made = Device({})
        made.administrator_hash = "mine"
        assert not hash_secrets(made, Plain())
        assert made.administrator_hash == "mine"


class Directory:
    """A directory where a person accepts after two questions."""

    def __init__(self, end: Event | None = None) -> None:
        self.end = end
        self.asked: list[str] = []
        self.approved: list[tuple[str, str]] = []
        self.consented = 0

    async def start(self, account: str, *, at_panel: bool, language: str) -> Event:
        self.asked.append(f"start {account}")
        return CodeShown(account, f"CODE-{account}", "https://x.example", 900, 5)

    async def poll(self, account: str) -> Event:
        self.asked.append(f"poll {account}")
        if self.asked[-2:] != [f"poll {account}"] * 2:
            return SignInPending(account, 5)
        return self.end or SignedIn(account, self.approved[-1][1])

    async def submit(self, account: str, step: str, value: str) -> Event:
        raise AssertionError("nobody is at the panel")

    async def cancel(self, account: str) -> None:
        self.asked.append(f"cancel {account}")

    async def sign_out(self, account: str) -> Event:
        return SignedOut(account)

    async def keep(self, account: str, to: str) -> None:
        self.asked.append(f"keep {account} {to}")

    async def token(self, account: str, on_leg: Callable[[Leg], None]) -> Token:
        raise AssertionError("nothing is sent")

    def approve(self, user_code: str, user: str, outcome: str = "accept", consent: str | None = None) -> None:
        self.approved.append((user_code, user))

    def consent(self) -> None:
        self.consented += 1

    def policy(self, changes: Mapping[str, object]) -> None: ...
    def revoke(self, user: str) -> None: ...
    def fault(self, name: str, present: bool) -> None: ...
    def reset(self, seed: str) -> None: ...
    def mail(self, to: str | None = None) -> Sequence[Mapping[str, object]]:
        return ()


def sign_in(directory: Directory, *names: str, model: str = "mfp") -> tuple[Any, float]:
    async def work() -> tuple[Any, float]:
        clock = ManualClock()
        simulator = looking(Options(given=("showroom",), model=model), clock, use_home=False)
        simulator.ports.sign_in = directory
        await sign_in_for_real(simulator, directory, directory, clock, names)
        return simulator.panel.context.device, clock.monotonic()

    return asyncio.run(work())


class TestSigningIn:
    def test_the_printer_and_anna(self) -> None:
        directory = Directory()
        made, seconds = sign_in(directory, "epas-anna")
        assert directory.consented == 1
        assert directory.approved == [
            ("CODE-printer-pending", "skrivare@ovning.example"),
            ("CODE-user:anna", "anna@ovning.example"),
        ]
        assert "keep printer-pending printer" in directory.asked, "OK was pressed"
        assert (made.account("printer").state, made.account("user:anna").state) == (STORED, STORED)
        assert seconds == 10, "it waits on the practice clock, as a person's printer would"

    def test_nothing_to_do(self) -> None:
        directory = Directory()
        made, _ = sign_in(directory, "showroom", "locked")
        assert (directory.asked, directory.consented, made.accounts) == ([], 0, {})

    def test_a_model_without_users_signs_none_in(self) -> None:
        directory = Directory()
        made, _ = sign_in(directory, "epas-anna", model="mfp-small")
        assert set(made.accounts) == {"printer"}

    def test_refused(self) -> None:
        directory = Directory(
            SignInEnded("printer-pending", Failure("sign-in-refused", "sign_in", "why", "AADSTS53003"))
        )
        with pytest.raises(SignInRefused, match=r"skrivare@ovning\.example .* AADSTS53003"):
            sign_in(directory, "epas")
