"""Scanning and sending as conversations: the job, its codes, cancelling, several at once."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.device import LAPSED, NONE, REFUSED, STORED
from panel_sim.core.failures import CODES, Failure
from panel_sim.core.jobs import Leg
from panel_sim.core.views import JobDetail, Notice

Make = Any
GUIDE = "För att använda den här funktionen måste du logga in på din e-posttjänst. Kontakta din administratör."


class TestNeverSignedIn:
    def test_the_job_is_in_the_history_with_the_guides_sentence(self, glass: Make) -> None:
        panel = glass("mfp").tap(
            "home/scan", "scan/email", "email/recipients", "email/recipients/contacts", "contact:1"
        )
        panel.tap("email/contacts/ok", "email/recipients/ok", "email/start")
        assert panel.screen == "email/failed"
        assert not panel.asked(ef.StartScan)
        job = panel.log[1]
        assert (job.state, job.code, job.failure, job.account) == ("aborted", 360, "not-signed-in", "printer")
        body = panel.view.body
        assert isinstance(body, Notice)
        assert GUIDE in body.text
        assert "Fel 360" in body.text
        panel.tap("email/failed/job")
        assert panel.screen == "jobs/job"
        assert GUIDE in panel.words()

    def test_ok_was_never_pressed_in_web_config(self, glass: Make) -> None:
        panel = glass("mfp").feed(ev.SignedIn("printer-pending", "skrivare@ovning.example"))
        panel.tap("home/scan", "scan/email", "email/recipients", "email/recipients/contacts", "contact:1")
        panel.tap("email/contacts/ok", "email/recipients/ok", "email/start")
        assert (panel.log[1].failure, panel.log[1].code) == ("not-stored", 360)
        assert GUIDE in panel.view.body.text

    def test_a_user_who_scans_to_anybody_signs_in_from_the_failed_job(self, glass: Make) -> None:
        panel = glass("mfp").log_in().tap("home/scan", "scan/email", "email/recipients", "email/recipients/contacts")
        panel.tap("contact:1", "email/contacts/ok", "email/recipients/ok", "email/start", "email/failed/job")
        assert "jobs/job/sign-in" in {button.id for button in panel.view.buttons()}
        assert panel.tap("jobs/job/sign-in").screen == "sign-in"


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, code in CODES.items() if code])
def test_each_failure_has_its_code_notice_and_record(glass: Make, kind: str, code: int) -> None:
    panel = glass.sending()
    legs = (Leg("dns", True, 1.0), Leg("auth", False, 2.0, "535 5.7.3"))
    panel.feed(ev.MailRefused(1, Failure(kind, "auth", "535 5.7.3 said so", "AADSTS1"), legs))
    assert panel.screen == "email/failed"
    job = panel.log[1]
    assert (job.state, job.code, job.failure, job.legs) == ("aborted", code, kind, legs)
    assert job.finished == panel.now
    assert f"Fel {code}" in panel.view.body.text
    assert "⟨" not in panel.words()
    assert panel.view.body.tone == "bad"
    panel.tap("email/failed/job")
    body = panel.view.body
    assert isinstance(body, JobDetail)
    assert (body.banner_code, body.legs, body.tone) == (f"Fel {code}", legs, "bad")
    assert "535 5.7.3 said so" in repr(body.rows)
    assert {"auth", "dns"} <= {name for name, _ in body.leg_names}
    again = "jobs/job/send-again" in {button.id for button in body.buttons}
    assert again == (kind not in ("delivery-unknown", "too-large"))
    assert panel.press("back").screen == "email/failed"
    assert panel.press("back").screen == "home"


CODES_OF_THE_DESIGN = {
    360: "not-signed-in not-stored name-not-found connection-refused unreachable tls-failed connection-dropped "
    "service-busy delivery-unknown bad-answer",
    361: "timed-out sign-in-lapsed",
    370: "sign-in-refused auth-refused",
    314: "too-large",
    313: "sender-refused mailbox-full recipient-refused message-refused",
    306: "disk-full",
    334: "scan-failed",
}


def test_the_codes_are_those_of_the_guide() -> None:
    assert {kind: code for code, kinds in CODES_OF_THE_DESIGN.items() for kind in kinds.split()} == {
        kind: code for kind, code in CODES.items() if code
    }


class TestSignInThatNoLongerHolds:
    @pytest.mark.parametrize(("kind", "state"), [("sign-in-lapsed", LAPSED), ("sign-in-refused", REFUSED)])
    def test_is_known_after_the_refusal_and_good_again_after_a_mail(self, glass: Make, kind: str, state: str) -> None:
        panel = glass.sending().feed(ev.MailRefused(1, Failure(kind, "refresh", "no", "AADSTS700082"), ()))
        assert panel.device.account(glass.ANNA).state == state
        assert panel.asked(ef.SaveDevice)
        panel.tap("email/failed/job")
        assert "jobs/job/sign-in" in {button.id for button in panel.view.buttons()}
        panel.tap("jobs/job/send-again")
        assert panel.asked(ef.SendMail)[0].job == 1
        panel.feed(ev.MailSent(1, ()))
        assert panel.device.account(glass.ANNA).state == STORED

    def test_the_same_message_bears_the_same_id_when_sent_again(self, glass: Make) -> None:
        panel = glass.sending()
        first = panel.asked(ef.SendMail)[0].mail.message_id
        panel.feed(ev.MailRefused(1, Failure("unreachable"), ())).tap("email/failed/job", "jobs/job/send-again")
        assert panel.asked(ef.SendMail)[0].mail.message_id == first

    def test_the_user_meets_the_sign_in_again(self, glass: Make) -> None:
        panel = glass.sending().feed(ev.MailRefused(1, Failure("sign-in-lapsed"), ())).press("home")
        assert panel.tap("home/to-my-email").screen == "sign-in"

    def test_a_sign_out_during_the_send_is_not_undone(self, glass: Make) -> None:
        panel = glass.sending().feed(ev.SignedOut(glass.ANNA), ev.MailSent(1, ()))
        assert panel.device.account(glass.ANNA).state == NONE
        assert panel.log[1].state == "completed"


class TestScanToAnybody:
    def at_recipients(self, glass: Make) -> Any:
        panel = glass("mfp", "epas").tap("home/scan", "scan/email")
        assert panel.view.title == "Skanna till e-post"
        assert [button.enabled for button in panel.view.buttons() if button.id == "email/start"] == [False]
        return panel.tap("email/recipients")

    def test_nobody_chosen_nothing_starts(self, glass: Make) -> None:
        panel = glass("mfp", "epas").tap("home/scan", "scan/email", "email/start").press("start")
        assert panel.screen == "email"
        assert not panel.log

    def test_contacts_and_keyboard(self, glass: Make) -> None:
        panel = self.at_recipients(glass).tap("email/recipients/contacts", "contact:1")
        assert [row.on for row in panel.view.rows()] == [True, False]
        panel.tap("contact:1", "contact:2", "email/contacts/ok", "email/recipients/keyboard")
        assert panel.type("kund").tap("email/address/ok").view.body.problem
        panel.type("@kund.example").tap("email/address/ok")
        assert panel.session.recipients == ["bo@ovning.example", "kund@kund.example"]
        panel.tap("recipient:bo@ovning.example", "email/recipients/ok")
        assert panel.screen == "email"
        panel.tap("email/start")
        assert panel.log[1].to == ("kund@kund.example",)
        assert (panel.log[1].account, panel.log[1].sender) == ("printer", "skrivare@ovning.example")

    def test_ten_at_most_and_nobody_twice(self, glass: Make) -> None:
        panel = self.at_recipients(glass)
        for number in (*range(10), 3):
            panel.tap("email/recipients/keyboard").type(f"p{number}@x.example").tap("email/address/ok")
            if panel.screen == "email/address":
                panel.press("back")
        assert len(panel.session.recipients) == 10
        panel.tap("email/recipients/keyboard").type("elva@x.example").tap("email/address/ok")
        assert panel.screen == "email/address"
        assert "tio" in panel.view.body.problem
        panel.press("back").tap("email/recipients/contacts", "contact:1")
        assert len(panel.session.recipients) == 10

    def test_a_row_that_is_not_there_adds_nobody(self, glass: Make) -> None:
        panel = self.at_recipients(glass).tap("recipient:x@y.example", "contact:77", "recipient:")
        assert panel.session.recipients == []

    def test_clear_gives_the_defaults_back(self, glass: Make) -> None:
        panel = glass("mfp", "epas").tap("home/scan", "scan/email", "email/two-sided", "email/resolution")
        panel.tap("email/resolution/600")
        assert panel.device.value("draft.resolution") == "600"
        panel.tap("email/clear")
        assert (panel.device.value("draft.resolution"), panel.device.on("draft.two_sided")) == ("300", False)

    def test_a_draft_that_was_left_is_forgotten(self, glass: Make) -> None:
        panel = self.at_recipients(glass).tap("email/recipients/contacts", "contact:1").press("home")
        assert panel.session.recipients == []
        panel.tap("home/scan", "scan/email")
        assert panel.session.recipients == []

    def test_too_large_for_the_device(self, glass: Make) -> None:
        panel = glass.at_form().tap("email/start").feed(ev.ScanFinished(1, 3, 21 * 1024 * 1024, "x.pdf"))
        assert panel.screen == "email/failed"
        assert (panel.log[1].code, panel.asked(ef.SendMail)) == (314, [])
        assert panel.asked(ef.ForgetJob) == [ef.ForgetJob(1)]

    def test_a_scan_that_failed(self, glass: Make) -> None:
        panel = glass.at_form().tap("email/start").feed(ev.ScanFailed(1, Failure("disk-full")))
        assert panel.screen == "email/failed"
        assert panel.log[1].code == 306


class TestCancel:
    @pytest.mark.parametrize("how", ["tap", "back", "stop"])
    @pytest.mark.parametrize("stage", ["scanning", "sending"])
    def test_nothing_is_left_half_done(self, glass: Make, stage: str, how: str) -> None:
        panel = glass.at_form().tap("email/start") if stage == "scanning" else glass.sending()
        panel = panel.tap(f"email/{stage}/cancel") if how == "tap" else panel.press(how)
        assert panel.screen == "email/cancelled"
        assert panel.log[1].state == "canceled"
        for effect in (ef.StopScan(1), ef.CancelMail(1), ef.ForgetJob(1)):
            assert effect in panel.effects
        panel.feed(ev.ScanFinished(1, 3, 10, "x.pdf"), ev.MailSent(1, ()), ev.MailRefused(1, Failure("timed-out"), ()))
        assert panel.log[1].state == "canceled"
        assert not panel.asked(ef.SendMail)
        panel = panel.tap("email/cancelled/ok") if how == "tap" else panel.press("back")
        assert (panel.screen, panel.session.recipients) == ("email", [glass.ANNAS]), "the form is as it was left"
        assert panel.press("back").screen == "home"

    def test_from_the_job_list(self, glass: Make) -> None:
        panel = glass.sending().press("home").tap("home/jobs", "job:1", "jobs/job/cancel")
        assert panel.log[1].state == "canceled"
        assert ef.CancelMail(1) in panel.effects
        assert panel.view.body.banner == "Avbrutet"
