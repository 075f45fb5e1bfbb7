"""Signing in with a key in the keyring: a slow or locked one holds nobody up, and signing out empties it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.profiles import Profile
from panel_sim.adapters.sign_in import MsalSignIn
from panel_sim.adapters.system_keyring import KeyringUnusable
from panel_sim.adapters.token_cache import Locked, TokenCache
from panel_sim.core.events import CodeShown, SignedIn
from panel_sim.ports import SignInFailed
from panel_sim.tenant.service import Tenant

ANNA = "anna@ovning.example"


class Ring:
    """A keyring that can be made to wait."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Event()
        self.locked = False
        self.threads: set[int] = set()

    def _ask(self) -> None:
        self.threads.add(threading.get_ident())
        self.waiting.set()
        if self.locked or not self.gate.wait(20):
            raise KeyringUnusable("locked")

    def get(self, name: str) -> str | None:
        self._ask()
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self._ask()
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self._ask()
        self.kept.pop(name, None)


class Desk:
    """A device's sign-ins on one folder and keyring; `make` is the program started anew."""

    def __init__(self, profile: Profile, clock: Any, tenant: Tenant, folder: Path) -> None:
        self.profile, self.clock, self.tenant, self.folder = profile, clock, tenant, folder
        self.ring = Ring()
        self.told: list[Any] = []

    def make(self) -> MsalSignIn:
        def place(account: str) -> Path:
            return self.folder / f"x.{account}.json"

        cache = TokenCache(place, self.told.append, keyring=lambda: self.ring)
        return MsalSignIn(self.profile, self.clock, cache)

    async def sign_in(self, one: MsalSignIn) -> None:
        shown = await one.start("printer", at_panel=False, language="sv")
        assert isinstance(shown, CodeShown)
        self.tenant.approve(shown.user_code, ANNA)
        assert isinstance(await one.poll("printer"), SignedIn)


@pytest.fixture
def desk(practice: Profile, clock: Any, tenant: Tenant, tmp_path: Path) -> Desk:
    return Desk(practice, clock, tenant, tmp_path / "tokens")


def test_the_keyring_is_asked_by_nobody_who_has_nothing_to_keep(desk: Desk) -> None:
    async def story() -> None:
        with pytest.raises(SignInFailed, match="not-signed-in"):
            await desk.make().token("printer", lambda leg: None)

    asyncio.run(story())
    assert desk.ring.threads == set()


def test_never_in_the_panels_thread(desk: Desk) -> None:
    async def story() -> None:
        one = desk.make()
        await desk.sign_in(one)
        await one.keep("printer", "other")
        again = desk.make()
        await again.token("other", lambda leg: None)
        assert len(desk.ring.kept) == 1
        await again.sign_out("other")

    asyncio.run(story())
    assert desk.ring.kept == {}
    assert list(desk.folder.iterdir()) == []
    assert desk.ring.threads
    assert threading.get_ident() not in desk.ring.threads


def test_the_panel_goes_on_while_the_keyring_thinks(desk: Desk) -> None:
    async def story() -> int:
        await desk.sign_in(desk.make())
        desk.ring.gate.clear()
        desk.ring.waiting.clear()
        task = asyncio.ensure_future(desk.make().token("printer", lambda leg: None))
        await asyncio.to_thread(desk.ring.waiting.wait, 10)
        turns = 0
        while turns < 50:
            assert not task.done()
            await asyncio.sleep(0)
            turns += 1
        desk.ring.gate.set()
        assert (await task).address == ANNA
        return turns

    assert asyncio.run(story()) == 50


def test_one_that_is_locked_is_told_and_signing_in_anew_mends_it(desk: Desk) -> None:
    async def story() -> None:
        await desk.sign_in(desk.make())
        desk.ring.locked = True
        one = desk.make()
        with pytest.raises(SignInFailed, match="not-signed-in"):
            await one.token("printer", lambda leg: None)
        assert desk.told == [Locked(desk.folder / "x.printer.json")]
        await desk.sign_in(one)
        assert (await desk.make().token("printer", lambda leg: None)).address == ANNA

    asyncio.run(story())


def test_whoever_signs_out_while_the_tokens_are_read_is_signed_out(desk: Desk) -> None:
    async def story() -> None:
        await desk.sign_in(desk.make())
        desk.ring.gate.clear()
        desk.ring.waiting.clear()
        one = desk.make()
        task = asyncio.ensure_future(one.token("printer", lambda leg: None))
        await asyncio.to_thread(desk.ring.waiting.wait, 10)
        out = asyncio.ensure_future(one.sign_out("printer"))
        await asyncio.sleep(0)
        desk.ring.gate.set()
        await out
        with pytest.raises(SignInFailed, match="not-signed-in"):
            await task

    asyncio.run(story())
