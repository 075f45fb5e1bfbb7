"""A rehearsed device: made as new each time, settled when all waits for practice time, never stuck for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from panel_sim.core.device import STORED
from panel_sim.core.events import Pressed, Tapped, Typed, ValueSet
from panel_sim.fixtures import FIXTURES, UnknownFixture
from panel_sim.options import Refused
from panel_sim.running import rehearsal as rehearsing
from panel_sim.running import settling
from panel_sim.running.rehearsal import CheapPasswords, Rehearsal, Stuck

Make = Callable[..., Rehearsal]


@pytest.fixture
def make(path_script: Any) -> Make:
    """Makes one, inside a loop: make(given=..., screen=...)."""
    return lambda **wishes: Rehearsal(path_script.menus(wishes.pop("model", "mfp")), **wishes)


def in_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


class TestBeginning:
    @pytest.mark.parametrize("given", sorted(FIXTURES))
    @pytest.mark.parametrize("model", ["mfp", "mfp-small", "printer", "scanner"])
    def test_every_fixture_on_every_model_without_disk_or_tenant(self, make: Make, given: str, model: str) -> None:
        async def whole() -> None:
            one = make(given=(given,), model=model)
            await one.settle()
            assert one.simulator.view.screen == "home"
            assert (one._home, one.tenancy) == (None, None)
            await one.close()

        in_loop(whole)

    def test_it_begins_at_the_same_moment_each_time(self, make: Make) -> None:
        async def whole() -> None:
            seen = []
            for _ in range(2):
                one = make()
                one.wind(3600)
                seen.append(one.clock.now())
                await one.close()
            assert seen[0] == seen[1]

        in_loop(whole)

    def test_a_used_panel_is_as_good_as_new(self, make: Make) -> None:
        async def whole() -> None:
            fresh = make(language="sv")
            first = fresh.simulator.view
            used = fresh.simulator
            used.feed(Tapped("home/settings"))
            used.feed(ValueSet("panel.language", "en"))
            used.feed(ValueSet("panel.lock", True))
            used.feed(Pressed("help"))
            await fresh.close()
            again = make(language="sv")
            assert again.simulator.panel is used.panel
            assert again.simulator.view == first
            assert again.simulator.panel.context.session.trail == []
            await again.close()
            other = make(language="en", screen="settings")
            assert (other.simulator.view.language, other.simulator.view.screen) == ("en", "settings")
            await other.close()

        in_loop(whole)

    def test_refusals(self, make: Make) -> None:
        async def whole() -> None:
            with pytest.raises(UnknownFixture, match="Did you mean showroom"):
                make(given=("showrom",))
            with pytest.raises(Refused, match="no language de"):
                make(language="de")
            with pytest.raises(Refused, match="no screen setings"):
                make(screen="setings")

        in_loop(whole)


class TestSigningInLazily:
    def test_the_accounts_are_real_before_anything_is_asked_of_the_tenant(self, make: Make) -> None:
        async def whole() -> None:
            one = make(given=("epas-anna",))
            accounts = one.simulator.panel.context.device.accounts
            assert {name: account.state for name, account in accounts.items()} == {
                "printer": STORED,
                "user:anna": STORED,
            }
            tenancy = await one.tenant()
            assert tenancy is await one.tenant()
            # What was pretended is what a real sign-in leaves: each account has tokens now.
            assert sorted(path.name for path in one.home.tokens.glob("practice.*.json")) == [
                "practice.printer.json",
                "practice.user%3Aanna.json",
            ]
            assert tenancy.practice.mail() == []
            await one.close()

        in_loop(whole)

    def test_a_model_without_users_signs_none_in(self, make: Make) -> None:
        async def whole() -> None:
            one = make(given=("epas-anna",), model="printer")
            await one.tenant()
            assert [path.name for path in one.home.tokens.glob("practice.*.json")] == ["practice.printer.json"]
            await one.close()

        in_loop(whole)

    def test_a_tenant_that_cannot_be_had_is_told_by_settle(
        self, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def none() -> None:
            raise Refused("There are no ports left.", 3)

        monkeypatch.setattr(rehearsing, "borrow", none)

        async def whole() -> None:
            one = make(given=("epas",))
            one._want_tenant()
            with pytest.raises(Refused, match="no ports left"):
                await one.settle()
            await one.close()

        in_loop(whole)


class TestSettling:
    def test_pages_wait_for_the_practice_clock(self, make: Make) -> None:
        async def whole() -> None:
            one = make(given=("admin-signed-in",), screen="email")
            simulator = one.simulator
            simulator.panel.context.session.recipients.append("anna@ovning.example")
            simulator.feed(Pressed("start"))
            assert simulator.view.screen == "email/scanning"
            for page in (1, 2, 3):
                await one.settle()
                assert simulator.view.screen == "email/scanning", page
                assert one.clock.waits == 1
                assert one.next_due() == pytest.approx(0.8)
                one.wind(0.8)
            await one.settle()
            assert simulator.view.screen == "email/done"
            assert one.clock.waits == 0
            await one.close()

        in_loop(whole)

    def test_what_neither_ends_nor_waits_is_stuck_not_hanging(
        self, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settling, "PATIENCE", 0.05)

        async def whole() -> None:
            one = make(given=("showroom", "locked"))

            async def never() -> None:
                await asyncio.Event().wait()

            one.simulator._start("endless", never())
            with pytest.raises(Stuck, match="Nothing has moved"):
                await one.settle()
            await one.close()

        in_loop(whole)

    def test_a_password_is_really_compared(self, make: Make) -> None:
        async def whole() -> None:
            one = make()
            for pin, screen in (("9876", "login/pin"), ("1111", "home")):
                one.simulator.feed(Tapped("user"))
                one.simulator.feed(Typed(pin))
                one.simulator.feed(Tapped("login/pin/ok"))
                await one.settle()
                assert one.simulator.view.screen == screen
            await one.close()

        in_loop(whole)


class TestPasswords:
    def test_hashes_are_real_and_made_once(self) -> None:
        passwords = CheapPasswords()
        first = passwords.hash("1111")
        assert first == passwords.hash("1111")
        assert first.startswith("scrypt$")
        assert passwords.fits("1111", first)
        assert not passwords.fits("2222", first)
