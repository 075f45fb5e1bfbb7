"""The headless stage on a real tenant: sign-in, mail, faults and time, without a second of waiting for a server."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from panel_sim.adapters.aside import abandoned
from panel_sim.paths import step as st
from panel_sim.paths.outcome import FAILED, PASSED
from panel_sim.paths.stage import NotHere, Unreached

ANNA = "anna@ovning.example"
MINUTES, HOURS, DAYS = 60.0, 3600.0, 86_400.0

Script = Any


def wants(**facts: object) -> tuple[tuple[str, object], ...]:
    return tuple(facts.items())


def patient(action: st.Action, within: float, number: int = 1) -> st.Step:
    return st.Step(number, "waits", action, st.Place("by-hand.path.yaml", 1), "waits", within)


SCAN = (st.LogIn("anna"), st.Tap("Till Min e-post"), st.Press("start"))


class TestMail:
    def test_sign_in_with_a_code_scan_and_the_mail_arrives(self, path_script: Script) -> None:
        result = path_script(
            st.LogIn("anna"),
            st.Tap("Till Min e-post"),
            st.On("sign-in"),
            st.Tap("Använd kod"),
            st.On("sign-in/code"),
            st.SignInAs(ANNA),
            st.On("sign-in/done"),
            st.Tap("OK"),
            st.Press("start"),
            st.JobIs(wants(state="completed", to=ANNA, pages=3, leg="data", count=1)),
            st.MailIs(wants(to=ANNA, attachment="pdf", sender=ANNA, count=1)),
            given=("epas",),
        ).play()
        assert result.state == PASSED, result.failed
        assert [job.state for job in result.jobs] == ["completed"]

    def test_the_fixture_s_accounts_can_really_send(self, path_script: Script) -> None:
        result = path_script(
            *SCAN, st.JobIs(wants(state="completed")), st.MailIs(wants(to=ANNA)), given=("epas-anna",)
        ).play()
        assert result.state == PASSED, result.failed

    def test_two_playings_do_not_see_each_other_s_mail(self, path_script: Script) -> None:
        first = path_script(*SCAN, st.MailIs(wants(to=ANNA, count=1)), given=("epas-anna",))
        for _ in range(2):
            result = first.play()
            assert result.state == PASSED, result.failed
        # Touching the tenant brings up one that is seeded anew.
        empty = path_script(
            st.PolicyChanged((("security_defaults", False),)),
            st.MailIs(wants(count=0)),
            st.JobIs(wants(count=0)),
            given=("epas-anna",),
        ).play()
        assert empty.state == PASSED, empty.failed

    def test_two_stages_at_once_have_a_tenant_each(self, path_script: Script) -> None:
        file = path_script(*SCAN, given=("epas-anna",)).file

        async def both() -> tuple[int, int]:
            make = path_script.make
            one, two = await make(file, "mfp", "sv"), await make(file, "mfp", "sv")
            try:
                await two.policy({"security_defaults": False})
                await one.log_in("anna", False, "")
                await one.tap("Till Min e-post")
                await one.press("start")
                while any(job.active for job in await one.jobs()):
                    await one.settle()
                    await one.jump(5)
                return len(await one.mail(ANNA)), len(await two.mail(ANNA))
            finally:
                await one.close()
                await two.close()

        assert asyncio.run(both()) == (1, 0)


class TestFaults:
    def test_a_silent_server_is_given_up_without_waiting_for_it(self, path_script: Script) -> None:
        began = time.perf_counter()
        result = path_script(
            st.LogIn("anna"),
            st.FaultBegun("smtp-silent"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            patient(st.JobIs(wants(state="aborted", code=361)), 2 * MINUTES),
            given=("epas-anna",),
        ).play()
        assert result.state == PASSED, result.failed
        assert result.steps[-1].seconds >= 30, "the device's deadline was waited for, on the practice clock"
        assert time.perf_counter() - began < 15

    def test_after_the_fault_is_cleared_the_job_can_be_sent_again(self, path_script: Script) -> None:
        result = path_script(
            st.LogIn("anna"),
            st.FaultBegun("smtp-silent"),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            patient(st.On("email/failed"), 2 * MINUTES),
            st.FaultCleared("smtp-silent"),
            st.Tap("Visa jobbet"),
            st.Tap("Skicka igen"),
            st.JobIs(wants(state="completed")),
            st.MailIs(wants(to=ANNA, count=1)),
            given=("epas-anna",),
        ).play()
        assert result.state == PASSED, result.failed

    def test_a_slow_server_takes_practice_time_only(self, path_script: Script) -> None:
        began = time.perf_counter()
        result = path_script(
            st.LogIn("anna"),
            st.FaultBegun("smtp-slow", (("delay_s", 8),)),
            st.Tap("Till Min e-post"),
            st.Press("start"),
            patient(st.JobIs(wants(state="completed")), 5 * MINUTES),
            given=("epas-anna",),
        ).play()
        assert result.state == PASSED, result.failed
        assert result.steps[-1].seconds > 40
        assert time.perf_counter() - began < 15

    def test_a_server_that_is_down(self, path_script: Script) -> None:
        result = path_script(
            st.FaultBegun("smtp-down"), *SCAN, st.JobIs(wants(state="aborted", code=360)), given=("epas-anna",)
        ).play()
        assert result.state == PASSED, result.failed

    def test_ninety_idle_days(self, path_script: Script) -> None:
        result = path_script(st.Advance(90 * DAYS), *SCAN, st.JobIs(wants(code=361)), given=("epas-anna",)).play()
        assert result.state == PASSED, result.failed

    def test_the_accounts_signed_in_when_the_playing_began(self, path_script: Script) -> None:
        """Half the lapse before the first use of the tenant and half after: it counts from the start."""
        kept = path_script(
            st.Advance(80 * DAYS),
            *SCAN,
            st.JobIs(wants(state="completed")),
            given=("epas-anna",),
        ).play()
        assert kept.state == PASSED, kept.failed

    def test_revoked(self, path_script: Script) -> None:
        result = path_script(
            st.Revoke(ANNA), st.Advance(2 * HOURS), *SCAN, st.JobIs(wants(code=370)), given=("epas-anna",)
        ).play()
        assert result.state == PASSED, result.failed

    def test_a_silent_directory(self, path_script: Script) -> None:
        began = time.perf_counter()
        result = path_script(
            st.LogIn("anna"),
            st.FaultBegun("directory-silent"),
            st.Tap("Till Min e-post"),
            st.Tap("Använd kod"),
            patient(st.On("sign-in/failed"), 2 * MINUTES),
            st.FaultCleared("directory-silent"),
            st.Tap("Försök igen"),
            st.On("sign-in"),
            st.Tap("Använd kod"),
            st.SignInAs(ANNA),
            st.On("sign-in/done"),
            given=("epas",),
        ).play()
        assert result.state == PASSED, result.failed
        assert time.perf_counter() - began < 15

    def test_threads_that_were_left_are_counted_until_they_end(self, path_script: Script) -> None:
        before = abandoned()
        self.test_a_silent_directory(path_script)
        assert abandoned() <= before

    @pytest.mark.parametrize(
        ("name", "screen"), [("paper-out", "status-sheet/no-paper"), ("cover-open", "status-sheet/no-paper")]
    )
    def test_faults_of_the_device_need_no_tenant(self, path_script: Script, name: str, screen: str) -> None:
        file = path_script(st.FaultBegun(name)).file

        async def whole() -> bool:
            stage = await path_script.make(file, "mfp", "sv")
            try:
                await stage.fault(name, True, {})
                assert stage.simulator.panel.context.device.conditions
                return stage.rehearsal.tenancy is None
            finally:
                await stage.close()

        assert asyncio.run(whole())


class TestIsolation:
    def test_a_path_that_needs_no_disk_makes_no_home(self, path_script: Script) -> None:
        file = path_script(st.Tap("Inst.")).file

        async def whole() -> bool:
            stage = await path_script.make(file, "mfp", "sv")
            await stage.tap("Inst.")
            made = stage.rehearsal._home is not None
            await stage.close()
            return made

        assert not asyncio.run(whole())

    def test_the_home_is_private_and_goes_away(self, path_script: Script) -> None:
        file = path_script(given=("epas-anna",)).file

        async def whole() -> tuple[int, Any]:
            stage = await path_script.make(file, "mfp", "sv")
            home = stage.rehearsal.home.folder
            await stage.policy({"security_defaults": False})
            mode = home.stat().st_mode & 0o777
            await stage.close()
            return mode, home

        mode, home = asyncio.run(whole())
        assert mode == 0o700
        assert not os.path.exists(home)

    def test_nothing_of_a_playing_is_left_in_the_next(self, path_script: Script) -> None:
        dirty = path_script(
            st.LogIn("anna"),
            st.SetValues((("email.attachment_max_mb", 10),)),
            st.FaultBegun("paper-out"),
            st.Tap("Inst."),
            given=("epas-anna",),
        ).play(language="en")
        assert dirty.state == FAILED, "the label is Swedish, the glass English"
        clean = path_script(st.On("home"), st.See("Till Min e-post"), st.See("Anna Ek", absent=True))
        result = clean.play()
        assert result.state == PASSED, result.failed

        async def fresh() -> tuple[object, object, object]:
            stage = await path_script.make(clean.file, "mfp", "sv")
            context = stage.simulator.panel.context
            told = context.device.number("email.attachment_max_mb"), set(context.device.conditions), context.screen
            await stage.close()
            return told

        size, conditions, screen = asyncio.run(fresh())
        assert size != 10
        assert conditions == set()
        assert screen == "home"


class TestRefusals:
    def refused(self, path_script: Script, action: Callable[[Any], Any], **head: Any) -> str:
        async def whole() -> str:
            stage = await path_script.make(path_script(**head).file, "mfp", "sv")
            try:
                with pytest.raises(Unreached) as caught:
                    await action(stage)
                return str(caught.value)
            finally:
                await stage.close()

        return asyncio.run(whole())

    def test_each_names_what_there_is(self, path_script: Script) -> None:
        refused = self.refused
        assert "smtp-down" in refused(path_script, lambda s: s.fault("smtp-dwn", True, {}))
        assert "delay_s" in refused(path_script, lambda s: s.fault("smtp-slow", True, {"dely": 3}))
        assert "security_defaults" in refused(path_script, lambda s: s.policy({"security_default": True}))
        assert "nobody@ovning.example" in refused(path_script, lambda s: s.revoke("nobody@ovning.example"))
        assert "no code" in refused(path_script, lambda s: s.approve(ANNA, "accept", ""))
        assert "email.attachment_max_mb" in refused(path_script, lambda s: s.set_values({"email.attachment_max": 3}))
        assert "between" in refused(path_script, lambda s: s.set_values({"email.attachment_max_mb": 30_000}))
        assert "no entry" in refused(path_script, lambda s: s.type("x"))

    def test_logging_in(self, path_script: Script) -> None:
        refused = self.refused
        assert "panel lock" in refused(path_script, lambda s: s.log_in("", True, ""))
        assert "no practice user" in refused(path_script, lambda s: s.log_in("eva", False, ""))
        assert "Print Admin" in refused(path_script, lambda s: s.log_in("anna", False, ""), given=("factory",))
        assert "not taken" in refused(path_script, lambda s: s.log_in("anna", False, "4321"))
        assert "Nobody" in refused(path_script, lambda s: s.log_out())

        async def twice(stage: Any) -> None:
            await stage.log_in("anna", False, "")
            await stage.log_in("bo", False, "")

        assert "log_out" in refused(path_script, twice)

    def test_what_the_model_lacks(self, path_script: Script) -> None:
        async def made(model: str, **head: Any) -> None:
            await path_script.make(path_script(**head).file, model, "sv")

        with pytest.raises(NotHere, match="printer has no screen email"):
            asyncio.run(made("printer", start="email"))
        with pytest.raises(NotHere, match="lacks epas"):
            asyncio.run(made("mfp-small", needs=("epas",)))


class TestLoggingIn:
    @pytest.mark.parametrize("user", ["anna", "bo", "admin"])
    def test_with_a_pin(self, path_script: Script, user: str) -> None:
        result = path_script(st.LogIn(user), st.LogOut(), st.LogIn(user)).play()
        assert result.state == PASSED, result.failed

    def test_with_account_and_password(self, path_script: Script) -> None:
        result = path_script(st.SetValues((("epas.authentication", "user-password"),)), st.LogIn("anna"), st.LogOut())
        played = result.play()
        assert played.state == PASSED, played.failed

    def test_the_administrator(self, path_script: Script) -> None:
        result = path_script(
            st.LogIn(administrator=True), st.See("administratör"), st.LogOut(), given=("showroom", "locked")
        ).play()
        assert result.state == PASSED, result.failed

    def test_a_panel_that_sleeps_is_woken(self, path_script: Script) -> None:
        result = path_script(st.Advance(HOURS), st.On("asleep"), st.LogIn("anna"), st.On("home")).play()
        assert result.state == PASSED, result.failed


class TestSheets:
    def test_the_newest_sheet(self, path_script: Script) -> None:
        result = path_script(
            st.SheetIs(lacks=("x",)),
        ).play()
        assert result.state == FAILED
        assert "No sheet" in result.failed.failure.found
        printed = path_script(
            st.Press("start"),
            st.JobIs(wants(kind="print-sheet", state="completed")),
            st.SheetIs(("Microsoft Exchange Online", "OAuth2"), ("Gmail",)),
            start="status-sheet",
            given=("admin-signed-in",),
        ).play()
        assert printed.state == PASSED, printed.failed
