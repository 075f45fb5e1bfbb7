"""Skanna > E-post from the printer's own account, large scans, other formats, and the end of the program on the way."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from typing import Any

import pexpect
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def set_value(panel: Any, label: str, value: str, back: str = "Färgläge") -> None:
    panel.choose(label)
    panel.choose(value)
    panel.until(back)


def test_to_a_contact_and_a_typed_address_from_the_printers_account(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "admin-signed-in,showroom")
    panel.ready()
    panel.choose("Skanna")
    panel.choose("E-post")
    panel.until("Färgläge")
    panel.choose("Ingen mottagare")
    panel.choose("Välj bland kontakter")
    panel.choose("Anna Ek")
    panel.choose("OK")
    panel.choose("Skriv en adress")
    panel.until("Mottagarens e-postadress")
    panel.press("nagon@annan.example", "enter")
    panel.until("nagon@annan.example")
    panel.choose("OK")
    panel.until("och 1 till")
    set_value(panel, "Original (övning)", "Faktura")
    set_value(panel, "Färgläge", "Gråskala")
    set_value(panel, "Filformat", "TIFF")
    panel.choose("Starta")
    panel.until("har skickats till", 60)
    mails = panel.control("GET", "/mail")["mails"]
    assert {mail["mailbox"] for mail in mails} == {"anna@ovning.example", "elsewhere"}
    assert {mail["from"] for mail in mails} == {"skrivare@ovning.example"}
    assert {mail["attachments"][0]["content_type"] for mail in mails} == {"image/tiff"}
    assert panel.quit() == 0


def test_never_signed_in_says_the_guides_sentence(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "showroom")
    panel.ready()
    panel.choose("Skanna")
    panel.choose("E-post")
    panel.choose("Ingen mottagare")
    panel.choose("Välj bland kontakter")
    panel.choose("Bo Lind")
    panel.choose("OK")
    panel.until("Välj bland kontakter")
    panel.choose("OK")
    panel.choose("Starta")
    glass = re.sub(r"[▌█│\s]+", " ", panel.until("Fel 360"))
    assert (
        "För att använda den här funktionen måste du logga in på din e-posttjänst. Kontakta din administratör." in glass
    )
    assert panel.quit() == 0


def test_keys_work_during_a_scan_of_more_than_ten_megabytes(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna")
    panel.ready()
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press("1111", "enter")
    panel.until("Färgläge")
    set_value(panel, "Original (övning)", "Tjock bunt")
    set_value(panel, "Upplösning", "600 dpi")
    panel.choose("Starta")
    panel.until("Sida 1 av 12", 60)
    # Home leaves the job to itself; everything else goes on working.
    panel.press("h")
    panel.until("Jobbstatus  1")
    for label in ("Inst.", "Allmänna inställningar", "Nätverksinställningar", "Nätverksstatus"):
        panel.until(label, 5)
        panel.choose(label)
    panel.until("statusblad", 5)
    panel.press("h")
    panel.until("Till Min e-post", 5)
    panel.until(lambda glass: "Jobbstatus  1" not in glass, 120)
    [mail] = panel.control("GET", "/mail")["mails"]
    assert mail["attachments"][0]["size"] > 10 * 1024 * 1024
    assert panel.quit() == 0


def test_sigterm_during_a_send_leaves_terminal_and_history_in_order(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna")
    panel.ready()
    panel.control("POST", "/faults", {"name": "smtp-silent"})
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press("1111", "enter")
    panel.until("Färgläge")
    set_value(panel, "Original (övning)", "Faktura")
    panel.choose("Starta")
    panel.until("» tcp")
    panel.child.kill(signal.SIGTERM)
    panel.child.expect(pexpect.EOF, timeout=30)
    rest = panel.child.before or b""
    assert b"\x1b[?1049l" in rest, "the terminal's own screen is back"
    panel.child.close()
    assert panel.child.exitstatus == 0
    again = terminal(home=panel.home)
    again.until("Inst.")
    again.choose("Jobbstatus  ")
    assert "Avbröts" in again.until("anna@ovning.example")


def test_cancel_while_scanning_leaves_nothing(terminal: Callable[..., Any]) -> None:
    panel = terminal("--given", "epas-anna", "--language", "en")
    panel.ready()
    panel.choose("To My Email")
    panel.until("Enter your ID number")
    panel.press("1111", "enter")
    panel.choose("Start")
    panel.until("Page 1 of 3", 60)
    panel.choose("Cancel")
    panel.until("The job was cancelled. Nothing was sent.")
    panel.choose("OK")
    panel.until("Color mode")
    assert panel.control("GET", "/mail") == {"mails": []}
    assert [path for path in (panel.home / "spool").rglob("*") if path.is_file()] == []
    assert panel.quit() == 0
