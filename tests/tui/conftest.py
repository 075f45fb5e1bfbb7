"""Sample Views of every kind, as the core would make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import qrcode

from panel_sim.core import views as v
from panel_sim.core.events import CursorMoved, Event, Pressed, Tapped, Typed
from panel_sim.core.jobs import Leg
from panel_sim.tui.bench import Bench, BenchActions, BenchFault, BenchMail

BAR = v.Bar(
    product="EPSON AM-C6000", model="mfp", practice=True, banner="ÖVNING", lock="låst", user="", network="192.0.2.10",
    clock="09:41", lamps=v.Lamps(), lamp_words=("ström", "data", "fel"), jobs="Jobbstatus", active_jobs=1,
    printer_state="idle", printer_state_reasons=("none",),
    key_words=(("power", "Ström"), ("home", "Hem"), ("help", "Hjälp")),
)


def screen(name: str, title: str, body: v.Body, **more: object) -> v.View:
    view = v.View(screen=name, title=title, body=body, bar=BAR, can_back=name != "home", back_label="Tillbaka",
                  language="sv", columns=76, lines=21)
    return replace(view, **more)


HOME = screen("home", "Hem", v.Home(
    (
        v.Tile("copy", "Kopiera", "copy"), v.Tile("scan", "Skanna", "scan"),
        v.Tile("fax", "Faxa", "fax", enabled=False),
        v.Tile("my-email", "Till Min e-post", "my-email"), v.Tile("presets", "Förinställningar", "status-sheet"),
        v.Tile("memory", "Epson Print Admin Serverless", "contacts", locked=True),
        v.Tile("maintenance", "Underhåll", "supplies"), v.Tile("settings", "Inst.", "settings"),
    ), 0, 2, 4))

SMALL_HOME = replace(HOME, body=v.Home(HOME.body.tiles[:6], 0, 2, 3), columns=60, lines=17)

LIST = screen("settings/general/network", "Inst. › Nätverksinställningar", v.Listing((
    v.Row("status", "Nätverksstatus"), v.Row("wifi", "Wi-Fi-inst."), v.Row("lan", "Inst. av trådbundet nätverk"),
    v.Row("name", "Enhetsnamn", "EPSON0A1B2C", "value"), v.Row("switch", "Energisparläge", "På", "switch", on=True),
    v.Row("switch2", "Bonjour", "Av", "switch"), v.Row("advanced", "Avancerat", locked=True),
    v.Row("off", "Wi-Fi Direct", "Avaktiverat", "value", enabled=False),
)))

LONG = screen("settings/contacts", "Kontakter", v.Listing(
    tuple(v.Row(f"c{n}", f"Kontakt {n:03}", f"person{n}@ovning.example", "value") for n in range(1, 201)),
    tabs=(v.Row("all", "Alla", kind="choice", on=True), v.Row("often", "Ofta", kind="choice"),
          v.Row("group", "Grupper", kind="choice")),
    buttons=(v.Button("add", "Lägg till ny", primary=True), v.Button("done", "Klar")),
))

STATUS = screen("settings/general/network/status/email-server", "Status för e-postserver", v.Listing((
    v.Row("h", "E-postserver", kind="heading"),
    v.Row("auth", "Autentiseringsmetod", "OAuth2", "reading"),
    v.Row("service", "E-posttjänst", "Microsoft Exchange Online", "reading"),
    v.Row("account", "Konto", "skrivare@ovning.example", "reading"),
    v.Row("state", "Inloggningsstatus", "Inloggad", "reading", tone="good"),
    v.Row("server", "SMTP-serveradress", "smtp-mail.outlook.com", "reading"),
    v.Row("port", "SMTP-serverns portnummer", "587", "reading"),
    v.Row("sec", "Säker anslutning", "STARTTLS", "reading"),
)))


def key(identity: str, label: str = "", width: int = 1, on: bool = False) -> v.Key:
    return v.Key(f"key/{identity}", label or identity, width, on)


KEYBOARD = screen("entry", "Filnamn", v.Entry(
    "Ange ett filnamn", "Rapport-åäö", 11, (
        (*(key(c) for c in "1234567890"), key("-"), key("back", "⌫", 2)),
        (*(key(c) for c in "qwertyuiopå"), key("@")),
        (*(key(c) for c in "asdfghjklöä"), key(".")),
        (key("shift", "ABC", 2, True), *(key(c) for c in "zxcvbnm"), key("_")),
        (key("123", "123#+", 3), key("space", "Blanksteg", 6), key("left", "←"), key("right", "→")),
    ), limit="11 / 64", buttons=(v.Button("ok", "OK", primary=True), v.Button("cancel", "Avbryt"))))

NUMBERS = screen("pin", "Logga in", v.Entry(
    "Ange PIN-kod", "••", 2, (
        tuple(key(c) for c in "123"), tuple(key(c) for c in "456"), tuple(key(c) for c in "789"),
        (key("c", "C"), key("0"), key("back", "←"))), numeric=True, secret=True, problem="Fel PIN-kod.",
    buttons=(v.Button("ok", "OK", primary=True),)))

NOTICE = screen("notice", "Till Min e-post", v.Notice(
    "För att använda den här funktionen måste du logga in på en e-posttjänst.", "warn",
    detail="Administratören loggar in på Web Config, fliken Nätverk > E-postserver > Grundläggande.",
    buttons=(v.Button("ok", "OK", primary=True),)), over=LIST)

DIALOG = screen("consent", "Begärd behörighet", v.Notice(
    "Skrivaren vill kunna skicka e-post som du.", "",
    rows=(v.Row("app", "Program", "panel-sim", "reading"), v.Row("who", "Konto", "admin@ovning.example", "reading")),
    ticks=(v.Row("org", "Godkänn åt organisation", kind="tick", on=True),),
    buttons=(v.Button("accept", "Godkänn", primary=True), v.Button("decline", "Avbryt"))), over=LIST)

PROGRESS = screen("sending", "Till Min e-post", v.Progress(
    "Skickar till anna@ovning.example", 734_003, 1_258_291, "0,7 av 1,2 MB", "my-email",
    (Leg("refresh", True, 24), Leg("dns", True, 1), Leg("tcp", True, 2), Leg("tls", None)),
    (v.Button("stop", "Avbryt"),), (("refresh", "token"), ("dns", "dns"), ("tcp", "tcp"), ("tls", "kryptering"))))


def fake_qr(size: int = 31) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(border=1)
    code.add_data("http://localhost:8027/devicelogin")
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


CODE = screen("sign-in/code", "Till Min e-post › Logga in", v.SignInCode(
    "Logga in på din e-posttjänst",
    ("Öppna adressen på en dator eller telefon", "Skriv koden", "Godkänn med ditt konto"),
    "Väntar på godkännande", "http://localhost:8027/devicelogin", "FRW-QDE-7YL", 624, 900, "10:24 kvar", True,
    "Adressen finns bara på den här datorn; en telefon når den inte.", fake_qr(),
    buttons=(v.Button("copy", "Kopiera kod", primary=True), v.Button("qr", "QR-kod"), v.Button("cancel", "Avbryt")),
), back_label="Avbryt")
REAL_CODE = replace(CODE, body=replace(
    CODE.body, verification_uri="https://microsoft.com/devicelogin", user_code="FRWQDE7YL", loopback=False,
    loopback_text="", seconds_left=42, left_text="0:42 kvar", copy_text="FRWQDE7YX"))

LEG_NAMES = tuple((name, label) for name, label in (
    ("sign_in", "katalog"), ("refresh", "token"), ("dns", "dns"), ("tcp", "tcp"), ("tls", "tls"), ("auth", "auth"),
    ("mail", "avsändare"), ("rcpt", "mottagare"), ("data", "data")))

JOB = screen("jobs/detail", "Jobbstatus › Jobb 0014", v.JobDetail(
    "Anslutning till e-posttjänst har gått ut.", "Fel 361", "bad", (
        v.Row("type", "Typ", "Skanna › Till Min e-post", "reading"),
        v.Row("to", "Till", "anna@ovning.example", "reading"),
        v.Row("pages", "Sidor", "3 · A4 · 300 dpi · färg · PDF 1,2 MB", "reading"),
        v.Row("time", "Tid", "2026-11-23 09:38:12", "reading"),
        v.Row("do", "Åtgärd", "Logga in igen på e-posttjänsten.", "reading"),
    ), (Leg("sign_in", True, 24),
        Leg("refresh", False, 31, "AADSTS700082: The refresh token has expired due to inactivity.")),
    LEG_NAMES, (v.Button("sign-in", "Logga in igen", primary=True), v.Button("send-again", "Skicka igen"),
                v.Button("details", "Detaljer"))))

DONE = screen("jobs/detail", "Jobbstatus › Jobb 0015", v.JobDetail(
    "Skickat.", "", "good", JOB.body.rows[:4],
    tuple(Leg(name, True, 3.0 + n, f"detalj för {name}") for n, (name, _) in enumerate(LEG_NAMES)),
    LEG_NAMES, (v.Button("details", "Detaljer"),), expanded=True))

ASLEEP = screen("asleep", "", v.Asleep())
OFF = screen("off", "", v.Off())

SAMPLES = {
    "home": HOME, "small-home": SMALL_HOME, "list": LIST, "long": LONG, "status": STATUS, "keyboard": KEYBOARD,
    "numbers": NUMBERS, "notice": NOTICE, "dialog": DIALOG, "progress": PROGRESS, "code": CODE, "real-code": REAL_CODE,
    "job": JOB, "done": DONE,
    "asleep": ASLEEP, "off": OFF,
}


class CannedSimulator:
    """Answers with the sample Views, one after the other."""

    def __init__(self, samples: dict[str, v.View], first: str = "home") -> None:
        self.samples = samples
        self.names = list(samples)
        self.view = samples[first]
        self.events: list[Event] = []
        self.watchers: list[Callable[[v.View], None]] = []

    def watch(self, watcher: Callable[[v.View], None]) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    def feed(self, event: Event) -> v.View:
        self.events.append(event)
        name = next((key for key, view in self.samples.items() if view is self.view), "home")
        body = self.view.body
        if isinstance(event, Typed) and isinstance(body, v.Entry):
            text = body.text[:-1] if event.text == "\b" else body.text + event.text
            self.tell(replace(self.view, body=replace(body, text=text, cursor=len(text))))
        elif isinstance(event, CursorMoved) and isinstance(body, v.Entry):
            cursor = max(0, min(len(body.text), body.cursor + event.columns))
            self.tell(replace(self.view, body=replace(body, cursor=cursor)))
        elif isinstance(event, Pressed):
            back = self.names[max(0, self.names.index(name) - 1)]
            self.tell(self.samples["home" if event.key == "home" else "off" if event.key == "power" else back])
        elif isinstance(event, Tapped) and event.row.startswith("page:") and isinstance(body, v.Home):
            self.tell(replace(self.view, body=replace(body, page=int(event.row[5:]))))
        elif isinstance(event, Tapped):
            self.tell(self.samples[self.names[(self.names.index(name) + 1) % len(self.names)]])
        return self.view

    def tell(self, view: v.View) -> None:
        self.view = view
        for watcher in list(self.watchers):
            watcher(view)


def sample_bench() -> Bench:
    return Bench(
        state="home", trigger="tap:my-email", refused=("is_signed_in",),
        log=("Tapped(row='my-email')", "CheckPassword(purpose='user-pin')", "PasswordChecked(ok=True)",
             "MailRefused(job=14)"),
        mail=(BenchMail("09:38", "anna@ovning.example", "Skannat dokument", "skanning.pdf 1,2 MB"),
              BenchMail("09:12", "bo@ovning.example", "Rapport", "rapport.pdf 80 kB")),
        faults=(BenchFault("smtp-down", True), BenchFault("smtp-silent"), BenchFault("tls-bad"),
                BenchFault("paper-out")),
        clock="2026-11-23 09:41", offset="90 dygn framåt", files=("statusblad-0003.pdf",),
        addresses=(("Web Config", "http://127.0.0.1:8031"), ("Brevlåda", "http://127.0.0.1:8027/mailbox")),
    )


def sample_actions(done: list[object]) -> BenchActions:
    return BenchActions(
        advance=lambda seconds: done.append(seconds), fault=lambda name, on: done.append((name, on)),
        open_mail=lambda: "Subject: Skannat dokument\n\nHej!", last_sheet=lambda: "Statusblad",
        load_paper=lambda: done.append("paper"), revoke=lambda: done.append("revoke") or "Allt är återkallat.",
    )


@pytest.fixture(scope="session")
def samples() -> dict[str, v.View]:
    """One View of every kind, by name."""
    return dict(SAMPLES)


@pytest.fixture
def canned(samples: dict[str, v.View]) -> Callable[..., CannedSimulator]:
    """Makes a simulator that answers with the samples."""
    return lambda first="home": CannedSimulator(samples, first)


@pytest.fixture
def bench() -> Bench:
    """A bench with something in every section."""
    return sample_bench()


@pytest.fixture
def actions() -> tuple[BenchActions, list[object]]:
    """Actions of the bench, and the list in which they write down what was done."""
    done: list[object] = []
    return sample_actions(done), done


@pytest.fixture
def make_view() -> Callable[..., v.View]:
    """Makes a View of a body, as `screen(name, title, body, **more)`."""
    return screen
