"""The guide from its first page to its last, on the real program in a real pty, with real sign-in and real mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PASSWORD = "Ovning-123!"
A4 = [595, 842]
"""In points."""


def log_in(panel: Any, pin: str) -> None:
    panel.until("Till Min e-post")
    panel.choose("Till Min e-post")
    panel.until("Ange ID-nummer")
    panel.press(pin, "enter")


def scan(panel: Any, original: str = "") -> None:
    panel.until("Färgläge")
    if original:
        panel.choose("Original (övning)")
        panel.until("Broschyr")
        panel.choose(original)
        panel.until("Färgläge")
    panel.choose("Starta")


def failed_job(panel: Any, code: str) -> str:
    """The failed job's notice and its detail."""
    notice = panel.until(f"Fel {code}", 60)
    panel.choose("Visa jobbet")
    panel.until("Åtgärd")
    # Sentences run over several lines between the frame's marks.
    return re.sub(r"[▌█│\s]+", " ", notice + panel.glass)


@pytest.fixture
def panel(terminal: Callable[..., Any]) -> Any:
    one = terminal()
    one.until("Till Min e-post")
    one.until(lambda glass: (one.home / "ready.json").exists())
    return one


def test_the_whole_guide(panel: Any, person: Any, tmp_path: Path) -> None:
    # The path that the guide walks to see where the printer is.
    for label in (
        "Inst.",
        "Allmänna inställningar",
        "Nätverksinställningar",
        "Nätverksstatus",
        "Kabel-LAN/Wi-Fi-status",
    ):
        panel.until(label)
        panel.choose(label)
    panel.until("192.0.2.10")
    panel.press("h")

    # The administrator goes first, at the panel, and consents for the organisation (guide page 9).
    log_in(panel, "9999")
    panel.until("admin@ovning.example")
    panel.press("enter")
    panel.until("Lösenord för admin@ovning.example")
    panel.press(PASSWORD, "enter")
    panel.until("Godkänn åt organisation")
    panel.choose("Godkänn åt organisation")
    panel.until("[x]")
    panel.choose("Godkänn  ")
    panel.until("Du är inloggad.")
    panel.choose("OK")
    panel.until("Färgläge")
    panel.press("h")
    panel.until("Inst.")

    # Anna signs in with a code, once, in a browser of her own.
    panel.choose("Admin")
    panel.until("Logga ut")
    panel.choose("Logga ut  ")
    log_in(panel, "1111")
    panel.until("anna@ovning.example")
    panel.choose("Använd kod")
    glass = panel.until("Väntar på godkännande")
    address = re.search(r"http://\S+/devicelogin", glass) or re.search(r"localhost:\d+/devicelogin", glass)
    assert address, glass
    url = address[0] if address[0].startswith("http") else f"http://{address[0]}"
    code = panel.code()
    assert person.sign_in(url, code, "anna@ovning.example") == "done"
    panel.until("Du är inloggad.", 40)
    panel.choose("OK")
    scan(panel)
    panel.until("har skickats till", 60)
    panel.choose("Visa jobbet")
    assert "anna@ovning.example" in panel.until("Klart")
    panel.press("h")

    # Her mailbox has the mail, with a PDF that opens.
    mailbox = str(panel.ready()["pages"]["mailbox"])
    person.open(f"{mailbox}/anna@ovning.example")
    assert "Skannat dokument" in person.page.text
    message = next(link for link in person.links() if re.search(r"anna(@|%40)ovning\.example/[^/?]+$", link))
    person.open(message)
    attachment = next(link for link in person.links() if "/attachments/" in link)
    pdf = tmp_path / "scan.pdf"
    pdf.write_bytes(person.browser.get(attachment).content)
    assert pdf.read_bytes().startswith(b"%PDF-")
    with closing(pdfium.PdfDocument(pdf)) as document:
        assert len(document) == 3
        assert [round(side) for side in document.get_page_size(0)] == A4

    # 360: the mail server is not there.
    panel.control("POST", "/faults", {"name": "smtp-down"})
    panel.choose("Till Min e-post")
    scan(panel, "Faktura")
    told = failed_job(panel, "360")
    assert "Ingen anslutning till molntjänst eller e-posttjänst." in told
    assert "Anslut till molntjänst eller e-posttjänst." in told
    panel.control("DELETE", "/faults", {"name": "smtp-down"})
    panel.press("h")

    # 361: it takes the connection and says nothing; its time runs out on the practice clock.
    panel.control("POST", "/faults", {"name": "smtp-silent"})
    panel.choose("Till Min e-post")
    scan(panel, "Faktura")
    panel.until("Skickar e-post")
    panel.until("» tcp", 20)
    panel.control("POST", "/clock", {"advance_s": 61})
    assert "Anslutning till molntjänst eller e-posttjänst har gått ut." in failed_job(panel, "361")
    panel.control("DELETE", "/faults", {"name": "smtp-silent"})
    panel.press("h")

    # 370: her sign-in was revoked; the access token that she has goes on to work until it runs out.
    panel.control("POST", "/revoke", {"user": "anna@ovning.example"})
    panel.choose("Till Min e-post")
    scan(panel, "Faktura")
    panel.until("har skickats till", 60)
    panel.choose("OK")
    panel.control("POST", "/clock", {"advance_s": 2 * 3600})
    panel.press("h")
    log_in(panel, "1111")
    scan(panel, "Faktura")
    told = failed_job(panel, "370")
    assert "Du behöver logga in igen på molntjänsten." in told
    assert "AADSTS50173" in told
    assert "Logga in igen" in told

    # She signs in again from the job's own screen, at the panel, and sends; ninety idle days make it 361.
    panel.choose("Logga in igen")
    panel.until("E-postadress till ditt konto")
    panel.press("enter")
    panel.until("Lösenord för anna")
    panel.press(PASSWORD, "enter")
    panel.until("Du är inloggad.")
    panel.choose("OK")
    panel.until("Färgläge")
    panel.control("POST", "/clock", {"advance_s": 91 * 86400})
    panel.press("h")
    log_in(panel, "1111")
    scan(panel, "Faktura")
    told = failed_job(panel, "361")
    assert "AADSTS700082" in told
    panel.press("h")

    # The status sheet, on real (simulated) paper.
    for label in ("Inst.", "Allmänna inställningar", "Nätverksinställningar", "Nätverksstatus", "statusblad"):
        panel.until(label)
        panel.choose(label)
    panel.until("Skriva ut ett ark")
    panel.choose("Skriv ut")
    panel.until("Skriver ut")
    panel.control("POST", "/clock", {"advance_s": 5})
    panel.until("Arket är utskrivet.")
    [sheet] = (panel.home / "output").glob("*.pdf")
    with closing(pdfium.PdfDocument(sheet)) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert "Ark för nätverksstatus" in text
    assert "smtp-mail.outlook.com" in text
    assert panel.quit() == 0

    # Nothing secret was left behind in what people may hand on.
    for kept in (panel.home / "output").iterdir():
        assert PASSWORD.encode() not in kept.read_bytes()
