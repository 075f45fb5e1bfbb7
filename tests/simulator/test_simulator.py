"""The simulator with small fakes at its ports: effects begun and ended, answers fed back, watchers told."""

from __future__ import annotations

import asyncio
import errno
import functools
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from panel_sim.adapters.clocks import ManualClock
from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Job
from panel_sim.core.views import View

Make = Callable[..., Any]
ANNA = "user:anna"


def run(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Make a coroutine a test; what it asks for by name is still given to it."""

    @functools.wraps(test)
    def whole(*given: Any, **named: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*given, **named), 60))

    return whole


@run
async def test_a_mail_from_start_to_end(rig_of: Make) -> None:
    rig = rig_of()
    await rig.start_mail()
    assert rig.screen == "email/scanning"
    await rig.settle()
    assert rig.screen == "email/done"
    job = rig.book.kept[1]
    assert (job.state, job.pages, job.size) == ("completed", 2, 1000)
    assert [leg.name for leg in job.legs] == ["refresh", "data"]
    assert all(leg.ok for leg in job.legs)
    assert [call[0] for call in rig.stage.calls] == ["scan", "token", "send", "forget"]
    assert rig.stage.did("send") == [("send", ("anna@ovning.example",), Path("/spool/1.pdf"))]


@run
async def test_what_is_observed_holds_no_secret(rig_of: Make) -> None:
    rig = rig_of()
    await rig.start_mail()
    await rig.settle()
    assert "T0KEN" not in repr(rig.seen)
    assert "1111" not in repr([what for _, what in rig.seen if not isinstance(what, ev.Typed)])


@run
async def test_home_and_the_rest_goes_on(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.go.clear()
    await rig.start_mail()
    await asyncio.sleep(0)
    rig.simulator.feed(ev.Pressed("home"))
    rig.stage.go.set()
    await rig.settle()
    assert (rig.screen, rig.book.kept[1].state) == ("home", "completed")


@run
async def test_cancelling_ends_the_work_and_its_late_answer_is_nothing(rig_of: Make) -> None:
    for stage, name in (("scanning", "scan"), ("sending", "send")):
        rig = rig_of()
        if stage == "scanning":
            rig.stage.go.clear()
        await rig.start_mail()
        if stage == "sending":
            await rig.until_sending()
        for _ in range(5):
            await asyncio.sleep(0)
        assert rig.screen == f"email/{stage}"
        rig.tap(f"email/{stage}/cancel")
        rig.stage.go.set()
        rig.stage.go_send.set()
        await rig.settle()
        for _ in range(5):
            await asyncio.sleep(0)
        assert rig.stage.ended == [name]
        assert rig.stage.did("forget") == [("forget", 1)]
        assert rig.book.kept[1].state == "canceled"
        assert not rig.heard(ev.MailSent)


@run
async def test_a_scan_that_cannot_be_made(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.refuse_scan = Failure("disk-full")
    await rig.start_mail()
    await rig.settle()
    assert (rig.screen, rig.book.kept[1].code) == ("email/failed", 306)
    assert not rig.stage.did("send")


@run
async def test_no_token_no_mail(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.refuse_token = Failure("sign-in-lapsed", "refresh", aadsts="AADSTS700082")
    await rig.start_mail()
    await rig.settle()
    assert (rig.book.kept[1].code, rig.device.account(ANNA).state) == (361, "lapsed")
    assert not rig.stage.did("send")
    assert rig.shelf.saves


@run
async def test_a_mail_that_is_refused(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.refuse_mail = Failure("mailbox-full", "data", "552 5.2.2")
    await rig.start_mail()
    await rig.settle()
    assert (rig.book.kept[1].code, rig.book.kept[1].detail) == (313, "552 5.2.2")
    assert not rig.stage.did("forget"), "it can be sent again"


@run
async def test_without_a_network_nobody_is_asked(rig_of: Make) -> None:
    for condition, kind in (("network-unplugged", "unreachable"), ("dns-down", "name-not-found")):
        rig = rig_of()
        rig.simulator.feed(ev.ConditionChanged(condition, True))
        await rig.start_mail()
        await rig.settle()
        assert (rig.book.kept[1].failure, rig.book.kept[1].code) == (kind, 360)
        assert [leg.name for leg in rig.book.kept[1].legs] == ["dns"]
        assert not rig.stage.did("token")
        rig.simulator.feed(ev.PrinterSignInAsked())
        await rig.settle()
        assert rig.simulator.panel.context.session.printer_sign_in.failure.kind == kind
        rig.simulator.feed(ev.PrinterSignOutAsked())
        await rig.settle()
        assert rig.stage.did("sign_out"), "a token can be forgotten without a network"


@run
async def test_a_device_without_ports_says_so_instead_of_breaking(rig_of: Make) -> None:
    rig = rig_of(bare=True)
    await rig.start_mail()
    await rig.settle()
    assert rig.book.kept[1].failure == "scan-failed"
    rig.simulator.feed(ev.PrinterSignInAsked())
    assert rig.simulator.panel.context.session.printer_sign_in.failure.kind == "unreachable"
    rig.simulator.feed(ev.Pressed("home"))
    rig.tap("home/status-sheet", "status-sheet/start")
    rig.clock.advance(3)
    await rig.settle()
    assert rig.screen == "status-sheet/failed"


class TestSignIn:
    @run
    async def test_with_a_code_on_the_clock(self, rig_of: Make) -> None:
        rig = rig_of("showroom")
        rig.stage.answers = [
            ev.CodeShown(ANNA, "ABCD1234", "https://x.example", 900, 5),
            ev.SignInPending(ANNA, 5),
            ev.SignInPending(ANNA, 10),
            ev.SignedIn(ANNA, "anna@ovning.example"),
        ]
        await rig.log_in()
        rig.tap("home/to-my-email", "sign-in/code")
        await rig.settle()
        assert rig.screen == "sign-in/code"
        for seconds in (5, 5):
            rig.clock.advance(seconds)
            await rig.settle()
        rig.clock.advance(9)
        await rig.settle()
        assert len(rig.stage.did("poll")) == 2
        rig.clock.advance(1)
        await rig.settle()
        assert rig.screen == "sign-in/done"
        assert rig.shelf.state["accounts"][ANNA]["state"] == "stored"
        assert rig.clock.next_due() is not None
        rig.clock.advance(100)
        assert len(rig.stage.did("poll")) == 3

    @run
    async def test_at_the_panel_each_answer_leads_to_the_next_question(self, rig_of: Make) -> None:
        rig = rig_of("showroom")
        rig.stage.answers = [ev.SignInAdvanced(ANNA, "account"), ev.SignInAdvanced(ANNA, "password")]
        await rig.log_in()
        rig.tap("home/to-my-email", "sign-in/next")
        await rig.settle()
        assert rig.screen == "sign-in/password"
        assert rig.stage.did("start") == [("start", ANNA, True, "sv")]
        assert rig.stage.did("submit") == [("submit", ANNA, "account")]

    @run
    async def test_given_up_while_the_directory_thinks(self, rig_of: Make) -> None:
        rig = rig_of("showroom")
        rig.stage.answers = [ev.CodeShown(ANNA, "ABCD1234", "https://x.example", 900, 5)]
        rig.stage.go.clear()
        await rig.log_in()
        rig.tap("home/to-my-email", "sign-in/code")
        await asyncio.sleep(0)
        rig.simulator.feed(ev.Pressed("home"))
        rig.stage.go.set()
        await rig.settle()
        await asyncio.sleep(0)
        assert rig.stage.ended == ["start"]
        assert rig.stage.did("cancel") == [("cancel", ANNA)]
        assert not rig.heard(ev.CodeShown)
        assert rig.screen == "home"


@run
async def test_passwords_are_compared_aside(rig_of: Make) -> None:
    rig = rig_of("epas-anna", "locked")
    rig.tap("lock")
    rig.simulator.feed(ev.Typed("12345678"))
    rig.tap("administrator/ok")
    assert not rig.simulator.panel.context.session.administrator
    await rig.settle()
    assert rig.simulator.panel.context.session.administrator
    assert "12345678" not in repr(rig.heard(ef.CheckPassword))


@run
async def test_a_sheet(rig_of: Make) -> None:
    rig = rig_of()
    rig.tap("home/status-sheet", "status-sheet/start")
    rig.clock.advance(3)
    await rig.settle()
    assert (rig.screen, rig.book.kept[1].output) == ("status-sheet/done", "/ut/blad.pdf")


@run
async def test_a_sheet_cancelled_in_the_engine_is_not_waited_for(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.go.clear()
    rig.tap("home/status-sheet", "status-sheet/start")
    rig.clock.advance(3)
    await asyncio.sleep(0)
    rig.tap("status-sheet/printing/cancel")
    await rig.settle()
    assert rig.stage.ended == ["print"]
    assert (rig.book.kept[1].state, rig.book.kept[1].output) == ("canceled", "")


@run
async def test_a_sheet_on_a_full_disk(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.breaks = OSError(errno.ENOSPC, "No space left on device")
    rig.tap("home/status-sheet", "status-sheet/start")
    rig.clock.advance(3)
    await rig.settle()
    assert (rig.screen, rig.book.kept[1].code) == ("status-sheet/failed", 306)


@run
async def test_a_full_disk_is_told_once(rig_of: Make) -> None:
    rig = rig_of()
    rig.shelf.full = True
    for value in (10, 11, 12):
        rig.simulator.feed(ev.ValueSet("panel.sleep_timer_min", value))
    assert rig.screen == "told"
    assert len(rig.heard(ev.Told)) == 1
    assert rig.simulator.view.body.detail == "Disken är full."
    rig.tap("told/ok")
    rig.shelf.full = False
    rig.simulator.feed(ev.ValueSet("panel.sleep_timer_min", 13))
    rig.shelf.full = True
    rig.simulator.feed(ev.ValueSet("panel.sleep_timer_min", 14))
    assert len(rig.heard(ev.Told)) == 2, "it went well in between, so this is news"


@run
async def test_a_job_that_cannot_be_written_down_is_not_begun(rig_of: Make) -> None:
    rig = rig_of()
    rig.book.full = True
    await rig.start_mail()
    await rig.settle()
    assert rig.screen == "told"
    assert not rig.stage.did("scan")
    rig.tap("told/ok")
    assert rig.screen == "email"


@run
async def test_a_fault_of_ours_is_told_and_the_panel_lives(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.breaks = RuntimeError("broken")
    await rig.start_mail()
    await rig.settle()
    assert rig.screen == "told"
    assert "RuntimeError" in rig.simulator.view.body.detail
    rig.tap("told/ok")
    assert rig.screen == "email/failed"
    assert rig.book.kept[1].failure == "delivery-unknown", "the message was begun"


@run
async def test_a_fault_of_ours_at_the_directory_ends_the_sign_in(rig_of: Make) -> None:
    rig = rig_of("showroom")
    await rig.log_in()
    rig.tap("home/to-my-email", "sign-in/code")
    await rig.settle()
    rig.tap("told/ok")
    assert rig.screen == "sign-in/failed", "nothing was there to answer with"


@run
async def test_watchers_are_told_of_changes_only(rig_of: Make) -> None:
    rig = rig_of()
    views: list[View] = []
    leave = rig.simulator.watch(views.append)
    rig.tap("home/settings")
    assert [view.screen for view in views] == ["settings"]
    rig.tap("no.such.row")
    rig.simulator.feed(ev.TimerFired("nothing"))
    rig.simulator.refresh()
    assert len(views) == 1
    rig.clock.advance(60)
    rig.simulator.refresh()
    assert views[-1].bar.clock == "09:42"
    leave()
    leave()
    rig.tap("settings/general")
    assert len(views) == 2


@run
async def test_a_look_in_the_middle_of_a_step_does_not_hide_the_change(rig_of: Make) -> None:
    rig = rig_of()
    views: list[View] = []
    rig.simulator.watch(views.append)
    rig.simulator.observe(lambda kind, what: rig.simulator.view)
    rig.tap("home/settings")
    rig.tap("settings/general")
    assert [view.screen for view in views] == ["settings", "settings/general"]


@run
async def test_an_event_fed_in_the_middle_of_a_step_waits_its_turn(rig_of: Make) -> None:
    rig = rig_of()
    order: list[str] = []

    def nosy(kind: str, what: object) -> None:
        if isinstance(what, ev.Tapped) and what.row == "home/settings":
            rig.simulator.feed(ev.Tapped("settings/general"))
            order.append(rig.simulator.panel.machine.screen)

    rig.simulator.observe(nosy)
    rig.tap("home/settings")
    assert (order, rig.screen) == (["settings"], "settings/general")


@run
async def test_stopping_ends_everything_and_tells_the_history(rig_of: Make) -> None:
    rig = rig_of()
    rig.stage.go.clear()
    await rig.start_mail()
    await asyncio.sleep(0)
    await rig.simulator.stop()
    assert rig.stage.ended == ["scan"]
    assert (rig.book.kept[1].state, rig.book.kept[1].reasons) == ("aborted", ("interrupted",))
    rig.clock.advance(86_400)
    assert rig.screen == "email/scanning", "no timer fires any more"


@run
async def test_a_mail_under_way_may_have_arrived(rig_of: Make) -> None:
    rig = rig_of()
    await rig.start_mail()
    await rig.until_sending()
    await rig.simulator.stop()
    assert rig.book.kept[1].reasons == ("interrupted", "delivery-unknown")


@run
async def test_what_was_done_stays_done_when_stopping(rig_of: Make) -> None:
    rig = rig_of()
    await rig.start_mail()
    await rig.settle()
    await rig.simulator.stop()
    assert (rig.book.kept[1].state, rig.book.kept[1].reasons) == ("completed", ())


def test_the_history_is_there_from_the_start(rig_of: Make, book: Any) -> None:
    book.add(Job(0, "scan-to-email", "scan/email", ManualClock().now(), "completed", to=("a@b",)))
    rig = rig_of(book=book)
    rig.tap("home/jobs")
    assert [row.id for row in rig.simulator.view.rows() if row.id.startswith("job:")] == ["job:1"]


def test_an_unknown_screen_to_start_on(rig_of: Make) -> None:
    with pytest.raises(KeyError):
        rig_of(screen="no/such")
