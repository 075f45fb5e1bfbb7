"""The printer's own sign-in, as Web Config drives it."""

from __future__ import annotations

from typing import Any

import pytest

from panel_sim.core import effects as ef
from panel_sim.core import events as ev
from panel_sim.core.failures import Failure

Make = Any


class TestThePrintersOwnAccount:
    STATUS = "settings/general/network/status/email-server"
    PENDING = "printer-pending"
    ADDRESS = "skrivare@ovning.example"

    def state(self, panel: Any) -> str:
        return next(row.value for row in panel.view.rows() if row.id.endswith("/state"))

    def asked(self, glass: Make) -> Any:
        panel = glass("mfp", screen=self.STATUS)
        assert self.state(panel) == "Inte inloggad"
        panel.feed(ev.PrinterSignInAsked())
        assert panel.asked(ef.StartSignIn) == [ef.StartSignIn(self.PENDING)]
        return panel.feed(ev.CodeShown(self.PENDING, "ABCD1234", "https://x.example", 900, 5))

    def test_signed_in_then_ok(self, glass: Make) -> None:
        panel = self.asked(glass).advance(5)
        assert panel.asked(ef.PollSignIn) == [ef.PollSignIn(self.PENDING)]
        panel.feed(ev.SignInPending(self.PENDING, 7)).advance(7)
        assert panel.asked(ef.PollSignIn)
        panel.feed(ev.SignedIn(self.PENDING, self.ADDRESS))
        assert self.state(panel) == "Inloggad, inte sparad (tryck på OK i Web Config)"
        assert panel.session.printer_sign_in is None
        panel.feed(ev.PrinterSignInStored())
        assert panel.asked(ef.KeepSignIn) == [ef.KeepSignIn(self.PENDING, "printer")]
        assert self.state(panel) == "Inloggad"
        assert self.ADDRESS in panel.words()
        assert panel.screen == self.STATUS

    def test_ok_without_anybody_signed_in(self, glass: Make) -> None:
        assert glass("mfp").feed(ev.PrinterSignInStored()).effects == []

    def test_the_page_is_left(self, glass: Make) -> None:
        panel = self.asked(glass).feed(ev.PrinterSignInLeft())
        assert ef.SignOut(self.PENDING) in panel.effects
        assert "poll-printer" not in panel.timers
        panel.feed(ev.SignedOut(self.PENDING))
        assert self.state(panel) == "Inte inloggad"

    def test_declined(self, glass: Make) -> None:
        panel = self.asked(glass).feed(ev.SignInEnded(self.PENDING, Failure("declined")))
        assert panel.session.printer_sign_in.failure.kind == "declined"
        panel.advance(100)
        assert not panel.asked(ef.PollSignIn)

    def test_signing_out(self, glass: Make) -> None:
        panel = glass("mfp", "epas", screen=self.STATUS).feed(ev.PrinterSignOutAsked())
        assert panel.asked(ef.SignOut) == [ef.SignOut("printer")]
        panel.feed(ev.SignedOut("printer"))
        assert self.state(panel) == "Inte inloggad"

    @pytest.mark.parametrize(
        ("kind", "words"), [("sign-in-lapsed", "Inloggningen har gått ut"), ("sign-in-refused", "Inloggningen nekas")]
    )
    def test_lapsed_and_refused(self, glass: Make, kind: str, words: str) -> None:
        panel = glass("mfp", "epas").tap(
            "home/scan", "scan/email", "email/recipients", "email/recipients/contacts", "contact:1"
        )
        panel.tap("email/contacts/ok", "email/recipients/ok", "email/start").feed(ev.ScanFinished(1, 1, 9, "x.pdf"))
        panel.feed(ev.MailRefused(1, Failure(kind, "refresh", "said so", "AADSTS700082"), ()))
        assert "Web Config" in panel.view.body.text, "it is the administrator who makes this good"
        panel.tap("email/failed/ok", "home/settings", "settings/general", "settings/general/network", self.STATUS[:31])
        panel.tap(self.STATUS)
        assert panel.screen == self.STATUS
        assert self.state(panel) == words
        assert "AADSTS700082" in panel.words()

    def test_both_sign_ins_at_once_keep_apart(self, glass: Make) -> None:
        panel = glass.at_sign_in().tap("sign-in/code").feed(glass.CODE, ev.PrinterSignInAsked())
        panel.feed(ev.CodeShown(self.PENDING, "PRNT0000", "https://x.example", 900, 5))
        assert panel.view.body.user_code == "ABC-DEF-123"
        panel.feed(ev.SignedIn(self.PENDING, self.ADDRESS))
        assert panel.screen == "sign-in/code"
        panel.press("home")
        assert ef.CancelSignIn(self.PENDING) not in panel.effects
