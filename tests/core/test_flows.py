"""Signing in, from the tile Till Min e-post to the form: what is done, what the panel asks for, where it stands."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.device import STORED
from panel_sim.core.failures import Failure
from panel_sim.core.jobs import Leg
from panel_sim.core.views import Progress, SignInCode

Make = Any


class TestTillMinEpost:
    def test_from_the_tile_to_the_mail_in_one_go(self, glass: Make) -> None:
        panel = glass("mfp").tap("home/to-my-email")
        assert panel.screen == "login/pin"
        panel.enter("1111")
        assert panel.view.body.text == "••••"
        panel.tap("login/pin/ok")
        assert (panel.screen, panel.session.user) == ("sign-in", "anna")
        assert panel.view.body.text == glass.ANNAS, "the user's own address stands there already"
        panel.tap("sign-in/next")
        assert panel.asked(ef.StartSignIn) == [ef.StartSignIn(glass.ANNA, at_panel=True)]
        panel.feed(glass.advanced("account"))
        assert panel.asked(ef.SubmitSignIn) == [ef.SubmitSignIn(glass.ANNA, "account", glass.ANNAS)]
        panel.feed(glass.advanced("password"))
        assert panel.screen == "sign-in/password"
        panel.type("fel").tap("sign-in/password/ok")
        assert panel.asked(ef.SubmitSignIn) == [ef.SubmitSignIn(glass.ANNA, "password", "fel")]
        assert panel.screen == "sign-in/working"
        panel.feed(glass.advanced("password", "Your account or password is incorrect.", "AADSTS50126"))
        assert panel.view.body.problem == "Fel användarnamn eller lösenord."
        assert panel.view.body.text == ""
        panel.type("Ovning-123!").tap("sign-in/password/ok")
        panel.feed(glass.advanced("consent", offer=True))
        assert panel.screen == "sign-in/consent"
        tick = "sign-in/consent/organization"
        assert [row.on for row in panel.view.body.ticks] == [False]
        panel.tap(tick)
        assert [row.on for row in panel.view.body.ticks] == [True]
        panel.tap("sign-in/consent/accept")
        assert panel.asked(ef.SubmitSignIn) == [ef.SubmitSignIn(glass.ANNA, "consent", "organization")]
        panel.feed(ev.SignedIn(glass.ANNA, glass.ANNAS))
        assert panel.screen == "sign-in/done"
        assert panel.asked(ef.SaveDevice)
        assert panel.device.account(glass.ANNA).state == STORED
        panel.tap("sign-in/done/ok")
        assert panel.screen == "email"
        assert {"Till", glass.ANNAS} <= {panel.view.rows()[0].label, panel.view.rows()[0].value}
        assert panel.view.title == "Till Min e-post"
        panel.tap("email/start")
        assert panel.screen == "email/scanning"
        scan = panel.asked(ef.StartScan)[0]
        assert (scan.job, scan.settings.resolution, scan.settings.file_type) == (1, 300, "pdf")
        panel.feed(ev.PageScanned(1, 2, 3))
        body = panel.view.body
        assert isinstance(body, Progress)
        assert (body.done, body.total, body.detail) == (2, 3, "Sida 2 av 3")
        panel.feed(ev.ScanFinished(1, 3, 123_456, "Skanning.pdf"))
        assert panel.screen == "email/sending"
        sent = panel.asked(ef.SendMail)[0]
        assert (sent.account, sent.mail.sender, sent.mail.to) == (glass.ANNA, glass.ANNAS, (glass.ANNAS,))
        panel.feed(ev.LegReached(1, Leg("data", None)))
        assert panel.asked(ef.RecordJob)[0].job.legs == (Leg("data", None),), (
            "it stands on the disk before the mail is gone"
        )
        panel.feed(ev.SendProgressed(1, 50, 100))
        assert panel.view.body.done == 50
        panel.feed(ev.MailSent(1, (Leg("data", True, 12.0),)))
        assert panel.screen == "email/done"
        assert glass.ANNAS in panel.view.body.text
        assert panel.asked(ef.ForgetJob) == [ef.ForgetJob(1)]
        assert (panel.log[1].state, panel.log[1].code, panel.log[1].origin) == ("completed", None, "to-my-email")
        assert panel.tap("email/done/ok").screen == "home"
        assert set(panel.timers) == glass.ALWAYS

    def test_a_second_time_nobody_has_to_sign_in(self, glass: Make) -> None:
        panel = glass("mfp", "epas-anna").tap("home/to-my-email").enter("1111").tap("login/pin/ok")
        assert panel.screen == "email"

    def test_an_address_that_the_directory_does_not_know(self, glass: Make) -> None:
        panel = glass.at_sign_in().enter("inte en adress").tap("sign-in/next")
        assert panel.screen == "sign-in"
        assert "e-postadress" in panel.view.body.problem
        panel.enter("nils@ovning.example").tap("sign-in/next").feed(glass.advanced("account"))
        panel.feed(glass.advanced("account", "Unknown.", "AADSTS50034"))
        assert panel.screen == "sign-in"
        assert panel.view.body.problem == "Kontot finns inte i organisationens katalog."
        assert panel.view.body.text == "nils@ovning.example"
        panel.enter(glass.ANNAS).tap("sign-in/next")
        again = ef.SubmitSignIn(glass.ANNA, "account", glass.ANNAS)
        assert panel.asked(ef.SubmitSignIn) == [again], "the pages are open still"

    def test_consent_for_the_organisation_is_not_offered_to_everybody(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/next").feed(glass.advanced("consent"))
        assert panel.view.body.ticks == ()
        panel.tap("sign-in/consent/organization", "sign-in/consent/accept")
        assert panel.asked(ef.SubmitSignIn) == [ef.SubmitSignIn(glass.ANNA, "consent", "user")]

    @pytest.mark.parametrize("no", ["tap", "back"])
    def test_saying_no_to_what_is_asked_for(self, glass: Make, no: str) -> None:
        panel = glass.at_sign_in().tap("sign-in/next").feed(glass.advanced("consent"))
        panel = panel.tap("sign-in/consent/decline") if no == "tap" else panel.press("back")
        assert panel.asked(ef.SubmitSignIn) == [ef.SubmitSignIn(glass.ANNA, "decline", "")]
        panel.feed(ev.SignInEnded(glass.ANNA, Failure("declined", "sign_in")))
        assert panel.screen == "sign-in/failed"
        assert panel.view.body.text
        assert not panel.log, "a sign-in that was declined makes no job"
        assert panel.tap("sign-in/failed/cancel").screen == "home"

    def test_back_from_the_password_keeps_the_address(self, glass: Make) -> None:
        panel = (
            glass.at_sign_in()
            .enter("bo@ovning.example")
            .tap("sign-in/next")
            .feed(glass.advanced("account"), glass.advanced("password"))
        )
        panel.press("back")
        assert panel.screen == "sign-in"
        assert panel.asked(ef.CancelSignIn) == [ef.CancelSignIn(glass.ANNA)]
        assert panel.view.body.text == "bo@ovning.example"
        panel.tap("sign-in/next")
        assert panel.asked(ef.StartSignIn), "the pages were left, so they are opened anew"


class TestCode:
    def test_shown_polled_slowed_down_signed_in(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code")
        assert panel.asked(ef.StartSignIn) == [ef.StartSignIn(glass.ANNA, at_panel=False)]
        panel.feed(glass.CODE)
        assert panel.screen == "sign-in/code"
        body = panel.view.body
        assert isinstance(body, SignInCode)
        assert (body.user_code, body.seconds_left, body.loopback) == ("ABC-DEF-123", 900.0, True)
        assert len(body.qr) > 20
        assert "ABC" not in repr(body)
        assert panel.timers["code-expiry"] == 900.0
        panel.advance(5)
        assert panel.asked(ef.PollSignIn) == [ef.PollSignIn(glass.ANNA)]
        panel.feed(ev.SignInPending(glass.ANNA, 10.0))
        assert panel.timers["poll"] == panel.seconds + 10, "slow_down: the directory wants a longer interval"
        panel.advance(9.9)
        assert not panel.asked(ef.PollSignIn)
        panel.advance(0.1)
        assert panel.asked(ef.PollSignIn)
        assert panel.view.body.seconds_left == 885.0
        panel.feed(ev.SignedIn(glass.ANNA, glass.ANNAS))
        assert panel.screen == "sign-in/done"
        assert panel.view.body.detail == glass.ANNAS
        assert set(panel.timers) == glass.ALWAYS

    def test_runs_out(self, glass: Make) -> None:
        panel = glass.at_sign_in().feed(ev.ValueSet("panel.sleep_timer_min", 60)).tap("sign-in/code").feed(glass.CODE)
        for _ in range(180):
            panel.advance(5).feed(*([ev.SignInPending(glass.ANNA, 5.0)] if panel.asked(ef.PollSignIn) else []))
        assert panel.screen == "sign-in/failed"
        assert set(panel.timers) == glass.ALWAYS
        assert panel.view.body.tone == "bad"
        panel.tap("sign-in/failed/again")
        assert panel.screen == "sign-in"

    def test_running_out_gives_the_sign_in_up(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE)
        panel.feed(ev.TimerFired("code-expiry"))
        assert panel.asked(ef.CancelSignIn) == [ef.CancelSignIn(glass.ANNA)]

    def test_declined(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE)
        panel.feed(ev.SignInEnded(glass.ANNA, Failure("declined", "sign_in")))
        assert panel.screen == "sign-in/failed"
        assert not panel.log
        assert set(panel.timers) == glass.ALWAYS

    def test_copy_and_the_large_qr_code(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE).tap("sign-in/code/copy")
        assert [effect.text for effect in panel.asked(ef.CopyText)] == ["ABCDEF123"]
        assert "ABCDEF123" not in repr(panel.effects)
        assert panel.tap("sign-in/code/qr").view.body.full_screen_qr
        assert not panel.tap("sign-in/code/qr").view.body.full_screen_qr

    def test_a_live_profile_goes_straight_to_the_code(self, glass: Make) -> None:
        panel = glass.at_sign_in(practice=False)
        assert panel.screen == "sign-in/working"
        assert panel.asked(ef.StartSignIn) == [ef.StartSignIn(glass.ANNA)]
        assert panel.feed(glass.CODE).screen == "sign-in/code"
        panel.feed(ev.SignInEnded(glass.ANNA, Failure("declined"))).tap("sign-in/failed/again")
        assert not panel.view.buttons()[1:]
        assert panel.screen == "sign-in/working"

    @pytest.mark.parametrize(
        "uri", ["", "http://[", "åäö", "https://microsoft.com/devicelogin", "http://x.localhost:1/"]
    )
    def test_whatever_address_the_directory_gives(self, glass: Make, uri: str) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(ev.CodeShown(glass.ANNA, "ABCD1234", uri, 900.0, 5.0))
        assert panel.view.body.verification_uri == uri
        assert panel.view.body.user_code == "ABCD-1234"
        assert panel.view.body.loopback == ("localhost" in uri)

    def test_another_accounts_answers_are_not_ours(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE)
        panel.feed(ev.SignedIn("user:bo", "bo@ovning.example"), ev.SignInEnded("user:bo", Failure("declined")))
        assert panel.screen == "sign-in/code"


class TestGivingUp:
    """At each point of a sign-in: no timer runs on, and the directory is told."""

    WAYS: ClassVar[dict[str, list[ev.Event]]] = {
        "sign-in": [],
        "sign-in/working": [ev.Tapped("sign-in/next")],
        "sign-in/password": [
            ev.Tapped("sign-in/next"),
            ev.SignInAdvanced("user:anna", "account"),
            ev.SignInAdvanced("user:anna", "password"),
        ],
        "sign-in/code": [
            ev.Tapped("sign-in/code"),
            ev.CodeShown("user:anna", "ABCDEF123", "https://localhost:8443/device", 900.0, 5.0),
        ],
    }

    @pytest.mark.parametrize("point", WAYS)
    @pytest.mark.parametrize("how", ["back", "home", "cancel", "time", "power", "home over help"])
    def test_cancel(self, glass: Make, point: str, how: str) -> None:
        panel = glass.at_sign_in().feed(*self.WAYS[point])
        assert panel.screen == point
        seen: list[ef.Effect] = []

        def note(step: Any) -> None:
            seen.extend(step.effects)

        if how == "back":
            for _ in range(3):
                if panel.screen != "home":
                    note(panel.press("back"))
        elif how == "home":
            note(panel.press("home"))
        elif how == "home over help":
            note(panel.press("help"))
            note(panel.press("home"))
        elif how == "cancel":
            # Screens without that button have Home.
            there = f"{point}/cancel" in {button.id for button in panel.view.buttons()}
            note(panel.tap(f"{point}/cancel") if there else panel.press("home"))
        elif how == "time":
            note(panel.advance(3600))
            if panel.screen == "asleep":
                panel.tap("anywhere")
            if panel.screen in ("sign-in/working", "sign-in/failed"):
                # Work under way and an error on the glass are left alone by the time-out.
                note(panel.press("home"))
        else:
            note(panel.press("power"))
            note(panel.tap("power/off"))
        assert ef.CancelSignIn(glass.ANNA) in seen
        assert panel.session.signing_in is None
        assert not set(panel.timers) - glass.ALWAYS
        panel.feed(ev.SignInPending(glass.ANNA, 5.0), glass.CODE, glass.advanced("password"))
        assert not panel.effects, "what comes late is not ours any more"
        assert panel.screen in ("home", "off", "asleep")
        assert not set(panel.timers) - glass.ALWAYS
