"""Jobs and sign-ins that go on while something else is on the glass."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.device import STORED
from panel_sim.core.failures import Failure

Make = Any


class TestJobsGoOn:
    def test_home_during_the_send(self, glass: Make) -> None:
        panel = glass.sending().press("home")
        assert panel.screen == "home"
        assert not panel.asked(ef.CancelMail)
        assert panel.view.bar.active_jobs == 1
        panel.feed(ev.MailSent(1, ()))
        assert panel.screen == "home"
        assert panel.log[1].state == "completed"
        assert panel.view.bar.active_jobs == 0

    def test_home_during_the_scan(self, glass: Make) -> None:
        panel = glass.at_form().tap("email/start").press("home").feed(ev.ScanFinished(1, 3, 10, "x.pdf"))
        assert panel.asked(ef.SendMail)[0].job == 1
        assert panel.log[1].to == (glass.ANNAS,), "the draft is forgotten, the job is not"
        panel.feed(ev.MailRefused(1, Failure("timed-out", "tcp"), ()))
        assert (panel.screen, panel.log[1].code) == ("home", 361)

    def test_too_large_when_nobody_looks(self, glass: Make) -> None:
        panel = glass.at_form().tap("email/start").press("home").feed(ev.ScanFinished(1, 3, 2**25, "x.pdf"))
        assert (panel.log[1].code, panel.asked(ef.SendMail), panel.screen) == (314, [], "home")

    def test_two_at_once_do_not_disturb_each_other(self, glass: Make) -> None:
        panel = glass.at_form().tap("email/start").press("home").tap("home/to-my-email", "email/start")
        assert (panel.screen, panel.session.job) == ("email/scanning", 2)
        panel.feed(ev.PageScanned(1, 9, 9))
        assert panel.view.body.done == 0
        panel.feed(ev.ScanFinished(1, 3, 10, "one.pdf"))
        assert panel.screen == "email/scanning"
        assert [mail.job for mail in panel.asked(ef.SendMail)] == [1]
        panel.feed(ev.ScanFinished(2, 3, 10, "two.pdf"))
        assert panel.screen == "email/sending"
        panel.feed(ev.SendProgressed(1, 5, 10), ev.MailRefused(1, Failure("timed-out"), ()))
        assert (panel.screen, panel.view.body.done, panel.log[1].code) == ("email/sending", 0, 361)
        panel.feed(ev.MailSent(2, ()))
        assert (panel.screen, panel.log[2].state) == ("email/done", "completed")

    @pytest.mark.parametrize("over", ["jobs", "help", "told", "lock", "power"])
    def test_what_lies_over_the_progress_does_not_swallow_its_end(self, glass: Make, over: str) -> None:
        panel = glass.at_form().tap("email/start")
        panel.device.set("panel.lock", True)
        if over in ("help", "power"):
            panel.press(over)
        elif over == "told":
            panel.feed(ev.Told("told.other", "x"))
        else:
            panel.tap(over)
        top = panel.screen
        assert top != "email/scanning"
        panel.feed(ev.ScanFinished(1, 3, 10, "x.pdf"))
        assert [mail.job for mail in panel.asked(ef.SendMail)] == [1]
        panel.feed(ev.MailSent(1, ()))
        assert panel.screen == top
        if over == "told":
            panel.tap("told/ok")
        else:
            panel.press("back")
        assert panel.screen == "email/done"
        assert panel.press("back").screen == "home"

    def test_a_sign_in_goes_on_under_help(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE).press("help")
        assert set(panel.timers) - glass.ALWAYS == {"poll", "code-expiry"}, "the code is polled for still"
        panel.advance(5)
        assert panel.asked(ef.PollSignIn)
        panel.feed(ev.SignedIn(glass.ANNA, glass.ANNAS))
        assert panel.screen == "help"
        assert panel.press("back").screen == "sign-in/done"
        assert set(panel.timers) == glass.ALWAYS

    def test_the_directorys_answer_waits_under_help(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/next").press("help").feed(glass.advanced("account"))
        assert panel.asked(ef.SubmitSignIn)
        panel.feed(glass.advanced("password", "No.", "AADSTS50126"))
        assert panel.press("back").screen == "sign-in/password"
        assert panel.view.body.problem == "Fel användarnamn eller lösenord."

    def test_what_was_typed_stands_there_after_help(self, glass: Make) -> None:
        panel = glass.at_sign_in().enter("bo@ovn").press("help").press("back")
        assert panel.view.body.text == "bo@ovn"
        panel.type("ing.example")
        assert panel.view.body.text == "bo@ovning.example"

    def test_sending_again_from_over_another_jobs_progress(self, glass: Make) -> None:
        panel = glass.sending().feed(ev.MailRefused(1, Failure("unreachable"), ())).press("home")
        panel.tap("home/to-my-email", "email/start", "jobs", "job:1", "jobs/job/send-again")
        assert (panel.screen, panel.session.job) == ("email/sending", 1)
        panel.feed(ev.ScanFinished(2, 3, 10, "two.pdf"))
        assert [mail.job for mail in panel.asked(ef.SendMail)] == [2]
        panel.press("stop").tap("email/cancelled/ok")
        assert panel.log[1].state == "canceled"
        assert panel.log[2].state == "processing"
        while panel.screen != "home":
            before = panel.screen
            panel.press("back")
            assert panel.screen not in ("email/scanning", "email/sending", before)


class TestSignedInCountsAtOnce:
    """Decision 15: OK on a user's notice closes it and does nothing else."""

    @pytest.mark.parametrize("leave", ["home", "power", "back"])
    def test_whoever_leaves_without_ok_has_signed_in(self, glass: Make, leave: str) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE)
        panel.feed(ev.SignedIn(glass.ANNA, glass.ANNAS))
        assert panel.screen == "sign-in/done"
        assert panel.device.account(glass.ANNA).state == STORED
        panel.press(leave)
        assert panel.device.account(glass.ANNA).state == STORED
        assert not panel.asked(ef.SignOut)
